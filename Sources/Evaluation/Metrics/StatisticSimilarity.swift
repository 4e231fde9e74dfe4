/// How near a statistic of one column comes to that of a real one, on the scale of the real range.
public enum StatisticSimilarity {
  public enum Statistic: String, Sendable, Hashable, CaseIterable {
    case mean, median
    /// With n - 1 in the denominator.
    case standardDeviation
  }

  /// max(1 - |t - u| / R, 0) of the statistics t and u and the real table's range R, in 0...1. A column with outliers
  /// has a large range, and little costs anything then. NaN stands for missing and is left out.
  ///
  /// - Returns: nil where a statistic is not defined or the real range is a point or infinite.
  /// - Complexity: O(n): a radix sort of each sample.
  /// - Source: SDMetrics, metric of that name.
  public static func similarity(_ statistic: Statistic, real: [Double], synthetic: [Double]) -> Double? {
    similarity(statistic, SortedSample(real), SortedSample(synthetic))
  }

  static func similarity(_ statistic: Statistic, _ real: SortedSample, _ synthetic: SortedSample) -> Double? {
    guard let t = value(statistic, real), let u = value(statistic, synthetic) else { return nil }
    // A statistic that is defined has values.
    let width = real.values.last! - real.values.first!
    let loss = abs(t - u) / width
    return width > 0 && width.isFinite && loss.isFinite ? max(1 - loss, 0) : nil
  }

  private static func value(_ statistic: Statistic, _ sample: SortedSample) -> Double? {
    let n = Double(sample.count)
    if n == 0 { return nil }
    let mean = sample.values.reduce(0, +) / n
    switch statistic {
    case .mean: return mean
    case .median: return sample.median
    case .standardDeviation:
      if n < 2 { return nil }
      return (sample.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    }
  }
}
