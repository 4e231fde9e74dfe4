/// Whole weights of a distribution on 0, 1, 2, …, in units of 2^-128.
///
/// Each is the probability rounded down, from a wide fixed-point recurrence; numbers whose weight would be 0 are left out,
/// and 0 takes what is missing to 2^128. `docs/privacy/noise.md` bounds what that changes.
enum NoiseWeights {
  /// |X| of the discrete Gaussian: 1, then 2 exp(-k² / (2σ²)), divided by their sum.
  static func gaussianSize(variance: Ratio) -> [UInt128] {
    let (n, d) = (variance.numerator, UInt128(variance.denominator))
    // exp(-k²/(2σ²)) by its ratios exp(-(2k + 1)/(2σ²)), which have the ratio exp(-1/σ²).
    let step = FixedPoint.exponential(minus: d, over: n)
    var ratio = FixedPoint.exponential(minus: d, over: 2 * n)
    var term = FixedPoint.one
    var terms = [term]
    while true {
      term = term * ratio
      ratio = ratio * step
      guard isWorthKeeping(term) else { break }
      terms.append(term + term)
    }
    return normalized(terms)
  }

  /// |X| of the discrete Laplace: 1, then 2 exp(-k / scale), divided by their sum.
  static func laplaceSize(scale: Ratio) -> [UInt128] {
    normalized(geometricTerms(scale: scale, shift: 0).enumerated().map { $0 == 0 ? $1 : $1 + $1 })
  }

  /// A geometric number G, P[G = k] ∝ exp(-k 2^shift / scale).
  static func geometric(scale: Ratio, shift: Int) -> [UInt128] {
    normalized(geometricTerms(scale: scale, shift: shift))
  }

  private static func geometricTerms(scale: Ratio, shift: Int) -> [FixedPoint] {
    let step = FixedPoint.exponential(
      minus: UInt128(scale.denominator) << UInt128(shift), over: scale.numerator)
    var term = FixedPoint.one
    var terms = [term]
    while true {
      term = term * step
      guard isWorthKeeping(term) else { break }
      terms.append(term)
    }
    return terms
  }

  /// Whether it is at least 2^-129: a smaller one, doubled and divided by a sum above 1, is below 2^-128.
  private static func isWorthKeeping(_ term: FixedPoint) -> Bool {
    term.limb3 > 0 || term.limb2 > 0 || term.limb1 > 0 || term.limb0 >= 1 << 63
  }

  /// - Precondition: The first term is 1.
  private static func normalized(_ terms: [FixedPoint]) -> [UInt128] {
    let inverse = terms.reduce(.zero, +).reciprocal
    var weights: [UInt128] = [0]
    weights.reserveCapacity(terms.count)
    var others: UInt128 = 0
    for term in terms.dropFirst() {
      let weight = (term * inverse).fraction128
      guard weight > 0 else { break }
      weights.append(weight)
      others += weight
    }
    // 2^128 itself is no UInt128: a distribution that is 0 up to 2^-128 is 1 with that probability.
    if others == 0 { return [UInt128.max, 1] }
    weights[0] = 0 &- others
    return weights
  }
}
