import Foundation
import Testing

/// Tables that `sklar evaluate` cannot compare, and unusual ones that it can.
@Suite struct EvaluateTablesTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var real: String
    var other: String
    /// What the message must hold.
    var parts: [String]
  }

  private static let real = "age,when,group\n39,2024-01-31,a\n40,2024-02-01,b\n41,2024-02-02,a\n"

  static let bad = [
    Case(
      testDescription: "columns missing", real: real, other: "age\n39\n",
      parts: ["bad.csv: ", "\"when\", \"group\""]),
    Case(
      testDescription: "no column in common", real: real, other: "x,y\n1,SECRET42\n",
      parts: ["bad.csv: ", "none of the real table's columns"]),
    Case(
      testDescription: "no header", real: real, other: "39,2024-01-31,SECRET42\n40,2024-02-01,b\n",
      parts: ["bad.csv: ", "none of the real table's columns", "header"]),
    Case(
      testDescription: "words among numbers", real: real,
      other: "age,when,group\n39,2024-01-31,a\nSECRET42,2024-02-01,b\n",
      parts: ["bad.csv:3: column \"age\": ", "whole numbers", "--missing"]),
    Case(
      testDescription: "words among numbers, after a line break in quotes", real: real,
      other: "age,when,group\n39,2024-01-31,\"a\nb\"\nSECRET42,2024-02-01,b\n",
      parts: ["bad.csv:4: column \"age\": "]),
    Case(
      testDescription: "words among dates", real: real,
      other: "age,when,group\n39,2024-01-31,a\n40,SECRET42,b\n",
      parts: ["bad.csv:3: column \"when\": ", "dates"]),
    Case(
      testDescription: "numbers for dates", real: real, other: "age,when,group\n39,12,a\n40,13.5,b\n",
      parts: ["bad.csv: column \"when\": ", "dates", "numbers"]),
    Case(
      testDescription: "dates for numbers", real: real,
      other: "when,age,group\n2024-01-31,2024-01-31,a\n2024-01-31,2024-01-31,a\n",
      parts: ["bad.csv: column \"age\": ", "dates"]),
    Case(
      testDescription: "header only", real: real, other: "age,when,group\n",
      parts: ["bad.csv:1: ", "no rows"]),
    Case(testDescription: "empty", real: real, other: "", parts: ["bad.csv: ", "empty"]),
    Case(
      testDescription: "ragged", real: real, other: "age,when,group\n39,SECRET42\n", parts: ["bad.csv:2: "]),
    Case(
      testDescription: "a hostile name", real: "a\u{1B}[2J,\"b\nc\",x\n1,2,3\n", other: "x\n3\n",
      parts: ["bad.csv: ", "\\u{1B}", "\\n"]),
  ]

  @Test(arguments: bad) func isRefused(_ bad: Case) throws {
    try box.write("real.csv", bad.real)
    try box.write("bad.csv", bad.other)
    for outcome in [
      try box.sklar("evaluate", "real.csv", "bad.csv", "--json", "r.json", "--html", "r.html"),
      try box.sklar("evaluate", "real.csv", "real.csv", "--holdout", "bad.csv", "--json", "r.json"),
    ] {
      expectRefusal(outcome, bad.parts)
      #expect(outcome.output.isEmpty && !outcome.errors.contains("SECRET42"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("\u{1B}"))
    }
    #expect(box.listing == ["bad.csv", "real.csv"])
  }

  @Test func theRealTableMayBeAtFault() throws {
    try box.write("real.csv", "a,b\n")
    try box.write("synth.csv", "a,b\n1,2\n")
    expectRefusal(try box.sklar("evaluate", "real.csv", "synth.csv"), ["real.csv:1: ", "no rows"])
    expectRefusal(try box.sklar("evaluate", "none.csv", "synth.csv"), ["none.csv: ", "no such file"])
  }

  /// What can be said of any table.
  private func evaluated(_ real: String, _ other: String, holdout: String? = nil) throws -> [String: Any] {
    try box.write("real.csv", real)
    try box.write("synth.csv", other)
    var arguments = ["evaluate", "real.csv", "synth.csv", "--json", "r.json", "--html", "r.html"]
    if let holdout {
      try box.write("held.csv", holdout)
      arguments += ["--holdout", "held.csv"]
    }
    let outcome = try box.run(try #require(Command.path), arguments)
    #expect(outcome.status == 0, "\(outcome.errors)\n\(real.prefix(60))\n\(other.prefix(60))")
    expectOneScreen(outcome)
    let report = try #require(try JSONSerialization.jsonObject(with: box.data("r.json")) as? [String: Any])
    let score = try #require(report["score"] as? Double)
    #expect((0...1).contains(score))
    return report
  }

  private func score(_ report: [String: Any]) -> Double { report["score"] as? Double ?? -1 }

  @Test func theSameInOtherClothesIsTheSame() throws {
    var real = "n,flag,code,day,x\n"
    var other = "x,,day,code,flag,n\n"
    var random = TestGenerator(5)
    for row in 0..<200 {
      let (n, flag, code, day) = (
        Int(random.next() % 90), random.next() % 2, 1 + random.next() % 30, 10 + row % 20
      )
      let x = Int(random.next() % 1000)
      let hundredths = String(format: "%02d", x % 100)
      real +=
        "\(n),\(flag == 1 ? "true" : "false"),\(String(format: "%03d", Int(code))),2024-03-\(day),\(x / 100).\(hundredths)\n"
      other +=
        "\(x / 100).\(hundredths)0000,\(row),2024-03-\(day) 00:00:00,\(code).0,\(flag),\(n).0\n"
    }
    let report = try evaluated(real, other)
    #expect(score(report) == 1)
    let notes = try #require(report["notes"] as? [String])
    #expect(notes.contains { $0.contains("Unnamed: 1") })
  }

  @Test func oneRow() throws {
    #expect(score(try evaluated("a,b,c\n1,x,2.5\n", "a,b,c\n1,x,2.5\n")) == 1)
    _ = try evaluated("a,b,c\n1,x,2.5\n", "a,b,c\n2,y,3.5\n")
    _ = try evaluated(EvaluateTests.table(100, seed: 1), EvaluateTests.table(1, seed: 2))
    _ = try evaluated(EvaluateTests.table(1, seed: 2), EvaluateTests.table(100, seed: 1))
    _ = try evaluated("a\n1\n", "a\n1\n", holdout: "a\n1\n")
  }

  @Test func oneColumn() throws {
    for values in [["1", "2", "3"], ["a", "b", "a"], ["1.5", "", "2"]] {
      let text = "a\n" + values.map { $0 + "\n" }.joined()
      #expect(score(try evaluated(text, text, holdout: text)) == 1)
    }
  }

  @Test func oneColumnScoresItsShape() throws {
    let report = try evaluated("a\n1\n2\n3\n", "a\n7\n8\n9\n")
    #expect(score(report) == 0)
    let fidelity = try #require(report["fidelity"] as? [String: Any])
    #expect(fidelity["trends"] == nil)
    #expect(try !box.text("r.html").contains("Pair trends"))
  }

  @Test func columnsWithoutValues() throws {
    let whole = "a,b\n1,x\n2,y\n1,x\n3,y\n"
    let blank = "a,b\n,x\n,y\n,x\n,y\n"
    #expect(score(try evaluated(blank, blank)) == 1)
    #expect(score(try evaluated(whole, blank, holdout: whole)) < 1)
    #expect(score(try evaluated(blank, whole, holdout: blank)) < 1)
    let none = "a,b\n,NA\n,NA\n"
    #expect(score(try evaluated(none, none, holdout: none)) == 1)
  }

  @Test func constantColumns() throws {
    let constant = "a,b,c\n5,x,2.5\n5,x,2.5\n5,x,2.5\n5,x,2.5\n"
    #expect(score(try evaluated(constant, constant, holdout: constant)) == 1)
    #expect(score(try evaluated(constant, "a,b,c\n5,x,1\n6,y,2.5\n7,x,9\n")) < 1)
    _ = try evaluated("a,b,c\n5,x,1\n6,y,2.5\n7,x,9\n", constant)
  }

  @Test func otherLevels() throws {
    let report = try evaluated("a,b\nx,1\ny,2\nx,3\n", "a,b\nSECRET,1\nsecret,2\nz,3\n")
    #expect(score(report) < 0.8)
  }

  @Test func identifiersAndTextAreSkipped() throws {
    let rows = (0..<200).map { row in
      "C-\(100_000 + row * 7919 % 99_991),\(row % 7),words and \(row) more \(String(repeating: "of them ", count: row % 4))\n"
    }
    let text = "id,x,note\n" + rows.joined()
    let report = try evaluated(text, "id,x,note\n" + (0..<200).map { "\($0),\($0 % 7),\n" }.joined())
    let fidelity = try #require(report["fidelity"] as? [String: Any])
    #expect(fidelity["skipped"] as? [String] == ["id", "note"])
    // What can be said of them nonetheless: the synthetic identifiers are unique, the notes are missing.
    let uncompared = try #require(fidelity["uncompared"] as? [[String: Any]])
    #expect(uncompared.map { $0["name"] as? String } == ["id", "note"])
    #expect(uncompared.map { $0["kind"] as? String } == ["identifiers", "text"])
    let metrics = uncompared.map { $0["metrics"] as? [String: Double] }
    #expect(
      metrics == [["key_uniqueness": 1, "missing_value_similarity": 1], ["missing_value_similarity": 0]])
  }

  @Test func nothingToCompareIsRefused() throws {
    let only = "id\n" + (0..<200).map { "C-\(100_000 + $0 * 7919 % 99_991)\n" }.joined()
    try box.write("only.csv", only)
    try box.write("real.csv", EvaluateTests.table(300, seed: 1))
    for arguments in [["only.csv", "only.csv"], ["real.csv", "real.csv", "--delimiter", ";"]] {
      let outcome = try box.run(
        try #require(Command.path), ["evaluate"] + arguments + ["--fail-below", "0", "--json", "none.json"])
      #expect(outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("Check the delimiter"))
      #expect(throws: (any Error).self) { try box.text("none.json") }
    }
  }

  @Test func hostileNamesStayInTheirPlace() throws {
    let names = "a\u{1B}[2J,\"b\nc\",<script>alert(1)</script>,\"'; drop\",\u{202E}x,{{score}}"
    let text =
      names + "\n" + (0..<50).map { "\($0),\($0 % 3),u\($0 % 4),v\($0 % 5),\($0 % 7),\($0 % 2)\n" }.joined()
    try box.write("real.csv", text)
    let outcome = try box.done("evaluate", "real.csv", "real.csv", "--json", "r.json", "--html", "r.html")
    for place in [outcome.text, outcome.errors] { #expect(!place.contains("\u{1B}")) }
    #expect(try !box.text("r.html").contains("<script>alert"))
    let misuse = try box.sklar("evaluate", "real.csv", "real.csv", "--target", "none")
    #expect(misuse.status == 64 && !misuse.errors.contains("\u{1B}"))
  }

  // MARK: - The summary

  /// At most 80 columns and 24 lines, where characters of East Asia take two columns.
  private func expectOneScreen(_ outcome: Outcome, location: SourceLocation = #_sourceLocation) {
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count <= 24, "\(outcome.text)", sourceLocation: location)
    for line in lines {
      let width = line.unicodeScalars.reduce(0) { $0 + (0x2E80...0xFFFF ~= $1.value ? 2 : 1) }
      #expect(width <= 80, "\(line)", sourceLocation: location)
    }
  }

  private func summary(_ real: String, _ other: String, _ more: String...) throws -> [Substring] {
    try box.write("real.csv", real)
    try box.write("synth.csv", other)
    let outcome = try box.run(
      try #require(Command.path), ["evaluate", "real.csv", "synth.csv"] + more)
    #expect(outcome.status == 0, "\(outcome.errors)")
    expectOneScreen(outcome)
    return outcome.text.split(separator: "\n")
  }

  @Test func whatIsLeftOutIsSaid() throws {
    let rows = (0..<200).map { "C-\(100_000 + $0 * 7919 % 99_991),\($0 % 7),\($0 % 3)\n" }.joined()
    for more in [[], ["--compat", "sdmetrics"]] {
      try box.write("real.csv", "id,x,y\n" + rows)
      let outcome = try box.run(
        try #require(Command.path), ["evaluate", "real.csv", "real.csv"] + more)
      #expect(
        outcome.text.contains("\nnot compared  1 column of identifiers or free text: id\n"),
        "\(outcome.text)")
    }
    #expect(try !summary("x,y\n1,2\n2,3\n", "x,y\n1,2\n2,3\n").contains { $0.hasPrefix("not compared") })
  }

  @Test func findingsSayWhatTheyAreOf() throws {
    func table(_ missing: Int) -> String {
      "m,n\n" + (0..<600).map { "\($0 % 10 < missing ? "" : "\($0 % 100)"),\($0 % 89)\n" }.joined()
    }
    let lines = try summary(table(0), table(5))
    let findings = lines.drop { !$0.hasPrefix("loses most beyond chance") }.dropFirst()
      .prefix { $0.hasPrefix("  ") && !$0.contains("to try") }
    #expect(findings.contains { $0.contains("  m, whether missing (chance ") }, "\(findings)")
    #expect(lines.count { $0.contains("to try: ") } == 1)
    // Advice is told to its end.
    let advice = lines.drop { !$0.contains("to try: ") }.prefix { $0.hasPrefix("  ") }
    #expect(advice.last?.hasSuffix(".") == true, "\(advice)")
  }

  @Test func lossesThatChanceExplainsAreNone() throws {
    let lines = try summary(EvaluateTests.table(400, seed: 5), EvaluateTests.table(400, seed: 6))
    #expect(lines.contains { $0.hasPrefix("nothing stands out: ") }, "\(lines)")
    #expect(!lines.contains { $0.hasPrefix("loses most") })
  }

  @Test func aUtilityThatIsNotDefinedSaysWhy() throws {
    let table = EvaluateTests.table(300, seed: 7)
    try box.write("one.csv", EvaluateTests.table(1, seed: 8))
    let lines = try summary(
      table, EvaluateTests.table(300, seed: 9), "--target", "late", "--holdout", "one.csv")
    let line = try #require(lines.first { $0.hasPrefix("utility    late: ") })
    #expect(line.contains("a single class") && !line.contains("real"), "\(line)")
  }

  @Test func wideCharactersHaveRoom() throws {
    let names = ["年齢と性別と職業の組み合わせを表す長い列の名前", "収入と支出と貯蓄の合計を表す長い列の名前"]
    let header = names.joined(separator: ",") + "\n"
    let lines = try summary(
      header + (0..<500).map { "\($0 % 5),\($0 % 5)\n" }.joined(),
      header + (0..<500).map { "\($0 % 5),\($0 * 7 % 11)\n" }.joined(), "--target", names[0])
    #expect(lines.contains { $0.contains("年齢") && $0.contains("…") }, "\(lines)")
  }

  // MARK: - One file twice

  @Test func aFileThatIsAnotherOneIsNoted() throws {
    try box.write("real.csv", EvaluateTests.table(100, seed: 1))
    try box.write("synth.csv", EvaluateTests.table(100, seed: 2))
    try box.write("held.csv", EvaluateTests.table(100, seed: 1))
    let noted = try box.done("evaluate", "real.csv", "synth.csv", "--holdout", "held.csv", "--json", "r.json")
    #expect(noted.errors.hasPrefix("sklar: note: held.csv: ") && noted.errors.contains("the real table's"))
    #expect(try box.text("r.json").contains("the real table's"))
    let synthetic = try box.done("evaluate", "real.csv", "synth.csv", "--holdout", "synth.csv")
    #expect(synthetic.errors.contains("the synthetic table's"))
    #expect(
      try box.done("evaluate", "real.csv", "held.csv").errors.contains("held.csv: The file is the real"))
    #expect(try box.done("evaluate", "real.csv", "synth.csv").errors.isEmpty)
    // In another order it is not the same file.
    let rows = try box.text("held.csv").split(separator: "\n")
    try box.write("held.csv", ([rows[0]] + rows.dropFirst().reversed()).joined(separator: "\n") + "\n")
    try box.done("evaluate", "real.csv", "synth.csv", "--holdout", "held.csv", "--json", "r.json")
    #expect(try box.text("r.json").contains("Most held-out rows equal real ones"))
    // Nor is a holdout of one row many.
    try box.write("held.csv", EvaluateTests.table(1, seed: 3))
    try box.done("evaluate", "real.csv", "synth.csv", "--holdout", "held.csv", "--json", "r.json")
    #expect(try box.text("r.json").contains(" has 1 row: "))
  }

  @Test func linesOfJSONAreCountedWithBlankOnes() throws {
    try box.write("real.jsonl", "{\"a\":1,\"b\":2}\n{\"a\":2,\"b\":3}\n")
    try box.write("bad.jsonl", "{\"a\":1,\"b\":2}\n\n{\"a\":\"SECRET\",\"b\":3}\n")
    expectRefusal(
      try box.sklar("evaluate", "real.jsonl", "bad.jsonl"), ["bad.jsonl:3: column \"a\": "])
  }
}
