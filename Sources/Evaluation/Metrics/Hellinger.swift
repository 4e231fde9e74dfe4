/// The Hellinger distance of two discrete distributions.
public enum Hellinger {
  /// √(½ Σ (√p_k - √q_k)²) of the shares of two tables of counts of equal length, in 0...1; a metric. 1 if no cell is
  /// common to both. Two empty tables are at distance 0, an empty and a non-empty one at 1.
  ///
  /// - Complexity: O(cells).
  /// - Source: E. Hellinger (1909), Journal für die reine und angewandte Mathematik 136, 210-271.
  public static func distance(_ first: [Int], _ second: [Int]) -> Double {
    precondition(first.count == second.count)
    let n = Double(first.reduce(0, +))
    let m = Double(second.reduce(0, +))
    if n == 0 || m == 0 { return n == m ? 0 : 1 }
    var sum = 0.0
    for (a, b) in zip(first, second) {
      let difference = (Double(a) / n).squareRoot() - (Double(b) / m).squareRoot()
      sum += difference * difference
    }
    return min(sum / 2, 1).squareRoot()
  }
}
