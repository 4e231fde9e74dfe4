internal import Kernels

/// The Kullback-Leibler divergence of one discrete distribution from another.
public enum KullbackLeibler {
  /// Σ p_k ln(p_k / q_k) in nats, of the shares of two tables of counts of equal length, each count raised by
  /// `pseudocount`: a cell that only the first table knows would make it infinite. 0 for equal shares of the raised
  /// counts, unbounded above, and not symmetric.
  ///
  /// - Parameter pseudocount: ½ (Jeffreys' prior) unless given; not negative. With 0 the result is infinite where a
  ///   cell that the first table has is empty in the second; then, too, an empty first table is at 0 from any, and
  ///   any other at infinity from an empty second.
  /// - Complexity: O(cells).
  /// - Source: S. Kullback and R. A. Leibler (1951), Annals of Mathematical Statistics 22(1), 79-86.
  public static func divergence(_ first: [Int], from second: [Int], pseudocount: Double = 0.5) -> Double {
    precondition(first.count == second.count && pseudocount >= 0)
    let raised = pseudocount * Double(first.count)
    let n = Double(first.reduce(0, +)) + raised
    let m = Double(second.reduce(0, +)) + raised
    if n == 0 { return 0 }
    if m == 0 { return .infinity }
    var sum = 0.0
    for (a, b) in zip(first, second) {
      let p = (Double(a) + pseudocount) / n
      let q = (Double(b) + pseudocount) / m
      if p == 0 { continue }
      // The kernels' logarithm knows normal numbers only.
      if q == 0 { return .infinity }
      sum += p * KernelSet.active.logarithm(of: p / q)
    }
    return max(sum, 0)
  }
}
