import Auditing
import Tabular
import TabularIO
import Testing

/// Audits of small tables whose numbers can be checked by hand, and of Adult against figures of pandas.
@Suite struct BiasReportTests {
  private func levels(_ texts: [String?]) -> Column {
    let names = Array(Set(texts.compactMap { $0 })).sorted()
    let codes = texts.map { text in Int32(text.flatMap { names.firstIndex(of: $0) } ?? 0) }
    let hasMissing = texts.contains { $0 == nil }
    return Column(
      .codes(codes, levels: StringArray(names)),
      validity: hasMissing ? Bitmap(count: texts.count) { texts[$0] != nil } : nil)
  }

  private func table(_ columns: [(String, [String?])]) -> Table {
    Table(
      schema: Schema(columns.map { Field(name: $0.0, type: .categorical) }), rowCount: columns[0].1.count,
      columns: columns.map { levels($0.1) })
  }

  private func options(_ sensitive: [String], _ change: (inout BiasOptions) -> Void = { _ in }) -> BiasOptions
  {
    var options = BiasOptions(sensitive: sensitive, leastRows: 1, threads: 2)
    change(&options)
    return options
  }

  /// Fairlearn's definitions, worked out by hand. a: 10 rows, 4 selected; of 5 positives 3 selected, of 5 negatives 1. b: 8
  /// rows, 2 selected; of 4 positives 2 selected, of 4 negatives none.
  @Test func parityAndOdds() throws {
    var rows: [(String, String, String)] = []
    func add(_ group: String, _ outcome: String, _ predicted: String, _ count: Int) {
      for _ in 0..<count { rows.append((group, outcome, predicted)) }
    }
    add("a", "1", "1", 3)
    add("a", "1", "0", 2)
    add("a", "0", "1", 1)
    add("a", "0", "0", 4)
    add("b", "1", "1", 2)
    add("b", "1", "0", 2)
    add("b", "0", "0", 4)
    let data = table([
      ("group", rows.map(\.0)), ("outcome", rows.map(\.1)), ("predicted", rows.map(\.2)),
    ])
    let report = try BiasReport(
      data,
      options: options(["group"]) {
        $0.outcome = "outcome"
        $0.favorable = "1"
        $0.predictions = "predicted"
      })
    let outcome = try #require(report.columns[0].outcome)
    let parity = try #require(outcome.predictedParity)
    #expect(abs(parity.difference.value - (0.4 - 0.25)) < 1e-15)
    #expect(abs(parity.ratio! - 0.625) < 1e-15 && !parity.fourFifths)
    #expect(parity.highest == ["a"] && parity.lowest == ["b"])
    #expect(outcome.parity?.difference.value == 0 && outcome.parity?.ratio == 1)
    let odds = try #require(outcome.equalizedOdds)
    #expect(abs(odds.truePositive!.difference.value - 0.1) < 1e-15)
    #expect(abs(odds.falsePositive!.difference.value - 0.2) < 1e-15)
    #expect(odds.difference == odds.falsePositive!.difference.value && odds.ratio == 0)
  }

  @Test func sharesMissingAndExpected() throws {
    let data = table([("sex", ["m", "m", "m", "f", "f", nil, "m", "f", "m", "m"])])
    let report = try BiasReport(data, options: options(["sex"]) { $0.expected = .uniform })
    let column = report.columns[0]
    #expect(column.groups.map(\.name) == ["m", "f", "unknown"])
    #expect(column.groups.map(\.share.count) == [6, 3, 1])
    #expect(column.groups.map(\.expected) == [0.5, 0.5, 0])
    #expect(abs(column.expectation!.deviation - (0.1 + 0.2 + 0.1)) < 1e-12)
    let stated = try BiasReport(
      data,
      options: options(["sex"]) { $0.expected = .stated(["sex": ["m": 0.6, "f": 0.3, "unknown": 0.1]]) })
    #expect(abs(stated.columns[0].expectation!.deviation) < 1e-12)
  }

  @Test func wrongShares() {
    let data = table([("sex", ["m", "f", "m"])])
    func code(_ shares: [String: Double]) -> BiasAuditError.Code? {
      do {
        _ = try BiasReport(data, options: options(["sex"]) { $0.expected = .stated(["sex": shares]) })
        return nil
      } catch let error as BiasAuditError {
        return error.code
      } catch { return nil }
    }
    #expect(code(["m": 0.5, "f": 0.4]) == .shares)
    #expect(code(["m": 1.5, "f": -0.5]) == .shares)
    #expect(code(["m": 0.5, "f": 0.25, "x": 0.25]) == .unknownLevel)
    #expect(code(["m": 0.5, "f": 0.5]) == nil)
  }

  /// Half of a group's favourable outcomes are taken away: the gap is amplified; a copy of the table changes nothing.
  @Test func amplification() throws {
    let n = 4000
    func rows(_ secondRate: Int) -> Table {
      table([
        ("group", (0..<n).map { $0 % 4 == 0 ? "b" : "a" }),
        (
          "outcome",
          (0..<n).map {
            $0 % 4 == 0 ? ($0 / 4 % 10 < secondRate ? "yes" : "no") : ($0 % 2 == 0 ? "yes" : "no")
          }
        ),
      ])
    }
    // Group a has no even numbers that are multiples of four: a third of its rows are favourable.
    let real = rows(3)
    let report = try BiasReport(
      rows(1), against: real, options: options(["group"]) { $0.outcome = "outcome" })
    #expect(report.isAmplified)
    let gap = try #require(report.columns[0].outcome?.gap)
    #expect(gap.verdict == .amplified && gap.change.low > 0)
    #expect(abs(gap.change.amplification - 0.2) < 1e-9)
    #expect(report.columns[0].groups.allSatisfy { $0.change?.verdict == .unchanged })
    let same = try BiasReport(real, against: real, options: options(["group"]) { $0.outcome = "outcome" })
    #expect(!same.isAmplified && same.columns[0].change?.deviation == 0)
    let back = try BiasReport(real, against: rows(1), options: options(["group"]) { $0.outcome = "outcome" })
    #expect(!back.isAmplified && back.columns[0].outcome?.gap?.verdict == .shrunk)
  }

  @Test func groupsThatShrinkAndAreLost() throws {
    let real = table([("kind", (0..<3000).map { ["a", "b", "c"][$0 % 3] })])
    let data = table([("kind", (0..<3000).map { $0 % 6 == 0 ? "b" : "a" })])
    let report = try BiasReport(data, against: real, options: options(["kind"]))
    let verdicts = Dictionary(
      uniqueKeysWithValues: report.columns[0].groups.map { ($0.name, $0.change?.verdict) })
    #expect(verdicts == ["a": .grew, "b": .shrank, "c": .shrank])
    #expect(report.findings.contains { $0.contains("c is lost") })
    #expect(report.comparisons == 3)
  }

  @Test func numbersInGroups() throws {
    let ages = (0..<1000).map { Int64(18 + $0 % 70) }
    let data = Table(
      schema: Schema([Field(name: "age", type: .int64)]), rowCount: 1000, columns: [Column(.int64(ages))])
    let report = try BiasReport(data, options: options(["age"]) { $0.cuts = ["age": [25, 60]] })
    #expect(report.columns[0].groups.map(\.name) == ["<25", "25..<60", ">=60"])
    #expect(report.columns[0].groups[0].share.count == ages.count { $0 < 25 })
    #expect(report.columns[0].groups[2].share.count == ages.count { $0 >= 60 })
    let quantiles = try BiasReport(data, options: options(["age"]))
    #expect(quantiles.columns[0].groups.count == 5)
    #expect(quantiles.columns[0].groups.allSatisfy { abs($0.share.value - 0.2) < 0.02 })
  }

  @Test func namesThatAreSensitive() {
    let names = [
      "age", "page", "Sex", "nativeCountry", "marital_status", "stage", "ethnicity_code", "PageAge2",
    ]
    let schema = Schema(names.map { Field(name: $0, type: .categorical) })
    #expect(
      SensitiveNames.columns(of: schema)
        == ["age", "Sex", "nativeCountry", "marital_status", "ethnicity_code", "PageAge2"])
  }

  /// Figures of pandas and of the formulas in numpy.
  @Test func adult() throws {
    let data = try TableReader(TableReader.Options(threads: 2, computesDigest: false)).read(
      path: repositoryData("adult_train.csv.gz")
    ).table
    var settings = BiasOptions(
      sensitive: ["sex", "race"], outcome: "income", given: ["education"], threads: 2)
    let report = try BiasReport(data, options: settings)
    #expect(report.outcome?.favorable == ">50K")
    let sex = report.columns[0]
    #expect(sex.groups.map(\.name) == ["Male", "Female"])
    #expect(sex.groups[0].rate?.count == 6662 && sex.groups[0].rate?.trials == 21790)
    #expect(sex.groups[1].rate?.count == 1179 && sex.groups[1].rate?.trials == 10771)
    let parity = try #require(sex.outcome?.parity)
    #expect(abs(parity.difference.value - 0.19627598779361352) < 1e-12)
    #expect(abs(parity.difference.low - 0.1877067621539862) < 1e-9)
    #expect(abs(parity.difference.high - 0.2047012607214161) < 1e-9)
    #expect(abs(parity.ratio! - 0.1094606 / 0.3057366) < 1e-5 && !parity.fourFifths)
    let given = try #require(sex.outcome?.conditional.first?.rates)
    #expect(abs(given.difference - -0.18308102374619992) < 1e-12)
    #expect(abs(given.low - -0.19114718848312612) < 1e-9)
    #expect(abs(given.oddsRatio! - 0.25710738222528806) < 1e-12)
    #expect(abs(given.standardized - -0.18415104883564423) < 1e-12)
    // Intersections add up, and threads do not matter.
    #expect(report.intersections.count == 1 && report.intersections[0].groups.count == 10)
    #expect(report.intersections[0].groups.reduce(0) { $0 + $1.share.count } == 32_561)
    settings.threads = 1
    #expect(try BiasReport(data, options: settings) == report)
  }
}

func repositoryData(_ name: String) -> String {
  let parts = #filePath.split(separator: "/").dropLast(3)
  return "/" + parts.joined(separator: "/") + "/data/" + name
}
