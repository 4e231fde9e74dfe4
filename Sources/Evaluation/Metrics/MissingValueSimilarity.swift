public import Tabular

/// How like the share of missing values in a real column that in another one is.
public enum MissingValueSimilarity {
  /// 1 - |a - b| of the shares of missing values, NaN among them, in 0...1. It says nothing of which rows lack a
  /// value.
  ///
  /// - Returns: nil if a column has no rows.
  /// - Complexity: O(n) for columns of reals, else O(n / 64).
  /// - Source: SDMetrics, metric of that name.
  public static func similarity(real: Column, synthetic: Column) -> Double? {
    if real.count == 0 || synthetic.count == 0 { return nil }
    func share(_ column: Column) -> Double {
      var missing = column.count - column.presentCount
      if case .float64(let values) = column.values {
        missing += values.indices.count { values[$0].isNaN && column.validity?[$0] ?? true }
      }
      return Double(missing) / Double(column.count)
    }
    return 1 - abs(share(real) - share(synthetic))
  }
}
