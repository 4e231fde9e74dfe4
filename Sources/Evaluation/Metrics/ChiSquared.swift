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

  /// The probability that two samples of one distribution have a statistic at least so large: Q(degrees / 2,
  /// statistic / 2), the regularised upper incomplete gamma function, in 0...1. An approximation for samples that are
  /// not small (Cochran's rule of thumb: few expected counts below 5). With many rows it is next to 0 for differences
  /// that no one would mind: it says whether there is a difference, not how large it is.
  ///
  /// Relative error below 1e-12 for up to a million degrees of freedom, down to 1e-300.
  ///
  /// - Returns: nil without degrees of freedom, where there is nothing to compare.
  /// - Complexity: O(√degrees).
  /// - Source: K. Pearson (1900), Philosophical Magazine 50(302), 157-175.
  public static func pValue(statistic: Double, degreesOfFreedom: Int) -> Double? {
    degreesOfFreedom > 0 ? IncompleteGamma.upper(Double(degreesOfFreedom) / 2, statistic / 2) : nil
  }
}
