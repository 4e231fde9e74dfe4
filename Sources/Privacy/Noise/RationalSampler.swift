/// Exact draws by rational arithmetic alone, without a table and without rounding of any kind: for scales that are too
/// large for a table, and to test the others by.
///
/// Source: C. Canonne, G. Kamath, T. Steinke (2020), "The Discrete Gaussian for Differential Privacy", Algorithms 1 to 3.
enum RationalSampler {
  /// The discrete Laplace: P[X = x] ∝ exp(-|x| / scale).
  ///
  /// - Precondition: The scale's numerator is below 2^120.
  static func laplace(scale: Ratio, using bits: inout BufferedWords) -> Int64 {
    let n = scale.numerator
    precondition(n < 1 << 120)
    let doubleN = UInt512.approximation(n)
    let one = LazyFraction(approximation: 1) { (UInt512(1), UInt512(1)) }
    while true {
      // U + n V is geometric with ratio exp(-1/n), so its whole part after division is with ratio exp(-d/n).
      let u = ExactBernoulli.uniform(below: n, using: &bits)
      let exponent = LazyFraction(approximation: UInt512.approximation(u) / doubleN) {
        (UInt512(u), UInt512(n))
      }
      guard ExactBernoulli.exponential(exponent, using: &bits) else { continue }
      var v: UInt128 = 0
      while ExactBernoulli.exponential(one, using: &bits) { v += 1 }
      let sum = u + n * v
      let size = Int64(scale.denominator == 1 ? sum : sum / UInt128(scale.denominator))
      let isNegative = bits.next() >> 63 == 1
      if isNegative && size == 0 { continue }
      return isNegative ? -size : size
    }
  }

  /// The discrete Gaussian: P[X = x] ∝ exp(-x² / (2 variance)).
  ///
  /// A discrete Laplace Y of whole scale t = floor(σ) + 1 is kept with probability exp(-(|Y| - σ²/t)² / (2σ²)).
  /// - Precondition: The variance is at most 2^90.
  static func gaussian(variance: Ratio, using bits: inout BufferedWords) -> Int64 {
    let (n, d) = (variance.numerator, UInt128(variance.denominator))
    precondition(n / d <= 1 << 90)
    let t = Self.squareRoot(n / d) + 1
    // (|Y| t d - n)² / (2 n d t²): below 2^328 and 2^286.
    let (wideN, step) = (UInt512(n), UInt512(t) * UInt512(d))
    let divisor = UInt512(2 * d) * wideN * UInt512(t * t)
    let inverse = 1 / divisor.approximation
    let laplace = Ratio(t)
    while true {
      let y = Self.laplace(scale: laplace, using: &bits)
      let product = UInt512(UInt128(y.magnitude)) * step
      let gap = product > wideN ? product - wideN : wideN - product
      let root = gap.approximation
      let exponent = LazyFraction(approximation: root * root * inverse) { (gap * gap, divisor) }
      if ExactBernoulli.exponential(exponent, using: &bits) { return y }
    }
  }

  /// Rounded down.
  static func squareRoot(_ value: UInt128) -> UInt128 {
    var root = UInt128(Double(value).squareRoot())
    while root * root > value { root -= 1 }
    while (root + 1) * (root + 1) <= value { root += 1 }
    return root
  }
}
