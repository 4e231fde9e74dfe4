internal import Kernels

/// The terms of Loader's saddle-point expansion, by which binomial, Poisson and gamma densities are computed without
/// the cancellation of their logarithms.
///
/// - Source: C. Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
package enum SaddlePoint {
  /// ln Γ(a + 1) - (a + ½) ln a + a - ½ ln 2π, positive: what Stirling's formula leaves.
  ///
  /// Relative error below 3e-15. - Precondition: a ≥ 1/2.
  package static func stirlingRemainder(_ a: Double) -> Double {
    if a < Double(ofWholes.count), a == a.rounded(.down) { return ofWholes[Int(a)] }
    return expansion(a)
  }

  /// Of 1 to 15; the first is not used.
  private static let ofWholes: [Double] = [0] + (1..<16).map { expansion(Double($0)) }

  private static func expansion(_ a: Double) -> Double {
    // Up to where the asymptotic series is exact, by the recurrence of the gamma function: (z + ½) ln(1 + 1 / z) - 1
    // as its power series in 1 / (2 z + 1), whose terms are all positive.
    var (shift, z) = (0.0, a)
    while z < 16 {
      let square = 1 / ((2 * z + 1) * (2 * z + 1))
      var (power, k, sum) = (square, 3.0, 0.0)
      while power > sum * 0x1p-54 {
        sum += power / k
        power *= square
        k += 2
      }
      shift += sum
      z += 1
    }
    let w = 1 / (z * z)
    let tail = 1 / 1260.0 - w * (1 / 1680.0 - w * (1 / 1188.0 - w * (691 / 360360.0 - w / 156)))
    return shift + (1 / 12.0 - w * (1 / 360.0 - w * tail)) / z
  }

  /// a ln(a / x) + x - a, not negative.
  ///
  /// Error below 5e-16 of a ln(a / x) and x - a where a and x are not within a fifth of each other, else a few units
  /// in the last place of the result. - Precondition: Both are positive.
  package static func deviance(_ a: Double, _ x: Double) -> Double {
    let difference = a - x
    if abs(difference) >= 0.1 * (a + x) { return a * KernelSet.active.logarithm(of: a / x) - difference }
    // ln((1 + v) / (1 - v)) as its power series: the terms above would cancel.
    let v = difference / (a + x)
    var sum = difference * v
    var power = 2 * a * v
    var k = 1.0
    while true {
      power *= v * v
      k += 2
      let next = sum + power / k
      if next == sum { return next }
      sum = next
    }
  }

  /// e^x, 0 below -708, where it leaves the normal numbers.
  package static func exponential(_ x: Double) -> Double {
    x < -708 ? 0 : KernelSet.active.exponential(of: x)
  }
}
