/// What a field is fitted to: noisy margins of a table of `total` rows.
public struct FieldMeasurements: Sendable {
  public struct Pair: Sendable {
    public let first: Int
    public let second: Int
    /// Row-major.
    public let counts: [Double]
    public let deviation: Double

    public init(first: Int, second: Int, counts: [Double], deviation: Double) {
      self.first = first
      self.second = second
      self.counts = counts
      self.deviation = deviation
    }
  }

  public let total: Double
  /// Shares of each variable's states: positive, summing to 1.
  public let shares: [[Double]]
  /// The noise of each variable's one-way counts (of the states).
  public let deviations: [Double]
  public let pairs: [Pair]

  public init(total: Double, shares: [[Double]], deviations: [Double], pairs: [Pair]) {
    self.total = total
    self.shares = shares
    self.deviations = deviations
    self.pairs = pairs
  }
}
