internal import Kernels

/// How many values of a column lie in a real column's range.
public enum BoundaryAdherence {
  /// The share of the synthetic values that lie from the real table's least to its greatest value, in 0...1. NaN
  /// stands for missing and is left out: missing values have a similarity of their own.
  ///
  /// - Returns: nil if a column has no values.
  /// - Complexity: O(n).
  public static func share(real: [Double], synthetic: [Double]) -> Double? {
    let range = ValueRange(real)
    return range.count > 0 ? share(of: synthetic, low: range.low, high: range.high) : nil
  }

  static func share(of synthetic: [Double], low: Double, high: Double) -> Double? {
    var (present, inside) = (0, 0)
    for value in synthetic {
      present += value.isNaN ? 0 : 1
      inside += value >= low && value <= high ? 1 : 0
    }
    return present > 0 ? Double(inside) / Double(present) : nil
  }

  /// The share as SDMetrics has it: if the real table lacks no value, missing ones of the synthetic table count as
  /// outside.
  ///
  /// - Source: SDMetrics 0.32, metric of that name.
  public static func sdmetricsShare(real: [Double], synthetic: [Double]) -> Double? {
    if real.contains(where: \.isNaN) { return share(real: real, synthetic: synthetic) }
    let range = ValueRange(real)
    if synthetic.isEmpty || range.count == 0 { return nil }
    return Double(synthetic.count { $0 >= range.low && $0 <= range.high }) / Double(synthetic.count)
  }
}
