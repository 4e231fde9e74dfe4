/// A positive rational parameter of a noise distribution, exact and in lowest terms.
public struct Ratio: Sendable, Hashable {
  public let numerator: UInt128
  public let denominator: UInt64

  /// - Precondition: Both are above 0; the numerator is below 2^128, the denominator, in lowest terms, below 2^64.
  public init(_ numerator: some BinaryInteger, _ denominator: some BinaryInteger) {
    precondition(numerator > 0 && denominator > 0, "a ratio is positive")
    let (top, bottom) = (UInt128(numerator), UInt128(denominator))
    let divisor = Self.greatestCommonDivisor(top, bottom)
    self.numerator = top / divisor
    self.denominator = UInt64(bottom / divisor)
  }

  public init(_ whole: some BinaryInteger) { self.init(whole, 1) }

  /// The number itself, which is a fraction with a power of two below; nil for one that is not positive and finite, or
  /// out of range: below 2^-63 in its last digit, or from 2^128 on.
  public init?(exactly value: Double) {
    guard value > 0, value < 0x1p128 else { return nil }
    let digits = value.significandWidth
    let shift = digits - Int(value.exponent)
    if shift <= 0 {
      self.init(UInt128(value))
    } else {
      guard shift < 64 else { return nil }
      self.init(
        UInt128(value * Double(sign: .plus, exponent: shift, significand: 1)), UInt64(1) << UInt64(shift))
    }
  }

  /// The nearest double, to within two roundings.
  public var value: Double { Double(numerator) / Double(denominator) }

  private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
