import Distributions
import Kernels
import Testing

@Suite struct StepScoresTests {
  static let examples: [[Int]] = [
    [1], [1, 1], [9, 1], [1, 999_999], [3, 4, 5], [1, 1000, 1], [Int](repeating: 2, count: 300),
    (1...200).map { $0 * $0 },
  ]

  @Test(arguments: examples) func scoresAreStandardInTheMean(counts: [Int]) {
    let scores = StepScores(counts: counts)
    let total = Double(counts.reduce(0, +))
    let mean = zip(counts, scores.scores).reduce(0) { $0 + Double($1.0) / total * $1.1 }
    let variance = zip(counts, scores.scores).reduce(0) { $0 + Double($1.0) / total * $1.1 * $1.1 }
    // Rounding of the cuts, over the smallest share: 1e-16 / 1e-6.
    #expect(abs(mean) < 1e-9)
    #expect(abs(variance - scores.variance) < 1e-9)
    #expect(scores.variance < 1 && scores.variance >= 0)
    #expect((scores.variance == 0) == (counts.count == 1))
    #expect(zip(scores.scores, scores.scores.dropFirst()).allSatisfy(<))
    #expect(scores.thresholds.count == counts.count - 1)
    #expect(zip(scores.thresholds, scores.thresholds.dropFirst()).allSatisfy(<))
  }

  /// Each score is the mean of a normal in its cell: Simpson's rule on 2,000 intervals, error below 1e-10.
  @Test func scoresAreMeansOfTheNormal() {
    let counts = [5, 20, 50, 20, 4, 1]
    let scores = StepScores(counts: counts)
    let edges = [-9] + scores.thresholds + [9]
    for cell in counts.indices {
      let mass = integral(edges[cell], edges[cell + 1]) { StandardNormal.density($0) }
      let mean = integral(edges[cell], edges[cell + 1]) { $0 * StandardNormal.density($0) } / mass
      #expect(abs(mass - Double(counts[cell]) / 100) < 1e-10)
      #expect(abs(mean - scores.scores[cell]) < 1e-9)
    }
  }

  /// By Mehler's formula the squared coefficients of sign(Z) are the series of (2 / π) asin(ρ).
  @Test func aMedianSplitHasTheSeriesOfTheArcsine() {
    let coefficients = StepScores(counts: [7, 7]).hermiteCoefficients(degree: 99)
    var term = 2 / Double.pi
    for k in 1...99 {
      if k.isMultiple(of: 2) {
        #expect(abs(coefficients[k - 1]) < 1e-15)
      } else {
        #expect(abs(coefficients[k - 1] * coefficients[k - 1] - term) < 1e-13)
        // C(2n, n) / (4^n (2n + 1)), from k = 2n + 1 to the next.
        let n = Double(k - 1) / 2
        term *= (2 * n + 1) * (2 * n + 1) / ((2 * n + 2) * (2 * n + 3))
      }
    }
  }

  @Test func coefficientsAreTheIntegrals() {
    let step = StepScores(counts: [3, 5, 2])
    let coefficients = step.hermiteCoefficients(degree: 3)
    let edges = [-10] + step.thresholds + [10]
    // He_1 = z, He_2 = z² - 1, He_3 = z³ - 3z; over the square roots of 1, 2 and 6.
    let polynomials: [(Double) -> Double] = [
      { $0 }, { ($0 * $0 - 1) / 2.0.squareRoot() }, { ($0 * $0 * $0 - 3 * $0) / 6.0.squareRoot() },
    ]
    for (k, polynomial) in polynomials.enumerated() {
      var expected = 0.0
      for cell in 0..<3 {
        expected +=
          step.scores[cell]
          * integral(edges[cell], edges[cell + 1]) { polynomial($0) * StandardNormal.density($0) }
      }
      #expect(abs(coefficients[k] - expected / step.variance.squareRoot()) < 1e-9)
    }
  }

  /// Parseval: the squares sum to 1 from below; the rest falls like K^(-1/2) for a step, and with the squared
  /// width of the cells for fine ones.
  @Test func squaresSumToOne() {
    func rest(_ counts: [Int], _ degree: Int) -> Double {
      1
        - StepScores(counts: counts).hermiteCoefficients(degree: degree).reduce(0) { $0 + $1 * $1 }
    }
    for counts in StepScoresTests.examples.dropFirst() where counts.count < 100 {
      let rests = [16, 64, 256, 1024].map { rest(counts, $0) }
      #expect(rests.allSatisfy { $0 > -1e-12 })
      #expect(zip(rests, rests.dropFirst()).allSatisfy { $1 <= $0 + 1e-12 })
    }
    #expect(rest([1, 1], 4096) < 0.015)
    #expect(rest([3, 4, 5], 4096) < 0.02)
    #expect(rest([Int](repeating: 1, count: 2000), 256) < 1e-3)
  }

  @Test func aSingleCellTellsNothing() {
    #expect(StepScores(counts: [5]).hermiteCoefficients(degree: 4) == [0, 0, 0, 0])
    #expect(StepScores(counts: [5]).scores == [0])
  }
}
