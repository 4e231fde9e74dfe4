import Foundation
import PersonalData
import Tabular
import TabularIO
import Testing

private func scan(_ text: String, file: String = "rows.csv", rate: Double = 1, classic: Bool = false) throws
  -> TableScan
{
  let read = try TableReader(TableReader.Options(threads: 2)).read(bytes: Array(text.utf8), file: file)
  var scan = TableScan(
    read.table.schema, TableScan.Options(threads: 2, isClassic: classic, sampleRate: rate))
  scan.add(read.table, firstRow: 0)
  return scan
}

/// 16 digits with Luhn's check digit, or one too many.
private func card(_ number: Int, valid: Bool) -> String {
  let digits = "4" + String(100_000_000_000_00 + number * 7_919).suffix(14)
  let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
    let value = digit.element.wholeNumberValue!
    return sum + (digit.offset % 2 == 0 ? (value > 4 ? 2 * value - 9 : 2 * value) : value)
  }
  return digits + String(((10 - sum % 10) % 10 + (valid ? 0 : 1)) % 10)
}

struct ScanTests {
  static let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "data")

  /// No column of the shared tables holds personal data.
  @Test(arguments: [
    "adult_train.csv.gz", "adult_test.csv.gz", "bank_marketing.csv.gz", "online_shoppers.csv.gz",
    "california_housing.csv.gz", "penguins.csv",
  ])
  func sharedTablesHoldNone(_ name: String) throws {
    let scan = try TableScanFiles.scan(Self.data.appending(path: name).path)
    #expect(scan.report.findings == [] && scan.report.fakes == [])
    #expect(scan.report.rows > 300)
  }

  @Test func levelsCountOnceWithTheirRows() throws {
    let report = try scan("c,d\na.b@web.de,1\nx,2\na.b@web.de,3\nq@example.com,4\n").report
    let finding = try #require(report.findings.first)
    #expect(finding.kind == .email && finding.rows == 2 && finding.fakeRows == 1)
    #expect(finding.firstRows == [1, 3])
    #expect(finding.sample == "a***@w***.de")
    #expect(finding.share == 0.5)
  }

  /// One number in ten has a right check digit by chance; a column of cards has all.
  @Test func shareOfCheckDigitsDecides() throws {
    let cards = (0..<40).map { card($0, valid: true) }.joined(separator: "\n")
    #expect(try scan("n\n\(cards)\n").report.findings.map(\.kind) == [.paymentCard])
    let mixed = (0..<40).map { card($0, valid: $0 % 4 == 0) }.joined(separator: "\n")
    #expect(try scan("n\n\(mixed)\n").report.findings == [])
    // One value in all rows is no evidence.
    let one = (0..<40).map { _ in card(5, valid: true) }.joined(separator: "\n")
    #expect(try scan("n\n\(one)\n").report.findings == [])
  }

  @Test func namesNeedAColumnOfPeople() throws {
    let people = "name\nJohn Hill\nMary Stone\nPeter Wood\nSarah Field\n"
    #expect(try scan(people).report.findings.map(\.kind) == [.personName])
    #expect(try scan("name\nOak Table\nPine Chair\nElm Desk\nAsh Stool\n").report.findings == [])
    #expect(try scan("product_name\nJohn Hill\nMary Stone\nPeter Wood\n").report.findings == [])
  }

  @Test func classicFindsItsThreeKinds() throws {
    let text =
      "t\n415-555-0123\n219-45-6789\nx@y.com\n123-456-7890\n000-00-0000\ntest@y.com\n+44 20 7946 1234\n"
    let report = try scan(text, classic: true).report
    #expect(Set(report.findings.map(\.kind)) == [.phone, .nationalIdentifier, .email])
    #expect(report.findings.map(\.rows) == [1, 1, 1])
    #expect(report.findings.map(\.fakeRows) == [1, 1, 1])
  }

  @Test func blocksGiveWhatTheWholeGives() throws {
    let lines = (0..<300).map { "u\($0 % 40)@web.de,\(card($0, valid: true))" }
    let whole = try scan("e,n\n" + lines.joined(separator: "\n") + "\n")
    let parts = [lines[..<100], lines[100...]]
    var blocks: TableScan?
    var first = 0
    for part in parts {
      let table = try TableReader(TableReader.Options(threads: 1)).read(
        bytes: Array(("e,n\n" + part.joined(separator: "\n") + "\n").utf8), file: "a.csv"
      ).table
      if blocks == nil { blocks = TableScan(table.schema, TableScan.Options(threads: 1)) }
      blocks!.add(table, firstRow: first)
      first += part.count
    }
    #expect(blocks!.report == whole.report)
    #expect(whole.report.findings.count == 2)
  }

  @Test func jsonLines() throws {
    let report = try scan(
      "{\"a\":\"call 415-772-2671\",\"b\":1}\n{\"a\":\"none\",\"b\":2}\n", file: "x.jsonl"
    ).report
    #expect(report.findings.map(\.kind) == [.phone])
  }
}

enum TableScanFiles {
  static func scan(_ path: String) throws -> TableScan {
    let read = try TableReader(TableReader.Options(threads: 2, computesDigest: false)).read(path: path)
    var scan = TableScan(read.table.schema, TableScan.Options(threads: 2))
    scan.add(read.table, firstRow: 0)
    return scan
  }
}

struct SanitizerTests {
  private func replaced(_ values: [String], column: String, key: [UInt8] = Array("0123456789abcdef".utf8))
    throws
    -> [String]
  {
    let table = try TableReader(TableReader.Options(threads: 1)).read(
      bytes: Array(("k\t\(column)\n" + values.map { "1\t\($0)\n" }.joined()).utf8), file: "a.tsv"
    ).table
    var scan = TableScan(table.schema, TableScan.Options(threads: 1))
    scan.add(table, firstRow: 0)
    var sanitizer = Sanitizer(key: FakeKey(key), style: .fakes, plans: scan.plans)
    for value in values {
      sanitizer.remember(
        Set(Array(value.utf8).withUnsafeBufferPointer { sanitizer.fingerprints($0, column: column) }))
    }
    return values.map { value in
      var bytes = Array(value.utf8)
      let edits = bytes.withUnsafeBufferPointer { sanitizer.replacements($0, column: column) }
      for edit in edits.reversed() { bytes.replaceSubrange(edit.range, with: edit.text) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Every text of the labelled file, sanitised: nothing is left that looks real, and the fake keeps its form.
  @Test func nothingRealIsLeft() throws {
    for item in try LabelledTests.cases() where item.kind != "none" && !item.kind.hasSuffix("!") {
      guard !["name", "date_of_birth"].contains(item.kind) else { continue }
      let column = item.column.isEmpty ? "text" : item.column
      let clean = try replaced([item.text], column: column)[0]
      let left = PersonalDataProbe.kinds(of: clean, column: column).filter { !$0.isFake }
      #expect(clean != item.text, "\(item.text)")
      #expect(left.isEmpty, "\(item.text) -> \(clean): \(left)")
    }
  }

  @Test func sameValueSameFake() throws {
    let emails = ["call Ann.Lee@web.de now", "ann.lee@web.de", "bob@web.de"]
    let clean = try replaced(emails, column: "t")
    let fake = String(clean[1])
    #expect(clean[0] == "call \(fake) now" && clean[2] != fake)
    #expect(try replaced(emails, column: "other") == clean)
    #expect(try replaced(emails, column: "t", key: Array("another key here!".utf8)) != clean)
  }

  @Test func formsAreKept() throws {
    let phone = try replaced(["(415) 772-2671"], column: "t")[0]
    #expect(phone.hasPrefix("(555) ") && phone.count == 14 && phone.contains("-"))
    #expect(try replaced(["219-45-6789"], column: "t")[0].hasPrefix("000-"))
    let born = try replaced(["1984-02-29", "1990-07-01"], column: "birth_date")
    #expect(born[0] != "1984-02-29" && born[0].wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil)
    let names = try replaced(["JOHN SMITH", "Mary Jones", "John Smith"], column: "full_name")
    #expect(names[0] == names[0].uppercased() && names[0].lowercased() == names[2].lowercased())
  }
}

struct TextSpanTests {
  private func text(_ seed: Int, words: Int) -> String {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<words).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return String(state >> 44, radix: 36)
    }.joined(separator: " ")
  }

  @Test func everyLongPieceIsFound() {
    let real = (0..<50).map { Array(text($0, words: 60).utf8) }
    let spans = TextSpans(of: real, threads: 2)
    for start in stride(from: 0, to: 150, by: 7) {
      let piece = Array(real[start % 50][start..<(start + 80)])
      let found = spans.longest(in: Array("before ".utf8) + piece + Array(" after".utf8), leastWords: 1)
      #expect((found?.count ?? 0) >= 80)
    }
    #expect(spans.longest(in: Array(text(999, words: 200).utf8), leastWords: 1) == nil)
    // 40 bytes are too few, and ten words are asked for.
    #expect(
      spans.longest(in: Array(real[3][..<40]) + Array(repeating: 0x78, count: 30), leastWords: 1) == nil)
    #expect(spans.longest(in: Array(real[3][..<60]), leastWords: 40) == nil)
  }

  @Test func commonPhrasesDoNotCount() {
    let phrase =
      "this message is confidential and meant for the person it is addressed to alone and nobody else. "
    let real = (0..<5).map { Array((phrase + text($0, words: 30)).utf8) }
    let spans = TextSpans(of: real, threads: 1)
    #expect(spans.longest(in: Array(phrase.utf8), leastWords: 5) == nil)
  }
}
