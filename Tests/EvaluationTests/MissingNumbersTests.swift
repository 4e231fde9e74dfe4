import Evaluation
import Tabular
import Testing

@Suite("Missing numbers count") struct MissingNumbersTests {
  private func fidelity(_ real: Table, _ synthetic: Table, resamples: Int = 20) throws -> Fidelity {
    try Fidelity(
      EvaluationTables(real: real, synthetic: synthetic),
      options: EvaluationOptions(threads: 2, resamples: resamples))
  }

  /// Two columns; `first` and `second` say where a value is missing.
  private func made(_ rows: Int, _ first: (Int) -> Bool, _ second: (Int) -> Bool) -> Table {
    table([
      integers("a", (0..<rows).map { first($0) ? nil : $0 * 7 % 101 }),
      integers("b", (0..<rows).map { second($0) ? nil : $0 * 11 % 103 }),
    ])
  }

  @Test func aColumnHalfEmptyScoresHalf() throws {
    let full = made(404, { _ in false }, { _ in false })
    let halves = made(404, { $0 % 2 == 0 }, { $0 % 2 == 1 })
    let found = try fidelity(full, halves)
    #expect(found.columns.map(\.shape.value) == [0.5, 0.5])
    // Never both present.
    #expect(found.pairs[0].trend.value == 0)
    #expect(found.score == 0.25)
    #expect(found.columns[0].metrics.kolmogorovSmirnov! < 0.1)
    #expect(found.columns[0].metrics.missingValueSimilarity == 0.5)
    #expect(found.columns.allSatisfy { $0.shape.low! <= 0.5 && $0.shape.high! < 0.6 })
    // Chance takes nothing like it.
    #expect(found.columns.allSatisfy { $0.shape.fresh! > 0.85 } && found.pairs[0].trend.fresh! > 0.85)
    #expect(try fidelity(halves, full).score == 0.25)
    #expect(try fidelity(halves, halves).score == 1)
  }

  /// Equal shares of missing values, in the same rows or in others.
  @Test func whichRowsLackBothCountsInPairs() throws {
    let together = made(400, { $0 < 100 }, { $0 < 100 })
    let apart = made(400, { $0 < 100 }, { $0 >= 300 })
    let found = try fidelity(together, apart)
    #expect(abs(found.pairs[0].trend.value - 0.5) < 1e-15)
    let report = try EvaluationReport(
      EvaluationTables(real: together, synthetic: apart), options: EvaluationOptions(threads: 2))
    let finding = try #require(report.findings.first { $0.columns.count == 2 })
    #expect(finding.explanation.contains("of the synthetic ones have"))
    #expect(finding.explanation.contains("value in"))
  }

  /// Expectations hold where missing values decide: of a column that is one value or missing, and of its pair.
  @Test func expectationsAreMeansOfDraws() throws {
    let real = table([
      integers("a", (0..<200).map { $0 % 2 == 0 ? nil : 5 }),
      integers("b", (0..<200).map { $0 % 3 == 0 ? nil : 6 }),
    ])
    let found = try fidelity(real, real, resamples: 600)
    var random = Numbers(5)
    var sums = [0.0, 0, 0]
    for _ in 0..<600 {
      let drawn = real.rows((0..<200).map { _ in Int32(random.unit() * 200) })
      let likeness = try Likeness(real: real, synthetic: drawn, threads: 1)
      let scores = likeness.columnShapes.map(\.score) + likeness.pairTrends.map(\.score)
      for index in scores.indices { sums[index] += scores[index] / 600 }
    }
    let expected = found.columns.map(\.shape.resample!) + found.pairs.map(\.trend.resample!)
    // The deviation of a share: 0.8 √(1/4 / 200) = 0.028, known from 600 draws to a thousandth.
    for index in sums.indices { #expect(abs(expected[index] - sums[index]) < 0.008, "\(index)") }
    #expect(abs(expected[0] - 0.9718) < 0.008)
  }

  @Test func oneLossHasOneFinding() throws {
    let full = made(404, { _ in false }, { _ in false })
    let halves = made(404, { $0 % 2 == 0 }, { _ in false })
    let report = try EvaluationReport(
      EvaluationTables(real: full, synthetic: halves), options: EvaluationOptions(threads: 2))
    #expect(report.findings.filter { $0.columns == ["a"] }.count == 1)
    #expect(report.findings[0].cells.map(\.label) == ["missing"])
  }
}
