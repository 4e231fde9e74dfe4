import Evaluation
import Testing

/// Reference values: scipy 1.16 (`jensenshannon` with base 2, `chi2_contingency` without correction, `entropy` of the
/// counts raised by ½); total variation and Hellinger by their formulas in numpy.
@Suite struct DivergenceTests {
  struct Case: Sendable {
    let first: [Int]
    let second: [Int]
    let totalVariation, jensenShannon, hellinger, chiSquared: Double
    let degreesOfFreedom: Int
    let kullbackLeibler: Double
  }

  static let cases = [
    Case(
      first: [10, 20, 30, 40], second: [12, 18, 33, 37], totalVariation: 0.05,
      jensenShannon: 0.044425503779225294, hellinger: 0.036993150776754066,
      chiSquared: 0.5468215994531784, degreesOfFreedom: 3, kullbackLeibler: 0.005187742402806502),
    Case(
      first: [5, 0, 7, 1, 0], second: [0, 3, 9, 0, 2], totalVariation: 0.46153846153846156,
      jensenShannon: 0.6423958722925468, hellinger: 0.6416008062537389, chiSquared: 11.228365384615385,
      degreesOfFreedom: 4, kullbackLeibler: 0.7906334258308028),
    Case(
      first: [1000, 1], second: [1, 1000], totalVariation: 0.9980019980019981,
      jensenShannon: 0.994284766739332, hellinger: 0.9678933976257225, chiSquared: 1994.007992007992,
      degreesOfFreedom: 1, kullbackLeibler: 6.483320614640427),
    // Ten times the same shares.
    Case(
      first: [3, 1, 0, 6], second: [30, 10, 0, 60], totalVariation: 0, jensenShannon: 0, hellinger: 0,
      chiSquared: 0, degreesOfFreedom: 2, kullbackLeibler: 0.057007334381704834),
  ]

  @Test(arguments: cases) func equalsTheReference(_ c: Case) {
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * max(1, abs(b)) }
    #expect(near(TotalVariation.distance(c.first, c.second), c.totalVariation))
    #expect(near(JensenShannon.distance(c.first, c.second), c.jensenShannon))
    #expect(near(Hellinger.distance(c.first, c.second), c.hellinger))
    #expect(near(KullbackLeibler.divergence(c.first, from: c.second), c.kullbackLeibler))
    let chi = ChiSquared.statistic(c.first, c.second)
    #expect(near(chi.value, c.chiSquared))
    #expect(chi.degreesOfFreedom == c.degreesOfFreedom)
    // All but one do not care which is first.
    #expect(near(TotalVariation.distance(c.second, c.first), c.totalVariation))
    #expect(near(JensenShannon.distance(c.second, c.first), c.jensenShannon))
    #expect(near(Hellinger.distance(c.second, c.first), c.hellinger))
    #expect(near(ChiSquared.statistic(c.second, c.first).value, c.chiSquared))
  }

  @Test func edges() {
    // Equal tables, no cell in common, empty tables.
    for distance in [TotalVariation.distance, JensenShannon.distance, Hellinger.distance] {
      #expect(distance([3, 0, 4], [3, 0, 4]) == 0)
      #expect(abs(distance([3, 0, 4], [0, 2, 0]) - 1) < 1e-15)
      #expect(distance([], []) == 0)
      #expect(distance([0, 0], [0, 0]) == 0)
      #expect(distance([0, 0], [1, 0]) == 1)
    }
    #expect(ChiSquared.statistic([0, 0], [1, 2]) == (0, 0))
    #expect(ChiSquared.statistic([], []) == (0, 0))
    #expect(ChiSquared.statistic([4], [5]) == (0, 0))
    #expect(KullbackLeibler.divergence([], from: []) == 0)
    #expect(KullbackLeibler.divergence([2, 3], from: [2, 3]) == 0)
    #expect(KullbackLeibler.divergence([1, 0], from: [0, 1], pseudocount: 0) == .infinity)
    #expect(KullbackLeibler.divergence([1, 0], from: [1, 1], pseudocount: 0) > 0.69)
    #expect(KullbackLeibler.divergence([0, 0], from: [1, 1], pseudocount: 0) == 0)
    #expect(KullbackLeibler.divergence([1, 1], from: [0, 0], pseudocount: 0) == .infinity)
  }

  /// SDMetrics' TVComplement of two columns, missing values left out.
  @Test func totalVariationAgreesWithAnotherProgram() {
    #expect(abs(1 - TotalVariation.distance([603, 597], [441, 559]) - 0.9385) < 1e-12)
    let (real, synthetic) = ([564, 325, 189, 57, 0], [472, 293, 152, 24, 1])
    // Theirs differs by 2e-10.
    #expect(abs(1 - TotalVariation.distance(real, synthetic) - 0.9700964301319427) < 1e-9)
  }
}

@Suite struct KolmogorovSmirnovCountTests {
  @Test func equalsTheDistanceOfTheSamples() {
    var random = Numbers(3)
    for size in [1, 2, 9, 100, 1000] {
      var counts = [[UInt32](repeating: 0, count: size), [UInt32](repeating: 0, count: size)]
      var samples: [[Double]] = [[], []]
      for side in 0...1 {
        for _ in 0..<(500 + 300 * side) {
          let value = Int(random.unit() * random.unit() * Double(size))
          counts[side][value] += 1
          samples[side].append(Double(value))
        }
      }
      let expected = PlainLikeness.kolmogorovSmirnov(samples[0], samples[1])
      #expect(abs(KolmogorovSmirnov.distance(counts: counts[0], counts[1]) - expected) < 1e-14)
      #expect(abs(KolmogorovSmirnov.distance(samples[0], samples[1]) - expected) < 1e-14)
    }
  }

  @Test func emptySamples() {
    #expect(KolmogorovSmirnov.distance(counts: [], []) == 0)
    #expect(KolmogorovSmirnov.distance(counts: [0, 0], [0, 0]) == 0)
    #expect(KolmogorovSmirnov.distance(counts: [0, 0], [0, 3]) == 1)
    #expect(KolmogorovSmirnov.distance(counts: [2, 0], [0, 3]) == 1)
  }
}
