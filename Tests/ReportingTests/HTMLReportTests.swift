import Evaluation
import Foundation
import Reporting
import Tabular
import Testing

@Suite("The page of an evaluation")
struct HTMLReportTests {
  @Test func everySectionAndEveryColumnIsThere() throws {
    let tables = mixedTables(holdout: true, target: 4)
    let report = try report(tables)
    let page = try HTMLReport(report, tables: tables, threads: 2).text
    for section in [
      "overview", "findings", "columns", "associations", "pairs", "detection", "utility", "nearness",
      "surroundings",
      "numbers", "reading",
    ] {
      #expect(page.contains("<section id=\"\(section)\""))
    }
    for field in tables.schema.fields { #expect(page.contains(field.name)) }
    for column in report.fidelity.columns { #expect(page.contains("<h3><bdi>\(column.name)</bdi>")) }
    #expect(page.contains("columns drawn independently of each other, with every relation lost, reach"))
    #expect(page.contains("a sanity check, not proof"))
    #expect(page.contains("350 synthetic rows against 400 real ones, beside 300 held-out real rows."))
    #expect(page.contains("Not compared, as identifiers and free text have no distribution: key."))
  }

  @Test func theScoreIsWhatTheReportSays() throws {
    let tables = mixedTables(holdout: true, target: nil)
    var report = try report(tables)
    report.score = 0.87654
    #expect(try HTMLReport(report, tables: tables, threads: 1).text.contains("<p class=\"score\">0.877</p>"))
    // Next to one is not one.
    report.score = 0.99997
    #expect(
      try HTMLReport(report, tables: tables, threads: 1).text.contains("<p class=\"score\">&gt;0.999</p>"))
    report.score = 1
    report.passed = false
    let page = try HTMLReport(report, tables: tables, threads: 1).text
    #expect(page.contains("<p class=\"score\">1.000</p>"))
    #expect(page.contains("<p class=\"gate failed\">"))
  }

  @Test func theSameReportGivesTheSameBytes() throws {
    let tables = mixedTables(holdout: true, target: 4)
    let report = try report(tables)
    let pages = try [1, 2, 7].map { try HTMLReport(report, tables: tables, threads: $0).text }
    #expect(pages[0] == pages[1])
    #expect(pages[0] == pages[2])
  }

  @Test func whatIsNotThereIsSaid() throws {
    let tables = mixedTables(holdout: false, target: nil)
    var report = try report(tables)
    (report.detection, report.nearness, report.precisionRecall, report.utility) = (nil, nil, nil, nil)
    (report.accuracy, report.propensity, report.manifest) = (nil, nil, nil)
    report.findings = []
    let page = try HTMLReport(report, tables: tables, threads: 1).text
    for sentence in [
      "No held-out table was given (--holdout FILE)", "No detection:",
      "No utility: no target column was named",
      "Nearness was not looked at", "Precision and recall were not computed", "Nothing stands out",
      "No manifest was given",
    ] {
      #expect(page.contains(sentence), "\(sentence)")
    }
    #expect(!page.contains("held out (real rows"))
    // A link leads to what is there.
    for link in page.matches(of: /href="#([a-z]+)"/) { #expect(page.contains("id=\"\(link.1)\"")) }
  }

  @Test func drawingsAreWellFormedAndNamed() throws {
    let found = drawings(try page(mixedTables(holdout: true, target: 4)))
    #expect(found.count > 30)
    for drawing in found {
      #expect(isWellFormed(drawing))
      #expect(drawing.contains("aria-hidden=\"true\"") || drawing.contains("role=\"img\" aria-label=\""))
      #expect(!drawing.contains("nan") && !drawing.contains("inf "))
    }
  }

  @Test func nothingIsFetchedAndNothingRuns() throws {
    let page = try page(mixedTables(holdout: true, target: 4))
    #expect(page.contains("default-src 'none'"))
    for word in [
      "<script", "<iframe", "<link rel=\"stylesheet\"", "@import", "url(", "src=\"http", "href=\"http",
    ] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  @Test func oneRowAndConstantsHaveAPage() throws {
    let one = mixedTable(rows: 1, seed: 4)
    let page = try page(EvaluationTables(real: one, synthetic: one))
    #expect(page.hasSuffix("</html>\n"))
    for drawing in drawings(page) { #expect(isWellFormed(drawing)) }
  }

  @Test func oddNumbersHaveAPage() throws {
    let values: [Double] = [.infinity, -.infinity, .nan, 1e308, -1e308, 0, .leastNonzeroMagnitude, 1]
    let fields = ["a", "b", "all missing"].map {
      Field(name: $0, type: .float64(plainIntegers: false), missing: "")
    }
    func table(_ order: [Double]) -> Table {
      Table(
        schema: Schema(fields), rowCount: order.count,
        columns: [
          Column(.float64(order)), Column(.float64(order.map { $0.isFinite ? $0 : 3 })),
          Column(.float64(order), validity: Bitmap(repeating: false, count: order.count)),
        ])
    }
    let tables = EvaluationTables(real: table(values), synthetic: table(values.reversed()))
    let page = try page(tables)
    for drawing in drawings(page) { #expect(isWellFormed(drawing)) }
    for field in fields { #expect(page.contains(field.name)) }
  }

  @Test func manyColumnsAreLimitedAndItIsSaid() throws {
    var draw = Sequence64(9)
    let (rows, count) = (24, 104)
    func table() -> Table {
      Table(
        schema: Schema((0..<count).map { Field(name: "column \($0)", type: .float64(plainIntegers: false)) }),
        rowCount: rows,
        columns: (0..<count).map { _ in Column(.float64((0..<rows).map { _ in draw.next() })) })
    }
    let page = try page(EvaluationTables(real: table(), synthetic: table()))
    #expect(page.contains("Charts of the 60 columns that are least alike, of 104"))
    #expect(page.contains("The 40 of 104 columns whose associations differ most."))
    #expect(page.contains("The 200 least alike of 5,356 pairs"))
    for column in 0..<count { #expect(page.contains("<bdi>column \(column)</bdi>")) }
    #expect(page.utf8.count < 2_000_000)
  }

  @Test func whatIsNoLevelIsNotCalledLikeOne() throws {
    let names = ["missing", "b", "20 others"] + (0..<30).map { "level \($0)" }
    func table(_ shift: Int) -> Table {
      let rows = 600
      let codes = (0..<rows).map { row in Int32(row % 3 == 0 ? (row / 3) % names.count : (row + shift) % 3) }
      let field = Field(name: "grade", type: .categorical, missing: "")
      return Table(
        schema: Schema([field, Field(name: "other", type: .categorical)]), rowCount: rows,
        columns: [
          Column(
            .codes(codes, levels: StringArray(names)), validity: Bitmap(count: rows) { $0 % 5 != shift }),
          Column(.codes(codes.map { $0 % 2 }, levels: StringArray(["x", "y"]))),
        ])
    }
    let page = try page(EvaluationTables(real: table(0), synthetic: table(1)))
    for drawing in drawings(page) where drawing.contains("missing:") {
      #expect(drawing.contains("(missing):"), "\(drawing.prefix(400))")
    }
    #expect(page.contains("(missing)"))
  }

  @Test func aFindingOfMissingNumbersSaysSo() throws {
    func table(_ missing: Int) -> Table {
      let rows = 400
      let numbers = (0..<rows).map { Int64($0 * 7919 % 211) }
      return Table(
        schema: Schema([
          Field(name: "wage", type: .int64, missing: ""), Field(name: "day", type: .int64),
        ]), rowCount: rows,
        columns: [
          Column(.int64(numbers), validity: Bitmap(count: rows) { $0 % 10 >= missing }),
          Column(.int64(numbers)),
        ])
    }
    #expect(
      try page(EvaluationTables(real: table(0), synthetic: table(5))).contains("wage, whether missing"))
  }
}
