internal import Kernels

/// In how many rows two columns of one table have values.
struct PresentRows: Sendable {
  /// In both, in the first alone, in the second alone, in neither.
  let counts: [Int]

  init(rows: Int, first: Int, second: Int, both: Int) {
    counts = [both, first - both, second - both, rows - first - second + both]
  }

  init(_ first: NumberColumn, _ second: NumberColumn) {
    self.init(
      rows: first.values.count, first: first.range.count, second: second.range.count,
      both: zip(first.values, second.values).count { !$0.isNaN && !$1.isNaN })
  }

  /// The total variation distance of two tables' shares: how unlike they are in which rows lack a value.
  static func distance(_ first: PresentRows, _ second: PresentRows) -> Double {
    TotalVariation.distance(first.counts, second.counts)
  }
}
