import Tabular
import Testing

@testable import Evaluation

/// What stands beside the score of a report, and columns that are not compared.
@Suite struct OverallScoreTests {
  private func report(_ tables: EvaluationTables, resamples: Int = 12) throws -> EvaluationReport {
    try EvaluationReport(tables, options: EvaluationOptions(seed: 2, threads: 2, resamples: resamples))
  }

  private static let tables = EvaluationTables(
    real: mixedTable(rows: 400, seed: 1), synthetic: mixedTable(rows: 300, seed: 2),
    holdout: mixedTable(rows: 200, seed: 3))

  @Test func referencesAreTheMeansOfThoseOfColumnsAndPairs() throws {
    let report = try report(OverallScoreTests.tables)
    let (shapes, trends): (ReferencedScore, ReferencedScore?) = (
      report.fidelity.shapes, report.fidelity.trends
    )
    #expect(report.overall.value == report.score)
    for part: (ReferencedScore) -> Double? in [
      \.resample, \.holdout, \.holdoutResample, \.independent,
    ] {
      let (a, b) = try (#require(part(shapes)), #require(trends.flatMap(part)))
      #expect(part(report.overall) == (a + b) / 2)
    }
  }

  /// The interval of a mean is no wider than the mean of the intervals, and no narrower than half of the difference.
  @Test func theIntervalIsThatOfTheMean() throws {
    let report = try report(OverallScoreTests.tables)
    func half(_ score: ReferencedScore?) throws -> Double {
      let (low, high) = try (#require(score?.low), #require(score?.high))
      return (high - low) / 2
    }
    let (a, b) = try (half(report.fidelity.shapes), half(report.fidelity.trends))
    let own = try half(report.overall)
    #expect(own <= (a + b) / 2 + 1e-12 && own >= abs(a - b) / 2 - 1e-12 && own > 0)
    // Columns and pairs of the same resamples are not independent of each other.
    #expect(abs(own - (a * a + b * b).squareRoot() / 2) > 1e-9)
    #expect(try self.report(OverallScoreTests.tables, resamples: 0).overall.low == nil)
  }

  @Test func oneColumn() throws {
    let x = { (seed: UInt64) -> Table in
      let table = mixedTable(rows: 300, seed: seed)
      return learnerTable([("x", table.schema.fields[0].type, table.columns[0])])
    }
    let report = try report(EvaluationTables(real: x(1), synthetic: x(2)))
    #expect(report.overall.value == report.score)
    #expect(report.overall.resample != nil && report.overall.low! < report.score)
  }

  @Test func columnsWithoutAShapeKeepTheirMeasures() throws {
    let ids = (0..<100).map { Int64($0 < 90 ? $0 : 0) }
    let notes = ["one thing", "another"]
    func table(missing: Int) -> Table {
      learnerTable([
        ("id", .identifier(space: .integers(minimum: 0)), Column(.int64(ids))),
        ("x", .int64, Column(.int64(ids))),
        (
          "note", .text(emission: .drop),
          Column(
            .codes((0..<100).map { Int32($0 % 2) }, levels: StringArray(notes)),
            validity: Bitmap(count: 100) { $0 >= missing })
        ),
      ])
    }
    let fidelity = try report(
      EvaluationTables(real: table(missing: 10), synthetic: table(missing: 35)), resamples: 0
    ).fidelity
    #expect(fidelity.skipped == ["id", "note"])
    #expect(fidelity.uncompared.map(\.name) == ["id", "note"])
    #expect(fidelity.uncompared.map(\.kind) == [.identifiers, .text])
    #expect(fidelity.uncompared[0].metrics.keyUniqueness == 0.9)
    #expect(fidelity.uncompared[1].metrics.keyUniqueness == nil)
    #expect(fidelity.uncompared[1].metrics.missingValueSimilarity == 0.75)
  }
}
