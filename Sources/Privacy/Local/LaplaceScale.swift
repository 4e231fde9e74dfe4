#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The scale of discrete Laplace noise, as an exact fraction.
enum LaplaceScale {
  /// A lattice of integers on which the noise's scale would be above half of this is made coarser.
  static let largest = 0x1p40

  /// Least ε of one number or one column.
  static let leastEpsilon = 0x1p-30

  /// What one draw of the noise may add to δ: at this and below, ε is at most 47.13.
  static let largestSamplerDelta = 0x1p-40

  /// What the distance between one draw and its distribution adds to δ, at most: (1 + e^ε) 2^-108.
  static func samplerDelta(_ epsilon: Double) -> Double {
    (1 + exp(epsilon)) * DiscreteLaplace.distanceBound
  }

  /// `units`, for noise that is drawn: ε must also be small enough for the noise to keep the promise.
  static func noiseUnits(_ epsilon: Double) throws(PrivacyError) -> UInt64 {
    let units = try units(epsilon)
    guard samplerDelta(epsilon) <= largestSamplerDelta else { throw beyondTheNoise }
    return units
  }

  static let beyondTheNoise = PrivacyError(
    .epsilonOutOfRange,
    "Laplace noise keeps its promise up to an epsilon of 47 for each column: the rare values that would be needed beyond that are never drawn. Give a smaller epsilon; beyond 10 little is promised anyway."
  )

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

  /// `steps` / ε with ε = `units` / 2^40.
  /// - Precondition: 1 <= `steps` <= 2^47, `units` > 0.
  static func ratio(steps: UInt64, units: UInt64) -> Ratio {
    precondition(steps >= 1 && steps <= 1 << 47 && units > 0)
    return Ratio(UInt128(steps) << 40, units)
  }
}
