import Foundation
import Testing

/// Identifiers are new, unique and of the real ones' pattern; free text comes out as the schema says.
@Suite struct IdentifierTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  static let columns: [(name: String, cell: @Sendable (Int) -> String, pattern: String)] = [
    ("customer", { "C-" + digits($0 * 7919 % 999_983, 6) }, "C-[0-9]{6}"),
    ("id", { "\($0 + 1)" }, "[1-9][0-9]*"),
    ("order_id", { "\(1_000_000 + $0 * 7919 % 8_999_983)" }, "[1-9][0-9]*"),
    ("user", { "user\($0 + 1)" }, "user[1-9][0-9]*"),
    (
      "uuid",
      { row in
        var generator = TestGenerator(UInt64(row))
        let hex = [generator.next(), generator.next()].map {
          let text = String($0, radix: 16)
          return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(Array(hex)[$0]) }.joined(
          separator: "-")
      }, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    ),
  ]

  @Test(arguments: columns.indices) func identifiersAreUniqueAndOfOnePattern(_ index: Int) throws {
    let (name, cell, pattern) = IdentifierTests.columns[index]
    try box.write("t.csv", "\(name),n\n" + (0..<5000).map { "\(cell($0)),\($0 % 9)\n" }.joined())
    #expect(try box.done("schema", "t.csv").text.contains("type: identifier"))
    try box.done("fit", "t.csv", "-o", "t.model")
    let whole = try box.done("sample", "t.model", "-n", "200000", "--no-header", "-o", "-").output
    let lines = Lines(whole)
    let identifiers = (0..<lines.count).map { lines[$0].split(separator: ",")[0] }
    #expect(Set(identifiers).count == 200_000)
    let regex = try Regex(pattern)
    #expect(try identifiers.allSatisfy { try regex.wholeMatch(in: $0) != nil })
    let part = try box.done("sample", "t.model", "--rows", "50001..<60007", "--no-header", "-o", "-").output
    #expect(part == lines[50_001..<60_007])
    let other = try box.done("sample", "t.model", "-n", "1000", "--seed", "1", "--no-header", "-o", "-")
      .output
    #expect(other != lines[0..<1000])
  }

  @Test func exhaustedPatternsAreRefusedBeforeWriting() throws {
    try box.write(
      "t.csv",
      "key,n\n" + (0..<300).map { "K\(IdentifierTests.digits($0 * 7 % 1000, 3)),\($0 % 9)\n" }.joined())
    try box.done("fit", "t.csv", "-o", "t.model")
    let all = CSV(try box.done("sample", "t.model", "-n", "1000", "-o", "-").output)
    #expect(Set(all.texts("key")).count == 1000)
    let names = box.listing
    expectRefusal(
      try box.sklar("sample", "t.model", "-n", "1001", "-o", "out.csv"), ["column \"key\": ", "1000"])
    expectRefusal(try box.sklar("sample", "t.model", "--rows", "5000..<5001", "-o", "out.csv"), ["\"key\""])
    #expect(box.listing == names)
  }

  @Test func freeTextIsNamedAndWrittenAsTheSchemaSays() throws {
    let rows = (0..<200).map { row in
      "\(row % 9),\"SECRET42 wrote \(row) words, \(String(repeating: "and more ", count: row % 6))\"\n"
    }
    try box.write("t.csv", "n,remark\n" + rows.joined())
    let inferred = try box.done("fit", "t.csv", "-o", "t.model")
    #expect(inferred.errors.contains("column \"remark\": Free text"))
    #expect(!(inferred.errors + inferred.text).contains("SECRET42"))
    #expect(!(try box.text("t.model")).contains("SECRET42"))
    let csv = CSV(try box.done("sample", "t.model", "-n", "50", "-o", "-").output)
    #expect(Set(csv.texts("remark")) == [""])

    try box.done("schema", "t.csv", "-o", "t.yaml")
    let yaml = try box.text("t.yaml")
    #expect(yaml.contains("emit: {constant: \"\"}"))
    func sample(_ emission: String, _ arguments: String...) throws -> CSV {
      try box.write("edited.yaml", yaml.replacing("emit: {constant: \"\"}", with: "emit: \(emission)"))
      try box.done("fit", "t.csv", "--schema", "edited.yaml", "-o", "edited.model")
      return CSV(
        try box.run(try #require(Command.path), ["sample", "edited.model", "-o", "-"] + arguments).output)
    }
    let dropped = try sample("drop", "-n", "50")
    #expect(dropped.header == ["n"])
    #expect(dropped.rows.allSatisfy { $0.count == 1 })
    #expect(dropped.texts("n") == csv.texts("n"))
    let constant = try sample("{constant: \"none, \\\"really\\\"\"}", "-n", "50")
    #expect(Set(constant.texts("remark")) == ["none, \"really\""])
    let template = try sample("{template: \"remark {row} of row {row}\"}", "-n", "50")
    #expect(template.texts("remark") == (0..<50).map { "remark \($0) of row \($0)" })
    let part = try sample("{template: \"{row}\"}", "--rows", "20..<30", "--threads", "3")
    #expect(part.texts("remark") == (20..<30).map { "\($0)" })
  }
}
