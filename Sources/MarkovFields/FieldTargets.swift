/// What the margins of a table of rows are drawn towards.
struct FieldTargets {
  struct Pair {
    let first: Int
    let second: Int
    /// Row-major, in rows of the table.
    let counts: [Double]
    /// The log-weight of a cell that lacks one row.
    let weight: Double
  }

  /// The log-weight of each variable's states when nothing is lacking: -infinity for one that is never to be drawn.
  let base: [[Double]]
  /// In rows of the table.
  let counts: [[Double]]
  let weights: [Double]
  let pairs: [Pair]
}
