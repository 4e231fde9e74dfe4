import Tabular
import TabularIO
import Testing

/// Reading in one pass must give what two passes give: types, values, notes and errors.
@Suite struct OnePassTests {
  private func expectSame(
    _ text: String, schema: Schema? = nil, missing: [String]? = nil, chunkSizes: [Int] = [64, 700, 1 << 20],
    location: SourceLocation = #_sourceLocation
  ) {
    let bytes = Array(text.utf8)
    for chunkSize in chunkSizes {
      for threads in [1, 3] {
        let reader = TableReader(
          TableReader.Options(
            missingSpellings: missing ?? TableReader.Options.standardMissingSpellings, schema: schema,
            threads: threads))
        let results = [true, false].map { once in
          Result { try reader.read(bytes: bytes, file: "t.csv", chunkSize: chunkSize, once: once) }
            .mapError { $0 as! TableReadError }
        }
        #expect(results[0] == results[1], sourceLocation: location)
      }
    }
  }

  private typealias Spelling = @Sendable (Int, UInt64) -> String

  /// Kinds of fields by name, as functions of row and a random number.
  private static let kinds: [(String, Spelling)] = [
    ("double", { _, word in "\(Double(word >> 11) * 0x1p-50)" }),
    ("tiny", { _, word in "\(Double(word >> 11) * 0x1p-80)" }),
    ("signed", { _, word in "\(Double(Int64(bitPattern: word)) * 0x1p-62)" }),
    ("decimal", { _, word in "\(word % 1000).\(10 + word / 1000 % 90)" }),
    ("integer", { _, word in "\(Int64(bitPattern: word) % 100_000)" }),
    ("big", { _, word in "\(Int64(bitPattern: word))" }),
    ("day", { _, word in "20\(10 + word % 20)0\(1 + word % 9)\(10 + word % 19)" }),
    ("date", { _, word in "20\(10 + word % 20)-0\(1 + word % 9)-\(10 + word % 19)" }),
    ("boolean", { _, word in word & 1 == 0 ? "true" : "false" }),
    ("level", { _, word in "level \(word % 17)" }),
    ("quoted", { _, word in "\"say \"\"\(word % 5)\"\", then\nmore\"" }),
    ("text", { row, word in "some longer words \(row) \(word % 3)" }),
    ("key", { row, _ in "k\(row + 1)" }),
    ("row", { row, _ in "\(row + 1)" }),
    ("missing", { _, word in word % 3 == 0 ? "" : word % 3 == 1 ? "NA" : "\(word % 50)" }),
    ("missing level", { _, word in word % 3 == 0 ? "" : word % 3 == 1 ? "NA" : "l\(word % 5)" }),
    ("quotable NA", { _, word in word % 3 == 0 ? "NA" : word % 3 == 1 ? "\"NA\"" : "\"\"" }),
  ]

  private func table(_ kinds: [(String, Spelling)], rows: Int, seed: UInt64) -> [[String]] {
    var state = seed
    return (0..<rows).map { row in
      kinds.map { kind in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return kind.1(row, state ^ state >> 32)
      }
    }
  }

  private func text(_ header: [String], _ rows: [[String]], lineEnd: String = "\n") -> String {
    ([header] + rows).map { $0.joined(separator: ",") + lineEnd }.joined()
  }

  @Test(arguments: ["\n", "\r\n"]) func everyKind(lineEnd: String) {
    let header = OnePassTests.kinds.map(\.0)
    expectSame(text(header, table(OnePassTests.kinds, rows: 400, seed: 1), lineEnd: lineEnd))
    let unquoted = OnePassTests.kinds.filter { !$0.0.contains("quot") }
    expectSame(text(unquoted.map(\.0), table(unquoted, rows: 3000, seed: 2), lineEnd: lineEnd))
  }

  @Test func eachKindAlone() {
    for kind in OnePassTests.kinds {
      expectSame(text([kind.0], table([kind], rows: 300, seed: 3)))
      expectSame(text([kind.0, "side"], table([kind, OnePassTests.kinds[9]], rows: 300, seed: 4)))
    }
  }

  @Test(arguments: [
    "x", "", "NA", "inf", "-inf", "1e5", "1e400", "1e-320", "0.12345678901234567890", "007", "+5", ".5", "5.",
    "-0",
    "9223372036854775808", "20240101", "2024-13-13", "true", "False", "\"1.5\"", "\"x\"\"y\"", "\"\"",
    "1.23456789012",
    "123456789.5", "-", "\"a\nb\"", "ab\"c", "12345678901.25",
  ]) func oneFieldThatTheSampleLacks(field: String) {
    // More rows per chunk than are looked at for the guess.
    for kind in OnePassTests.kinds {
      var rows = table([kind, OnePassTests.kinds[0]], rows: 700, seed: 5)
      rows[620][0] = field
      expectSame(text([kind.0, "side"], rows), chunkSizes: [1 << 20])
    }
  }

  @Test(arguments: ["-99", "0", "1.5", "1e5", "7", "true", "level 3", "\"1.5\"", "\"level 3\""])
  func valuesThatStandForMissing(spelling: String) {
    for kind in OnePassTests.kinds {
      var rows = table([kind, OnePassTests.kinds[4]], rows: 500, seed: 10)
      for row in stride(from: 3, to: 500, by: 7) {
        rows[row][0] = row % 2 == 0 ? spelling : spelling.filter { $0 != "\"" }
      }
      expectSame(text([kind.0, "side"], rows), missing: [spelling, "NA"], chunkSizes: [1 << 20])
    }
  }

  @Test func manyStringsAmongNumbers() {
    for strings in [1, 63, 64, 65, 66] {
      for last in [false, true] {
        var rows = table([OnePassTests.kinds[0], OnePassTests.kinds[4]], rows: 4000, seed: 6)
        for index in 0..<strings {
          rows[last ? 4000 - strings + index : 1000 + 20 * index][0] = "w\(index % 3)"
        }
        expectSame(text(["x", "y"], rows))
      }
    }
  }

  @Test func malformed() {
    let good = table([OnePassTests.kinds[0], OnePassTests.kinds[9]], rows: 500, seed: 7)
    for bad in [
      ["1"], ["1", "2", "3"], [""], ["\"1\" x", "2"], ["\"1", "2"], ["1", "a\"b"], ["1\"", "\"2"],
    ] {
      expectSame(text(["x", "y"], good + [bad] + good))
      expectSame(text(["x", "y"], good + [bad]))
    }
    expectSame(text(["x", "y"], good) + "1,x")
    expectSame(text(["x", "y"], good) + "\n\r\n\n")
    expectSame("x\n1\n\n2\n\n")
  }

  @Test func moreColumnsThanAreOpenAtOnce() throws {
    let kinds = (0..<450).map { OnePassTests.kinds[$0 % OnePassTests.kinds.count] }
    expectSame(
      text(kinds.indices.map { "c\($0)" }, table(kinds, rows: 40, seed: 8)), chunkSizes: [4000, 1 << 20])
  }

  @Test func givenSchemas() throws {
    let kinds = OnePassTests.kinds.filter {
      ["double", "decimal", "integer", "boolean", "level"].contains($0.0)
    }
    var rows = table(kinds, rows: 600, seed: 9)
    let header = kinds.map(\.0)
    let schema = try read(text(header, rows)).table.schema
    expectSame(text(header, rows), schema: schema)
    var bounded = schema.fields
    for index in bounded.indices {
      switch bounded[index].type {
      case .float64: bounded[index].domain = .reals(minimum: 0, maximum: 1.5)
      case .int64: bounded[index].domain = .integers(minimum: -99_990, maximum: 99_990)
      default: break
      }
    }
    expectSame(text(header, rows), schema: Schema(bounded))
    for (column, flaw) in ["x", "1.234", "1.5", "TRUE", "new"].enumerated() {
      rows[500][column] = flaw
      expectSame(text(header, rows), schema: schema)
    }
  }
}
