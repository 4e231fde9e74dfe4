/// Pearson's chi-squared statistic of two samples: how unlikely it is that one distribution made both.
public enum ChiSquared {
  /// Σ (observed - expected)² / expected over both rows of the table of two samples' counts, expected counts having
  /// the shares of the samples together, which is Σ (a_k √(m/n) - b_k √(n/m))² / (a_k + b_k); without a correction
  /// for continuity. Not negative and unbounded: it grows with the samples. Cells that are empty in both do not count,
  /// and an empty sample gives 0 with 0 degrees of freedom.
  ///
  /// - Returns: the statistic, and the cells that count less 1, which it has as its expectation if both samples come
  ///   from one distribution and are not small.
  /// - Complexity: O(cells).
  /// - Source: K. Pearson (1911), Biometrika 8(1/2), 250-254.
  public static func statistic(_ first: [Int], _ second: [Int]) -> (value: Double, degreesOfFreedom: Int) {
    precondition(first.count == second.count)
    let n = Double(first.reduce(0, +))
    let m = Double(second.reduce(0, +))
    if n == 0 || m == 0 { return (0, 0) }
    let (up, down) = ((m / n).squareRoot(), (n / m).squareRoot())
    var sum = 0.0
    var cells = 0
    for (a, b) in zip(first, second) where a + b > 0 {
      let difference = Double(a) * up - Double(b) * down
      sum += difference * difference / Double(a + b)
      cells += 1
    }
    return (sum, cells - 1)
  }
}
