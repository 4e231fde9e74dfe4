import Foundation
import Testing

/// Tables that cannot be read: what is wrong and where is said, no cell is quoted, and nothing is written.
@Suite struct BadTableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: Data
    /// What the message must hold besides the file's name.
    var parts: [String]

    init(_ name: String, _ bytes: Data, _ parts: [String]) {
      (testDescription, self.bytes, self.parts) = (name, bytes, parts)
    }

    init(_ name: String, _ text: String, _ parts: [String]) { self.init(name, Data(text.utf8), parts) }
  }

  /// Rows of `a,b` with a good spelling, so that what is wrong lies beyond the first megabyte, too.
  private static let filler = String(repeating: "1,one\n2,two\n", count: 100_000)

  static let cases = [
    Case("empty", "", ["bad.csv: ", "empty"]),
    Case("a line end", "\n", ["bad.csv:1: "]),
    Case("a byte order mark", Data([0xEF, 0xBB, 0xBF]), ["bad.csv"]),
    Case("a quote", "\"", ["bad.csv:1: "]),
    Case("header only", "a,b\n", ["bad.csv:1: ", "no rows"]),
    Case("short row", "a,b,c\n1,2,3\nSECRET42,2\n4,5,6\n", ["bad.csv:3: ", "Expected 3 fields, found 2"]),
    Case("long row", "a,b\n1,2\n3,SECRET42,5\n", ["bad.csv:3: ", "Expected 2 fields, found 3"]),
    Case("blank line inside", "a,b\n1,2\n\n3,SECRET42\n", ["bad.csv:3: ", "blank"]),
    Case("late short row", "a,b\n\(filler)SECRET42\n1,2\n", ["bad.csv:200002: "]),
    Case(
      "short row after quoted newlines", "a,b\n\"x\nSECRET42\nz\",2\n1\n", ["bad.csv:5: ", "found 1"]),
    Case("unterminated quote", "a,b\n1,2\n3,\"SECRET42\n5,6\n", ["bad.csv:3: column \"b\": "]),
    Case(
      "late unterminated quote", "a,b\n\(filler)3,\"SECRET42\n\(filler)", ["bad.csv:200002: column \"b\": "]),
    Case("unterminated quote in the header", "a,\"b\n1,SECRET42\n", ["bad.csv:1: "]),
    Case("text after a quote", "a,b\n1,2\n3,\"x\"SECRET42\n", ["bad.csv:3: column \"b\": "]),
    Case(
      "not UTF-8", Data("a,b\n1,2\n3,SECRET42".utf8) + [0xC3, 0x28, 0x0A],
      ["bad.csv:3: column \"b\": ", "UTF-8"]),
    Case(
      "Latin-1", Data("a,b\n1,2\n3,SECRET42M".utf8) + [0xFC] + Data("ller\n".utf8),
      ["bad.csv:3: column \"b\": ", "iconv"]),
    Case("Latin-1 header", Data("a,M".utf8) + [0xFC] + Data("ller\n1,SECRET42\n".utf8), ["bad.csv:1: "]),
    Case(
      "UTF-16", Data([0xFF, 0xFE] + "a,b\n1,SECRET42\n".utf8.flatMap { [$0, 0] }),
      ["bad.csv:1: ", "UTF-16"]),
    Case(
      "UTF-16, big-endian, unmarked", Data("a,b\n1,SECRET42\n".utf8.flatMap { [0, $0] }),
      ["bad.csv:1: ", "UTF-16"]),
    Case("NUL", "a,b\n1,2\n3,SECRET42\u{0}\n", ["bad.csv:3: column \"b\": ", "NUL"]),
    Case("only NULs", Data(count: 5000), ["bad.csv"]),
    Case("duplicate header", "a,b,a\n1,2,SECRET42\n", ["bad.csv:1: column \"a\": ", "twice"]),
    Case("empty header name", "a,,c\n1,2,SECRET42\n", ["bad.csv:1: ", "Column 2 of 3"]),
    Case(
      "column without values", "a,b,c\nSECRET42,,1\nSECRET42,NA,2\n",
      ["bad.csv: column \"b\": ", "no value"]),
    Case("infinity", "a,b\n1,x\n2.5,SECRET42\ninf,y\n", ["bad.csv:4: column \"a\": ", "infinite"]),
    Case("negative infinity", "a,b\n1,x\n-Infinity,SECRET42\n3,y\n", ["bad.csv:3: column \"a\": "]),
    Case("lone carriage returns", "a,b\r1,SECRET42\r", ["bad.csv:1: ", "carriage return"]),
    Case(
      "an infinity under a name of two lines", "\"a\nb\",c\n1,x\ninf,SECRET42\n", ["bad.csv:4: ", "infinite"]),
  ]

  @Test(arguments: cases) func isRefused(_ bad: Case) throws {
    let box = try Sandbox()
    try box.write("bad.csv", bad.bytes)
    for outcome in [
      try box.sklar("fit", "bad.csv", "-o", "a.model"),
      try box.sklar("fit", "bad.csv", "-o", "a.model", "--quiet", "--threads", "5"),
      try box.sklar("schema", "bad.csv", "-o", "a.yaml"),
    ] {
      expectRefusal(outcome, bad.parts)
      #expect(outcome.output.isEmpty)
      #expect(!outcome.errors.contains("SECRET42"), "\(outcome.errors)")
    }
    #expect(box.listing == ["bad.csv"])
  }

  @Test func standardInputIsNamed() throws {
    let box = try Sandbox()
    try box.write("bad.csv", "a,b\n1,2\n3\n")
    expectRefusal(try box.sklar("fit", "-", "-o", "a.model", input: box.path("bad.csv")), ["<stdin>:3: "])
    #expect(box.listing == ["bad.csv"])
  }

  @Test func missingFilesAndDirectoriesAreRefused() throws {
    let box = try Sandbox()
    try FileManager.default.createDirectory(atPath: box.path("folder.csv"), withIntermediateDirectories: true)
    expectRefusal(try box.sklar("fit", "none.csv", "-o", "a.model"), ["none.csv: ", "no such file"])
    expectRefusal(try box.sklar("schema", "none/none.csv"), ["none/none.csv: ", "no such file"])
    expectRefusal(try box.sklar("fit", "folder.csv", "-o", "a.model"), ["folder.csv: ", "directory"])
    expectRefusal(
      try box.sklar("fit", Fixtures.penguinsData, "--schema", "none.yaml", "-o", "a.model"), ["none.yaml: "])
    #expect(box.listing == ["folder.csv"])
  }

  @Test func damagedCompressionIsRefused() throws {
    let box = try Sandbox()
    let whole = try Data(contentsOf: URL(filePath: Fixtures.adultData))
    try box.write("cut.csv.gz", whole.prefix(100_000))
    var flipped = whole
    flipped[200_000] ^= 4
    try box.write("flipped.csv.gz", flipped)
    try box.write("plain.csv.gz", "a,b\n1,2\n3,4\n")
    try box.shell("printf 'a,b\\n1,2\\n3,4\\n' | zstd -q -o whole.zst; head -c 12 whole.zst > cut.csv.zst")
    try box.shell("gzip < /dev/null > nothing.csv.gz; rm whole.zst")
    let names = box.listing
    #expect(names.count == 5)
    for (name, word) in [
      ("cut.csv.gz", "cut off"), ("flipped.csv.gz", "damaged"), ("plain.csv.gz", "the content is not"),
      ("cut.csv.zst", "cut off"), ("nothing.csv.gz", "empty"),
    ] {
      expectRefusal(try box.sklar("fit", name, "-o", "a.model"), [name, word])
    }
    #expect(box.listing == names)
  }
}
