/// A number from 0 to below 2^64 in units of 2^-192, for probabilities that have to be right in their 128th digit.
///
/// Sums and differences are exact; products, quotients and conversions are rounded down, by less than one unit. Numbers
/// out of range trap.
struct FixedPoint: Comparable {
  /// 64 bits each, the first the lowest; the last is the whole part.
  var limb0: UInt64 = 0
  var limb1: UInt64 = 0
  var limb2: UInt64 = 0
  var limb3: UInt64 = 0

  static let zero = FixedPoint()
  static let one = FixedPoint(limb3: 1)

  static func < (a: Self, b: Self) -> Bool {
    if a.limb3 != b.limb3 { return a.limb3 < b.limb3 }
    if a.limb2 != b.limb2 { return a.limb2 < b.limb2 }
    if a.limb1 != b.limb1 { return a.limb1 < b.limb1 }
    return a.limb0 < b.limb0
  }

  static func + (a: Self, b: Self) -> Self {
    var carry: UInt64 = 0
    let limb0 = Self.sum(a.limb0, b.limb0, &carry)
    let limb1 = Self.sum(a.limb1, b.limb1, &carry)
    let limb2 = Self.sum(a.limb2, b.limb2, &carry)
    let limb3 = Self.sum(a.limb3, b.limb3, &carry)
    precondition(carry == 0)
    return Self(limb0: limb0, limb1: limb1, limb2: limb2, limb3: limb3)
  }

  static func - (a: Self, b: Self) -> Self {
    var borrow: UInt64 = 0
    let limb0 = Self.difference(a.limb0, b.limb0, &borrow)
    let limb1 = Self.difference(a.limb1, b.limb1, &borrow)
    let limb2 = Self.difference(a.limb2, b.limb2, &borrow)
    let limb3 = Self.difference(a.limb3, b.limb3, &borrow)
    precondition(borrow == 0)
    return Self(limb0: limb0, limb1: limb1, limb2: limb2, limb3: limb3)
  }

  static func * (a: Self, b: Self) -> Self {
    // Rows of the schoolbook product, the lowest limb of the first three dropped once it is complete.
    var rows = Self()
    rows = Self.adding(a.limb0, b, rows).upper
    rows = Self.adding(a.limb1, b, rows).upper
    rows = Self.adding(a.limb2, b, rows).upper
    let last = Self.adding(a.limb3, b, rows)
    precondition(last.upper.limb3 == 0)
    return Self(limb0: last.lowest, limb1: last.upper.limb0, limb2: last.upper.limb1, limb3: last.upper.limb2)
  }

  /// - Precondition: The divisor is not 0.
  static func / (a: Self, b: UInt64) -> Self {
    let (limb3, r3) = a.limb3.quotientAndRemainder(dividingBy: b)
    let (limb2, r2) = b.dividingFullWidth((r3, a.limb2))
    let (limb1, r1) = b.dividingFullWidth((r2, a.limb1))
    let (limb0, _) = b.dividingFullWidth((r1, a.limb0))
    return Self(limb0: limb0, limb1: limb1, limb2: limb2, limb3: limb3)
  }

  /// The number times 2^-places.
  func halved(_ places: Int) -> Self {
    var result = self
    for _ in 0..<places {
      result.limb0 = result.limb0 >> 1 | result.limb1 << 63
      result.limb1 = result.limb1 >> 1 | result.limb2 << 63
      result.limb2 = result.limb2 >> 1 | result.limb3 << 63
      result.limb3 >>= 1
    }
    return result
  }

  /// Its first 128 binary places, as a whole number; rounded down.
  ///
  /// - Precondition: It is below 1.
  var fraction128: UInt128 {
    precondition(limb3 == 0)
    return UInt128(limb2) << 64 | UInt128(limb1)
  }

  /// `numerator / denominator`, digit by digit.
  ///
  /// - Precondition: The denominator is above 0 and below 2^127, the quotient below 2^64.
  init(_ numerator: UInt128, over denominator: UInt128) {
    precondition(denominator > 0 && denominator < 1 << 127)
    var (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    precondition(whole < 1 << 64)
    self.init(limb3: UInt64(whole))
    for limb in 0..<3 {
      whole = 0
      for _ in 0..<64 {
        rest <<= 1
        whole <<= 1
        if rest >= denominator {
          rest -= denominator
          whole |= 1
        }
      }
      if limb == 0 {
        limb2 = UInt64(whole)
      } else if limb == 1 {
        limb1 = UInt64(whole)
      } else {
        limb0 = UInt64(whole)
      }
    }
  }

  init(limb0: UInt64 = 0, limb1: UInt64 = 0, limb2: UInt64 = 0, limb3: UInt64 = 0) {
    (self.limb0, self.limb1, self.limb2, self.limb3) = (limb0, limb1, limb2, limb3)
  }

  /// `1 / self`, digit by digit.
  ///
  /// - Precondition: It is at least 1 and below 2^63.
  var reciprocal: Self {
    precondition(limb3 >= 1 && limb3 < 1 << 63)
    var (rest, quotient) = (Self.one, Self.zero)
    if rest >= self {
      rest = rest - self
      quotient = .one
    }
    for place in 0..<192 {
      rest = rest + rest
      guard rest >= self else { continue }
      rest = rest - self
      let bit = UInt64(1) << UInt64(63 - place % 64)
      if place < 64 {
        quotient.limb2 |= bit
      } else if place < 128 {
        quotient.limb1 |= bit
      } else {
        quotient.limb0 |= bit
      }
    }
    return quotient
  }

  private static func sum(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
    let total = UInt128(a) &+ UInt128(b) &+ UInt128(carry)
    carry = UInt64(truncatingIfNeeded: total >> 64)
    return UInt64(truncatingIfNeeded: total)
  }

  private static func difference(_ a: UInt64, _ b: UInt64, _ borrow: inout UInt64) -> UInt64 {
    let total = UInt128(a) &- UInt128(b) &- UInt128(borrow)
    borrow = UInt64(truncatingIfNeeded: total >> 64) & 1
    return UInt64(truncatingIfNeeded: total)
  }

  /// `factor * b + c` in five limbs: at most (2^64 - 1)(2^256 - 1) + 2^256 - 1 < 2^320.
  @inline(__always)
  private static func adding(_ factor: UInt64, _ b: Self, _ c: Self) -> (lowest: UInt64, upper: Self) {
    let f = UInt128(factor)
    let t0 = f &* UInt128(b.limb0) &+ UInt128(c.limb0)
    let t1 = f &* UInt128(b.limb1) &+ UInt128(c.limb1) &+ (t0 >> 64)
    let t2 = f &* UInt128(b.limb2) &+ UInt128(c.limb2) &+ (t1 >> 64)
    let t3 = f &* UInt128(b.limb3) &+ UInt128(c.limb3) &+ (t2 >> 64)
    return (
      UInt64(truncatingIfNeeded: t0),
      Self(
        limb0: UInt64(truncatingIfNeeded: t1), limb1: UInt64(truncatingIfNeeded: t2),
        limb2: UInt64(truncatingIfNeeded: t3), limb3: UInt64(truncatingIfNeeded: t3 >> 64))
    )
  }
}
