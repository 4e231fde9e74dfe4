import Auditing
import Testing

/// Intervals and bounds against values computed elsewhere.
@Suite struct StatisticsTests {
  @Test(arguments: [
    (0, 0.0038121702, 0.0038121702), (25, 0.0534309532, 0.0193372080), (250, 0.5, 0.0436587347),
  ])
  func wilson(count: Int, value: Double, error: Double) {
    let rate = WilsonRate(count, of: 500)
    #expect(abs(rate.value - value) < 1e-9 && abs(rate.error - error) < 1e-9)
  }

  /// Anonymeter's own figures.
  @Test func riskOfAnAttack() {
    let risk = AttackRisk(attack: WilsonRate(60, of: 500), control: WilsonRate(40, of: 500))
    #expect(abs(risk.value - 0.043297472329355054) < 1e-12)
    #expect(abs(risk.low - 0.003421227607569681) < 1e-12)
    #expect(abs(risk.high - 0.08317371705114043) < 1e-12)
    // No gain is no risk, and the interval stays within 0...1.
    let none = AttackRisk(attack: WilsonRate(20, of: 500), control: WilsonRate(40, of: 500))
    #expect(none.value == 0 && none.low == 0 && none.high < 0.01)
    let all = AttackRisk(attack: WilsonRate(500, of: 500), control: WilsonRate(500, of: 500))
    #expect(all.low >= 0 && all.high <= 1)
  }

  @Test(arguments: [(900, 100, 1.9896949), (50, 0, 2.3161951)])
  func epsilonByClopperPearson(hits: Int, falseHits: Int, epsilon: Double) {
    let found = PrivacyLossBound.epsilon(
      truePositives: hits, members: 1000, falsePositives: falseHits, nonMembers: 1000, delta: 1e-5)
    #expect(abs(found - epsilon) < 1e-6)
  }

  @Test func epsilonIsNotNegative() {
    #expect(PrivacyLossBound.epsilon(truePositives: 0, members: 9, falsePositives: 9, nonMembers: 9) == 0)
    #expect(
      PrivacyLossBound.epsilon(truePositives: 50, members: 100, falsePositives: 50, nonMembers: 100) == 0)
  }

  @Test(arguments: [
    (100, 100, 60, 0.0, 0.0, 0.028443966820490), (1000, 200, 150, 1, 1e-5, 0.3044225124350),
    (1000, 100, 95, 2, 1e-6, 0.0162741003422),
  ])
  func oneRunProbability(m: Int, r: Int, v: Int, epsilon: Double, delta: Double, p: Double) {
    let audit = OneRunAudit(canaries: m, guesses: r, correct: v)
    #expect(abs(audit.probability(epsilon: epsilon, delta: delta) - p) < 1e-11)
  }

  @Test(arguments: [
    (1000, 1000, 600, 0.0, 0.297468), (1000, 100, 90, 0, 1.630823), (1000, 100, 90, 1e-5, 1.626143),
    (1000, 100, 100, 1e-5, 3.465376), (5000, 500, 450, 1e-5, 1.941420), (10000, 10000, 7311, 0, 0.962928),
    (1000, 1000, 500, 1e-5, 0),
  ])
  func oneRunEpsilon(m: Int, r: Int, v: Int, delta: Double, epsilon: Double) {
    let audit = OneRunAudit(canaries: m, guesses: r, correct: v)
    #expect(abs(audit.epsilon(delta: delta) - epsilon) < 1e-6)
  }

  /// The tail against the sum of the single probabilities, and these against products.
  @Test(arguments: [0.001, 0.3, 0.5, 0.97]) func binomialTails(p: Double) {
    let n = 40
    var choose = 1.0
    var sum = 0.0
    for k in 0...n {
      var exact = choose
      for _ in 0..<k { exact *= p }
      for _ in k..<n { exact *= 1 - p }
      #expect(abs(BinomialTail.probability(of: k, trials: n, p) / exact - 1) < 1e-11)
      #expect(abs(BinomialTail.atLeast(k, trials: n, p) - (1 - sum)) < 1e-12)
      sum += exact
      choose = choose * Double(n - k) / Double(k + 1)
    }
  }

  @Test func clopperPearsonAtTheEnds() {
    // 1 - (alpha / 2)^(1 / n), and its mirror image.
    let none = ProportionInterval.clopperPearson(0, of: 10, confidence: 0.95)
    #expect(none.low == 0 && abs(none.high - 0.30849710781876083) < 1e-12)
    let all = ProportionInterval.clopperPearson(10, of: 10, confidence: 0.95)
    #expect(all.high == 1 && abs(all.low - (1 - 0.30849710781876083)) < 1e-12)
    #expect(ProportionInterval.clopperPearson(0, of: 0, confidence: 0.95).high == 1)
  }

  /// Newcombe's own example: 56 of 70 and 48 of 80.
  @Test func differenceOfShares() {
    let difference = ProportionDifference((56, 70), (48, 80), confidence: 0.95)
    #expect(abs(difference.value - 0.2) < 1e-12)
    #expect(abs(difference.low - 0.0524) < 5e-5 && abs(difference.high - 0.3339) < 5e-5)
  }
}
