import Tabular
import TabularIO
import Testing

@Suite struct CompressionTests {
  @Test(arguments: [Compression.gzip, .zstd])
  func joinedPartsAreOneFile(_ compression: Compression) throws {
    let parts: [[UInt8]] = [
      [], Array("a,b\n".utf8), (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }, [],
    ]
    let joined = parts.flatMap { compression.compress($0) }
    #expect(joined == parts.flatMap { compression.compress($0) })
    let tool = compression == .gzip ? "gzip" : "zstd"
    #expect(try run(tool, ["-dc"], input: joined) == parts.flatMap { $0 })
    #expect(try Decompression.decompress(joined) == parts.flatMap { $0 })
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func contentMayEndWhereTheReadersStepDoes(_ compression: Compression) throws {
    for size in [1 << 16, 1 << 17, 1 << 18, 1 << 20] {
      let content = [UInt8](repeating: 7, count: size)
      #expect(try Decompression.decompress(compression.compress(content)) == content)
    }
  }

  @Test func gzipHeaderNamesNoTimeAndNoSystem() {
    let bytes = Compression.gzip.compress([1, 2, 3])
    #expect(Array(bytes[3...7]) == [0, 0, 0, 0, 0])
    #expect(bytes[9] == 255)
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func anEmptyTableIsAValidFile(_ compression: Compression) throws {
    let table = table([(Field(name: "v", type: .int64), Column(.int64([])))])
    for header in [true, false] {
      let encoder = OutputFormat.csv.encoder(table.schema, header: header, compression: compression)
      let bytes = encoder.header + encoder.encode(table, firstRow: 0)
      #expect(!bytes.isEmpty)
      let tool = compression == .gzip ? "gzip" : "zstd"
      #expect(try run(tool, ["-dc"], input: bytes) == (header ? Array("v\n".utf8) : []))
    }
  }

  @Test func formats() throws {
    #expect(try OutputFormat(path: "a.csv") == .csv)
    #expect(try OutputFormat(path: "a.b/c.TSV.gz") == .tsv)
    #expect(try OutputFormat(path: "x.jsonl.zst") == .jsonl)
    #expect(try OutputFormat(path: "-") == .csv)
    #expect(try OutputFormat(path: "/dev/stdout") == .csv)
    #expect(try OutputFormat(path: "a.parquet", named: "JSONL") == .jsonl)
    #expect(try OutputFormat(path: "a.PARQUET") == .parquet)
    #expect(try OutputFormat(path: "a.arrow.zst") == .arrow)
    for path in ["a.orc", "csv", "a", "dir.csv/a", "a.csv.bz2", ".gz", ""] {
      let error = #expect(throws: OutputFormatError.self) { try OutputFormat(path: path) }
      #expect(error?.description.contains(".csv, .tsv, .jsonl") == true)
    }
    let error = #expect(throws: OutputFormatError.self) { try OutputFormat(path: "a.csv", named: "orc") }
    #expect(error?.description.contains("csv, tsv, jsonl, parquet, arrow") == true)
    for (path, name) in [("a.parquet.gz", nil), ("a.parquet.zst", nil), ("a.csv.gz", "parquet")] {
      let error = #expect(throws: OutputFormatError.self) { try OutputFormat(path: path, named: name) }
      #expect(error?.reason == .compressedFromOutside)
    }
  }
}
