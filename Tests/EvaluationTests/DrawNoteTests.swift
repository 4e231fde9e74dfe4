import Tabular
import Testing

@testable import Evaluation

/// What the notes say of rows, columns and combinations that a part does not look at.
@Suite struct DrawNoteTests {
  private func notes(_ tables: EvaluationTables, limit: Int = 100_000) throws -> [String] {
    let options = EvaluationOptions(seed: 1, threads: 2, sampleLimit: limit, resamples: 2)
    return try EvaluationReport(tables, options: options).notes
  }

  private static let tables = EvaluationTables(
    real: targetTable(rows: 400, seed: 1), synthetic: targetTable(rows: 400, seed: 2),
    holdout: targetTable(rows: 400, seed: 3), target: 2)

  private static let parts = [
    "Detection looks at", "Propensity scores look at", "Utility trains on", "Precision, recall",
    "Nearness takes",
  ]

  @Test func everyPartSaysWhatItDrew() throws {
    let notes = try notes(DrawNoteTests.tables, limit: 120)
    for part in DrawNoteTests.parts {
      let own = notes.filter { $0.hasPrefix(part) }
      #expect(own.count == 1, "\(part): \(notes)")
      #expect(
        own.first?.contains(" 120 ") == true && own.first?.contains("drawn at random") == true, "\(own)")
    }
    // Nothing is said of everything else.
    #expect(!notes.contains { $0.lowercased().contains("everything else") })
  }

  @Test func nothingIsSaidWhereAllRowsCount() throws {
    let whole = try notes(DrawNoteTests.tables)
    for part in DrawNoteTests.parts + ["Accuracy"] {
      #expect(!whole.contains { $0.hasPrefix(part) }, "\(whole)")
    }
    let alone = try notes(
      EvaluationTables(
        real: DrawNoteTests.tables.real.rows(in: 0..<266), synthetic: DrawNoteTests.tables.synthetic))
    #expect(alone.contains { $0.hasPrefix("Detection looks at 266 rows") })
    #expect(alone.contains { $0.hasPrefix("Nearness takes") } == false, "\(alone)")
  }

  /// A small holdout limits what is compared with it.
  @Test func smallHoldouts() throws {
    let tables = DrawNoteTests.tables
    let notes = try notes(
      EvaluationTables(
        real: tables.real, synthetic: tables.synthetic, holdout: tables.holdout!.rows(in: 0..<50), target: 2))
    #expect(notes.contains { $0.hasPrefix("Precision, recall, density and coverage look at 50 rows") })
    #expect(
      notes.contains {
        $0.hasPrefix("Nearness takes distances from 400 synthetic rows to 50 real and as many held-out ones")
          && $0.contains("near copies are looked for among 400 real rows")
      }, "\(notes)")
    #expect(
      notes.contains {
        $0.hasPrefix(
          "Detection looks at 400 rows of each table, and at 50 of each where one of them is the held")
      }, "\(notes)")
    #expect(!notes.contains { $0.hasPrefix("Utility trains") }, "\(notes)")
  }

  /// Columns and triples that accuracy leaves out.
  @Test func combinations() throws {
    func wide(_ columns: Int, seed: UInt64) -> Table {
      var random = Numbers(seed)
      return learnerTable(
        (0..<columns).map { index in
          (
            "x\(index)", .float64(plainIntegers: false),
            Column(.float64((0..<12).map { _ in random.unit() }))
          )
        })
    }
    func accuracyNote(_ columns: Int) throws -> [String] {
      let tables = EvaluationTables(real: wide(columns, seed: 1), synthetic: wide(columns, seed: 2))
      return try notes(tables).filter { $0.hasPrefix("Accuracy") }
    }
    #expect(try accuracyNote(40) == [])
    #expect(
      try accuracyNote(41) == [
        "Accuracy counts all rows, but looks at 10000 of their 10660 triples, drawn at random."
      ])
    let many = try accuracyNote(302)
    #expect(many.count == 1 && many[0].contains("the first 300 by name of 302 columns and at 10000 of their"))
  }
}
