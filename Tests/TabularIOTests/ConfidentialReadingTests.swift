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
      "n,g,k\n1,2\n", "n,g,k\n1,2,3,4\n", "n,g,k\n1,\"a,3\n", "n,g,k\n1,\"a\"b,3\n", "n,g,k\n1,\0,3\n",
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
    for (header, code) in [
      ("n,g", TableReadError.Code.missingColumn), ("n,g,k,x", .unknownColumn), ("n,n,g,k", .duplicateColumn),
    ] {
      do {
        _ = try read(header + "\n1,2,3\n")
        Issue.record("was read")
      } catch let error as TableReadError {
        #expect(error.code == code)
      } catch {
        Issue.record(error)
      }
    }
  }
}
