/// The incomplete gamma function, for the tail of the chi-squared distribution.
enum IncompleteGamma {
  /// Q(a, x) = Γ(a, x) / Γ(a), the probability that a gamma variable of shape `a` exceeds `x`; 1 for x ≤ 0, 0 at
  /// infinity.
  ///
  /// For x < a + 1 as 1 less the power series of P(a, x), else by Legendre's continued fraction, evaluated as Lentz
  /// does. What both are multiplied by, x^a e^-x / Γ(a + 1), is computed without the cancellation of its logarithm:
  /// by the remainder of Stirling's formula and the deviance of x from a.
  ///
  /// Relative error below 1e-12 (3e-13 for a ≤ 500) for 1/2 ≤ a ≤ 500,000 wherever the result is above 1e-300;
  /// below that it is 0 or not normal.
  ///
  /// - Precondition: a ≥ 1/2.
  /// - Complexity: O(√a) where x is near a, fewer steps elsewhere.
  /// - Source: NIST Handbook of Mathematical Functions (2010), 8.7.1 and 8.9.2; C. Loader (2000), Fast and Accurate
  ///   Computation of Binomial Probabilities, for the factor; W. J. Lentz (1976), Applied Optics 15(3), 668-671.
  static func upper(_ a: Double, _ x: Double) -> Double {
    precondition(a >= 0.5)
    if !(x > 0) { return x.isNaN ? .nan : 1 }
    if x == .infinity { return 0 }
    let factor =
      SaddlePoint.exponential(-SaddlePoint.stirlingRemainder(a) - SaddlePoint.deviance(a, x))
      / (2 * Double.pi * a).squareRoot()
    return x < a + 1 ? 1 - factor * series(a, x) : min(factor * a * continuedFraction(a, x), 1)
  }

  /// 1 + x / (a + 1) + x² / ((a + 1) (a + 2)) + ...
  private static func series(_ a: Double, _ x: Double) -> Double {
    var (sum, term, k) = (1.0, 1.0, a)
    repeat {
      k += 1
      term *= x / k
      sum += term
    } while term > sum * 0x1p-54
    return sum
  }

  /// 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...
  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    var b = x + 1 - a
    // Not 0: x ≥ a + 1.
    var d = 1 / b
    var c = Double.infinity
    var value = d
    var k = 0.0
    while true {
      k += 1
      let numerator = k * (a - k)
      b += 2
      d = 1 / (numerator * d + b)
      c = b + numerator / c
      let step = c * d
      value *= step
      if abs(step - 1) <= 0x1p-52 { return value }
    }
  }
}
