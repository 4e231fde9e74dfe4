import Foundation

/// SplitMix64: the tests' tables are the same in every run.
struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Above 0, up to 1.
  mutating func uniform() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

  /// Standard normal, by Box and Muller.
  mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
}

/// Pearson's correlation of pairs.
func correlation(_ pairs: [(Double, Double)]) -> Double {
  let n = Double(pairs.count)
  let meanX = pairs.reduce(0) { $0 + $1.0 } / n
  let meanY = pairs.reduce(0) { $0 + $1.1 } / n
  var (xx, yy, xy) = (0.0, 0.0, 0.0)
  for (x, y) in pairs {
    xx += (x - meanX) * (x - meanX)
    yy += (y - meanY) * (y - meanY)
    xy += (x - meanX) * (y - meanY)
  }
  return xy / (xx * yy).squareRoot()
}
