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
}
