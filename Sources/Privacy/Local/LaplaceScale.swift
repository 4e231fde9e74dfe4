/// The scale of discrete Laplace noise, as an exact fraction that is never below what the promise needs.
package enum LaplaceScale {
  /// A lattice of integers on which the noise's scale would be above half of this is made coarser.
  static let largest = 0x1p40

  /// Least ε of one number or one column.
  static let leastEpsilon = 0x1p-30

  /// ε rounded down to a whole number of units of 2^-40.
  static func units(_ epsilon: Double) throws(PrivacyError) -> UInt64 {
    guard epsilon.isFinite, epsilon >= leastEpsilon, epsilon <= 100 else {
      throw PrivacyError(
        .epsilonOutOfRange,
        "Epsilon must be between 0.000000001 and 100 for each column; 1 is a common choice, and beyond 10 little is promised."
      )
    }
    return UInt64((epsilon * 0x1p40).rounded(.down))
  }

  /// The least fraction that is representable here and not below `steps` / ε, with ε = `units` / 2^40.
  ///
  /// It is `steps` / ε itself where its reduced terms have at most 62 bits; otherwise above it by less than 2^-40 of
  /// the whole.
  /// - Precondition: 1 <= `steps` <= 2^47.
  package static func ratio(steps: UInt64, units: UInt64) -> Ratio {
    precondition(steps >= 1 && steps <= 1 << 47 && units > 0)
    let numerator = UInt128(steps) << 40
    let divisor = greatestCommonDivisor(numerator, UInt128(units))
    let (n, d) = (numerator / divisor, UInt128(units) / divisor)
    if n < 1 << 62 { return Ratio(UInt64(n), UInt64(d)) }
    var shift = 40
    while true {
      let rounded = ((n << UInt128(shift)) + d - 1) / d
      if rounded < 1 << 62 { return Ratio(UInt64(rounded), 1 << UInt64(shift)) }
      shift -= 1
    }
  }

  private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// ε of `steps` steps under noise of this scale, rounded up.
  package static func epsilon(steps: UInt64, scale: Ratio) -> Double {
    // The product may need 128 bits; each conversion and the quotient are off by at most 2^-53 of the value.
    let exact = Double(UInt128(steps) * UInt128(scale.denominator)) / Double(scale.numerator)
    let (quotient, rest) = (UInt128(steps) * UInt128(scale.denominator)).quotientAndRemainder(
      dividingBy: UInt128(scale.numerator))
    if rest == 0 { return Double(quotient) }
    return exact * (1 + 0x1p-51)
  }
}
