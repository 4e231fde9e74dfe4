import Foundation
import Tabular
import TabularIO
import Testing

@Suite struct BytesTests {
  private static let plain = Array("a,b\n1,x\n2,y\n".utf8)
  private static let gzip = bytes("H4sIAAAAAAAAA0vUSeIy1KngMtKp5AIAwpZ+nQwAAAA=")
  private static let gzipMembers = bytes(
    "H4sIAAAAAAAAA0vUSeIy1KngAgD0oAEACAAAAB+LCAAAAAAAAAMz0qnkAgATexlUBAAAAA==")
  private static let zstd = bytes("KLUv/SQMYQAAYSxiCjEseAoyLHkKLp8hRg==")
  private static let zstdFrames = bytes("KLUv/SQIQQAAYSxiCjEseApmAzAfKLUv/SQEIQAAMix5CvpY7Lk=")
  /// A million zeros.
  private static let gzipZeros = bytes(
    "H4sIAAAAAAACA+3BAQEAAACCIP+vbkhAAQ" + String(repeating: "A", count: 1290) + "rwaey3kSQEIPAA==")
  private static let zstdZeros = bytes("KLUv/QRoTAAACAABAPz/ORACAgAQAAIAEAACABAAAgAQAAIAEAACABAAAxIKAMyuyjk=")

  private static func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64)!) }

  @Test(arguments: [gzip, gzipMembers, zstd, zstdFrames]) func decompresses(_ bytes: [UInt8]) throws {
    #expect(try Decompression.decompress(bytes) == Self.plain)
    for name in ["t.csv.gz", "t.csv.zst", "t.csv"] where name != (bytes[0] == 0x1F ? "t.csv.zst" : "t.csv.gz")
    {
      let table = try withFile(name, bytes) { try TableReader(.init(threads: 1)).read(path: $0) }
      #expect(table.table.rowCount == 2)
      #expect(table.byteCount == Self.plain.count)
    }
  }

  @Test(arguments: [gzip, gzipMembers, zstd, zstdFrames]) func truncationIsAnError(_ bytes: [UInt8]) throws {
    for count in 4..<bytes.count {
      // Between two members or frames the content ends well.
      guard let content = try? Decompression.decompress(Array(bytes[..<count])) else { continue }
      #expect(content == Array("a,b\n1,x\n".utf8))
    }
    #expect(throws: DecompressionError.self) { try Decompression.decompress(Array(bytes.dropLast())) }
  }

  @Test func damageIsAnError() throws {
    var gzip = Self.gzip
    gzip[gzip.count - 6] ^= 1
    #expect(throws: DecompressionError.corrupt(.gzip)) { try Decompression.decompress(gzip) }
    #expect(throws: DecompressionError.corrupt(.gzip)) {
      try Decompression.decompress(Self.gzip + [1, 2, 3])
    }
    #expect(try Decompression.decompress(Self.gzip + [0, 0, 0]) == Self.plain)
    var zstd = Self.zstd
    zstd[zstd.count - 2] ^= 1
    #expect(throws: DecompressionError.corrupt(.zstd)) { try Decompression.decompress(zstd) }
    #expect(throws: DecompressionError.unknownContainer) { try Decompression.decompress(Self.plain) }
  }

  @Test(arguments: [gzipZeros, zstdZeros]) func theLimitHolds(_ bytes: [UInt8]) throws {
    #expect(try Decompression.decompress(bytes).count == 1_000_000)
    #expect(try Decompression.decompress(bytes, limit: 1_000_000).count == 1_000_000)
    for limit in [0, 1, 1000, 999_999] {
      #expect(throws: DecompressionError.limitExceeded(limit: limit)) {
        try Decompression.decompress(bytes, limit: limit)
      }
    }
    let error = try withFile("z", bytes) { path in
      #expect(throws: FileReadError.self) { try FileBytes.read(path: path, decompressedLimit: 999_999) }
    }
    #expect(error?.code == .tooLarge)
  }

  @Test(arguments: [gzipZeros, zstdZeros]) func aTableThatIsABombIsRefused(_ bytes: [UInt8]) throws {
    try withFile("t.csv", bytes) { path in
      let error = tableError {
        try TableReader(.init(threads: 1, decompressedLimit: 999_999)).read(path: path)
      }
      #expect(error?.code == .unreadableFile)
      #expect(error?.message.contains("grows beyond the limit of 999999 bytes") == true)
      #expect(error?.message.contains("decompress it first") == true)
    }
    // What is not compressed takes no more memory than it shows.
    try withFile("t.csv", Self.plain) { path in
      let read = try TableReader(.init(threads: 1, decompressedLimit: 11)).read(path: path)
      #expect(read.table.rowCount == 2)
    }
  }

  @Test func limitHoldsForPlainFiles() throws {
    let fits = try withFile("p", Self.plain) { try FileBytes.read(path: $0, decompressedLimit: 12) }
    #expect(fits == Self.plain)
    #expect(throws: FileReadError.self) {
      try withFile("p", Self.plain) { try FileBytes.read(path: $0, decompressedLimit: 11) }
    }
  }

  @Test func filesThatCannotBeRead() throws {
    func code(_ path: String) -> FileReadError.Code? {
      do throws(FileReadError) {
        _ = try FileBytes.read(path: path)
        return nil
      } catch {
        #expect(error.description.hasPrefix(path + ": "))
        return error.code
      }
    }
    #expect(code("/nowhere/at/all.csv") == .notFound)
    #expect(code(FileManager.default.temporaryDirectory.path) == .isDirectory)
    try withFile("empty", []) { #expect(code($0) == .empty) }
    try withFile("t.csv.gz", Self.plain) { #expect(code($0) == .corruptCompression) }
    try withFile("t.csv.zst", Self.gzip.dropLast()) { #expect(code($0) == .corruptCompression) }
    let error = tableError { try TableReader(.init(threads: 1)).read(path: "/nowhere/at/all.csv") }
    #expect(error?.code == .unreadableFile)
    #expect(error?.description == "/nowhere/at/all.csv: There is no such file. Check the path.")
    // Root may read anything.
    guard geteuid() != 0 else { return }
    try withFile("secret", Self.plain) { path in
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      #expect(code(path) == .permissionDenied)
    }
  }
}
