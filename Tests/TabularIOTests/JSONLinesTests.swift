import Foundation
import Tabular
import TabularIO
import Testing

/// Reads `text` as a file called `t.jsonl`.
func readLines(
  _ text: String, missing: [String]? = nil, schema: Schema? = nil, chunkSize: Int = 1 << 20, threads: Int = 2
) throws -> ReadTable {
  let options = TableReader.Options(
    missingSpellings: missing ?? TableReader.Options.standardMissingSpellings, schema: schema,
    threads: threads)
  return try TableReader(options).read(bytes: Array(text.utf8), file: "t.jsonl", chunkSize: chunkSize)
}

@Suite struct JSONLinesTests {
  /// One line for each value, as it stands in JSON, beside a column that is always there.
  private func column(_ values: [String], missing: [String]? = nil) throws -> (Field, Column) {
    let table = try readLines(values.map { "{\"x\":\($0),\"side\":0}\n" }.joined(), missing: missing).table
    return (table.schema.fields[0], table.columns[0])
  }

  @Test func theSameTableAsTheCSVOfTheSameValues() throws {
    var csv = "n,big,price,real,ok,grade,day,at,note\n"
    var lines = ""
    for row in 0..<300 {
      let day = "2024-0\(row % 9 + 1)-1\(row % 10)"
      let grade = ["lo", "hi", "NA"][row % 3]
      let quoted = grade == "NA" ? "\"NA\"" : grade
      let ok = row % 2 == 0
      let note = "line \(row * row) \"\"é\"\""
      let real = "\(row % 7).123456789012345\(row % 10)"
      csv += "\(row % 5),\((1 << 60) + row % 50),\(row % 90).50,\(real),\(ok),"
      csv += row % 4 == 0 ? "," : "\(quoted),"
      csv += "\(day),\(day)T00:00:0\(row % 10)Z,\"\(note)\"\n"
      lines += "{\"n\": \(row % 5), \"big\":\((1 << 60) + row % 50),\"price\":\(row % 90).50,"
      lines += "\"real\":\(real),\"ok\":\(ok),"
      if row % 8 == 0 {
        lines += "\"grade\":null,"
      } else if row % 4 != 0 {
        lines += "\"grade\":\"\(grade)\","
      }
      lines += "\"day\":\"\(day)\",\"at\":\"\(day)T00:00:0\(row % 10)Z\","
      lines += "\"note\":\"line \(row * row) \\\"\\u00e9\\\"\"}\r\n"
    }
    // The first line lacks no key, so that the columns have the same order.
    let first = "{\"n\":0,\"big\":1152921504606846976,\"price\":0.50,\"real\":0.1234567890123450,\"ok\":true,"
    lines =
      first + "\"grade\":null" + lines[lines.range(of: ",\"day\"")!.lowerBound...]
    for chunkSize in [64, 1000, 1 << 20] {
      let read = try readLines(lines, chunkSize: chunkSize, threads: 3)
      let expected = try TabularIOTests.read(csv)
      #expect(read.table.schema == expected.table.schema)
      #expect(read.table == expected.table)
      #expect(read.notes == expected.notes)
      #expect(read.dialect == nil)
    }
  }

  @Test func stringsStayStrings() throws {
    #expect(try column(["\"12\"", "\"13\"", "\"12\""]).0.type == .categorical)
    #expect(try column(["\"007\"", "\"008\"", "\"007\""]).1.strings == ["007", "008", "007"])
    #expect(try column(["\"true\"", "\"false\"", "\"true\""]).0.type == .categorical)
    #expect(try column(["1e400", "\"x\"", "\"x\""]).1.strings == ["1e400", "x", "x"])
    let (field, mixed) = try column(["12", "\"12\"", "true"])
    #expect(field.type == .categorical)
    #expect(mixed.strings == ["12", "12", "true"])
    #expect(mixed.levels == ["12", "true"])
  }

  @Test func numbersKeepTheirDigits() throws {
    let (price, prices) = try column(["2.50", "-0.05"])
    #expect(price.type == .decimal(scale: 2, minimumDigits: 2))
    #expect(prices.integers == [250, -5])
    #expect(try column(["1152921504606846977", "-3"]).1.integers == [(1 << 60) + 1, -3])
    #expect(try column(["18446744073709551616", "1"]).1.strings == ["18446744073709551616", "1"])
    #expect(try column(["1E2", "2.5"]).1.reals == [100, 2.5])
  }

  @Test func datesAreStringsAndNumbersAreNone() throws {
    let days = (1...30).map { "202404" + ($0 < 10 ? "0" : "") + "\($0)" }
    #expect(try column(days + days).0.type == .int64)
    let compact = FieldType.date(format: TemporalFormat(pattern: "%Y%m%d")!)
    #expect(try column((days + days + days).map { "\"\($0)\"" }).0.type == compact)
    #expect(try column((days + days + ["x"]).map { "\"\($0)\"" }).0.type == .categorical)
    let slashes = try column([#""01\/31\/2024""#, #""02\/28\/2024""#])
    #expect(slashes.0.type == .date(format: TemporalFormat(pattern: "%m/%d/%Y")!))
    #expect(slashes.1.integers == [19753, 19781])
  }

  @Test func whatIsMissing() throws {
    let (field, values) = try column(["\"NA\"", "null", "\"\"", "\"NA\""])
    #expect(field.missing == "")
    #expect(values.strings == ["NA", nil, "", "NA"])
    let (own, other) = try column(["\"?\"", "\"a\"", "null", "\"n\\/a\"", "\"a\""], missing: ["?", "n/a"])
    #expect(own.type == .categorical)
    #expect(other.strings == [nil, "a", nil, nil, "a"])
    #expect(try column(["-999", "1", "2"], missing: ["-999"]).1.presentCount == 2)
    #expect(try column(["1", "\"\"", "2"]).1.presentCount == 2)
    #expect(try column(["1", "2"]).0.missing == nil)
  }

  @Test func columnsAreTheKeysInOrderOfAppearance() throws {
    let text = "\u{FEFF}{\"b\":1}\n\n  \t\r\n{\"a\":2,\"b\":3}\n{}\n { \"c\" : 4 , \"\\u0061\" : 5 } \n"
    for chunkSize in 1...text.utf8.count {
      let table = try readLines(text, chunkSize: chunkSize, threads: 2).table
      #expect(table.schema.fields.map(\.name) == ["b", "a", "c"])
      #expect(table.rowCount == 4)
      #expect(table.columns[0].validity == Bitmap(count: 4) { $0 < 2 })
      #expect(table.columns[1].integers == [0, 2, 0, 5])
      #expect(table.columns[2].integers == [0, 0, 0, 4])
    }
  }

  @Test func escapes() throws {
    let (_, values) = try column([#""\"\\\/\b\f\n\r\t\u00E9\ud83d\uDE00\u0000""#, "\"a\"", "\"a\""])
    #expect(values.strings?[0] == "\"\\/\u{8}\u{C}\n\r\té😀\0")
  }

  @Test func schemasHold() throws {
    let schema = Schema([
      Field(name: "b", type: .categorical, missing: "NA", domain: .levels(values: ["", "1"], ordered: true)),
      Field(name: "a", type: .int64, domain: .integers(minimum: 0, maximum: 9)),
    ])
    let table = try readLines("{\"a\":\"3\",\"b\":1}\n{\"b\":\"\"}\n{\"b\":\"NA\",\"a\":4}\n", schema: schema)
      .table
    #expect(table.columns[0].strings == ["1", "", nil])
    #expect(table.columns[1].integers == [3, 0, 4])
    let bad = tableError { try readLines("{\"b\":1,\"a\":3}\n{\"a\":true}\n", schema: schema) }
    #expect(bad?.code == .wrongType)
    #expect(bad?.line == 2)
    #expect(bad?.column == "a")
    #expect(tableError { try readLines("{\"a\":3}\n", schema: schema) }?.code == .missingColumn)
  }

  @Test func standardInputIsToldByItsFirstCharacter() throws {
    let reader = TableReader(.init(threads: 1))
    let lines = try reader.read(bytes: Array(" \n{\"a\":1,\"b\":2}\n".utf8), file: "<stdin>")
    #expect(lines.table.schema.fields.map(\.name) == ["a", "b"])
    let csv = try reader.read(bytes: Array("a,b\n1,2\n".utf8), file: "<stdin>")
    #expect(csv.table == lines.table)
    for name in ["t.jsonl", "T.JSONL", "t.ndjson.zst", "t.jsonl.gz"] {
      #expect(try reader.read(bytes: Array("{\"a\":1,\"b\":2}".utf8), file: name).table == lines.table)
    }
  }

  @Test func whatTheEncoderWritesReadsBack() throws {
    var nasty = (0..<0x20).map { String(UnicodeScalar(UInt8($0))) }
    nasty += ["NA", "null", "", "12", "1.5", "true", "2024-01-01", "a\"b\\", "é😀\u{2028}"]
    var csv = "k,b,i,d,f,day,at,c,t\n"
    for row in 0..<200 {
      let text = nasty[1 + row % (nasty.count - 1)].replacingOccurrences(of: "\"", with: "\"\"")
      csv +=
        "\(row + 1),\(row % 2 == 0),\(row * 7919 % 5000),\(row).\(row % 10)5,\(row).12345678901234\(row),"
      csv += "0\(row % 9 + 1)/1\(row % 9)/2024,2024-01-01 00:00:0\(row % 10).5,"
      csv += row % 3 == 0 ? "," : "\"\(text)\","
      csv += "\"some text \(row)\(row)\"\n"
    }
    let original = try read(csv).table
    #expect(
      original.schema.fields.map(\.type.name) == [
        "identifier", "boolean", "int64", "decimal", "float64", "date", "timestamp", "categorical", "text",
      ])
    let bytes = JSONLEncoder(schema: original.schema).encode(original, firstRow: 0)
    let again = try readLines(String(decoding: bytes, as: UTF8.self), chunkSize: 4096).table
    #expect(again == original)
  }
}

@Suite struct MalformedJSONLinesTests {
  private static let cases: [(String, Int?, String?, TableReadError.Code)] = [
    ("{\"a\":1}\n[1,2]\n", 2, nil, .malformedJSON),
    ("[{\"a\":1}]\n", 1, nil, .malformedJSON),
    ("{\"a\":1}\nx\n", 2, nil, .malformedJSON),
    ("{\"a\":1}\n\n{\"a\":1\n", 3, nil, .malformedJSON),
    ("{\"a\":1}\n{\"a\":\"secr", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a", 2, nil, .malformedJSON),
    ("{\"a\":1}\n{\"a\"", 2, nil, .malformedJSON),
    ("{\"a\":1}\n{\"a\":", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":1,", 2, nil, .malformedJSON),
    ("{\"a\":1}\n{\"a\":1,}\n", 2, nil, .malformedJSON),
    ("{\"a\":1}\n{,\"a\":1}\n", 2, nil, .malformedJSON),
    ("{\"a\":1}{\"a\":1}\n", 1, nil, .malformedJSON),
    ("{\"a\":1}\n{\n\"a\":1\n}\n", 2, nil, .malformedJSON),
    ("{\"a\":1}\n{a:1}\n", 2, nil, .malformedJSON),
    ("{\"a\":1}\n{\"a\":01}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":1.}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":+1}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":1e}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":NaN}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":-Infinity}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":tru}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":nulls}\n", 2, nil, .malformedJSON),
    ("{\"a\":1}\n{\"a\":\"\\x\"}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":\"\\u12g4\"}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":\"\\ud800\"}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":\"\\udc00\\ud800\"}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":\"\t\"}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"a\":\"\0\"}\n", 2, "a", .malformedJSON),
    ("{\"a\":1}\n{\"b\":{\"c\":1}}\n", 2, "b", .nestedValue),
    ("{\"a\":1}\n{\"b\":1,\"a\":[]}\n", 2, "a", .nestedValue),
    ("{\"a\":1}\n{\"a\":1,\"b\":2,\"\\u0061\":3}\n", 2, "a", .duplicateColumn),
    ("{\"a\":1}\n{\"\":1}\n", 2, nil, .unnamedColumn),
    ("{}\n{}\n", nil, nil, .noRows),
    (" \n\n", nil, nil, .noRows),
    ("{\"a\":null}\n", nil, "a", .emptyColumn),
    ("{\"a\":1}\n{\"a\":1e999}\n", 2, "a", .notFinite),
  ]

  @Test(arguments: cases.indices) func places(_ number: Int) throws {
    let (text, line, column, code) = MalformedJSONLinesTests.cases[number]
    for chunkSize in [1, 5, 8, 1 << 20] {
      let error = try #require(tableError { try readLines(text, chunkSize: chunkSize) })
      #expect(error.code == code)
      #expect(error.line == line)
      #expect(error.column == column)
      #expect(error.file == "t.jsonl")
      #expect(!error.description.contains("secr"))
    }
  }

  @Test func bytesThatAreNoText() {
    func error(_ bytes: [UInt8]) -> TableReadError? {
      tableError { try TableReader(.init(threads: 1)).read(bytes: bytes, file: "t.jsonl") }
    }
    let latin = error(Array("{\"a\":1}\n{\"a\":\"M".utf8) + [0xFC] + Array("ller\"}\n".utf8))
    #expect(latin?.code == .invalidUTF8)
    #expect(latin?.line == 2)
    #expect(error([0xFF, 0xFE] + "{\"a\":1}\n".utf8.flatMap { [$0, 0] })?.code == .utf16)
    #expect(error("{\"a\":1}\n".utf8.flatMap { [$0, 0] })?.code == .utf16)
    #expect(error([])?.code == .noRows)
  }

  @Test func keysThatHoldDataAreRefused() {
    let text = (0..<5000).map { "{\"k\($0)\":1}\n" }.joined()
    #expect(tableError { try readLines(text) }?.code == .noRows)
  }
}
