/// A fraction of whole numbers that need not be computed unless a double does not tell enough.
struct LazyFraction {
  /// The fraction, right to a part in 2^48.
  let approximation: Double
  /// Numerator and denominator.
  let exact: () -> (UInt512, UInt512)
}

/// Coins of exactly rational and exactly exponential probability.
enum ExactBernoulli {
  /// True with probability exp(-x).
  ///
  /// It is the product of m coins exp(-x/m), m >= x. Of coins y/1, y/2, y/3, …, with y = x/m at most 1, the number of
  /// successes before the first failure is even with probability exp(-y).
  ///
  /// Source: C. Canonne, G. Kamath, T. Steinke (2020), "The Discrete Gaussian for Differential Privacy", Algorithm 1.
  /// - Precondition: The numerator is below 2^400, the denominator below 2^340, the fraction below 2^40.
  static func exponential(_ x: LazyFraction, using bits: inout BufferedWords) -> Bool {
    let parts = max(1, UInt64((x.approximation * (1 + 0x1p-40)).rounded(.up)))
    for _ in 0..<parts {
      var k = parts
      var isEven = true
      while fraction(x, over: k, using: &bits) {
        k += parts
        isEven.toggle()
      }
      guard isEven else { return false }
    }
    return true
  }

  /// Uniform on 0 ..< bound.
  static func uniform(below bound: UInt128, using bits: inout BufferedWords) -> UInt128 {
    let unused = UInt128((bound - 1).leadingZeroBitCount)
    while true {
      let number = unused >= 64 ? UInt128(bits.next() >> UInt64(unused - 64)) : bits.next128() >> unused
      if number < bound { return number }
    }
  }

  /// True with probability x / divisor, which is at most 1.
  ///
  /// A uniform number is drawn 64 bits at a time until it is known to lie below or above.
  static func fraction(
    _ x: LazyFraction, over divisor: UInt64, using bits: inout BufferedWords
  ) -> Bool {
    // The uniform number lies in [u, u + 1) 2^-64.
    let u = bits.next()
    let (scaled, target) = (Double(u), x.approximation / Double(divisor) * 0x1p64)
    if scaled + 1 < target * (1 - 0x1p-44) { return true }
    if scaled > target * (1 + 0x1p-44) { return false }
    let (numerator, denominator) = x.exact()
    var (rest, whole, word) = (numerator, denominator * UInt512(UInt128(divisor)), u)
    while true {
      let (left, right) = (rest.shifted, whole * UInt512(UInt128(word)))
      if left <= right { return false }
      rest = left - right
      if rest >= whole { return true }
      word = bits.next()
    }
  }
}
