import Evaluation
import Foundation
import Tabular
import Testing

@testable import Reporting

/// Standard normal numbers are not needed here: any numbers make pairs.
private func wideTables(columns: Int) -> EvaluationTables {
  func table(_ seed: UInt64) -> Table {
    var draw = Sequence64(seed)
    return Table(
      schema: Schema((0..<columns).map { Field(name: "n\($0)", type: .float64(plainIntegers: false)) }),
      rowCount: 30,
      columns: (0..<columns).map { _ in Column(.float64((0..<30).map { _ in draw.next() })) })
  }
  return EvaluationTables(real: table(1), synthetic: table(2))
}

@Suite("The JSON of an evaluation")
struct JSONReportTests {
  private func document(_ report: EvaluationReport, threads: Int = 2) throws -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    try JSONReport(report).forEachPiece(threads: threads) { pieces.append($0) }
    return pieces
  }

  /// What one call of an encoder makes of all of it.
  private func whole(_ report: EvaluationReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
  }

  private func withSDMetrics(_ tables: EvaluationTables) throws -> EvaluationReport {
    var made = try report(tables)
    made.sdmetrics = try SDMetricsQuality(tables, options: EvaluationOptions(seed: 5, threads: 2))
    return made
  }

  @Test func thePiecesAreTheWholeDocument() throws {
    for tables in [mixedTables(holdout: true, target: 4), wideTables(columns: 40), wideTables(columns: 1)] {
      for report in [try report(tables), try withSDMetrics(tables)] {
        for threads in [1, 2, 5] {
          let text = String(decoding: try document(report, threads: threads).joined(), as: UTF8.self)
          #expect(text == (try whole(report)))
        }
      }
    }
  }

  @Test func noPieceHoldsMoreThanABatchOfPairs() throws {
    let report = try report(wideTables(columns: 40))
    #expect(report.fidelity.pairs.count > 3 * JSONReport.batchSize)
    let pieces = try document(report)
    #expect(pieces.count == 2 + (780 + JSONReport.batchSize - 1) / JSONReport.batchSize)
    let name = Array("\"contingency_similarity\"".utf8)
    for piece in pieces {
      #expect(
        String(decoding: piece, as: UTF8.self).ranges(of: String(decoding: name, as: UTF8.self)).count
          <= JSONReport.batchSize)
    }
  }

  @Test func namesThatLookLikeJSONStay() throws {
    let names = ["\"pairs\":[]", "\\u0000pairs", "pairs\"},{", "\\u0000not a number", "x", "k"]
    let tables = EvaluationTables(
      real: mixedTable(rows: 60, seed: 1, names: names),
      synthetic: mixedTable(rows: 50, seed: 2, names: names))
    let report = try report(tables)
    #expect(String(decoding: try document(report).joined(), as: UTF8.self) == (try whole(report)))
  }

  @Test func whatIsNotFiniteIsNull() throws {
    var report = try report(mixedTables(holdout: false, target: nil))
    report.fidelity.columns[0].metrics.wasserstein = .infinity
    report.fidelity.pairs[0].metrics.cramersV = RealAndSynthetic(real: .nan, synthetic: -.infinity)
    let text = String(decoding: try document(report).joined(), as: UTF8.self)
    #expect(text.contains("\"wasserstein\":null"))
    #expect(text.contains("\"cramers_v\":{\"real\":null,\"synthetic\":null}"))
  }
}
