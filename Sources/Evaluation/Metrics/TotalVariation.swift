/// The total variation distance of two discrete distributions.
public enum TotalVariation {
  /// ½ Σ |p_k - q_k| of the shares of two tables of counts of equal length, in 0...1. Two empty tables are at
  /// distance 0, an empty and a non-empty one at 1.
  ///
  /// - Complexity: O(cells).
  public static func distance(_ first: [Int], _ second: [Int]) -> Double {
    precondition(first.count == second.count)
    let n = Double(first.reduce(0, +))
    let m = Double(second.reduce(0, +))
    if n == 0 || m == 0 { return n == m ? 0 : 1 }
    var sum = 0.0
    for (a, b) in zip(first, second) { sum += abs(Double(a) / n - Double(b) / m) }
    return sum / 2
  }

  /// 1 less the distance as SDMetrics has it: levels alone, without missing rows, and a level that only the synthetic
  /// table has counts as a millionth of a real row; nil if either table has no rows.
  ///
  /// - Parameters:
  ///   - real: per level, rows of the real table; missing is no level.
  ///   - synthetic: the same of the synthetic table.
  /// - Source: SDMetrics 0.32, `TVComplement`.
  public static func sdmetricsComplement(real: [Int], synthetic: [Int]) -> Double? {
    precondition(real.count == synthetic.count)
    let expected = zip(real, synthetic).map { $0 == 0 && $1 > 0 ? 1e-6 : Double($0) }
    let total = expected.reduce(0, +)
    let m = Double(synthetic.reduce(0, +))
    if m == 0 || real.allSatisfy({ $0 == 0 }) { return nil }
    var sum = 0.0
    for (a, b) in zip(expected, synthetic) { sum += abs(Double(b) / m - a / total) }
    return 1 - sum / 2
  }
}
