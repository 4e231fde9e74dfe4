#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The standard normal distribution to full double precision, one value at a time, for fitting.
///
/// Uses the system's `erfc`, `exp` and `log`, so the last digit may differ between systems; sampling uses
/// `KernelSet`, whose bits do not.
public enum StandardNormal {
  /// `exp(-z^2 / 2) / sqrt(2 pi)`, to a few units in the last place; 0 at the infinities.
  public static func density(_ z: Double) -> Double {
    let square = z * z
    guard square < 1600 else { return z.isNaN ? z : 0 }
    // What rounding took from the square comes back as a factor.
    let lost = (-square).addingProduct(z, z)
    return 0.398942280401432677939946 * exp(-0.5 * square) * (1 - 0.5 * lost)
  }

  /// `P(Z <= z) = erfc(-z / sqrt 2) / 2`, within 4 units in the last place for z >= -37.5.
  public static func cdf(_ z: Double) -> Double {
    let x = z * -0x1.6a09e667f3bcdp-1
    guard abs(x) < 27 else { return z.isNaN ? z : (z < 0 ? 0 : 1) }
    // erfc magnifies the error of its argument by 2 x^2: the rounding of z / sqrt 2 is undone to first order.
    let lost = (-x).addingProduct(z, -0x1.6a09e667f3bcdp-1) + z * 0x1.bdd3413b26456p-55
    return 0.5 * (erfc(x) - 1.12837916709551257390 * exp(-x * x) * lost)
  }

  /// The z with `cdf(z) = p`, within 4 units in the last place (3.96 was the most in 16,000 points, half of them in
  /// the tails).
  ///
  /// Algorithm AS 241, PPND16 (Wichura, Applied Statistics 37, 1988), its polynomials by fused multiply-add, and in
  /// the tails one step of Newton's method. 0 and 1 give the infinities; p outside
  /// [0, 1], or NaN, gives NaN. Near 1 the spacing of doubles limits p itself.
  public static func quantile(_ p: Double) -> Double {
    let q = p - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q * horner(centreNumerator, r) / horner(centreDenominator, r)
    }
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : (p == 1 ? .infinity : .nan) }
    let r = (-log(min(p, 1 - p))).squareRoot()
    let z =
      r <= 5
      ? horner(middleNumerator, r - 1.6) / horner(middleDenominator, r - 1.6)
      : horner(farNumerator, r - 5) / horner(farDenominator, r - 5)
    // In the lower tail the relative error of the distribution function weighs little: the step takes away what the
    // polynomials left. Where densities leave the normal numbers it would add more than that.
    let tail = min(p, 1 - p)
    let refined = tail > 1e-300 ? z + (cdf(-z) - tail) / density(z) : z
    return q < 0 ? -refined : refined
  }

  private static func horner(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $1.addingProduct($0, x) }
  }

  // The published coefficients, from the highest power down.
  private static let centreNumerator = [
    2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
    4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
    1.3314166789178437745e+2, 3.3871328727963666080e0,
  ]
  private static let centreDenominator = [
    5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
    2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
    4.2313330701600911252e+1, 1,
  ]
  private static let middleNumerator = [
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
    1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
    4.63033784615654529590e0, 1.42343711074968357734e0,
  ]
  private static let middleDenominator = [
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
    2.05319162663775882187e0, 1,
  ]
  private static let farNumerator = [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
    5.46378491116411436990e0, 6.65790464350110377720e0,
  ]
  private static let farDenominator = [
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
    5.99832206555887937690e-1, 1,
  ]
}
