import Foundation
import Testing

/// Levels, booleans and missing values come out as they went in.
@Suite struct StringTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func sample(_ text: String, rows: Int = 2000) throws -> CSV {
    try box.write("t.csv", text)
    try box.done("fit", "t.csv", "-o", "t.model", "--quiet")
    try box.done("sample", "t.model", "-n", "\(rows)", "-o", "s.csv", "--quiet")
    return CSV(try box.data("s.csv"))
  }

  @Test(arguments: ["", "NA", "NaN", "nan", "null", "NULL"]) func missingKeepsItsSpelling(_ missing: String)
    throws
  {
    var generator = TestGenerator(31)
    let rows = (0..<600).map { _ -> String in
      let cells = [
        "\(generator.next() % 90)", "\(generator.normal())", "w\(generator.next() % 5)", "TRUE",
        "2024-01-1\(generator.next() % 9)",
      ]
      return cells.map { generator.next() % 4 == 0 ? missing : $0 }.joined(separator: ",") + ",x\n"
    }
    let csv = try sample("i,f,s,b,d,g\n" + rows.joined())
    for name in ["i", "f", "s", "b", "d"] {
      let count = csv[name].count { $0 == .bare(missing) }
      #expect((400...600).contains(count), "\(name)")
    }
    let others = Set(["", "NA", "NaN", "nan", "null", "NULL"]).subtracting([missing])
    #expect(!csv.rows.joined().contains { others.contains($0.text) })
  }

  @Test func columnsKeepTheirOwnSpellings() throws {
    let rows = (0..<400).map { row -> String in
      "\(row % 5 == 0 ? "NA" : "\(row % 7)"),\(row % 6 == 0 ? "" : "\(row % 8).5"),\(row % 7 == 0 ? "null" : "w\(row % 3)")\n"
    }
    let csv = try sample("a,b,c\n" + rows.joined())
    #expect(Set(csv.texts("a")).subtracting((0..<7).map { "\($0)" }) == ["NA"])
    #expect(Set(csv.texts("b")).subtracting((0..<8).map { "\($0).5" }) == [""])
    #expect(Set(csv.texts("c")).subtracting((0..<3).map { "w\($0)" }) == ["null"])
  }

  @Test func aQuotedEmptyFieldInANumberColumnIsMissingAndStaysQuoted() throws {
    let csv = try sample(
      "a,b\n" + (0..<400).map { "\($0 % 5 == 0 ? "\"\"" : "\($0 % 7)"),\($0 % 3)\n" }.joined())
    let missing = csv["a"].filter { $0.text.isEmpty }
    #expect((300...500).contains(missing.count))
    #expect(missing.allSatisfy { $0.isQuoted })
  }

  @Test func emptyIsNotMissingWhereTheFileTellsThemApart() throws {
    let cells = ["\"\"", "", "word"]
    let csv = try sample("s,n\n" + (0..<600).map { "\(cells[$0 % 3]),\($0 % 4)\n" }.joined(), rows: 3000)
    for (cell, share) in [(CSV.Cell.quoted(""), 1000), (.bare(""), 1000), (.bare("word"), 1000)] {
      let count = csv["s"].count { $0 == cell }
      #expect(abs(count - share) < 130, "\(cell): \(count)")
    }
  }

  @Test func aMissingSpellingOfOnesOwn() throws {
    try box.write(
      "t.csv",
      "a,s\n"
        + (0..<300).map { "\($0 % 5 == 0 ? "-99" : "\($0 % 7)"),\($0 % 3 == 0 ? "NA" : "x")\n" }.joined())
    try box.done("fit", "t.csv", "--missing=-99", "-o", "t.model")
    let csv = CSV(try box.done("sample", "t.model", "-n", "1000", "-o", "-").output)
    let share = csv["a"].count { $0 == .bare("-99") }
    #expect((120...280).contains(share))
    #expect(Set(csv.texts("s")) == ["NA", "x"])
  }

  @Test func awkwardLevelsSurvive() throws {
    let levels = [
      "a,b", "say \"so\"", "two\nlines", "", "NA", " spaced ", "\"", "\r\n", "semi;colon", "tab\there",
      "null",
      "ünïcödé 🐧", "-", "'", "\\n", "#", "=1+1",
    ]
    func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
    // One in eighteen is missing: NA without quotes.
    let cells = levels.map(quoted) + ["NA"]
    let text = "level,n\n" + (0..<1800).map { "\(cells[$0 * 7 % 18]),\($0 % 10)\n" }.joined()
    let csv = try sample(text)
    let present = csv["level"].filter { $0 != .bare("NA") }
    #expect(Set(present.map(\.text)) == Set(levels))
    #expect((60...165).contains(csv.rows.count - present.count))
    #expect(
      present.filter { $0.text == "NA" || $0.text == "null" || $0.text.isEmpty }.allSatisfy { $0.isQuoted })
    // The synthetic table is read as the real one is, and gives its like again.
    func levelLines(_ name: String) throws -> [Substring] {
      try box.done("schema", name).text.split(separator: "\n").sorted()
    }
    #expect(try levelLines("s.csv") == levelLines("t.csv"))
    try box.done("fit", "s.csv", "-o", "s.model")
    let again = CSV(try box.done("sample", "s.model", "-n", "2000", "-o", "-").output)
    #expect(Set(again["level"]) == Set(csv["level"]))
  }

  @Test(arguments: [["TRUE", "FALSE"], ["True", "False"], ["true", "false"]])
  func booleansKeepTheirSpelling(_ words: [String]) throws {
    let csv = try sample("b,n\n" + (0..<400).map { "\(words[$0 % 4 == 0 ? 0 : 1]),\($0 % 9)\n" }.joined())
    #expect(Set(csv.texts("b")) == Set(words))
    #expect((400...600).contains(csv.texts("b").count { $0 == words[0] }))
    #expect(try box.done("schema", "t.csv").text.contains("type: boolean"))
    let json = try box.done("sample", "t.model", "-n", "5", "-o", "-", "--format", "jsonl").text
    #expect(
      json.split(separator: "\n").allSatisfy { $0.contains("\"b\":true") || $0.contains("\"b\":false") })
  }

  @Test func awkwardColumnNamesSurvive() throws {
    let header = "\"a,b\",\"say \"\"so\"\"\",\" c \",\"two\nlines\",ünï"
    let csv = try sample(
      header + "\n" + (0..<100).map { "\($0 % 3),\($0 % 4),\($0 % 5),\($0 % 2),\($0 % 7)\n" }.joined())
    #expect(csv.header == ["a,b", "say \"so\"", " c ", "two\nlines", "ünï"])
    let json = try box.done("sample", "t.model", "-n", "1", "-o", "-", "--format", "jsonl").output
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(Set(object.keys) == Set(csv.header))
  }
}
