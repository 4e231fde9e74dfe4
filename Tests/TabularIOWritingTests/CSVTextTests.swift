import Tabular
import TabularIO
import Testing

@Suite struct CSVTextTests {
  static let nasty = [
    "plain", " leading", "trailing ", "a,b", "say \"hi\"", "\"", "\"\"", "line\nfeed", "carriage\rreturn",
    "\r\n", ",", ",,", "tab\there", "semi;colon", "", "NA", "NaN", "null", "nan", "NULL", "na", "None", "?",
    "é", "e\u{301}", "日本語", "👩‍👩‍👧", "\u{0}", "\u{7F}", "=1+1", "007", "0", String(repeating: "x", count: 15),
    String(repeating: "y", count: 16), String(repeating: "z", count: 17),
    String(repeating: "w,\"", count: 5000),
    "\u{FEFF}bom", "'", "\\", "\\N",
  ]

  @Test(arguments: [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")])
  func nastyLevelsReadBack(delimiter: UInt8) {
    let table = table([
      (Field(name: "a,\"b\"\n", type: .categorical, missing: "?"), levels(Self.nasty)),
      (
        Field(name: "s", type: .identifier(space: .integers(minimum: 0))),
        Column(.strings(StringArray(Self.nasty)))
      ),
    ])
    let encoder = CSVEncoder(schema: table.schema, delimiter: delimiter)
    let rows = readCSV(encoder.header + encoder.encode(table, firstRow: 0), delimiter: delimiter)
    #expect(rows[0].map(\.text) == ["a,\"b\"\n", "s"])
    #expect(rows.dropFirst().map { $0[0].text } == Self.nasty)
    #expect(rows.dropFirst().map { $0[1].text } == Self.nasty)
    for row in rows.dropFirst() {
      let isSpecial = row[0].text.utf8.contains { [delimiter, 0x22, 0x0A, 0x0D].contains($0) }
      let reads = ["", "NA", "NaN", "null", "nan", "NULL"].contains(row[0].text)
      #expect(row[0].quoted == (isSpecial || reads || row[0].text == "?"))
      #expect(row[1].quoted == (isSpecial || reads))
    }
  }

  @Test func missingKeepsItsSpelling() {
    let validity = Bitmap(count: 2) { $0 == 0 }
    for missing in ["", "NA", "?", "\"\"", "\"NA\"", " ", "N/A", "-"] {
      let field = Field(name: "v", type: .categorical, missing: missing)
      #expect(csv(field, levels(["a", "b"], validity: validity)) == "v,x\na,x\n\(missing),x\n")
    }
    let field = Field(name: "v", type: .int64)
    #expect(csv(field, Column(.int64([1, 2]), validity: validity)) == "v,x\n1,x\n,x\n")
  }

  @Test func emptyAndMissingStayApart() {
    func both(_ missing: String) -> String {
      csv(
        Field(name: "v", type: .categorical, missing: missing),
        levels(["", "NA", "b"], validity: Bitmap(count: 3) { $0 < 2 }))
    }
    #expect(both("") == "v,x\n\"\",x\n\"NA\",x\n,x\n")
    #expect(both("\"\"") == "v,x\n,x\n\"NA\",x\n\"\",x\n")
    #expect(both("\"NA\"") == "v,x\n\"\",x\nNA,x\n\"NA\",x\n")
  }

  @Test func missingWithTheDelimiterIsQuoted() {
    let field = Field(name: "v", type: .categorical, missing: "n,a")
    #expect(csv(field, levels(["a"], validity: Bitmap(repeating: false, count: 1))) == "v,x\n\"n,a\",x\n")
  }

  @Test func oneColumnHasNoEmptyLines() {
    let validity = Bitmap(count: 3) { $0 != 1 }
    for missing in [nil, ""] {
      let field = Field(name: "v", type: .categorical, missing: missing)
      #expect(csv(field, levels(["a", "b", ""], validity: validity), beside: false) == "v\na\n\"\"\n\"\"\n")
    }
    let quoted = Field(name: "v", type: .categorical, missing: "\"\"")
    #expect(csv(quoted, levels(["a", "b", ""], validity: validity), beside: false) == "v\na\n\"\"\n\"\"\n")
    #expect(csv(Field(name: "", type: .int64), Column(.int64([7])), beside: false) == "\"\"\n7\n")
  }

  @Test func numbersEqualToTheMissingSpellingAreQuoted() {
    #expect(spelling(.int64, .int64([-999, 99, -9990]), missing: "-999") == ["\"-999\"", "99", "-9990"])
    #expect(
      spelling(.decimal(scale: 2, minimumDigits: 0), .int64([-99900, 5]), missing: "-999")
        == ["\"-999\"", "0.05"])
    let date = FieldType.date(format: TemporalFormat(pattern: "%Y-%m-%d")!)
    #expect(spelling(date, .int64([0, 1]), missing: "1970-01-01") == ["\"1970-01-01\"", "1970-01-02"])
  }

  @Test func textFollowsItsEmission() {
    let type = FieldType.text(emission: .template(value: "row, {row} of {row}"))
    let field = Field(name: "v", type: type)
    let template = Column(.codes([0, 0, 1], levels: StringArray(["row, {row} of {row}", "real {row}"])))
    let table = table([(field, template)])
    let bytes = CSVEncoder(schema: table.schema, header: false).encode(table, firstRow: 98)
    #expect(text(bytes) == "\"row, 98 of 98\"\n\"row, 99 of 99\"\nreal {row}\n")
    let json = JSONLEncoder(schema: table.schema).encode(table, firstRow: 98)
    #expect(text(json).hasPrefix("{\"v\":\"row, 98 of 98\"}\n"))
    let constant = FieldType.text(emission: .constant(value: "-"))
    #expect(spelling(constant, .codes([0, 0], levels: StringArray())) == ["-", "-"])
  }

  @Test func bytesDoNotDependOnTheCut() {
    let count = 1000
    let strings = (0..<count).map { "s\($0 % 7)," + String(repeating: "x", count: $0 % 40) }
    let validity = Bitmap(count: count) { $0 % 3 != 0 }
    func part(_ rows: Range<Int>) -> Table {
      // Lists that differ from chunk to chunk take the other paths through the levels.
      table([
        (Field(name: "i", type: .int64), Column(.int64(rows.map { Int64($0 * 7919) }))),
        (
          Field(name: "c", type: .categorical, missing: "NA"),
          Column(
            .codes((0..<Int32(rows.count)).map { $0 }, levels: StringArray(rows.map { strings[$0] })),
            validity: Bitmap(count: rows.count) { validity[rows.lowerBound + $0] })
        ),
        (
          Field(name: "t", type: .text(emission: .template(value: "{row}"))),
          Column(.codes([Int32](repeating: 0, count: rows.count), levels: StringArray(["{row}"])))
        ),
      ])
    }
    for json in [false, true] {
      func encode(_ size: Int) -> [UInt8] {
        let schema = part(0..<1).schema
        let encoder: any RowEncoder = json ? JSONLEncoder(schema: schema) : CSVEncoder(schema: schema)
        return stride(from: 0, to: count, by: size).flatMap {
          encoder.encode(part($0..<min($0 + size, count)), firstRow: $0)
        }
      }
      let whole = encode(count)
      for size in [1, 7, 63, 64, 65, 999] { #expect(encode(size) == whole) }
    }
  }

  @Test func tablesWithoutRowsOrColumns() {
    let none = table([(Field(name: "v", type: .int64), Column(.int64([])))])
    let encoder = CSVEncoder(schema: none.schema)
    #expect(text(encoder.header) == "v\n")
    #expect(encoder.encode(none, firstRow: 0).isEmpty)
    #expect(CSVEncoder(schema: none.schema, header: false).header.isEmpty)
    let bare = Table(schema: Schema([]), rowCount: 2, columns: [])
    #expect(CSVEncoder(schema: bare.schema).header.isEmpty)
    #expect(CSVEncoder(schema: bare.schema).encode(bare, firstRow: 0).isEmpty)
    #expect(text(JSONLEncoder(schema: bare.schema).encode(bare, firstRow: 0)) == "{}\n{}\n")
  }
}
