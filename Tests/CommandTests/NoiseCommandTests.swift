import Foundation
import Testing

/// `sklar noise`: rows under local differential privacy.
@Suite struct NoiseCommandTests {
  private let box: Sandbox

  init() throws {
    box = try Sandbox()
    var text = "age,pay,sex,town,day,note\n"
    for row in 0..<4000 {
      text += "\(20 + row % 50),\(row % 90).\(row % 10)0,\(row % 3 == 0 ? "f" : "m"),"
      text += "\(row % 4 == 0 ? "NA" : row % 4 == 1 ? "Ulm" : "Bonn"),2024-0\(1 + row % 9)-15,n\(row)\n"
    }
    try box.write("t.csv", text)
    try box.write(
      "public.yaml",
      """
      version: 1
      columns:
        - {name: "age", type: int64, minimum: 0, maximum: 100}
        - {name: "pay", type: decimal, decimals: 2, minimum_decimals: 2, minimum: "0.00", maximum: "99.99"}
        - {name: "sex", type: categorical, levels: ["f", "m"]}
        - {name: "town", type: categorical, levels: ["Bonn", "Ulm", "Rom"], missing: "NA"}
        - {name: "day", type: date, format: "%Y-%m-%d", minimum: "2024-01-01", maximum: "2024-12-31"}
      """)
  }

  /// The order of what the summary says, and what the file is like.
  @Test func everyColumnOfTheSchema() throws {
    let outcome = try box.done(
      "noise", "t.csv", "-o", "o.csv", "--epsilon", "10", "--schema", "public.yaml", "--json", "o.json")
    for part in [
      "4,000 rows of 5 columns", "epsilon 10", "left out  note", "ledger", "sum", "epsilon 2 ",
      "Laplace noise of scale 50 for 0..100, on multiples of 1", "for 0.00..99.99, on multiples of 0.01",
      "days for 2024-01-01..2024-12-31", "3 levels and missing", "(missing)", "+-",
    ] { #expect(outcome.text.contains(part), "\(part)\n\(outcome.text)") }
    let csv = CSV(try box.data("o.csv"))
    #expect(csv.header == ["age", "pay", "sex", "town", "day"])
    #expect(csv.rows.count == 4000)
    #expect(csv.texts("age").allSatisfy { Int($0) != nil })
    #expect(csv.texts("age").contains { Int($0)! < 0 } && csv.texts("age").contains { Int($0)! > 100 })
    #expect(csv.texts("pay").allSatisfy { $0.split(separator: ".").last?.count == 2 && Double($0) != nil })
    #expect(Set(csv.texts("sex")) == ["f", "m"])
    #expect(Set(csv.texts("town")) == ["Bonn", "Ulm", "Rom", "NA"])
    #expect(csv.texts("day").allSatisfy { $0.split(separator: "-").count == 3 })

    let object = try JSONSerialization.jsonObject(with: try box.data("o.json"))
    let report = try #require(object as? [String: Any])
    #expect(report["epsilon"] as? Double == 10 && report["schema_version"] as? Int == 1)
    let columns = try #require(report["columns"] as? [[String: Any]])
    #expect(columns.count == 5)
    let spent = columns.reduce(0.0) { $0 + ($1["epsilon_achieved"] as? Double ?? 99) }
    #expect(spent <= 10 && spent > 9.99)
    // Half of the towns are Bonn, a quarter is missing; far within what chance allows.
    let levels = try #require(columns[3]["levels"] as? [[String: Any]])
    let shares = levels.compactMap { $0["share"] as? Double }
    let errors = levels.compactMap { $0["standard_error"] as? Double }
    for (level, share) in [0.5, 0.25, 0, 0.25].enumerated() {
      #expect(abs(shares[level] - share) < 5.5 * errors[level])
    }
    let mean = try #require(columns[0]["mean"] as? Double)
    #expect(abs(mean - 44.5) < 5.5 * (columns[0]["mean_standard_error"] as? Double ?? 0))
  }

  @Test func boundsAlone() throws {
    let outcome = try box.done(
      "noise", "t.csv", "-o", "o.tsv", "--epsilon", "1", "--bounds", "age=0..100", "--bounds",
      "pay=0.0..90.0",
      "--keep", "note,sex")
    #expect(outcome.text.contains("without any privacy: sex, note"))
    #expect(outcome.text.contains("epsilon 0.5"))
    let csv = CSV(try box.data("o.tsv"), delimiter: UInt8(ascii: "\t"))
    #expect(csv.header == ["age", "pay", "sex", "note"])
    #expect(csv.texts("note") == (0..<4000).map { "n\($0)" })
    #expect(csv.texts("sex") == (0..<4000).map { $0 % 3 == 0 ? "f" : "m" })
    // One decimal, as the bounds have: the second one of the data is rounded away.
    #expect(csv.texts("pay").allSatisfy { $0.split(separator: ".").last?.count == 1 })
  }

  /// Neither a value that is no number, nor one that is missing or out of bounds, nor a level that is not stated shows in
  /// an error or in the output.
  @Test func nothingInAValueIsAnError() throws {
    try box.write("odd.csv", "age,sex,town\nold,x,Paris\n,,\n1e9,f,NA\n-5,m,Ulm\n39.6,f,Bonn\n")
    let outcome = try box.done(
      "noise", "odd.csv", "-o", "o.csv", "--epsilon", "1", "--schema", "public.yaml", "--laplace", "age",
      "--randomize", "sex,town")
    let csv = CSV(try box.data("o.csv"))
    #expect(csv.rows.count == 5)
    #expect(csv.texts("age").allSatisfy { Int($0) != nil })
    #expect(Set(csv.texts("sex")).isSubset(of: ["f", "m"]))
    #expect(Set(csv.texts("town")).isSubset(of: ["Bonn", "Ulm", "Rom", "NA"]))
    for text in ["old", "Paris", "1e9", "39.6"] {
      #expect(!outcome.text.contains(text) && !outcome.errors.contains(text))
    }
  }

  /// Runs `sklar noise`, which must succeed.
  @discardableResult private func released(_ arguments: [String]) throws -> Outcome {
    let outcome = try box.run(try #require(Command.path), ["noise"] + arguments)
    try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return outcome
  }

  /// What is kept is the text of the file, whatever it looks like and whatever the schema says of its type.
  @Test(arguments: [true, false]) func keptColumnsAreCopied(_ hasSchema: Bool) throws {
    let texts = [
      "007", "abc", "1.50", "", "NA", "nan", " x ", "1e5", "-0", "a,b", "say \"so\"", "",
      "99999999999999999999",
    ]
    let cells = texts.map {
      $0.contains(where: { ",\"".contains($0) }) ? "\"\($0.replacing("\"", with: "\"\""))\"" : $0
    }
    try box.write("k.csv", "age,id\n" + cells.map { "30,\($0)\n" }.joined())
    try box.write(
      "k.yaml",
      """
      version: 1
      columns:
        - {name: "age", type: int64, minimum: 0, maximum: 100}
        - {name: "id", type: int64, minimum: 0, maximum: 9, missing: "NA"}
      """)
    try released(
      ["k.csv", "-o", "o.csv", "--epsilon", "1", "--keep", "id"]
        + (hasSchema ? ["--schema", "k.yaml"] : ["--bounds", "age=0..100"]))
    #expect(CSV(try box.data("o.csv")).texts("id") == texts)

    try box.write(
      "k.jsonl", texts.map { "{\"age\":30,\"id\":\"\($0.replacing("\"", with: "\\\""))\"}\n" }.joined())
    try released(
      ["k.jsonl", "-o", "j.csv", "--epsilon", "1", "--keep", "id"]
        + (hasSchema ? ["--schema", "k.yaml"] : ["--bounds", "age=0..100"]))
    #expect(CSV(try box.data("j.csv")).texts("id") == texts)
  }

  /// "NA" is a level of one column, and means that a value is missing in another.
  @Test func aLevelMayBeSpeltAsMissingElsewhere() throws {
    try box.write("l.csv", "sex,town\n" + String(repeating: "NA,NA\n", count: 300))
    try box.write(
      "l.yaml",
      """
      version: 1
      columns:
        - {name: "sex", type: categorical, levels: ["m", "f"], missing: ""}
        - {name: "town", type: categorical, levels: ["NA", "b"]}
      """)
    // At 30 for each column nothing else than the truth comes out.
    let outcome = try box.done("noise", "l.csv", "-o", "o.csv", "--epsilon", "60", "--schema", "l.yaml")
    let csv = CSV(try box.data("o.csv"))
    #expect(Set(csv.texts("sex")) == [""] && Set(csv.texts("town")) == ["NA"])
    #expect(outcome.text.contains("(missing)") && !outcome.text.contains("delta"))
  }

  /// Where Laplace noise is not exact enough for the promise it is refused; randomised response always is.
  @Test func largeEpsilons() throws {
    let bounds = ["t.csv", "-o", "o.csv", "--bounds", "age=0..2"]
    for epsilon in ["48", "100"] {
      expectRefusal(
        try box.run(try #require(Command.path), ["noise"] + bounds + ["--epsilon", epsilon]),
        ["column \"age\"", "47"])
    }
    #expect(!box.listing.contains("o.csv"))
    #expect(try released(bounds + ["--epsilon", "46"]).text.contains("delta 3e-13"))
    try box.done(
      "noise", "t.csv", "-o", "o.csv", "--epsilon", "100", "--schema", "public.yaml", "--randomize", "sex")
  }

  @Test func boundsBeyondMeasure() throws {
    try box.done(
      "noise", "t.csv", "-o", "o.csv", "--epsilon", "1", "--bounds", "age=-1e200..1e200", "--json", "o.json")
    let object = try JSONSerialization.jsonObject(with: try box.data("o.json"))
    let columns = try #require((object as? [String: Any])?["columns"] as? [[String: Any]])
    let deviation = try #require(columns[0]["standard_deviation"] as? Double)
    #expect(deviation > 2e200 && deviation < 4e200)
  }

  @Test(arguments: ["o.jsonl", "o.csv.gz", "o.parquet", "o.arrow", "o.csv.zst"])
  func formats(_ name: String) throws {
    try box.done(
      "noise", "t.csv", "-o", name, "--epsilon", "1", "--schema", "public.yaml", "--randomize", "town",
      "--laplace", "age")
    #expect(try box.data(name).count > 100)
    guard name.hasSuffix("jsonl") || name.hasSuffix("gz") else { return }
    // What was written is a table again.
    try box.done(
      "noise", name, "-o", "again.csv", "--epsilon", "1", "--schema", "public.yaml", "--randomize", "town",
      "--bounds", "age=-50..150", "--laplace", "age")
    #expect(CSV(try box.data("again.csv")).rows.count == 4000)
  }

  @Test func standardOutputHoldsTheTableAlone() throws {
    let outcome = try box.done(
      "noise", "t.csv", "-o", "-", "--epsilon", "1", "--bounds", "age=0..100")
    #expect(CSV(outcome.output).rows.count == 4000 && outcome.text.hasPrefix("age\n"))
    #expect(outcome.errors.contains("ledger"))
    let quiet = try box.done(
      "noise", "t.csv", "-o", "q.csv", "--epsilon", "1", "--bounds", "age=0..100", "--quiet")
    #expect(quiet.output.isEmpty && quiet.errors.isEmpty)
    // Two runs are two releases.
    #expect(try box.data("q.csv") != outcome.output)
  }

  @Test func thereIsNoSeed() throws {
    expectMisuse(
      try box.sklar(
        "noise", "t.csv", "-o", "o.csv", "--epsilon", "1", "--bounds", "age=0..100", "--seed", "1"))
  }

  @Test(arguments: ["0", "-1", "nan", "inf", "1e9", "1e-9", "one"])
  func noSuchEpsilon(_ epsilon: String) throws {
    expectMisuse(
      try box.sklar("noise", "t.csv", "-o", "o.csv", "--epsilon=\(epsilon)", "--schema", "public.yaml"))
    #expect(!box.listing.contains("o.csv"))
  }

  /// Arguments after `noise t.csv -o o.csv --epsilon 1`, the status, and a part of the message.
  @Test(
    arguments: [
      ([], 64, "must be stated"), (["--randomize", "sex"], 64, "must be stated"),
      (["--bounds", "age=0..100", "--randomize", "sex"], 64, "--randomize needs --schema"),
      (["--bounds", "age=100..0"], 1, "below the upper"), (["--bounds", "age=5..5"], 1, "below the upper"),
      (["--bounds", "age=a..b"], 64, "not spelt"), (["--bounds", "age=0..inf"], 64, "not spelt"),
      (["--bounds", "age=0..nan"], 64, "not spelt"), (["--bounds", "age"], 64, "--bounds"),
      (["--bounds", "age=..9"], 64, "--bounds"), (["--bounds", "age=0...120"], 64, "--bounds"),
      (["--bounds", "age=.5..9"], 64, "--bounds"), (["--bounds", "agee=0..9"], 64, "no column agee"),
      (["--bounds", "age=0..9", "--bounds", "age=0..8"], 64, "twice"),
      (["--bounds", "age=0..9", "--laplace", "pay"], 64, "not one of --laplace"),
      (["--bounds", "age=0..9", "--laplace", "age,pay"], 1, "column \"pay\": Laplace noise needs bounds"),
      (["--bounds", "age=0..9", "--laplace", "age", "--keep", "age"], 64, "named twice"),
      (["--schema", "public.yaml", "--laplace", "age,age"], 64, "named twice"),
      (["--schema", "public.yaml", "--laplace", "age", "--randomize", "age"], 64, "named twice"),
      (["--schema", "public.yaml", "--laplace", "nobody"], 64, "no column nobody"),
      (["--schema", "public.yaml", "--laplace", "sex"], 1, "column \"sex\": Laplace noise is for numbers"),
      (
        ["--schema", "public.yaml", "--randomize", "age"], 1,
        "column \"age\": Randomised response needs levels"
      ),
      (["--schema", "public.yaml", "--randomize", "note"], 1, "column \"note\": The schema does not name"),
      (["--schema", "none.yaml"], 1, "none.yaml"), (["--schema", "meta.json"], 64, "SDV"),
    ] as [([String], Int32, String)])
  func refusals(_ arguments: [String], _ status: Int32, _ part: String) throws {
    let outcome = try box.run(
      try #require(Command.path), ["noise", "t.csv", "-o", "o.csv", "--epsilon", "1"] + arguments)
    if status == 64 { expectMisuse(outcome, [part]) } else { expectRefusal(outcome, [part]) }
    #expect(!box.listing.contains("o.csv"))
  }

  @Test func placesThatCannotBe() throws {
    let bounds = ["--epsilon", "1", "--bounds", "age=0..100"]
    let command = try #require(Command.path)
    expectMisuse(try box.run(command, ["noise", "t.csv", "-o", "t.csv"] + bounds), ["replace"])
    expectMisuse(try box.run(command, ["noise", "t.csv", "-o", "o.xyz"] + bounds), ["format"])
    expectMisuse(
      try box.run(command, ["noise", "t.csv", "-o", "o.csv", "--json", "o.csv"] + bounds), ["same file"])
    expectRefusal(try box.run(command, ["noise", "no.csv", "-o", "o.csv"] + bounds), ["no.csv"])
    try box.write("empty.csv", "")
    try box.write("header.csv", "age\n")
    for name in ["empty.csv", "header.csv"] {
      expectRefusal(try box.run(command, ["noise", name, "-o", "o.csv"] + bounds), [name])
    }
    #expect(!box.listing.contains("o.csv"))
  }
}
