/// Released counts.
public struct NoisyCounts: Sendable, Hashable {
  public let counts: [Int64]
  /// The standard deviation of the noise of each count; public. 0: the counts are public.
  public let deviation: Double

  public init(counts: [Int64], deviation: Double) {
    self.counts = counts
    self.deviation = deviation
  }
}

/// Released numbers that are not counts.
public struct NoisyValues: Sendable, Hashable {
  public let values: [Double]
  /// The standard deviation of the noise of each; public.
  public let deviation: Double

  public init(values: [Double], deviation: Double) {
    self.values = values
    self.deviation = deviation
  }
}
