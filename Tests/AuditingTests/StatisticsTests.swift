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

  /// Against values of exact rational arithmetic.
  @Test(arguments: [
    (1, 1, 399, 19961, 0.019597249508840866), (3, 3, 5, 5, 0.08333333333333333),
    (11, 11, 4000, 4000, 0.00048493144700142835), (7, 20, 40, 100, 0.32932931569373286),
    (2, 30, 40, 100, 0.9998354516707414), (35, 35, 32561, 8140, 0.00040425437851938803),
    (90, 130, 2000, 2000, 4.952702698788436e-06),
  ])
  func exchangeableLabels(count: Int, marked: Int, first: Int, second: Int, p: Double) {
    let found = Exchangeability.atLeast(count, marked: marked, first: first, second: second)
    #expect(abs(found / p - 1) < 1e-7)
  }

  @Test func exchangeableLabelsAtTheEnds() {
    #expect(Exchangeability.atLeast(0, marked: 0, first: 0, second: 0) == 1)
    #expect(Exchangeability.atLeast(1, marked: 0, first: 3, second: 4) == 0)
    #expect(Exchangeability.atLeast(4, marked: 7, first: 3, second: 4) == 0)
    // All are marked, or more than the others can bear.
    #expect(Exchangeability.atLeast(3, marked: 7, first: 3, second: 4) == 1)
    #expect(Exchangeability.atLeast(1, marked: 5, first: 3, second: 4) == 1)
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
