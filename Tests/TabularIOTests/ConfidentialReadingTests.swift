import Tabular
import Testing

@testable import TabularIO

/// Reading of private tables: values decide on values and on nothing else.
@Suite struct ConfidentialReadingTests {
  private let schema = Schema([
    Field(name: "n", type: .int64, domain: .integers(minimum: 0, maximum: 9)),
    Field(name: "g", type: .categorical, missing: "?", domain: .levels(values: ["a", "NA"], ordered: false)),
    Field(name: "k", type: .identifier(space: .integers(minimum: 1))),
  ])

  private func read(_ text: String, file: String = "t.csv") throws -> Table {
    try TableReader(TableReader.Options(threads: 2)).confidential(
      bytes: Array(text.utf8), file: file, schema: schema)
  }

  private func levels(_ column: Column) -> [String?] {
    guard case .codes(let codes, let levels) = column.values else { return [] }
    return codes.indices.map { column.validity?[$0] ?? true ? levels.string(Int(codes[$0])) : nil }
  }

  @Test func valuesThatDoNotFitAreMissing() throws {
    let table = try read("n,g,k\n5,a,1\n39.0,NA,x\nno,?,\n1e30,b,2\n-7,\"a\",03\n,,1\n")
    #expect(table.schema == schema)
    #expect(table.rowCount == 6)
    let n = table.columns[0]
    guard case .int64(let values) = n.values else { return #expect(Bool(false)) }
    // Where nothing is present the entry is unspecified.
    #expect([0, 1, 3, 4].map { values[$0] } == [5, 39, .max, -7])
    #expect((0..<6).map { n.validity?[$0] ?? true } == [true, true, false, true, true, false])
    #expect(levels(table.columns[1]) == ["a", "NA", nil, "b", "a", nil])
    #expect(levels(table.columns[2]) == ["1", "x", nil, "2", "03", "1"])
  }

  @Test func thereMayBeNoRows() throws {
    for text in ["n,g,k", "n,g,k\n", "n,g,k\r\n\r\n"] {
      let table = try read(text)
      #expect(table.rowCount == 0 && table.columns.count == 3)
    }
    #expect(try read("\n", file: "t.jsonl").rowCount == 0)
  }

  @Test func columnsComeInTheSchemasOrder() throws {
    let table = try read("k,n,g\n1,2,a\n")
    #expect(table.columns[0].values == .int64([2]))
    // A delimiter that rows suggest, but not the header.
    #expect(try read("k,n,g\n1;2;3,2,a;b\n1;2;3,2,a;b\n").rowCount == 2)
  }

  @Test func jsonLinesLackAndHaveKeys() throws {
    let table = try read("{\"n\": 3, \"h\": 1}\n{\"g\": \"a\"}\n", file: "t.jsonl")
    #expect(table.rowCount == 2)
    #expect(levels(table.columns[1]) == [nil, "a"])
    #expect(table.columns[2].presentCount == 0)
  }

  @Test func damageIsOneError() throws {
    var messages = Set<String>()
    for text in [
      "n,g,k\n1,2\n", "n,g,k\n1,2,3,4\n", "n,g,k\n1,\"a,3\n", "n,g,k\n1,\"a\"b,3\n", "n,g,k\n1,\0,3\n", "",
      // Headers that hold rows.
      "n,g,k\r1,55512,x\r2,55512,x\r", "n,g,k\rJane,Doe,\r", "n,g,\"k\n1,SECRET\n2,\"\n", "n,\"g\n1,SECRET\n",
      "n,g,\"k\" SECRET\n1,a,2\n", "n,g,k\u{1}\n1,a,2\n",
    ] {
      do {
        _ = try read(text)
        Issue.record("was read")
      } catch let error as TableReadError {
        #expect(error.code == .malformed && error.line == nil && error.column == nil)
        messages.insert(error.description)
      }
    }
    #expect(messages.count == 1)
    for text in ["{\"n\": 1, \"n\": 2}\n", "{\"\": 1}\n", "{\"n\": [1]}\n", "{\"n\": 1\n", "x\n"] {
      #expect(throws: TableReadError.self) { try read(text, file: "t.jsonl") }
      do { _ = try read(text, file: "t.jsonl") } catch let error as TableReadError {
        #expect(error.code == .malformed && error.line == nil && error.column == nil)
      }
    }
  }

  @Test func headersAreComparedInTheOpen() {
    for (header, code, place) in [
      ("n,g", TableReadError.Code.missingColumn, "\"k\""), ("n,g,k,SECRET", .unknownColumn, "column 4"),
      ("n,g,k,SECRET,SECRET", .duplicateColumn, "Column 5"), ("n,,g,k", .unnamedColumn, "Column 2"),
    ] {
      do {
        _ = try read(header + "\n1,2,3\n")
        Issue.record("was read")
      } catch let error as TableReadError {
        #expect(error.code == code)
        #expect(error.description.contains(place) && !error.description.contains("SECRET"))
      } catch {
        Issue.record(error)
      }
    }
  }

  /// Each value is read by itself: what one is like changes no other, however the file is cut and quoted.
  @Test(arguments: ["1", "1.5", "x", "1e30", "", "\"2\"", "\"2.5\"", "\"a\"\"b\"", "-0.4", "nan", "inf"])
  func valuesAreReadOneByOne(_ odd: String) throws {
    let schema = Schema([
      Field(name: "n", type: .int64), Field(name: "d", type: .decimal(scale: 2, minimumDigits: 0)),
      Field(name: "r", type: .float64(plainIntegers: false)),
      Field(name: "t", type: .date(format: TemporalFormat(pattern: "%Y-%m-%d")!)),
    ])
    let rows = (0..<2_000).map { "\($0),\($0).25,\($0)e-3,2024-01-\(10 + $0 % 20)\n" }
    let reader = TableReader(TableReader.Options(threads: 2))
    func columns(_ text: String) throws -> [Column] {
      try reader.confidential(bytes: Array(text.utf8), file: "t.csv", schema: schema).columns
    }
    let header = "n,d,r,t\n"
    let clean = try columns(header + rows.joined())
    for place in [0, 999, 2_000] {
      let before = rows[..<place].joined()
      let after = rows[place...].joined()
      let read = try columns(header + before + "\(odd),\(odd),\(odd),\(odd)\n" + after)
      for (column, expected) in zip(read, clean) {
        #expect(column.count == 2_001)
        for row in [0, 1, 998, 999, 1_000, 1_999] {
          let other = row < place ? row : row + 1
          #expect(column.validity?[other] ?? true)
          switch (column.values, expected.values) {
          case (.int64(let a), .int64(let b)): #expect(a[other] == b[row])
          case (.float64(let a), .float64(let b)): #expect(a[other] == b[row])
          default: Issue.record("another storage")
          }
        }
      }
    }
    let alone = try columns(header + "\(odd),\(odd),\(odd),\(odd)\n")
    let nearest: [String: (Int64?, Int64?, Double?)] = [
      "1": (1, 100, 1), "1.5": (2, 150, 1.5), "1e30": (.max, .max, 1e30), "\"2\"": (2, 200, 2),
      "\"2.5\"": (3, 250, 2.5), "-0.4": (0, -40, -0.4), "inf": (.max, .max, .infinity),
    ]
    let expected = nearest[odd] ?? (nil, nil, nil)
    func values(_ column: Column) -> (Int64?, Double?) {
      guard column.validity?[0] ?? true else { return (nil, nil) }
      switch column.values {
      case .int64(let values): return (values[0], nil)
      case .float64(let values): return (nil, values[0])
      default: return (nil, nil)
      }
    }
    #expect(values(alone[0]).0 == expected.0)
    #expect(values(alone[1]).0 == expected.1)
    #expect(values(alone[2]).1 == expected.2)
    #expect(alone[3].presentCount == 0)
  }

  /// Units that a number would not tell apart.
  @Test(arguments: [FieldType.int64, .decimal(scale: 1, minimumDigits: 0), .float64(plainIntegers: false)])
  func unitsAreReadAsTheyAreSpelt(_ type: FieldType) throws {
    let schema = Schema([Field(name: "n", type: .int64), Field(name: "u", type: type)])
    for prefix in ["1000000000000000000", "5.0000000000000000", "5."] {
      let text = (0..<300).map { "\($0),\(prefix)\(100 + $0)\n" }.joined()
      let table = try TableReader(TableReader.Options(threads: 1)).confidential(
        bytes: Array(("n,u\n" + text).utf8), file: "t.csv", schema: schema, unit: "u")
      #expect(Set(levels(table.columns[1])).count == 300)
      #expect(table.schema == schema)
    }
    let json = try TableReader(TableReader.Options(threads: 1)).confidential(
      bytes: Array("{\"u\": 10000000000000000000001}\n{\"n\": 2}\n".utf8), file: "t.jsonl", schema: schema,
      unit: "u")
    #expect(levels(json.columns[1]) == ["10000000000000000000001", nil])
  }

  /// What rows decide is not the header of JSON Lines.
  @Test func keysArePrivate() throws {
    var seen: [String] = []
    let table = try TableReader(TableReader.Options(threads: 1)).confidential(
      bytes: Array("{\"age\":30}\n{\"age\":31.4,\"hiv_positive\":1,\"e\u{301}\":2,\"\u{e9}\":3}\n".utf8),
      file: "t.jsonl", names: ["town", "age", "\u{e9}"]
    ) { names in
      seen = names
      return [
        Field(name: "town", type: .categorical), Field(name: "age", type: .int64),
        Field(name: "\u{e9}", type: .int64),
      ]
    }
    #expect(seen == ["town", "age", "\u{e9}"])
    #expect(table.schema.fields.map(\.name) == seen)
    #expect(table.columns[0].presentCount == 0)
    #expect(table.columns[1].values == .int64([30, 31]))
    #expect(table.columns[2].presentCount == 1)
    guard case .int64(let values) = table.columns[2].values else { return #expect(Bool(false)) }
    #expect(values[1] == 3)
  }
}
