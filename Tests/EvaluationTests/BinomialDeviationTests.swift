import Evaluation
import Testing

@Suite struct BinomialDeviationTests {
  /// Σ |x / n - p| C(n, x) p^x q^(n - x), term by term.
  private func plain(_ count: Int, _ rows: Int, _ draws: Int) -> Double {
    let (p, q) = (Double(count) / Double(rows), Double(rows - count) / Double(rows))
    var term = 1.0
    for _ in 0..<draws { term *= q }
    var sum = term * p
    for x in 1...draws {
      term *= Double(draws - x + 1) / Double(x) * p / q
      sum += term * abs(Double(x) / Double(draws) - p)
    }
    return sum
  }

  @Test func closedFormIsTheSum() {
    for (rows, draws) in [(2, 1), (7, 3), (10, 10), (100, 40), (40, 100), (1000, 300), (5000, 200)] {
      let deviation = BinomialDeviation(rows: rows, draws: draws)
      for count in [1, 2, rows / 3, rows / 2, rows - 1] where count > 0 && count < rows {
        // Of the smaller part: the probability of no success must not vanish.
        let expected = plain(min(count, rows - count), rows, draws)
        #expect(abs(deviation(count) - expected) < 1e-12 * expected + 1e-300, "\(rows) \(draws) \(count)")
      }
    }
  }

  @Test func aCellAndTheRestDeviateAlike() {
    let deviation = BinomialDeviation(rows: 32_561, draws: 1_000_000)
    for count in [1, 17, 1024, 1025, 9999, 16_280] {
      let (a, b) = (deviation(count), deviation(32_561 - count))
      #expect(abs(a - b) < 1e-11 * a)
    }
    #expect(deviation(0) == 0)
    #expect(deviation(32_561) == 0)
  }

  @Test func manyDrawsApproachTheNormalDistribution() {
    // √(2 p q / (π n)), up to a share of about 1 / (12 n p q).
    let deviation = BinomialDeviation(rows: 1_000_000, draws: 2_000_000)
    let expected = (2 * 0.25 * 0.75 / (Double.pi * 2e6)).squareRoot()
    #expect(abs(deviation(250_000) / expected - 1) < 1e-6)
  }

  @Test func oneRowDrawsItself() {
    #expect(BinomialDeviation(rows: 1, draws: 5).totalVariation([0, 1, 0]) == 0)
    // Two rows, one draw: always half of the mass is off.
    #expect(abs(BinomialDeviation(rows: 2, draws: 1).totalVariation([1, 1]) - 0.5) < 1e-15)
  }
}
