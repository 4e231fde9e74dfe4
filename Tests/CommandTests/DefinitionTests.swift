import Foundation
import Sklar
import Testing

/// Tables without data: `define`, and what `inspect`, `sample` and `fit` make of its models.
@Suite struct DefinitionTests {
  private let box: Sandbox
  private static let orders = Fixtures.repository.appending(path: "models/orders.yaml").path

  init() throws { box = try Sandbox() }

  @Test func theExampleIsDefinedInspectedAndSampled() throws {
    let said = try box.done("define", Self.orders, "-o", "o.model").text
    #expect(said.contains("not fitted, 8 columns") && said.contains("5 Spearman correlations, as asked"))
    let words = try box.done("inspect", "o.model").text
    for part in [
      "not fitted", "uniform, 2020-01-01 to 2024-12-31", "normal, mean 41, sd 13, 18 to 95",
      "exponential, mean 5",
      "weight (2.00 %)",
    ] { #expect(words.contains(part), "\(part)\n\(words)") }
    let rows = CSV(try box.done("sample", "o.model", "-n", "20000", "-o", "-").output)
    #expect(rows.texts("ordered").allSatisfy { $0.count == 10 && $0 >= "2020-01-01" && $0 <= "2024-12-31" })
    #expect(Set(rows.texts("city")) == ["Basel", "Bern", "Chur"])
    #expect(Set(rows.texts("items")) == ["1", "2", "3", "5"])
    #expect(Set(rows.texts("returned")) == ["false", "true"])
    #expect(rows.numbers("age").allSatisfy { $0! >= 18 && $0! <= 95 && $0! == $0!.rounded() })
    #expect(rows.texts("price").allSatisfy { $0.wholeMatch(of: /[0-9]{1,4}\.[0-9]{2}/) != nil })
    #expect(rows.texts("weight").allSatisfy { $0.isEmpty || $0.wholeMatch(of: /[0-9]+\.[0-9]{1,3}/) != nil })
    let missing = rows.texts("weight").count { $0.isEmpty }
    #expect(abs(missing - 400) < 120, "\(missing)")
    // Its rows are a table like any other.
    try box.done("sample", "o.model", "-n", "2000", "-o", "o.csv")
    try box.done("fit", "o.csv", "-o", "again.model")
  }

  @Test func theBytesDependOnNothingElse() throws {
    try box.done("define", Self.orders, "-o", "o.model", "--quiet")
    let all = try box.done("sample", "o.model", "-n", "5000", "--seed", "3", "-o", "-").output
    for isa in ["baseline", "v3", "v4"] {
      let rows = try box.done(
        "sample", "o.model", "-n", "5000", "--seed", "3", "-o", "-", "--threads", "1",
        environment: ["SKLAR_ISA": isa]
      ).output
      #expect(rows == all, "\(isa)")
    }
    let part = try box.done(
      "sample", "o.model", "-n", "5000", "--seed", "3", "--rows", "1234..<1300", "-o", "-", "--no-header"
    ).text.split(separator: "\n")
    #expect(String(decoding: all, as: UTF8.self).split(separator: "\n")[1235..<1301] == part[...])
    try box.done("define", Self.orders, "-o", "p.model", "--quiet")
    #expect(try box.data("o.model") == box.data("p.model"))
  }

  @Test func correlationsArePrintedAndWritten() throws {
    try box.done("define", Self.orders, "-o", "o.model", "--quiet")
    let table = try box.done("inspect", "o.model", "--correlations", "spearman").text
    #expect(table.contains("Spearman") && table.contains("0.550") && table.contains("0.600"), "\(table)")
    let spearman = try report(box, "spearman")
    #expect(spearman.columns.count == 8 && spearman.kind == "spearman" && spearman.schemaVersion == 1)
    #expect(abs(spearman.matrix[4][3]! - 0.55) < 1e-6)
    #expect(try report(box, "pearson").columns.contains("city") == false)
    #expect(try report(box, "latent").columns.last == "presence of weight")
    try box.done("inspect", "o.model", "--correlations", "latent", "--json", "c.json")
    #expect(try box.text("c.json").contains("latent"))
    // Of a fitted model, too.
    let fitted = try box.done("inspect", try Fixtures.mixedModel(), "--correlations", "pearson").text
    #expect(fitted.contains("Pearson correlations"))
    expectMisuse(try box.sklar("inspect", "o.model", "--json", "-"), ["--correlations"])
    expectMisuse(try box.sklar("inspect", "o.model", "--correlations", "kendall"))
  }

  @Test func whatNoTableCanHaveIsMovedAndSaid() throws {
    try box.write(
      "t.yaml",
      """
      columns:
        - {name: a, family: normal, mean: 0, sd: 1}
        - {name: b, family: normal, mean: 0, sd: 1}
        - {name: c, family: normal, mean: 0, sd: 1}
      correlation:
        kind: spearman
        matrix: [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
      """)
    let said = try box.done("define", "t.yaml", "-o", "t.model").text
    #expect(said.contains("no table has these Spearman correlations together"), "\(said)")
    #expect(said.contains("Frobenius") && said.contains("furthest"))
    let rows = try box.done("sample", "t.model", "-n", "100", "-o", "-").text
    #expect(rows.split(separator: "\n").count == 101)
  }

  @Test func sharesAreNormalisedAndIndependenceNeedsNoCorrelation() throws {
    try box.write("t.yaml", "columns: [{name: a, family: categorical, levels: {x: 3, y: 1}}]")
    let outcome = try box.done("define", "t.yaml", "-o", "t.model")
    #expect(outcome.errors.contains("column \"a\": its shares sum to 4"))
    #expect(outcome.text.contains("independent"))
    let rows = CSV(try box.done("sample", "t.model", "-n", "10000", "-o", "-").output).texts("a")
    #expect(abs(rows.count { $0 == "x" } - 7500) < 300)
  }

  private static func column(_ text: String) -> String { "columns:\n  - {name: a, \(text)}\n" }
  private static func correlated(_ text: String) -> String {
    """
    columns:
      - {name: a, family: normal, mean: 0, sd: 1}
      - {name: b, family: categorical, levels: {x: 0.9, y: 0.1}}
      - {name: c, family: categorical, levels: {only: 1}}
    correlation: \(text)
    """
  }

  @Test(arguments: [
    ("", ["bad.yaml"]), ("{", ["bad.yaml"]), ("- a", ["bad.yaml:1: "]), ("columns: []", ["columns: "]),
    ("columns: 3", ["columns: "]), ("colums: []", ["columns: "]),
    ("columns: [{name: a, family: uniform, minimum: 0, maximum: 1}]\nrows: 3", ["bad.yaml:2: ", "rows: "]),
    ("columns: [3]", ["bad.yaml:1: column \"entry 1\": "]), ("columns: [{family: normal}]", ["name: "]),
    (column("mean: 0"), ["bad.yaml:2: column \"a\": family: "]),
    (column("family: cauchy"), ["bad.yaml:2: column \"a\": family: "]),
    (column("family: normal, mean: 0"), ["sd: "]), (column("family: normal, mean: x, sd: 1"), ["mean: "]),
    (column("family: normal, mean: 0, sd: 0"), ["column \"a\": sd: "]),
    (column("family: normal, mean: 0, sd: -1"), ["sd: "]),
    (column("family: normal, mean: nan, sd: 1"), ["mean: "]),
    (column("family: normal, mean: 0, sd: 1e999"), ["sd: "]),
    (column("family: normal, mean: 0, sd: 1, sdd: 2"), ["column \"a\": sdd: "]),
    (column("family: normal, mean: 0, sd: 1, rate: 2"), ["rate: "]),
    (column("family: normal, mean: 0, sd: 1, minimum: 2, maximum: 1"), ["minimum: "]),
    (column("family: normal, mean: 0, sd: 1, minimum: 20"), ["minimum: "]),
    (column("family: normal, mean: 0, sd: 1, missing: 1"), ["missing: "]),
    (column("family: normal, mean: 0, sd: 1, missing: NA"), ["missing: "]),
    (column("family: normal, mean: 0, sd: 1, precision: 99"), ["precision: "]),
    (column("type: text, family: normal, mean: 0, sd: 1"), ["type: "]),
    (column("type: decimal, family: normal, mean: 0, sd: 1"), ["scale: "]),
    (column("type: boolean, family: normal, mean: 0, sd: 1"), ["family: "]),
    (column("type: int64, family: normal, mean: 0, sd: 1, precision: 1"), ["precision: "]),
    (column("type: int64, family: normal, mean: 0, sd: 1, minimum: 0.5"), ["minimum: "]),
    (column("type: int64, family: normal, mean: 0, sd: 1e17"), ["maximum: "]),
    (column("type: int64, family: uniform, minimum: 0.5, maximum: 3"), ["minimum: "]),
    (column("type: int64, family: uniform, minimum: 5, maximum: 3"), ["minimum: "]),
    (column("type: date, family: uniform, minimum: 2020-02-30, maximum: 2021-01-01"), ["minimum: "]),
    (column("type: date, family: lognormal, log_mean: 0, log_sd: 1"), ["family: "]),
    (column("type: date, format: \"%Y\", family: uniform, minimum: 2020, maximum: 2021"), ["format: "]),
    (column("family: uniform, minimum: 0"), ["maximum: "]),
    (column("family: exponential, rate: 0"), ["rate: "]),
    (column("family: exponential, rate: 1, mean: 1"), ["rate: "]),
    (column("family: exponential"), ["mean: "]),
    (column("family: categorical"), ["levels: "]),
    (column("family: categorical, levels: [x, y]"), ["levels: "]),
    (column("family: categorical, levels: {x: 0, y: 1}"), ["levels: "]),
    (column("family: categorical, levels: {x: 1e-30, y: 1, z: 1}"), ["levels: "]),
    (column("family: categorical, levels: {x: half, y: 1}"), ["levels: "]),
    (column("family: categorical, levels: {x: 1, x: 1}"), ["bad.yaml"]),
    (column("type: boolean, family: categorical, levels: {x: 1, y: 1, z: 1}"), ["levels: "]),
    (column("type: int64, family: categorical, levels: {2: 1, 1: 1}"), ["levels: "]),
    (
      column("family: normal, mean: 0, sd: 1") + "  - {name: a, family: exponential, mean: 1}\n",
      ["bad.yaml:3: "]
    ),
    (correlated("3"), ["correlation: "]), (correlated("{matrix: []}"), ["kind: "]),
    (correlated("{kind: kendall, pairs: []}"), ["kind: "]), (correlated("{kind: latent}"), ["bad.yaml:5: "]),
    (correlated("{kind: latent, pairs: [], matrix: []}"), ["bad.yaml:5: "]),
    (correlated("{kind: latent, matrix: [[1, 0], [0, 1]]}"), ["matrix: "]),
    (correlated("{kind: latent, matrix: [[1, 0, 0], [0, 1], [0, 0, 1]]}"), ["column \"b\": matrix: "]),
    (correlated("{kind: latent, matrix: [[1, 0, 0], [0, 2, 0], [0, 0, 1]]}"), ["column \"b\": matrix: "]),
    (correlated("{kind: latent, matrix: [[1, 0.2, 0], [0.3, 1, 0], [0, 0, 1]]}"), ["column \"b\": matrix: "]),
    (correlated("{kind: latent, matrix: [[1, 2, 0], [2, 1, 0], [0, 0, 1]]}"), ["column \"a\": matrix: "]),
    (correlated("{kind: latent, pairs: [{between: [a], value: 0.5}]}"), ["between: "]),
    (correlated("{kind: latent, pairs: [{between: [a, a], value: 0.5}]}"), ["between: "]),
    (correlated("{kind: latent, pairs: [{between: [a, z], value: 0.5}]}"), ["column \"z\": between: "]),
    (correlated("{kind: latent, pairs: [{between: [a, b]}]}"), ["value: "]),
    (correlated("{kind: latent, pairs: [{between: [a, b], value: 1.5}]}"), ["value: "]),
    (correlated("{kind: latent, pairs: [{between: [a, b], value: nan}]}"), ["value: "]),
    (correlated("{kind: latent, pairs: [{between: [a, b], value: 0, x: 1}]}"), ["x: "]),
    (
      correlated("{kind: latent, pairs: [{between: [a, b], value: 0}, {between: [b, a], value: 0}]}"),
      ["twice"]
    ),
    (
      correlated("{kind: spearman, pairs: [{between: [a, b], value: 0.8}]}"),
      ["columns \"a\" and \"b\": ", "-0.5196 to 0.5196"]
    ),
    (correlated("{kind: latent, pairs: [{between: [a, c], value: 0.1}]}"), ["columns \"a\" and \"c\": "]),
  ])
  func badSpecsAreRefused(_ spec: String, _ parts: [String]) throws {
    try box.write("bad.yaml", spec)
    let names = box.listing
    let outcome = try box.sklar("define", "bad.yaml", "-o", "bad.model")
    expectRefusal(outcome, ["bad.yaml"] + parts)
    #expect(outcome.output.isEmpty)
    #expect(box.listing == names)
  }

  @Test func thereMustBeAFileAndItIsKept() throws {
    expectRefusal(try box.sklar("define", "none.yaml", "-o", "m.model"), ["none.yaml"])
    try box.write("t.yaml", Self.column("family: normal, mean: 0, sd: 1"))
    expectMisuse(try box.sklar("define", "t.yaml", "-o", "t.yaml"))
    try box.write("latin.yaml", Data([0x63, 0xE9]))
    expectRefusal(try box.sklar("define", "latin.yaml", "-o", "m.model"), ["UTF-8"])
  }

  @Test func theLibraryDefines() throws {
    let model = try SynthesisModel(definition: Self.orders)
    #expect(try model.sample(rows: 0..<100, seed: 1).columns.count == 8)
    try box.done("define", Self.orders, "-o", "o.model", "--quiet")
    try model.write(to: box.path("p.model"))
    #expect(try box.data("o.model") == box.data("p.model"))
  }

  /// From standard input to standard output.
  @Test func pipes() throws {
    let outcome = try box.shell("\"$SKLAR\" define - -o - --quiet < '\(Self.orders)' > m.model")
    #expect(outcome.status == 0, "\(outcome.errors)")
    try box.done("inspect", "m.model")
  }
}

private struct CorrelationReport: Decodable {
  var schemaVersion: Int
  var kind: String
  var columns: [String]
  var matrix: [[Double?]]

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case kind, columns, matrix
  }
}

private func report(_ box: Sandbox, _ kind: String) throws -> CorrelationReport {
  let outcome = try box.done("inspect", "o.model", "--correlations", kind, "--json", "-")
  return try JSONDecoder().decode(CorrelationReport.self, from: outcome.output)
}
