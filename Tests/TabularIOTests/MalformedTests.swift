import Tabular
import TabularIO
import Testing

/// Each bad file gives its error, with the exact place, for any chunk size and number of threads.
@Suite struct MalformedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var code: TableReadError.Code
    var line: Int?
    var column: String?

    init(
      _ name: String, _ text: String, _ code: TableReadError.Code, line: Int?, column: String? = nil
    ) {
      self.init(name, Array(text.utf8), code, line: line, column: column)
    }

    init(_ name: String, _ bytes: [UInt8], _ code: TableReadError.Code, line: Int?, column: String? = nil) {
      (self.name, self.bytes, self.code, self.line, self.column) = (name, bytes, code, line, column)
    }

    var testDescription: String { name }
  }

  static let cases = [
    Case("nothing", "", .noRows, line: nil),
    Case("only a byte order mark", "\u{FEFF}", .noRows, line: nil),
    Case("header only", "a,b\n", .noRows, line: 1),
    Case("header without line end", "a,b", .noRows, line: 1),
    Case("only blank lines", "a,b\r\n\r\n\n", .noRows, line: 1),
    Case("lone CR", "a,b\r1,2\r3,4\r", .noRows, line: 1),
    Case("short row", "a,b,c\n1,2,3\n1,2\n4,5,6\n", .raggedRow, line: 3),
    Case("long row", "a,b\n1,2\n1,2,3\n", .raggedRow, line: 3),
    Case("blank line inside", "a,b\n1,2\n\n3,4\n", .raggedRow, line: 3),
    Case("ragged after quoted newlines", "a,b\n\"x\ny\nz\",2\n1,2,3\n", .raggedRow, line: 5),
    Case("unterminated", "a,b\n1,2\n3,\"4\n5,6\n", .unterminatedQuote, line: 3, column: "b"),
    Case("unterminated header", "a,\"b\n1,2\n", .unterminatedQuote, line: 1),
    Case("text after quote", "a,b\n1,2\n3,\"4\"x\n5,6\n", .textAfterQuote, line: 3, column: "b"),
    Case("text after quote over lines", "a,b\n\"1\n1\" ,2\n", .textAfterQuote, line: 2, column: "a"),
    Case("duplicate header", "a,b,a\n1,2,3\n", .duplicateColumn, line: 1, column: "a"),
    Case("empty header name", "a,,c\n1,2,3\n", .unnamedColumn, line: 1),
    Case("NUL", "a,b\n1,2\n3,4\u{0}\n", .nulByte, line: 3, column: "b"),
    Case("NUL in header", "a\u{0}aaaaaaaa,b\n1,2\n", .nulByte, line: 1),
    Case(
      "Latin-1", Array("a,b,c\n1,2,3\n4,M".utf8) + [0xFC] + Array("ller,6\n".utf8), .invalidUTF8, line: 3,
      column: "b"),
    Case("Latin-1 header", Array("a,M".utf8) + [0xFC] + Array("ller\n1,2\n".utf8), .invalidUTF8, line: 1),
    Case("cut UTF-8", Array("a,b\n1,2\n4,".utf8) + [0xE2, 0x82], .invalidUTF8, line: 3, column: "b"),
    Case(
      "surrogate", Array("a,b\n".utf8) + [0xED, 0xA0, 0x80] + Array(",2\n".utf8), .invalidUTF8, line: 2,
      column: "a"),
    Case("overlong", Array("a,b\n1,".utf8) + [0xC0, 0xAF, 0x0A], .invalidUTF8, line: 2, column: "b"),
    Case(
      "stray continuation", Array("a,b\n1,2222222".utf8) + [0x80, 0x0A], .invalidUTF8, line: 2, column: "b"),
    Case("UTF-16 LE", [0xFF, 0xFE] + "a,b\n1,2\n".utf8.flatMap { [$0, 0] }, .utf16, line: 1),
    Case("UTF-16 BE", [0xFE, 0xFF] + "a,b\n1,2\n".utf8.flatMap { [0, $0] }, .utf16, line: 1),
    Case("UTF-16 without BOM", "a,b\n1,2\n".utf8.flatMap { [$0, 0] }, .utf16, line: 1),
  ]

  @Test(arguments: cases) func places(_ bad: Case) throws {
    for chunkSize in [1, 2, 3, 7, 16, 1 << 20] {
      let error = try #require(tableError { try read(bytes: bad.bytes, chunkSize: chunkSize) })
      #expect(error.code == bad.code)
      #expect(error.line == bad.line)
      #expect(error.column == bad.column)
      #expect(error.file == "t.csv")
    }
  }

  @Test func descriptionsSayWhatToDo() {
    let ragged = tableError { try read("a,b,c\n1,2,3\n1,2\n") }
    #expect(ragged?.description == "t.csv:3: Expected 3 fields, found 2. Repair or remove the row.")
    let latin = tableError { try read(bytes: Array("a,b\n1,".utf8) + [0xE9, 0x0A]) }
    #expect(latin?.description.hasPrefix("t.csv:2: column \"b\": ") == true)
    #expect(latin?.description.contains("iconv") == true)
    let wide = tableError { try read(bytes: [0xFF, 0xFE, 0x61, 0]) }
    #expect(wide?.description.contains("iconv -f UTF-16") == true)
  }

  @Test func errorsAfterALiteralQuoteAreStillExact() {
    let text = "a,b\n5\" pipe,1\nx,\"2\n3\"\n1,2,3\n"
    for chunkSize in 1...20 {
      let error = tableError { try read(text, chunkSize: chunkSize) }
      #expect(error?.code == .raggedRow)
      #expect(error?.line == 5)
    }
  }
}

@Suite struct GivenSchemaTests {
  private let schema = Schema([
    Field(name: "when", type: .date(format: TemporalFormat(pattern: "%Y-%m-%d")!)),
    Field(name: "n", type: .int64, domain: .integers(minimum: 0, maximum: 10)),
    Field(name: "p", type: .decimal(scale: 2, minimumDigits: 0)),
    Field(name: "r", type: .float64(plainIntegers: true), domain: .reals(minimum: 0, maximum: 1)),
    Field(
      name: "g", type: .categorical, missing: "?", domain: .levels(values: ["lo", "hi", "NA"], ordered: true)),
    Field(name: "b", type: .boolean, domain: .levels(values: ["no", "yes"], ordered: false)),
    Field(name: "k", type: .identifier(space: .strings(pattern: IdentifierPattern(pattern: "K[0-9]{2}")!))),
    Field(name: "t", type: .text(emission: .drop)),
  ])
  private let header = "n,when,p,r,g,b,k,t\n"
  private let good = "3,2024-01-31,1.5,0.25,hi,yes,K01,any\n,,,,?,,,\n10,2024-02-29,-2,1e-3,NA,no,K02,NA\n"

  @Test func typesAndOrderAreTheSchemas() throws {
    let table = try read(header + good, schema: schema).table
    #expect(table.schema.fields.map(\.name) == schema.fields.map(\.name))
    #expect(table.schema.fields.map(\.type) == schema.fields.map(\.type))
    #expect(table.columns.map(\.presentCount) == [2, 2, 2, 2, 2, 2, 2, 1])
    #expect(table.columns[1].integers == [3, 0, 10])
    #expect(table.columns[2].integers == [150, 0, -200])
    #expect(table.columns[4].levels == ["lo", "hi", "NA"])
    #expect(table.columns[4].strings == ["hi", nil, "NA"])
    #expect(table.columns[5].levels == ["no", "yes"])
    #expect(table.columns[6].strings == ["K01", nil, "K02"])
  }

  @Test(arguments: [
    ("3.0,2024-01-31,1.5,0.25,hi,yes,K01,", TableReadError.Code.wrongType, "n"),
    ("11,2024-01-31,1.5,0.25,hi,yes,K01,", .outsideDomain, "n"),
    ("3,31.01.2024,1.5,0.25,hi,yes,K01,", .wrongType, "when"),
    ("3,2024-02-30,1.5,0.25,hi,yes,K01,", .wrongType, "when"),
    ("3,2024-01-31,1.555,0.25,hi,yes,K01,", .wrongType, "p"),
    ("3,2024-01-31,1e2,0.25,hi,yes,K01,", .wrongType, "p"),
    ("3,2024-01-31,1.5,inf,hi,yes,K01,", .wrongType, "r"),
    ("3,2024-01-31,1.5,1.25,hi,yes,K01,", .outsideDomain, "r"),
    ("3,2024-01-31,1.5,0.25,mid,yes,K01,", .outsideDomain, "g"),
    ("3,2024-01-31,1.5,0.25,hi,maybe,K01,", .outsideDomain, "b"),
    ("3,2024-01-31,1.5,0.25,hi,yes,K1,", .wrongType, "k"),
  ])
  func misfitsAreNamed(_ row: String, _ code: TableReadError.Code, _ column: String) throws {
    let error = try #require(
      tableError { try read(header + good + row + "\n" + good, schema: schema, chunkSize: 8) })
    #expect(error.code == code)
    #expect(error.column == column)
    #expect(error.line == 5)
  }

  @Test func columnsMustAgree() {
    let short = tableError { try read("n\n1\n", schema: schema) }
    #expect(short?.code == .missingColumn)
    #expect(short?.column == "when")
    let other = tableError { try read(header.dropLast() + ",z\n1,,,,,,,,\n", schema: schema) }
    #expect(other?.code == .unknownColumn)
    #expect(other?.column == "z")
  }

  @Test func booleansWithoutLevelsKeepOneCasing() throws {
    let schema = Schema([Field(name: "x", type: .boolean), Field(name: "y", type: .int64)])
    #expect(
      try read("x,y\nTrue,1\n,2\nFalse,3\n", schema: schema).table.columns[0].levels == ["False", "True"])
    #expect(tableError { try read("x,y\nTrue,1\nfalse,2\n", schema: schema) }?.line == 3)
    #expect(tableError { try read("x,y\nmaybe,1\nfalse,2\n", schema: schema) }?.code == .wrongType)
  }

  @Test func inferredSchemaReadsItsOwnFile() throws {
    let text =
      "i,d,c,m\n"
      + (0..<50).map { "\($0),\($0).5,l\($0 % 3),\($0 % 4 == 0 ? "NA" : $0 % 4 == 1 ? "" : "7")\n" }.joined()
    let first = try read(text)
    let again = try read(text, schema: SchemaFile.described(first.table))
    #expect(again.table.columns == first.table.columns)
  }
}
