import Privacy
import Testing

@Suite struct OneRunAuditTests {
  @Test func valuesOfTheReference() {
    for (m, r, v, epsilon, delta, expected) in [
      (100, 100, 60, 0, 0, 0.028443966820490), (1000, 200, 150, 1, 1e-5, 0.3044225124350),
      (1000, 100, 95, 2, 1e-6, 0.0162741003422),
    ] as [(Int, Int, Int, Double, Double, Double)] {
      let p = OneRunAudit(canaries: m, guesses: r, correct: v).pValue(epsilon: epsilon, delta: delta)
      #expect(abs(p / expected - 1) < 1e-9)
    }
  }

  @Test(
    arguments: [
      (1000, 1000, 600, 0, 0.297468), (1000, 100, 90, 0, 1.630823), (1000, 100, 90, 1e-5, 1.626143),
      (1000, 100, 100, 1e-5, 3.465376), (5000, 500, 450, 1e-5, 1.941420), (10000, 10000, 7311, 0, 0.962928),
      (1000, 1000, 500, 1e-5, 0),
    ] as [(Int, Int, Int, Double, Double)])
  func boundsOfTheReference(_ m: Int, _ r: Int, _ v: Int, _ delta: Double, _ expected: Double) {
    let audit = OneRunAudit(canaries: m, guesses: r, correct: v)
    #expect(abs(audit.epsilonLowerBound(delta: delta, confidence: 0.95) - expected) < 1e-6)
  }

  @Test func edges() {
    let none = OneRunAudit(canaries: 0, guesses: 0, correct: 0)
    #expect(none.pValue(epsilon: 0, delta: 0) == 1)
    #expect(none.epsilonLowerBound(delta: 0.1, confidence: 0.95) == 0)
    #expect(OneRunAudit(canaries: 10, guesses: 10, correct: 0).pValue(epsilon: 1, delta: 1e-3) == 1)
  }

  @Test func binomialTails() {
    // Against sums of the plain definition.
    for (n, p) in [(1, 0.3), (7, 0.5), (20, 0.9), (60, 0.01)] as [(Int, Double)] {
      var masses: [Double] = []
      var choose = 1.0
      for k in 0...n {
        masses.append((0..<k).reduce(choose) { x, _ in x * p })
        masses[k] = (k..<n).reduce(masses[k]) { x, _ in x * (1 - p) }
        choose *= Double(n - k) / Double(k + 1)
      }
      let tail = BinomialTail(trials: n, probability: p)
      for k in 0...(n + 1) {
        let expected = k > n ? 0 : masses[k...].reversed().reduce(0, +)
        #expect(abs(tail.atLeast(k) - expected) < 1e-12)
      }
    }
    #expect(BinomialTail(trials: 5, probability: 0).atLeast(1) == 0)
    #expect(BinomialTail(trials: 5, probability: 1).atLeast(5) == 1)
    #expect(BinomialTail(trials: 5, probability: 0.5).atLeast(0) == 1)
  }
}
