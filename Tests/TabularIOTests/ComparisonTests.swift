import Foundation
import Tabular
import TabularIO
import Testing

/// Tables that are read to be compared with another one.
@Suite struct ComparisonTests {
  private func reader(blank: Bool = true, threads: Int = 2) -> TableReader {
    var options = TableReader.Options(threads: threads)
    options.allowsBlankColumns = blank
    return TableReader(options)
  }

  private func compared(_ text: String, with schema: Schema, missing: [String] = ["None"]) throws -> ReadTable
  {
    try reader().read(bytes: Array(text.utf8), file: "t.csv", comparedWith: schema, missing: missing)
  }

  @Test func columnsMayLackNamesAndValues() throws {
    let text = ",a,b\n0,,x\n1,NA,y\n"
    let table = try reader().read(bytes: Array(text.utf8), file: "t.csv").table
    #expect(table.schema.fields.map(\.name) == ["Unnamed: 0", "a", "b"])
    #expect(table.schema.fields[1].type == .categorical)
    #expect(table.columns[1].presentCount == 0)
    for bad in [text, "a,b\n,x\n,y\n"] {
      #expect(throws: TableReadError.self) {
        try reader(blank: false).read(bytes: Array(bad.utf8), file: "t.csv")
      }
    }
  }

  @Test func levelsAreReadBySpelling() throws {
    let schema = Schema([Field(name: "a", type: .categorical), Field(name: "b", type: .int64)])
    let read = try compared("b,a,c\n1.0,007,9\n2.0,1.50,8\n", with: schema)
    #expect(read.table.schema.fields.map(\.type.name) == ["decimal", "categorical", "int64"])
    guard case .codes(_, let levels) = read.table.columns[1].values else { return #expect(Bool(false)) }
    #expect(levels.strings == ["007", "1.50"])
    #expect(
      read.sha256
        == (try reader().read(bytes: Array("b,a,c\n1.0,007,9\n2.0,1.50,8\n".utf8), file: "t.csv")).sha256)
  }

  @Test func numbersHaveMoreSpellingsOfMissing() throws {
    let schema = Schema([Field(name: "a", type: .int64), Field(name: "b", type: .categorical)])
    let read = try compared("a,b\n1,x\nNone,None\n3,y\n", with: schema)
    #expect(read.table.schema.fields.map(\.type.name) == ["int64", "categorical"])
    #expect(read.table.columns.map(\.presentCount) == [2, 3])
  }

  @Test func rowsAreFoundInTheFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sklar-rows-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func line(_ name: String, _ text: String, _ row: Int) throws -> Int? {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return reader().line(ofRow: row, path: file.path)
    }
    #expect(try line("a.csv", "a,b\n1,2\n3,4\n", 0) == 2)
    #expect(try line("a.csv", "a,b\n1,2\n3,4", 1) == 3)
    #expect(try line("a.csv", "a,b\n1,\"x\ny\"\n3,4\n", 1) == 4)
    #expect(try line("a.csv", "\"a\nb\",c\n1,\"x\"\"\n\"\n3,4\n", 0) == 3)
    #expect(try line("a.jsonl", "{\"a\": \"x\\\"\"}\n{\"a\": 1}\n", 1) == 2)
    // Blank lines are no rows.
    let lines = "\n{\"a\": 1}\n \t\r\n\n{\"a\": 2}\r\n\n{\"a\": 3}"
    #expect(try (0..<4).map { try line("b.jsonl", lines, $0) } == [2, 5, 7, nil])
    #expect(reader().line(ofRow: 0, path: "-") == nil)
    #expect(reader().line(ofRow: 0, path: folder.appending(path: "none").path) == nil)
  }
}
