extension FixedPoint {
  /// exp(-numerator / denominator), with an error below 6 * 2^k units where k is the least with x / 2^k < 2^-8 for the
  /// exponent x; 0 for x from 256 on, where that is right to 2^-369.
  ///
  /// Taylor's series of 20 terms at x / 2^k, whose remainder is below 2^-220, then k squarings, each of which doubles
  /// the error and adds a unit.
  ///
  /// - Precondition: The denominator is above 0 and below 2^127.
  static func exponential(minus numerator: UInt128, over denominator: UInt128) -> Self {
    guard numerator / denominator < 256 else { return .zero }
    let x = Self(numerator, over: denominator)
    var squarings = 0
    var reduced = x
    while reduced.limb3 != 0 || reduced.limb2 >= 1 << 56 {
      squarings += 1
      reduced = x.halved(squarings)
    }
    // 1 - y (1 - y/2 (1 - y/3 ...))
    var sum = Self.one
    for n in stride(from: UInt64(20), through: 1, by: -1) { sum = .one - (reduced * sum) / n }
    for _ in 0..<squarings { sum = sum * sum }
    return sum
  }
}
