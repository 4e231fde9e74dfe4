/// How like a correlation in a real table that in another one is.
public enum CorrelationSimilarity {
  /// Which correlation two columns' dependence is measured by.
  public enum Coefficient: String, Sendable, Hashable, CaseIterable {
    case pearson, spearman, kendall

    /// Over the rows where neither value is NaN; nil where it is not defined.
    public func correlation(_ x: [Double], _ y: [Double]) -> Double? {
      switch self {
      case .pearson: Pearson.correlation(x, y)
      case .spearman: Spearman.correlation(x, y)
      case .kendall: Kendall.tauB(x, y)
      }
    }
  }

  /// 1 - |r - s| / 2, in 0...1: 1 for equal correlations, 0 for 1 against -1. A weak scale: a correlation of ½ that is
  /// lost costs ¼.
  public static func similarity(_ real: Double, _ synthetic: Double) -> Double {
    1 - abs(real - synthetic) / 2
  }

  /// The similarity and the correlations as SDMetrics has them.
  public struct SDMetricsBreakdown: Sendable, Hashable {
    /// nil where it is not defined, or where the real correlation is too weak.
    public var score: Double?
    public var real: Double?
    /// nil, too, where the real correlation is too weak: it is not computed then.
    public var synthetic: Double?
  }

  /// The similarity of Pearson's or Spearman's correlations as SDMetrics has it: not defined unless the real
  /// correlation is stronger than `threshold`, so that 0 never counts, and correlations that the synthetic table
  /// invents do not either; nor where a column has but one value in either table.
  ///
  /// - Source: SDMetrics 0.32, `CorrelationSimilarity`.
  public static func sdmetrics(
    real: (x: [Double], y: [Double]), synthetic: (x: [Double], y: [Double]),
    coefficient: Coefficient = .pearson, threshold: Double = 0
  ) -> SDMetricsBreakdown {
    for column in [real.x, real.y, synthetic.x, synthetic.y] where isConstant(column) {
      return SDMetricsBreakdown()
    }
    guard let expected = coefficient.correlation(real.x, real.y) else { return SDMetricsBreakdown() }
    if abs(expected) <= threshold { return SDMetricsBreakdown(score: nil, real: expected) }
    guard let observed = coefficient.correlation(synthetic.x, synthetic.y) else {
      return SDMetricsBreakdown(score: nil, real: expected)
    }
    return SDMetricsBreakdown(
      score: similarity(expected, observed), real: expected, synthetic: observed)
  }

  private static func isConstant(_ values: [Double]) -> Bool {
    guard let first = values.first(where: { !$0.isNaN }) else { return false }
    return values.allSatisfy { $0.isNaN || $0 == first }
  }
}
