import Foundation
import Tabular
import Testing

@testable import TabularIO

/// A stream's blocks joined, as plain values.
private struct Streamed {
  var schemas: [Schema] = []
  var rows: [[String?]] = []
  var blocks: [Int] = []
  var unfit: [String: [Int]] = [:]
  var text: [String] = []

  init(
    _ path: String, options: TableReader.Options = TableReader.Options(threads: 2),
    _ adjust: (inout TableStream.Blocks) -> Void = { _ in }
  ) throws {
    var blocks = TableStream.Blocks()
    adjust(&blocks)
    var result = Streamed()
    try TableStream(path: path, options: options, blocks: blocks).forEach { schema in
      let schemas = result.schemas
      result = Streamed()
      result.schemas = schemas + [schema]
    } _: { block in
      #expect(block.firstRow == result.rows.count)
      result.blocks.append(block.table.rowCount)
      for row in 0..<block.table.rowCount { result.rows.append(block.table.columns.map { $0.text(row) }) }
      for (column, bits) in zip(block.table.schema.fields, block.unfit) {
        guard let bits else { continue }
        let rows = (0..<bits.count).filter { bits[$0] }.map { $0 + block.firstRow }
        result.unfit[column.name, default: []] += rows
      }
      if let text = block.text {
        let offsets = text.offsets()
        #expect(offsets.count == block.table.rowCount + 1)
        for (start, end) in zip(offsets, offsets.dropFirst()) {
          result.text.append(String(decoding: text.bytes[start..<end], as: UTF8.self))
        }
      }
    }
    self = result
  }

  private init() {}
}

extension Column {
  fileprivate func text(_ row: Int) -> String? {
    if let validity, !validity[row] { return nil }
    switch values {
    case .int64(let values): return "\(values[row])"
    case .float64(let values): return "\(values[row])"
    case .codes(let codes, let levels): return levels.string(Int(codes[row]))
    case .strings(let strings): return strings.string(row)
    }
  }
}

extension Column {
  /// Of numbers, or of the lengths of strings.
  fileprivate var sum: Int64 {
    switch values {
    case .int64(let values): values.reduce(0, &+)
    case .float64(let values): values.reduce(0) { $0 &+ Int64(($1 * 1000).rounded()) }
    case .codes(let codes, let levels):
      codes.reduce(0) { $0 + Int64(levels.offsets[Int($1) + 1] - levels.offsets[Int($1)]) }
    case .strings(let strings): Int64(strings.utf8.count)
    }
  }
}

extension Table {
  fileprivate var texts: [[String?]] { (0..<rowCount).map { row in columns.map { $0.text(row) } } }
}

private func withFile<Result>(
  _ text: String, _ name: String = "table.csv", _ body: (String) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appending(path: name).path
  try Data(text.utf8).write(to: URL(filePath: path))
  return try body(path)
}

@Suite struct TableStreamTests {
  private static let shared = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "data")

  @Test func compressedBlocksAreTheTable() throws {
    let path = Self.shared.appending(path: "online_shoppers.csv.gz").path
    let whole = try TableReader(TableReader.Options(threads: 2)).read(path: path).table
    var schema: Schema?
    var sums = [Int64](repeating: 0, count: whole.columns.count)
    var rows = 0
    var blocks = TableStream.Blocks()
    blocks.bytes = 1 << 18
    try TableStream(path: path, options: TableReader.Options(threads: 2), blocks: blocks).forEach {
      schema = $0
      rows = 0
      sums = sums.map { _ in 0 }
    } _: { block in
      #expect(block.firstRow == rows)
      rows += block.table.rowCount
      for (index, column) in block.table.columns.enumerated() { sums[index] += column.sum }
    }
    #expect(schema == whole.schema)
    #expect(rows == whole.rowCount)
    #expect(sums == whole.columns.map(\.sum))
  }

  @Test func blocksAreTheTable() throws {
    let path = Self.shared.appending(path: "penguins.csv").path
    let whole = try TableReader(TableReader.Options(threads: 2)).read(path: path).table
    let streamed = try Streamed(path) { $0.bytes = 3000 }
    #expect(streamed.blocks.count > 1)
    #expect(streamed.schemas.last?.fields.map(\.type) == whole.schema.fields.map(\.type))
    #expect(streamed.rows == whole.texts)
    #expect(streamed.unfit.isEmpty)
  }

  @Test func rowsPerBlock() throws {
    let text = "a,b\n" + (0..<1000).map { "\($0),\"x\n\($0 % 7)\"\n" }.joined()
    try withFile(text) { path in
      let streamed = try Streamed(path) { $0.rows = 300 }
      #expect(streamed.blocks == [300, 300, 300, 100])
      #expect(streamed.rows[999] == ["999", "x\n5"])
    }
  }

  @Test func quotesInsideFieldsAreLiteral() throws {
    // A single quote that belongs to a value must not turn inside and outside round.
    let text = "a,b\n" + (0..<2000).map { "\($0),5\" pipe\n" }.joined() + "1,\"x,\"\"y\"\"\nz\"\n"
    try withFile(text) { path in
      let streamed = try Streamed(path) { $0.bytes = 1000 }
      #expect(streamed.blocks.count > 10)
      #expect(streamed.rows.count == 2001)
      #expect(streamed.rows[7][1] == "5\" pipe")
      #expect(streamed.rows.last?[1] == "x,\"y\"\nz")
    }
  }

  @Test func laterTypesBeginAnew() throws {
    let text =
      "id,n,late\n"
      + (0..<3000).map { "\($0),\($0 == 2000 ? "1.5" : "7"),\($0 > 2500 ? "3" : "")\n" }.joined()
    try withFile(text) { path in
      let streamed = try Streamed(path) { $0.bytes = 4000 }
      #expect(streamed.schemas.count > 1)
      let types = streamed.schemas.last!.fields.map(\.type)
      #expect(types[1] == .decimal(scale: 1, minimumDigits: 0))
      #expect(types[2] == .int64)
      #expect(streamed.rows[2000][1] == "15")
      #expect(streamed.rows[2999] == ["2999", "70", "3"])
      #expect(streamed.unfit.isEmpty)
    }
  }

  @Test func unfitValuesAreMarked() throws {
    let schema = Schema([
      Field(name: "n", type: .int64, domain: .integers(minimum: 0, maximum: 10)),
      Field(name: "d", type: .date(format: try #require(TemporalFormat(pattern: "%Y-%m-%d")))),
      Field(name: "c", type: .categorical, domain: .levels(values: ["a", "b"], ordered: false)),
      Field(name: "f", type: .boolean),
    ])
    let rows = [
      "1,2020-01-01,a,true", "11,2020-01-02,b,false", "x,2020-13-01,c,maybe", "1.5,,a,true",
      "3,2020-01-03,,false",
    ]
    for (name, text) in [
      ("table.csv", "n,d,c,f\n" + rows.map { $0 + "\n" }.joined()),
      (
        "table.jsonl",
        """
        {"n":1,"d":"2020-01-01","c":"a","f":true}
        {"n":11,"d":"2020-01-02","c":"b","f":false}
        {"n":"x","d":"2020-13-01","c":"c","f":"maybe"}
        {"n":1.5,"d":null,"c":"a","f":true}
        {"n":3,"d":"2020-01-03","f":false}

        """
      ),
    ] {
      try withFile(text, name) { path in
        let streamed = try Streamed(path, options: TableReader.Options(schema: schema, threads: 2))
        #expect(streamed.unfit == ["n": [1, 2, 3], "d": [2], "c": [2], "f": [2]], "\(name)")
        #expect(streamed.rows[2] == [nil, nil, nil, nil])
        #expect(streamed.rows[4] == ["3", "18264", nil, "false"])
        let table = try #require(streamed.schemas.first)
        #expect(table.fields.map(\.type) == schema.fields.map(\.type))
      }
    }
  }

  @Test func wantedColumnsAlone() throws {
    for (name, text) in [
      ("t.csv", "a,b,c\n" + (0..<50).map { "\($0),\($0 < 40 ? "x" : ""),\($0 * 2)\n" }.joined()),
      ("t.jsonl", (0..<50).map { "{\"a\":\($0),\"b\":\"x\",\"c\":\($0 * 2)}\n" }.joined()),
    ] {
      try withFile(text, name) { path in
        let streamed = try Streamed(path) {
          $0.columns = ["c"]
          $0.bytes = 100
        }
        #expect(streamed.rows.map { $0[0] } == (0..<50).map { "\($0 * 2)" })
        let error = #expect(throws: TableReadError.self) { try Streamed(path) { $0.columns = ["c", "nix"] } }
        #expect(error?.column == "nix")
        #expect(error?.message.contains("a, b, c") == true)
      }
    }
  }

  @Test func recordsByteForByte() throws {
    let records = ["1,\"a\nb\"\r\n", "2,c\n", "3,\"d\"\"e\"\n", "4,f"]
    try withFile("x,y\n" + records.joined()) { path in
      for rows in 1...5 {
        let streamed = try Streamed(path) {
          $0.keepsText = true
          $0.rows = rows
        }
        #expect(streamed.text == records)
      }
    }
    let lines = ["{\"a\":1}\n\n", "{\"a\":2}\n", " {\"a\":3}"]
    try withFile(lines.joined(), "t.jsonl") { path in
      let streamed = try Streamed(path) { $0.keepsText = true }
      #expect(streamed.text == lines)
    }
  }

  @Test func newKeysBeginAnew() throws {
    let text = (0..<500).map { $0 < 400 ? "{\"a\":\($0)}\n" : "{\"a\":\($0),\"b\":\"y\"}\n" }.joined()
    try withFile(text, "t.jsonl") { path in
      let streamed = try Streamed(path) { $0.bytes = 500 }
      #expect(streamed.rows[3] == ["3", nil])
      #expect(streamed.rows[450] == ["450", "y"])
    }
  }

  @Test func termsOfAReference() throws {
    let reference = Schema([
      Field(name: "code", type: .categorical), Field(name: "n", type: .float64(plainIntegers: true)),
      Field(name: "late", type: .int64),
    ])
    let text = "n,code,late\n" + (0..<100).map { "\($0 % 3 == 0 ? "?" : "\($0)"),\($0 % 5),\n" }.joined()
    try withFile(text) { path in
      let streamed = try Streamed(path) {
        $0.reference = reference
        $0.missing = ["?"]
        $0.bytes = 200
      }
      let types = try #require(streamed.schemas.last).fields.map(\.type)
      #expect(types[0] == .float64(plainIntegers: true))
      #expect(types[1] == .categorical)
      #expect(types[2] == .int64)
      #expect(streamed.rows[0] == [nil, "0", nil])
      #expect(streamed.rows[1] == ["1.0", "1", nil])
      #expect(streamed.unfit.isEmpty)
    }
  }

  @Test func errorsNameTheLine() throws {
    let text = "a,b\n" + (0..<900).map { $0 == 800 ? "1\n" : "\($0),2\n" }.joined()
    try withFile(text) { path in
      let error = #expect(throws: TableReadError.self) { try Streamed(path) { $0.bytes = 1000 } }
      #expect(error?.line == 802)
      #expect(error?.code == .raggedRow)
    }
    try withFile("a,b\n") { path in
      let error = #expect(throws: TableReadError.self) { try Streamed(path) }
      #expect(error?.code == .noRows)
    }
    #expect(throws: TableReadError.self) { try Streamed("/nowhere/table.csv") }
  }
}

/// A pipe in the file system, with a writer of its own.
@Suite struct PipeStreamTests {
  private func withPipe(
    _ write: @escaping @Sendable (FileHandle) -> Void, _ body: (String) throws -> Void
  ) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let writer = Thread {
      signal(SIGPIPE, SIG_IGN)
      guard let handle = FileHandle(forWritingAtPath: path) else { return }
      write(handle)
      try? handle.close()
    }
    writer.start()
    try body(path)
  }

  private struct Enough: Error {}

  @Test func aPauseHandsOutWhatIsThere() throws {
    try withPipe { pipe in
      try? pipe.write(contentsOf: Data("a,b\n1,x\n2,y\n3".utf8))
      Thread.sleep(forTimeInterval: 3)
      try? pipe.write(contentsOf: Data(",z\n".utf8))
    } _: { path in
      let start = ContinuousClock().now
      var rows: [Int] = []
      try TableStream(path: path, options: TableReader.Options(threads: 2)).forEach { _ in
      } _: { block in
        if rows.isEmpty { #expect(ContinuousClock().now - start < .seconds(2.5)) }
        rows.append(block.table.rowCount)
      }
      #expect(rows == [2, 1])
    }
  }

  @Test func anEndlessPipeCanBeLeft() throws {
    try withPipe { pipe in
      do {
        try pipe.write(contentsOf: Data("a\n".utf8))
        while true { try pipe.write(contentsOf: Data("1.5\n".utf8)) }
      } catch {}
    } _: { path in
      var seen = 0
      #expect(throws: Enough.self) {
        try TableStream(path: path, options: TableReader.Options(threads: 2)).forEach { _ in
        } _: { block in
          seen += block.table.rowCount
          if seen > 1000 { throw Enough() }
        }
      }
    }
  }

  @Test func aPipeKeepsItsTypes() throws {
    try withPipe { pipe in
      try? pipe.write(contentsOf: Data("a,d\n1,1.5\n2,2.5\n".utf8))
      Thread.sleep(forTimeInterval: 2)
      try? pipe.write(contentsOf: Data("x,2.125\n".utf8))
    } _: { path in
      var unfit: [Bitmap?] = []
      var begun = 0
      try TableStream(path: path, options: TableReader.Options(threads: 1)).forEach { _ in
        begun += 1
      } _: {
        unfit = $0.unfit
      }
      #expect(begun == 1)
      #expect(unfit.count == 2)
      #expect(unfit.first??.setCount == 1)
      #expect(unfit.last == .some(nil))
    }
  }
}
