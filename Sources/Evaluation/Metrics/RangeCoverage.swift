internal import Kernels

/// How much of a real column's range another one spans.
public enum RangeCoverage {
  /// 1 less the parts of the real range, from its least to its greatest value, below the synthetic table's least and
  /// above its greatest value, in 0...1; what the synthetic table has beyond the range does not count. One synthetic
  /// value at either end suffices for 1. NaN stands for missing and is left out.
  ///
  /// - Returns: nil if a column has no values, or the real range is a point or infinite.
  /// - Complexity: O(n).
  /// - Source: SDMetrics, metric of that name.
  public static func coverage(real: [Double], synthetic: [Double]) -> Double? {
    let (expected, observed) = (ValueRange(real), ValueRange(synthetic))
    if expected.count == 0 || observed.count == 0 { return nil }
    return coverage((expected.low, expected.high), (observed.low, observed.high))
  }

  static func coverage(_ real: SortedSample, _ synthetic: SortedSample) -> Double? {
    guard let low = real.values.first, let high = real.values.last, !synthetic.isEmpty else { return nil }
    return coverage((low, high), (synthetic.values.first!, synthetic.values.last!))
  }

  private static func coverage(
    _ real: (low: Double, high: Double), _ synthetic: (low: Double, high: Double)
  ) -> Double? {
    let width = real.high - real.low
    guard width > 0, width.isFinite else { return nil }
    let below = max(synthetic.low - real.low, 0) / width
    let above = max(real.high - synthetic.high, 0) / width
    return max(1 - (below + above), 0)
  }
}

extension ValueRange {
  /// Of the values that are not NaN.
  init(_ values: [Double]) { self = values.withUnsafeBufferPointer { KernelSet.active.range($0) } }
}
