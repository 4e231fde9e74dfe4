import Testing

@testable import Privacy

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct NoiseParameterTests {
  /// Never less noise than the cost allows, and at most 2^-19 more.
  @Test func noiseIsRoundedUp() throws {
    for squared in [1, 2, 9, 105 << 32, 1 << 50, (1 << 83) + 12345] as [UInt128] {
      for units in [1, 3, 1000, 16_462_000_000, 1 << 40, (1 << 45) + 1] as [UInt64] {
        guard let noise = NoiseParameter(squared: squared, rho: units) else {
          #expect(Double(squared) / Double(units) * 0x1p39 > 0x1p61)
          continue
        }
        let (n, d) = (UInt128(noise.parameter.numerator), UInt128(noise.parameter.denominator))
        #expect(n <= 1 << 63 && d.nonzeroBitCount == 1)
        #expect(Double(n) / Double(d) == noise.parameter.value)
        // n / d >= squared 2^39 / units
        let (high, low) = (
          n.multipliedFullWidth(by: UInt128(units)), (squared << 39).multipliedFullWidth(by: d)
        )
        #expect(high.high != low.high ? high.high > low.high : high.low >= low.low)
        let exact = Double(squared) * 0x1p39 / Double(units)
        #expect(noise.parameter.value <= exact * (1 + 0x1p-19) * (1 + 1e-12))
        #expect(noise.sensitivity >= Double(squared) * (1 - 1e-15))
      }
    }
    let laplace = try #require(NoiseParameter(absolute: 1, epsilon: 1 << 40))
    #expect(laplace.parameter.value == 1)
    #expect(abs(laplace.deviation * laplace.deviation - 1.841347188415585) < 1e-12)
  }

  /// Upper bounds of the tails, tight.
  @Test func tailsOfTheReference() throws {
    for (sigma, t, expected) in [
      (1.0, 3, 0.0045671714178), (10, 30, 0.00158255899629), (100, 300, 0.00137216806879),
    ] as [(Double, Int64, Double)] {
      let noise = try #require(NoiseParameter(squared: UInt128(sigma * sigma), rho: 1 << 39))
      #expect(noise.parameter.value == sigma * sigma)
      let tail = noise.tail(from: t)
      #expect(tail >= expected * (1 - 1e-11) && tail <= expected * (1 + 1e-9))
    }
    for (scale, expected) in [
      (0.5, 1.81545808791e-9), (1, 3.31900081221e-5), (2, 0.00419409798272), (10, 0.193129050116),
      (100, 0.454680783712),
    ] as [(Double, Double)] {
      let noise = try #require(NoiseParameter(absolute: 1, epsilon: UInt64(0x1p40 / scale)))
      #expect(abs(noise.tail(from: 10) / expected - 1) < 2e-5)
    }
    // Large σ, where the series stops early: against a sum of all terms.
    let wide = try #require(NoiseParameter(squared: 1 << 30, rho: 1 << 39))
    for t in [1, 1000, 100_000, 200_000] as [Int64] {
      var sum = 0.0
      for x in t..<(t + 400_000) { sum += exp(-Double(x) * Double(x) / 0x1p31) }
      let exact = sum / (2 * Double.pi * 0x1p30).squareRoot()
      #expect(wide.tail(from: t) >= exact)
      if t >= 100_000 { #expect(wide.tail(from: t) < exact * 1.15) }
    }
    let tails = wide.tails(from: -3, below: 4)
    #expect(tails.count == 7 && tails[0] == 1 && tails[3] == 1)
    #expect(zip(tails, tails.dropFirst()).allSatisfy { $0 >= $1 })
  }
}

@Suite struct StabilityThresholdTests {
  /// Laplace noise of scale 1 / ε, one level a row.
  @Test(
    arguments: [
      (0.1, [110, 133, 202]), (0.5, [24, 28, 42]), (1, [13, 15, 22]), (2, [7, 8, 12]),
    ] as [(Double, [Int64])])
  func thresholdsOfTheReference(_ epsilon: Double, _ expected: [Int64]) throws {
    let noise = try #require(NoiseParameter(absolute: 1, epsilon: UInt64(epsilon * 0x1p40)))
    for (delta, expected) in zip([1e-5, 1e-6, 1e-9], expected) {
      #expect(StabilityThreshold.threshold(delta: delta, noise: noise) == expected)
    }
  }

  @Test func deltasOfTheReference() throws {
    let noise = try #require(NoiseParameter(absolute: 1, epsilon: 1 << 40))
    for (threshold, expected) in [(13, 4.491779e-6), (15, 6.078962e-7), (22, 5.543296e-10)]
      as [(Int64, Double)]
    {
      #expect(abs(StabilityThreshold.delta(threshold: threshold, noise: noise) / expected - 1) < 1e-6)
    }
    // The boundary: a count of 1 passes `>= T` with P[Z >= T - 1]; what a rule with `>` has is less by a factor of e.
    let atFive = StabilityThreshold.delta(threshold: 5, noise: noise)
    #expect(abs(atFive - exp(-4) / (1 + exp(-1))) < 1e-9)
    #expect(abs(atFive - 0.013390) < 1e-6)
    let beyond = StabilityThreshold.delta(threshold: 10, noise: noise)
    #expect(abs(beyond / (3.319000812207484e-5 * exp(1)) - 1) < 1e-9)
  }

  /// Units of m rows: against every way to part them among levels of their own.
  @Test func unitsOfSeveralRows() throws {
    func partitions(_ n: Int, most: Int) -> [[Int]] {
      if n == 0 { return [[]] }
      return (1...min(n, most)).reversed().flatMap { first in
        partitions(n - first, most: first).map { [first] + $0 }
      }
    }
    for noise in [
      try #require(NoiseParameter(squared: 36, rho: 1 << 38)),
      try #require(NoiseParameter(squared: 1, rho: 1 << 38)),
      try #require(NoiseParameter(absolute: 6, epsilon: 1 << 39)),
    ] {
      for threshold in [8, 12, 20, 40] as [Int64] {
        let bound = StabilityThreshold.delta(threshold: threshold, noise: noise, rows: 6)
        var worst = 0.0
        for part in partitions(6, most: 6) {
          worst = max(worst, part.reduce(0) { $0 + noise.tail(from: threshold - Int64($1)) })
        }
        #expect(bound >= min(1, worst) * (1 - 1e-9))
        // All of one size is the worst where it divides, so the bound is nearly attained.
        if worst < 0.1 { #expect(bound <= worst * 1.5) }
      }
      let threshold = StabilityThreshold.threshold(delta: 1e-9, noise: noise, rows: 6)
      #expect(StabilityThreshold.delta(threshold: threshold, noise: noise, rows: 6) <= 1e-9)
      #expect(StabilityThreshold.delta(threshold: threshold - 1, noise: noise, rows: 6) > 1e-9)
    }
  }
}
