import Foundation
import Testing

/// Dates and timestamps keep their spelling, exist in the calendar, and stay in the observed range.
@Suite struct DateTests {
  struct Spelling: Sendable, CustomTestStringConvertible {
    /// As `DateFormatter` takes it.
    var testDescription: String
    var pattern: String
    /// The column's type and its pattern in a schema file.
    var schema: [String]
  }

  static let spellings = [
    Spelling(
      testDescription: "yyyy-MM-dd", pattern: #"\d{4}-\d{2}-\d{2}"#,
      schema: ["type: date", "%Y-%m-%d"]),
    Spelling(
      testDescription: "dd.MM.yyyy", pattern: #"\d{2}\.\d{2}\.\d{4}"#,
      schema: ["type: date", "%d.%m.%Y"]),
    Spelling(
      testDescription: "M/d/yyyy", pattern: #"[1-9]\d?/[1-9]\d?/\d{4}"#,
      schema: ["type: date", "%-m/%-d/%Y"]),
    Spelling(
      testDescription: "yyyyMMdd", pattern: #"\d{8}"#, schema: ["type: date", "%Y%m%d"]),
    Spelling(
      testDescription: "yyyy-MM-dd HH:mm:ss", pattern: #"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}"#,
      schema: ["type: timestamp", "%Y-%m-%d %H:%M:%S"]),
    Spelling(
      testDescription: "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
      pattern: #"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z"#,
      schema: ["type: timestamp", "%Y-%m-%dT%H:%M:%S.%3fZ"]),
    Spelling(
      testDescription: "yyyy-MM-dd'T'HH:mm:ss'+02:00'",
      pattern: #"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+02:00"#,
      schema: ["type: timestamp", "%Y-%m-%dT%H:%M:%S+02:00"]),
    Spelling(
      testDescription: "dd/MM/yyyy HH:mm", pattern: #"\d{2}/\d{2}/\d{4} \d{2}:\d{2}"#,
      schema: ["type: timestamp", "%d/%m/%Y %H:%M"]),
  ]

  private static func formatter(_ format: String) -> DateFormatter {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.calendar = Calendar(identifier: .gregorian)
    formatter.dateFormat = format
    formatter.isLenient = false
    return formatter
  }

  @Test(arguments: spellings) func spellingAndRangeAreKept(_ spelling: Spelling) throws {
    let box = try Sandbox()
    let formatter = DateTests.formatter(spelling.testDescription)
    var generator = TestGenerator(21)
    // 2019-11-05 to 2024-03-14, with a leap day on the way.
    let dates = (0..<700).map { _ in
      Date(timeIntervalSince1970: 1_572_950_000 + 1.375e8 * generator.uniform())
    }
    let cells = dates.map { formatter.string(from: $0) }
    let known = cells.compactMap { formatter.date(from: $0) }
    #expect(known.count == cells.count)
    let rows = cells.enumerated().map { "\($1),\($0 % 5)\n" }
    try box.write("t.csv", "d,n\n" + rows.joined() + ",3\n,4\n")
    let schema = try box.done("schema", "t.csv").text
    for part in spelling.schema { #expect(schema.contains(part), "\(schema)") }
    try box.done("fit", "t.csv", "-o", "t.model", "--quiet")
    let csv = CSV(try box.done("sample", "t.model", "-n", "4000", "-o", "-").output)
    let pattern = try Regex(spelling.pattern)
    let written = csv.texts("d").filter { !$0.isEmpty }
    #expect(written.count > 3900)
    for cell in written {
      guard try pattern.wholeMatch(in: cell) != nil, let date = formatter.date(from: cell),
        date >= known.min()!, date <= known.max()!, formatter.string(from: date) == cell
      else {
        Issue.record("\(cell)")
        break
      }
    }
    #expect(Set(written).count > 500)
  }

  @Test func daysOfTheMonthBeginningOnly() throws {
    let box = try Sandbox()
    let rows = (0..<360).map { "20\(10 + $0 % 10)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)-01,\($0 % 4)\n" }
    try box.write("t.csv", "d,n\n" + rows.joined())
    try box.done("fit", "t.csv", "-o", "t.model", "--quiet")
    let csv = CSV(try box.done("sample", "t.model", "-n", "2000", "-o", "-").output)
    #expect(csv.texts("d").allSatisfy { $0.hasSuffix("-01") })
  }
}
