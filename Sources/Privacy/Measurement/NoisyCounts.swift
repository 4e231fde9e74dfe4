/// Released counts.
public struct NoisyCounts: Sendable, Hashable {
  public let counts: [Int64]
  /// The standard deviation of the noise of each count; public.
  public let deviation: Double
}

/// Released numbers that are not counts.
public struct NoisyValues: Sendable, Hashable {
  public let values: [Double]
  /// The standard deviation of the noise of each; public.
  public let deviation: Double
}
