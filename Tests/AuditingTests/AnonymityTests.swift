import Auditing
import Evaluation
import Tabular
import Testing

@Suite struct AnonymityTests {
  private func outcomes(_ report: PrivacyReport, _ name: String) throws -> AttackOutcome {
    let anonymity = try #require(report.anonymity)
    return try #require(
      (anonymity.singlingOut + anonymity.linkability + anonymity.inference).first {
        $0.name == name && !$0.vulnerable
      })
  }

  @Test func aTableOfCopiesGivesAllAway() throws {
    let real = people(1500, seed: 1)
    let report = try audit(real, real, people(1500, seed: 2))
    for name in ["multivariate", "kind", "place", "wealth"] {
      #expect(try outcomes(report, name).risk.low > 0.2, "\(name)")
    }
    #expect(report.risk == .high)
    // Age and kind alone, one of the halves, are shared by many.
    #expect(try outcomes(report, "halves").risk.low > 0)
    // The riskiest comes first.
    let inference = try #require(report.anonymity?.inference)
    #expect(inference.first!.risk.low >= inference.last!.risk.low)
    // Every attack on vulnerable rows, too.
    #expect(inference.count == 8 && inference.count { $0.vulnerable } == 4)
  }

  @Test func freshRowsGiveNothingAway() throws {
    let report = try audit(people(1500, seed: 1), people(1500, seed: 3), people(1500, seed: 2), attempts: 500)
    let anonymity = try #require(report.anonymity)
    for outcome in anonymity.singlingOut + anonymity.linkability + anonymity.inference {
      #expect(outcome.risk.low < 0.05, "\(outcome)")
    }
    // What hangs together is inferred better than by guessing, from rows of strangers: no risk of the table's.
    let kind = try outcomes(report, "kind")
    #expect(kind.rate > 0.7 && kind.beatsBaseline == true)
  }

  /// Anonymeter takes every negative guess for a right one.
  @Test func negativeNumbersAreGuessedLikeOthers() throws {
    func signed(_ rows: Int, seed: UInt64) -> Table {
      var random = Numbers(seed)
      return table([
        ("a", .float64(plainIntegers: false), Column(.float64((0..<rows).map { _ in random.unit() }))),
        (
          "b", .float64(plainIntegers: false),
          Column(.float64((0..<rows).map { _ in -1 - 100 * random.unit() }))
        ),
      ])
    }
    let report = try audit(signed(800, seed: 1), signed(800, seed: 2), signed(800, seed: 3), attempts: 800)
    // Within 5 % of independent uniform numbers: about one guess in twenty.
    let secret = try outcomes(report, "b")
    #expect(secret.rate < 0.12 && secret.baselineRate! < 0.12)
  }

  /// A coin's side is guessed half of the time; Anonymeter's baseline says 0.065.
  @Test func baselineOfACoin() throws {
    func coins(_ rows: Int, seed: UInt64) -> Table {
      var random = Numbers(seed)
      return table([
        ("x", .float64(plainIntegers: false), Column(.float64((0..<rows).map { _ in random.unit() }))),
        (
          "coin", .categorical,
          Column(
            .codes(
              (0..<rows).map { _ in random.next() >> 63 == 0 ? 0 : 1 },
              levels: StringArray(["heads", "tails"])))
        ),
      ])
    }
    let report = try audit(coins(2000, seed: 1), coins(2000, seed: 2), coins(2000, seed: 3), attempts: 1000)
    let coin = try outcomes(report, "coin")
    // Six standard deviations.
    #expect(abs(coin.baselineRate! - 0.5) < 0.095)
    #expect(abs(coin.rate - 0.5) < 0.095)
  }

  /// 5 % of a year are a century: each guess would be right.
  @Test func yearsAreJudgedByTheirRange() throws {
    func years(_ rows: Int, seed: UInt64) -> Table {
      var random = Numbers(seed)
      return table([
        ("x", .float64(plainIntegers: false), Column(.float64((0..<rows).map { _ in random.unit() }))),
        ("year", .int64, Column(.int64((0..<rows).map { _ in 1921 + Int64(100 * random.unit()) }))),
        (
          "sign", .float64(plainIntegers: false),
          Column(.float64((0..<rows).map { _ in 20 * random.unit() - 10 }))
        ),
        (
          "level", .categorical,
          Column(
            .codes(
              (0..<rows).map { _ in random.unit() < 0.99 ? 0 : 1 }, levels: StringArray(["common", "rare"])))
        ),
      ])
    }
    let report = try audit(years(800, seed: 1), years(800, seed: 2), years(800, seed: 3), attempts: 800)
    // One year of a hundred, and two hundredths of the range.
    #expect(try outcomes(report, "year").rate < 0.08 && outcomes(report, "year").hasPower)
    #expect(try outcomes(report, "sign").rate < 0.06)
    // What nearly all have in common is no secret, and stands last.
    #expect(try !outcomes(report, "level").hasPower)
    #expect(report.anonymity?.inference.last?.hasPower == false)
  }

  /// The more attacks are tried, the wider is each interval.
  @Test func intervalsHoldTogether() throws {
    let (real, held) = (people(1500, seed: 1), people(1500, seed: 2))
    let anonymity = try #require(try audit(real, people(1500, seed: 3), held).anonymity)
    let all = anonymity.singlingOut + anonymity.linkability + anonymity.inference
    #expect(anonymity.tried == all.count && all.count == 12)
    for outcome in all {
      let alone = AttackRisk(
        attack: WilsonRate(outcome.successes, of: outcome.attempts),
        control: WilsonRate(outcome.controlSuccesses, of: outcome.controlAttempts))
      #expect(outcome.risk.value == alone.value)
      #expect(outcome.risk.low <= alone.low && outcome.risk.high >= alone.high)
      #expect(outcome.risk.high > alone.high || alone.high == 1)
    }
  }
}
