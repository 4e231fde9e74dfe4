/// A whole number below 2^512, for exact comparisons of fractions. Results out of range trap.
struct UInt512: Comparable {
  private static let limbs = 8
  /// The first is the lowest.
  private var limb = InlineArray<8, UInt64>(repeating: 0)

  init(_ value: UInt128) {
    limb[0] = UInt64(truncatingIfNeeded: value)
    limb[1] = UInt64(truncatingIfNeeded: value >> 64)
  }

  /// A number as a double, right to a part in 2^51; the standard library's conversion takes its time.
  static func approximation(_ value: UInt128) -> Double {
    Double(UInt64(truncatingIfNeeded: value >> 64)) * 0x1p64 + Double(UInt64(truncatingIfNeeded: value))
  }

  static func == (a: Self, b: Self) -> Bool {
    for i in 0..<limbs where a.limb[i] != b.limb[i] { return false }
    return true
  }

  static func < (a: Self, b: Self) -> Bool {
    for i in stride(from: limbs - 1, through: 0, by: -1) where a.limb[i] != b.limb[i] {
      return a.limb[i] < b.limb[i]
    }
    return false
  }

  static func - (a: Self, b: Self) -> Self {
    var (result, borrow) = (a, UInt128(0))
    for i in 0..<limbs {
      let t = UInt128(a.limb[i]) &- UInt128(b.limb[i]) &- borrow
      result.limb[i] = UInt64(truncatingIfNeeded: t)
      borrow = t >> 127
    }
    precondition(borrow == 0)
    return result
  }

  static func * (a: Self, b: Self) -> Self {
    var result = Self(0)
    let width = b.used
    for i in 0..<a.used {
      var carry: UInt128 = 0
      for j in 0..<width {
        guard i + j < limbs else { preconditionFailure("above 2^512") }
        let t = UInt128(a.limb[i]) &* UInt128(b.limb[j]) &+ UInt128(result.limb[i + j]) &+ carry
        result.limb[i + j] = UInt64(truncatingIfNeeded: t)
        carry = t >> 64
      }
      if carry > 0 {
        precondition(i + width < limbs)
        result.limb[i + width] = UInt64(truncatingIfNeeded: carry)
      }
    }
    return result
  }

  /// The number times 2^64.
  var shifted: Self {
    precondition(limb[Self.limbs - 1] == 0)
    var result = Self(0)
    for i in 1..<Self.limbs { result.limb[i] = limb[i - 1] }
    return result
  }

  /// The number, right to a part in 2^50.
  var approximation: Double {
    let top = used - 1
    guard top >= 0 else { return 0 }
    let high = Double(limb[top])
    let next = top > 0 ? Double(limb[top - 1]) : 0
    // 2^(64 top), in the exponent's bits.
    return (high + next * 0x1p-64) * Double(bitPattern: UInt64(1023 + 64 * top) << 52)
  }

  private var used: Int {
    for i in stride(from: Self.limbs, to: 0, by: -1) where limb[i - 1] != 0 { return i }
    return 0
  }
}
