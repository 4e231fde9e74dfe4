#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Noise on integers, with its parameter as an exact number.
///
/// The parameter has 20 significant bits, so it is exact as a `Double` too, and equal costs give equal parameters everywhere.
public struct NoiseParameter: Sendable, Hashable {
  public enum Mechanism: String, Sendable, Hashable, Codable {
    case discreteGaussian, discreteLaplace
  }

  public let mechanism: Mechanism
  /// What one unit moves the answer by: the square of the L2 distance (Gaussian), or the L1 distance (Laplace).
  public let sensitivity: Double
  /// σ² (Gaussian) or the scale (Laplace).
  public let parameter: Ratio

  /// Discrete Gaussian noise for a squared L2 sensitivity and a cost in units of 2^-40 of ρ.
  init?(squared: UInt128, rho units: UInt64) {
    guard let parameter = Self.ratio(squared << 39, UInt128(units)), parameter.value < 0x1p62 else {
      return nil
    }
    mechanism = .discreteGaussian
    sensitivity = Self.atLeast(squared)
    self.parameter = parameter
  }

  /// Discrete Laplace noise for an L1 sensitivity and a cost in units of 2^-40 of ε.
  init?(absolute: UInt128, epsilon units: UInt64) {
    guard let parameter = Self.ratio(absolute << 40, UInt128(units)), parameter.value < 0x1p48 else {
      return nil
    }
    mechanism = .discreteLaplace
    sensitivity = Self.atLeast(absolute)
    self.parameter = parameter
  }

  /// The standard deviation of each number's noise (at most, for the Gaussian).
  public var deviation: Double {
    switch mechanism {
    case .discreteGaussian: return parameter.value.squareRoot()
    case .discreteLaplace:
      let a = exp(-1 / parameter.value)
      return (2 * a).squareRoot() / -expm1(-1 / parameter.value)
    }
  }

  /// An upper bound of P[noise >= t].
  package func tail(from t: Int64) -> Double { tails(from: t, below: t + 1)[0] }

  /// Upper bounds of P[noise >= t] for each t of a range, ascending.
  ///
  /// Laplace: a^t / (1 + a) for t >= 1. Gaussian: the terms of the sum, up to 2,000 of them, and the geometric series that lies
  /// above the rest, over a lower bound of the sum of all.
  package func tails(from low: Int64, below high: Int64) -> [Double] {
    let margin = 1 + 0x1p-36
    switch mechanism {
    case .discreteLaplace:
      let scale = parameter.value
      return (low..<high).map { t in
        t <= 0 ? 1 : exp(-Double(t) / scale) / (1 + exp(-1 / scale)) * margin
      }
    case .discreteGaussian:
      let variance = parameter.value
      func weight(_ x: Int64) -> Double { exp(-Double(x) * Double(x) / (2 * variance)) }
      var total = (2 * Double.pi * variance).squareRoot()
      if variance < 2500 {
        let reach = Int64((12 * variance.squareRoot()).rounded(.up)) + 1
        total = (1...reach).reversed().reduce(0.0) { $0 + 2 * weight($1) } + 1
      }
      var sum = 0.0
      let last = max(high, 1) - 1
      var x = last
      for _ in 0..<2000 {
        let term = weight(x)
        sum += term
        x += 1
        if term <= sum * 0x1p-60 { break }
      }
      // From x on each term is at most this part of the one before it.
      sum += weight(x) / -expm1(-Double(2 * x + 1) / (2 * variance))
      var tails = [Double](repeating: 1, count: Int(high - low))
      var t = last
      while t >= low, t > 0 {
        if t < last { sum += weight(t) }
        if t < high { tails[Int(t - low)] = min(1, sum / total * margin) }
        t -= 1
      }
      return tails
    }
  }

  /// The smallest number of 20 significant bits that is at least `numerator / denominator`; `nil` beyond 2^63.
  static func ratio(_ numerator: UInt128, _ denominator: UInt128) -> Ratio? {
    // 2^19 <= numerator / (denominator * 2^shift), up to one.
    let width = { (x: UInt128) in 128 - x.leadingZeroBitCount }
    var shift = width(numerator) - width(denominator) - 20
    func quotient() -> UInt128 {
      let (top, bottom) =
        shift >= 0
        ? (numerator, denominator << UInt128(shift)) : (numerator << UInt128(-shift), denominator)
      return (top + bottom - 1) / bottom
    }
    var mantissa = quotient()
    if mantissa > 1 << 20 {
      shift += 1
      mantissa = quotient()
    }
    let even = mantissa.trailingZeroBitCount
    mantissa >>= UInt128(even)
    shift += even
    if shift >= 0 {
      guard shift + width(mantissa) <= 63 else { return nil }
      return Ratio(UInt64(mantissa << UInt128(shift)))
    }
    guard shift >= -63 else { return nil }
    return Ratio(UInt64(mantissa), UInt64(1) << UInt64(-shift))
  }

  /// As a number of 53 bits, rounded up.
  private static func atLeast(_ value: UInt128) -> Double {
    let excess = max(0, 128 - value.leadingZeroBitCount - 53)
    let top = UInt64((value + ((1 << UInt128(excess)) - 1)) >> UInt128(excess))
    return scalbn(Double(top), Int32(excess))
  }
}
