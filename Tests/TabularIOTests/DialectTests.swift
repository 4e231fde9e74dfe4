import Tabular
import TabularIO
import Testing

@Suite struct DialectTests {
  @Test(arguments: [",", ";", "\t", "|"]) func delimiters(_ delimiter: Character) throws {
    let text = "a_x_b_x_c\n1_x_\"x, y; z\"_x_3\n4_x_\"p|q\"_x_6\n".replacing("_x_", with: String(delimiter))
    let result = try read(text)
    #expect(result.dialect?.delimiter == delimiter.asciiValue)
    #expect(result.table.schema.fields.map(\.name) == ["a", "b", "c"])
    #expect(result.table.columns[1].strings == ["x, y; z", "p|q"])
  }

  @Test func consistencyDecides() throws {
    let result = try read("a;b,c\n1;2,5\n3;4\n5;6\n")
    #expect(result.dialect?.delimiter == UInt8(ascii: ";"))
    #expect(try read("a;b\n1,2;3\n", delimiter: UInt8(ascii: ";")).table.columns[0].strings == ["1,2"])
  }

  @Test func tabSeparatedByName() throws {
    let table = try withFile("t.tsv", Array("a,b\tc\n1,2\t3\n".utf8)) {
      try TableReader(.init(threads: 1)).read(path: $0).table
    }
    #expect(table.schema.fields.map(\.name) == ["a,b", "c"])
  }

  @Test func lineEndsAndByteOrderMark() throws {
    let expected = try read("a,b\n1,x\n2,y\n").table
    #expect(try read("a,b\r\n1,x\r\n2,y\r\n").table == expected)
    #expect(try read("a,b\n1,x\n2,y").table == expected)
    #expect(try read("a,b\r\n1,\"x\"\r\n2,\"y\"\r\n\r\n\r\n").table == expected)
    #expect(try read("\u{FEFF}a,b\n1,x\n2,y\n\n\n").table == expected)
    #expect(try read("\u{FEFF}\"a\",b\n1,x\n2,y\n\n\n").table == expected)
  }

  @Test func blankLinesInOneColumnAreValues() throws {
    let table = try read("a\n1\n\n3\n\n").table
    #expect(table.rowCount == 4)
    #expect(table.columns[0].presentCount == 2)
    #expect(table.schema.fields[0].missing == "")
  }

  @Test func manyBlankLinesAtTheEnd() throws {
    let text = "a,b\n1,\"x\"\n2,y\n"
    for chunkSize in [1, 3, 8] {
      let result = try read(text + String(repeating: "\r\n", count: 20), chunkSize: chunkSize)
      #expect(result.table == (try read(text).table))
    }
  }

  @Test func quoting() throws {
    let table = try read(
      "\"a \"\"b\"\"\",c\n\"x \"\"y\"\", z\",\"1\n2\"\n5\" pipe,\"\"\"\"\n\"5\"\" pipe\",q\n"
    ).table
    #expect(table.schema.fields[0].name == "a \"b\"")
    #expect(table.columns[0].strings == ["x \"y\", z", "5\" pipe", "5\" pipe"])
    #expect(table.columns[0].levels?.count == 2)
    #expect(table.columns[1].strings == ["1\n2", "\"", "q"])
  }

  /// Quotes, newlines and delimiters wherever they may stand, cut at every byte.
  @Test(arguments: [true, false]) func chunksDoNotMatter(_ literalQuotes: Bool) throws {
    var text = "id,name,n,d,\"w, x\"\r\n"
    let names = [
      "plain", "\"a,b\"", "\"line\nbreak\"", "\"\"", "", "\"say \"\"hi\"\"\"", "NA", "\"\r\n\r\n,\"", "é€😀",
    ]
    for row in 0..<90 {
      let name = literalQuotes && row % 11 == 5 ? "5\" pipe" : names[row % names.count]
      text +=
        "\(row * 3),\(name),\(row % 5).50,2024-01-\(10 + row % 20),\"\(row)\n\""
        + (row % 2 == 0 ? "\n" : "\r\n")
    }
    let expected = try read(text, threads: 1)
    #expect(expected.table.rowCount == 90)
    for chunkSize in 1...64 {
      let result = try read(text, chunkSize: chunkSize, threads: 4)
      #expect(result == expected)
    }
  }

  @Test func digestAndSize() throws {
    let result = try read("a\n1\n")
    #expect(result.byteCount == 4)
    #expect(result.sha256 == SHA256Digest.hex(of: Array("a\n1\n".utf8)))
    #expect(
      SHA256Digest.hex(of: Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
