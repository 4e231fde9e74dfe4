internal import Kernels

/// The Jensen-Shannon distance of two discrete distributions.
public enum JensenShannon {
  /// The square root of ½ Σ (p_k log₂(p_k / m_k) + q_k log₂(q_k / m_k)), m = (p + q) / 2, of the shares of two tables
  /// of counts of equal length, in 0...1; a metric. 1 if no cell is common to both. Two empty tables are at distance
  /// 0, an empty and a non-empty one at 1.
  ///
  /// - Complexity: O(cells).
  /// - Source: J. Lin (1991), IEEE Transactions on Information Theory 37(1), 145-151; D. M. Endres and
  ///   J. E. Schindelin (2003), ibid. 49(7), 1858-1860.
  public static func distance(_ first: [Int], _ second: [Int]) -> Double {
    precondition(first.count == second.count)
    let n = Double(first.reduce(0, +))
    let m = Double(second.reduce(0, +))
    if n == 0 || m == 0 { return n == m ? 0 : 1 }
    let kernels = KernelSet.active
    var nats = 0.0
    for (a, b) in zip(first, second) {
      let p = Double(a) / n
      let q = Double(b) / m
      // Each cell's share is not negative, so equal shares leave no rounding behind.
      if p == q { continue }
      let middle = (p + q) / 2
      if a > 0 { nats += p * kernels.logarithm(of: p / middle) }
      if b > 0 { nats += q * kernels.logarithm(of: q / middle) }
    }
    return min(max(nats / (2 * kernels.logarithm(of: 2)), 0), 1).squareRoot()
  }
}
