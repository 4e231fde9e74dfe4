internal import Evaluation

/// Probabilities of a binomial count, exact to rounding, without the C library's functions, which differ between
/// machines.
package enum BinomialTail {
  /// P[Bin(n, p) = k], by Loader's saddle-point expansion; relative error about 1e-13.
  package static func probability(of k: Int, trials n: Int, _ p: Double) -> Double {
    if k < 0 || k > n { return 0 }
    if p <= 0 { return k == 0 ? 1 : 0 }
    if p >= 1 { return k == n ? 1 : 0 }
    if k == 0 || k == n {
      // q^n as the saddle point has it: a deviance of n from n q.
      let share = k == 0 ? 1 - p : p
      return n == 0
        ? 1
        : SaddlePoint.exponential(
          -SaddlePoint.deviance(Double(n), Double(n) * share)
            - Double(n) * (1 - share))
    }
    return density(Double(k), Double(n - k), p)
  }

  /// P[Bin(n, p) >= k].
  package static func atLeast(_ k: Int, trials n: Int, _ p: Double) -> Double {
    if k <= 0 { return 1 }
    if k > n { return 0 }
    return incompleteBeta(Double(k), Double(n - k + 1), p)
  }

  /// The binomial density of a among a + b, both positive.
  private static func density(_ a: Double, _ b: Double, _ p: Double) -> Double {
    let n = a + b
    let exponent =
      SaddlePoint.stirlingRemainder(n) - SaddlePoint.stirlingRemainder(a) - SaddlePoint.stirlingRemainder(b)
      - SaddlePoint.deviance(a, n * p) - SaddlePoint.deviance(b, n * (1 - p))
    return SaddlePoint.exponential(exponent) * (n / (2 * Double.pi * a * b)).squareRoot()
  }

  /// The regularised incomplete beta function I_x(a, b) for a, b >= 1, by Lentz's evaluation of its continued fraction.
  /// - Source: NIST Handbook of Mathematical Functions (2010), 8.17.22.
  package static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    precondition(a >= 0.5 && b >= 0.5)
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // x^a (1 - x)^b / B(a, b)
    let front = density(a, b, x) * a * b / (a + b)
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(a, b, x) / a : 1 - front * fraction(b, a, 1 - x) / b
  }

  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    func away(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var value = d
    for step in 1..<100_000 {
      let m = Double(step)
      for numerator in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / away(1 + numerator * d)
        c = away(1 + numerator / c)
        value *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return value
  }
}
