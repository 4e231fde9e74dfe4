import Privacy

let naturalLogarithmOf3 = 1.0986122886681098

/// Known bits for a test that feeds the same to two mechanisms: a counter through a mixing function (splitmix64).
struct ReplayedBits: ~Copyable, RandomBits {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  mutating func fill(_ bytes: UnsafeMutableRawBufferPointer) {
    var index = 0
    while index < bytes.count {
      var word = next()
      for _ in 0..<min(8, bytes.count - index) {
        bytes[index] = UInt8(truncatingIfNeeded: word)
        word >>= 8
        index += 1
      }
    }
  }
}

/// How many standard deviations a chi-square statistic lies above its mean (Wilson and Hilferty): beyond 4.9 once in two
/// million runs.
func chiSquareDeviation(_ counts: [Int], _ probabilities: [Double]) -> Double {
  let total = Double(counts.reduce(0, +))
  let statistic = zip(counts, probabilities).reduce(0.0) {
    let expected = total * $1.1
    let difference = Double($1.0) - expected
    return $0 + difference * difference / expected
  }
  let degrees = Double(counts.count - 1)
  let spread = 2 / (9 * degrees)
  return (cubeRoot(statistic / degrees) - (1 - spread)) / spread.squareRoot()
}

private func cubeRoot(_ value: Double) -> Double {
  var root = max(value, 1e-9)
  for _ in 0..<200 { root = (2 * root + value / (root * root)) / 3 }
  return root
}
