import Foundation
import Testing

/// Tables that are odd but sound: they are learned, with a note where something is lost.
@Suite struct UnusualTableTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  /// Fits `text` and samples `rows` rows; gives the sample and what the fit said on stderr.
  private func sample(_ text: String, rows: Int = 500) throws -> (csv: CSV, notes: String) {
    try box.write("t.csv", text)
    let fit = try box.done("fit", "t.csv", "-o", "t.model")
    try box.done("sample", "t.model", "-n", "\(rows)", "-o", "s.csv")
    let csv = CSV(try box.data("s.csv"))
    #expect(csv.rows.count == rows)
    #expect(csv.rows.allSatisfy { $0.count == csv.header.count })
    return (csv, fit.errors)
  }

  @Test func mixedDatesAreKeptAsStrings() throws {
    let dates = ["2024-01-31", "31.01.2024", "2024-02-01"]
    let (csv, notes) = try sample("d,n\n" + (0..<300).map { "\(dates[$0 % 3]),\($0 % 9)\n" }.joined())
    #expect(notes.contains("sklar: note: column \"d\": ") && notes.contains("more than one spelling"))
    #expect(!notes.contains("2024"))
    #expect(Set(csv.texts("d")) == Set(dates))
  }

  @Test func integersBeyond64BitsAreKeptAsStrings() throws {
    let numbers = (0..<20).map { "\(987_654_321_098 + $0)98765432109876543210" }
    let (csv, notes) = try sample("big,n\n" + (0..<400).map { "\(numbers[$0 % 20]),\($0 % 9)\n" }.joined())
    #expect(notes.contains("sklar: note: column \"big\": ") && notes.contains("beyond 64 bits"))
    #expect(!notes.contains("98765432109876543210"))
    #expect(Set(csv.texts("big")) == Set(numbers))
  }

  @Test func aNumberColumnWithAWordIsReadAsStringsAndSaysWhere() throws {
    let rows = (0..<200).map { $0 == 150 ? "SECRET42,x\n" : "\($0 % 30),y\n" }
    let (_, notes) = try sample("n,s\n" + rows.joined())
    #expect(notes.contains("column \"n\": ") && notes.contains("line 152"))
    #expect(!notes.contains("SECRET42"))
  }

  @Test func notesUnderANameOfTwoLinesTakeOneLineEach() throws {
    let (_, notes) = try sample(
      "\"a\nb\",n\n" + (0..<80).map { "\($0 % 2 == 0 ? "NA" : ""),\($0)\n5,6\n" }.joined())
    #expect(notes.split(separator: "\n").allSatisfy { $0.hasPrefix("sklar: note: ") }, "\(notes)")
  }

  @Test func oneRow() throws {
    let (csv, _) = try sample("i,f,s,d,b,t\n-3,2.5,word,2024-02-29,TRUE,2024-01-01 10:00:00\n", rows: 20)
    for row in csv.rows {
      #expect(row.map(\.text) == ["-3", "2.5", "word", "2024-02-29", "TRUE", "2024-01-01 10:00:00"])
    }
  }

  @Test func oneColumn() throws {
    let (csv, _) = try sample("only\n" + (0..<100).map { "\($0 % 5)\n" }.joined())
    #expect(Set(csv.texts("only")) == ["0", "1", "2", "3", "4"])
  }

  @Test func fewerRowsThanColumns() throws {
    var generator = TestGenerator(1)
    let header = (0..<30).map { "c\($0)" }.joined(separator: ",")
    let rows = (0..<6).map { _ in
      (0..<30).map { $0 % 3 == 0 ? "l\(generator.next() % 3)" : "\(generator.normal())" }.joined(
        separator: ",")
    }
    let (csv, _) = try sample(header + "\n" + rows.joined(separator: "\n") + "\n")
    #expect(csv.header.count == 30)
    #expect(csv.numbers("c1").allSatisfy { $0 != nil })
  }

  @Test func constantColumns() throws {
    let (csv, _) = try sample(
      "a,b,c,d\n" + (0..<100).map { "7,word,\($0 % 9),\($0 % 3 == 0 ? "1.50" : "")\n" }.joined())
    #expect(Set(csv.texts("a")) == ["7"])
    #expect(Set(csv.texts("b")) == ["word"])
    #expect(Set(csv.texts("d")) == ["1.50", ""])
  }

  @Test func nothingButConstants() throws {
    let (csv, _) = try sample("a,b\n" + String(repeating: "7,word\n", count: 50))
    #expect(csv.rows.allSatisfy { $0.map(\.text) == ["7", "word"] })
  }

  @Test func collinearColumnsStayCollinear() throws {
    var generator = TestGenerator(2)
    let rows = (0..<2000).map { _ -> String in
      let x = generator.normal()
      return "\(x),\(2 * x + 1),\(-x),\(exp(x)),\(x)\n"
    }
    let (csv, _) = try sample("a,b,c,d,e\n" + rows.joined(), rows: 5000)
    let a = csv.numbers("a").compactMap { $0 }
    for (name, sign) in [("b", 1.0), ("c", -1), ("e", 1)] {
      let other = csv.numbers(name).compactMap { $0 }
      #expect(sign * correlation(Array(zip(a, other))) > 0.99, "\(name)")
    }
    #expect(correlation(Array(zip(a, csv.numbers("d").compactMap { $0.map { log($0) } }))) > 0.99)
  }

  @Test func tensOfThousandsOfLevels() throws {
    var text = "level,n\n"
    for row in 0..<60_000 { text += "level number \(row * 7919 % 20_000),\(row % 100)\n" }
    try box.write("t.csv", text)
    let fit = try box.start(
      try #require(Command.path), ["fit", "t.csv", "-o", "t.model"]
    ).wait(watchingMemory: true)
    #expect(fit.status == 0, "\(fit.errors)")
    #expect((fit.peakMemory ?? 0) < 500 << 20)
    try box.done("sample", "t.model", "-n", "60000", "-o", "s.csv")
    let csv = CSV(try box.data("s.csv"))
    let known = Set((0..<20_000).map { "level number \($0)" })
    #expect(csv.texts("level").allSatisfy(known.contains))
    #expect(Set(csv.texts("level")).count > 17_000)
  }

  @Test func quotedNewlinesAcrossChunkBorders() throws {
    let levels = ["one\ntwo", "\n\n", "say \"x\",\n\"y\"", "\r\nend", "a,\nb\n"]
    let filler = String(repeating: "line\n", count: 20)
    var text = "long,level,n\n"
    for row in 0..<20_000 {
      let level = levels[row * 31 % 5].replacing("\"", with: "\"\"")
      text += "\"\(filler)\(row % 3)\",\"\(level)\",\(row % 100)\n"
    }
    #expect(text.utf8.count > 2 << 20)
    let (csv, notes) = try sample(text, rows: 5000)
    #expect(notes.isEmpty)
    #expect(Set(csv.texts("level")) == Set(levels))
    #expect(Set(csv.texts("long")) == Set((0..<3).map { "\(filler)\($0)" }))
    #expect(csv.numbers("n").allSatisfy { $0 != nil && (0...99).contains($0!) })
    #expect(try box.done("inspect", "t.model").text.contains("20,000 rows"))
  }

  @Test(arguments: [(";", "\n"), ("\t", "\r\n"), ("|", "\n"), (",", "\r\n")])
  func delimitersLineEndsAndMarks(_ delimiter: String, _ end: String) throws {
    let lines = ["a,b,c"] + (0..<90).map { "\($0 % 4),l\($0 % 3),\($0 % 2 == 0 ? "2.50" : "3.25")" }
    let plain = lines.joined(separator: "\n") + "\n"
    let (reference, _) = try sample(plain)
    let (csv, _) = try sample(
      "\u{FEFF}" + plain.replacing(",", with: delimiter).replacing("\n", with: end))
    #expect(csv.header == ["a", "b", "c"])
    #expect(csv.rows == reference.rows)
  }

  @Test func theLastLineMayLackItsEnd() throws {
    let text = "a,b\n" + (0..<50).map { "\($0),l\($0 % 3)\n" }.joined()
    let (whole, _) = try sample(text)
    let (cut, _) = try sample(String(text.dropLast()))
    #expect(whole.rows == cut.rows)
  }
}
