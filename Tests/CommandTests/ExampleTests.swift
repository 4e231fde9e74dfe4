import Foundation
import Sklar
import Testing

/// What the documents show, run.
@Suite struct ExampleTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  @Test(arguments: ["adult", "penguins"])
  func exampleModelsAreFit(_ name: String) throws {
    let model = Fixtures.repository.appending(path: "models/\(name).model").path
    #expect(try box.done("inspect", model).text.contains("learned"))
    let rows = try box.done("sample", model, "-n", "1000", "-o", "-").text
    #expect(rows.split(separator: "\n").count == 1001)
  }

  /// The ten lines of the README.
  @Test func theLibraryFitsAndSamples() throws {
    let table = try Table(csv: Fixtures.adultData)
    let model = try GaussianCopulaEstimator().fit(table)
    let path = box.path("adult.model")
    try model.write(to: path)
    let again = try SynthesisModel(contentsOf: path)
    let rows = try again.sample(rows: 0..<10_000, seed: 7)
    #expect(rows.rowCount == 10_000)
    #expect(rows.schema.fields.map(\.name) == table.schema.fields.map(\.name))
    // The command draws the same rows from the file.
    try box.done("sample", path, "-n", "10000", "--seed", "7", "-o", "rows.csv")
    let encoder = CSVEncoder(schema: rows.schema)
    #expect(try box.data("rows.csv") == Data(encoder.header + encoder.encode(rows, firstRow: 0)))
  }

  /// The example of docs/evaluate.md, beside the command.
  @Test func theLibraryEvaluates() throws {
    let data = Fixtures.penguinsData
    try box.done("sample", Fixtures.penguinsModel(), "-n", "300", "-o", "rows.csv", "--quiet")
    let report = try EvaluationReport(real: data, synthetic: box.path("rows.csv"), target: "species")
    try box.done("evaluate", data, "rows.csv", "--target", "species", "--json", "r.json", "--quiet")
    // As text: not every reader of JSON rounds to the nearest double.
    let json = try String(decoding: box.data("r.json"), as: UTF8.self)
    #expect(json.contains("\"score\":\(report.score),"))
    let tables = try EvaluationReport(
      real: Table(csv: data), synthetic: Table(csv: box.path("rows.csv")), target: "species")
    #expect(tables.score == report.score && tables.utility == report.utility)
  }

  /// What README shows of an evaluation is what the command says, but for names and numbers.
  @Test func theSummaryIsTheOneThatIsShown() throws {
    /// The kinds of lines: what is no number, and no name of a file, a column or a target.
    func kinds(_ text: Substring) -> [String] {
      var kinds: [String] = []
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ").map { $0.contains(where: \.isNumber) ? "#" : String($0) }
        switch words[0] {
        case "time": continue
        case "written": kinds.append("written")
        // Findings, and advice.
        case _ where line.hasPrefix("  "): if kinds.last != "  " { kinds.append("  ") }
        default:
          kinds.append(words.map { $0.hasSuffix(":") ? ":" : $0 }.joined(separator: " "))
        }
      }
      return kinds
    }
    let readme = try String(
      contentsOf: Fixtures.repository.appending(path: "README.md"), encoding: .utf8)
    let example = try #require(readme.firstRange(of: "$ sklar evaluate "))
    let end = try #require(readme[example.upperBound...].firstRange(of: "\n```"))
    let block = readme[example.upperBound..<end.lowerBound]
    let shown = block[try #require(block.firstIndex(of: "\n"))...]
    let command = block.prefix { $0 != "\n" }.split(separator: " ").filter { $0.hasPrefix("--") }
    #expect(command == ["--holdout", "--target", "--html"])

    let data = try String(contentsOfFile: Fixtures.penguinsData, encoding: .utf8).split(separator: "\n")
    func half(_ parity: Int) -> String {
      ([data[0]] + data.dropFirst().enumerated().filter { $0.offset % 2 == parity }.map(\.element))
        .joined(separator: "\n") + "\n"
    }
    try box.write("real.csv", half(0))
    try box.write("held.csv", half(1))
    try box.done("fit", "real.csv", "-o", "p.model", "--quiet")
    try box.done("sample", "p.model", "-n", "2000", "-o", "rows.csv", "--quiet")
    let outcome = try box.done(
      "evaluate", "real.csv", "rows.csv", "--holdout", "held.csv", "--target", "species", "--html", "r.html")
    #expect(kinds(shown) == kinds(outcome.text[...]), "\(outcome.text)")
  }

  /// The command and the file of docs/evaluate.md that a pipeline stops with.
  @Test func aShellStopsAtTheGate() throws {
    let outcome = try box.shell(
      """
      cp '\(Fixtures.penguinsData)' real.csv
      "$SKLAR" sample '\(try Fixtures.penguinsModel())' -n 300 -o rows.csv --quiet
      "$SKLAR" evaluate real.csv rows.csv --json report.json --fail-below 0.999 --quiet || echo "stopped by $?"
      """)
    #expect(outcome.text == "stopped by 3\n", "\(outcome.errors)")
    #expect(try box.text("report.json").contains("\"passed\":false"))
  }

  @Test func aTargetIsFollowedAndRecorded() throws {
    try box.done("fit", Fixtures.adultData, "-o", "t.model", "--target", "income")
    #expect(try box.text("t.model").contains("\"target\": \"income\""))
    let refused = try box.sklar("fit", Fixtures.adultData, "-o", "u.model", "--target", "salary")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("column \"salary\""))
    #expect(!FileManager.default.fileExists(atPath: box.path("u.model")))
  }

  @Test func jsonLinesAreReadAsTheyWereWritten() throws {
    let model = try Fixtures.mixedModel()
    try box.done("sample", model, "-n", "3000", "-o", "a.jsonl.gz")
    try box.done("fit", "a.jsonl.gz", "-o", "b.model")
    let rows = try box.done("sample", "b.model", "-n", "10", "-o", "-", "--format", "jsonl").text
    for line in rows.split(separator: "\n") {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
  }

  @Test func sdvMetadataComesAndGoes() throws {
    try box.done("schema", Fixtures.penguinsData, "-o", "m.json")
    #expect(try box.text("m.json").contains("METADATA_SPEC_VERSION"))
    try box.done("fit", Fixtures.penguinsData, "--schema", "m.json", "-o", "p.model")
  }
}
