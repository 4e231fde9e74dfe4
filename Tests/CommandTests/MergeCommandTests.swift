import Foundation
import Testing

/// `sklar merge A B -o C` and `sklar fit --stream`, by the real command.
@Suite struct MergeCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func halves() throws -> (whole: String, names: [String]) {
    let text = try String(contentsOf: URL(filePath: Fixtures.penguinsData), encoding: .utf8)
    let lines = text.split(separator: "\n")
    for (name, rows) in [("a", lines.dropFirst().prefix(170)), ("b", lines.dropFirst().dropFirst(170))] {
      try box.write("\(name).csv", ([lines[0]] + rows).joined(separator: "\n") + "\n")
      _ = try box.done("fit", "\(name).csv", "-o", "\(name).model")
    }
    return (text, ["a.model", "b.model"])
  }

  @Test func mergedModelsAreModels() throws {
    _ = try halves()
    let outcome = try box.done("merge", "a.model", "b.model", "-o", "c.model")
    #expect(outcome.text.contains("344 rows"))
    let sample = CSV(try box.done("sample", "c.model", "-n", "2000", "-o", "-").output)
    #expect(sample.rows.count == 2000)
    // Species of both halves.
    #expect(Set(sample.texts("species")) == ["Adelie", "Chinstrap", "Gentoo"])
    _ = try box.done("merge", "c.model", "a.model", "-o", "d.model.zst", "--quiet")
    #expect(try box.done("inspect", "d.model.zst").text.contains("514 rows"))
    // The same bytes on any number of threads.
    _ = try box.done("merge", "a.model", "b.model", "-o", "e.model", "--threads", "1")
    #expect(try box.data("e.model") == box.data("c.model"))
  }

  @Test func modelsThatDoNotGoTogetherAreRefused() throws {
    _ = try halves()
    try box.write("other.csv", "species,mass\nAdelie,1\nGentoo,2\n")
    _ = try box.done("fit", "other.csv", "-o", "other.model")
    let refused = try box.sklar("merge", "a.model", "other.model", "-o", "c.model")
    expectRefusal(refused, ["a.model and other.model: ", "column \"island\": ", "Fit both"])
    expectRefusal(try box.sklar("merge", "a.model", "none.model", "-o", "c.model"), ["none.model"])
    try box.write("bad.model", "{}")
    expectRefusal(try box.sklar("merge", "bad.model", "a.model", "-o", "c.model"), ["bad.model"])
    #expect(try box.sklar("merge", "a.model", "b.model", "-o", "a.model").status == 64)
    #expect(try box.sklar("merge", "a.model", "-o", "c.model").status == 64)
    #expect(try box.sklar("merge", "-", "-", "-o", "c.model").status == 64)
    #expect(!box.listing.contains("c.model"))
  }
}

@Suite struct StreamCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func sample(_ model: String) throws -> Data {
    try box.done("sample", model, "-n", "500", "-o", "-").output
  }

  @Test func smallTablesGiveTheSameModel() throws {
    let text = try Data(contentsOf: URL(filePath: Fixtures.penguinsData))
    try box.write("p.csv", text)
    _ = try box.done("fit", "p.csv", "-o", "whole.model")
    _ = try box.done("fit", "p.csv", "--stream", "-o", "stream.model")
    #expect(try sample("stream.model") == sample("whole.model"))
    // Compressed, by the content's own word.
    _ = try box.done("sample", "whole.model", "-n", "3000", "-o", "s.csv.gz")
    _ = try box.done("sample", "whole.model", "-n", "3000", "-o", "s.csv.zst")
    for file in ["s.csv.gz", "s.csv.zst"] {
      _ = try box.done("fit", file, "-o", "whole.model")
      _ = try box.done("fit", file, "--stream", "-o", "stream.model", "--threads", "1")
      #expect(try sample("stream.model") == sample("whole.model"))
    }
  }

  /// Beyond the first block a column of integers holds a decimal, one of decimals a word, and a third has its first value.
  @Test func widerTypesBeyondTheFirstBlock() throws {
    let filler = String(repeating: "\(String(repeating: "x", count: 90)),1,2.5,\n", count: 200_000)
    try box.write("t.csv", "name,k,d,late\n\(filler)y,1.25,word,7\ny,3,2.5,8\n")
    let outcome = try box.done("fit", "t.csv", "--stream", "-o", "t.model")
    #expect(outcome.text.contains("200,002 rows"))
    let words = try box.done("inspect", "t.model").text
    #expect(words.contains("decimal") || words.contains("float64"))
    // An error in a later block has the line of the file.
    try box.write("bad.csv", "name,k,d,late\n\(filler)y,1.25\n")
    expectRefusal(
      try box.sklar("fit", "bad.csv", "--stream", "-o", "bad.model"),
      ["bad.csv:200002: ", "Expected 4 fields"])
  }

  /// Three times the rows, all of them beyond the first blocks: the file grows by 130 MB, the memory by a fraction of it.
  @Test func memoryDoesNotGrowWithTheRows() throws {
    let rows = (0..<20_000).map { row in
      "\((row * 7919) % 10_007).\(row % 89),\((row * 31) % 997),level\(row % 12),\(String(repeating: "y", count: 70))\(row % 50)"
    }
    let block = rows.joined(separator: "\n") + "\n"
    var peaks: [Int] = []
    for blocks in [30, 90] {
      try box.write("t.csv", "a,b,c,d\n" + String(repeating: block, count: blocks))
      let running = try box.start(
        try #require(Command.path), ["fit", "t.csv", "--stream", "-o", "t.model", "--threads", "2"])
      let outcome = running.wait(watchingMemory: true)
      #expect(outcome.status == 0, "\(outcome.errors)")
      peaks.append(try #require(outcome.peakMemory))
    }
    #expect(peaks[1] - peaks[0] < 40 << 20)
  }

  @Test func whatCannotBeReadTwiceIsRefused() throws {
    try box.write("t.jsonl", "{\"a\": 1}\n{\"a\": 2}\n")
    expectRefusal(try box.sklar("fit", "t.jsonl", "--stream", "-o", "t.model"), ["t.jsonl: ", "JSON Lines"])
    expectRefusal(try box.sklar("fit", "-", "--stream", "-o", "t.model"), ["<stdin>: ", "twice"])
    expectRefusal(
      try box.sklar("fit", "none.csv", "--stream", "-o", "t.model"), ["none.csv: ", "no such file"])
    try box.write("empty.csv", "")
    expectRefusal(try box.sklar("fit", "empty.csv", "--stream", "-o", "t.model"), ["empty.csv: ", "empty"])
    try box.write("header.csv", "a,b\n")
    expectRefusal(
      try box.sklar("fit", "header.csv", "--stream", "-o", "t.model"), ["header.csv:1: ", "no rows"])
    try box.write("open.csv", "a,b\n1,\"2\n3,4\n")
    expectRefusal(try box.sklar("fit", "open.csv", "--stream", "-o", "t.model"), ["open.csv:2: "])
    try box.write("plain.csv.gz", "a,b\n1,2\n")
    expectRefusal(try box.sklar("fit", "plain.csv.gz", "--stream", "-o", "t.model"), ["plain.csv.gz: "])
    for target in ["zzz"] {
      try box.write("t.csv", "a,b\n1,2\n3,4\n")
      expectRefusal(
        try box.sklar("fit", "t.csv", "--stream", "-o", "t.model", "--target", target), ["column \"zzz\""])
    }
    #expect(!box.listing.contains("t.model"))
  }

  @Test func truncatedCompressionIsNoticed() throws {
    try box.write("p.csv", try Data(contentsOf: URL(filePath: Fixtures.penguinsData)))
    _ = try box.done("fit", "p.csv", "-o", "p.model")
    for file in ["s.csv.gz", "s.csv.zst"] {
      _ = try box.done("sample", "p.model", "-n", "3000", "-o", file)
      try box.write("cut-\(file)", try box.data(file).dropLast(20))
      expectRefusal(
        try box.sklar("fit", "cut-\(file)", "--stream", "-o", "t.model"), ["cut-\(file): ", "cut off"])
    }
  }
}

/// What a stream sees late, and booleans of one value.
@Suite struct LateValueTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  /// Blocks of a stream are of 16 MiB: digits, whole numbers and empty stretches that only the last one shows.
  @Test func theLastBlockOfAStreamChangesNothingSilently() throws {
    var lines = ["price,ratio,seldom,word"]
    for row in 0..<700_000 {
      let cents = row % 89 + 10
      let early = row < 600_000
      lines.append(
        early
          ? "\(row % 977).\(cents),0.00\(cents)\(row % 7 + 1)e-3,\(row % 50),some word \(row % 5)"
          : "\(row % 977).5,\(row % 9),,some word \(row % 5)")
    }
    try box.write("t.csv", lines.joined(separator: "\n") + "\n")
    try box.done("fit", "t.csv", "-o", "whole.model", "--quiet")
    try box.done("fit", "t.csv", "-o", "stream.model", "--quiet", "--stream")
    func schema(_ model: String) throws -> String {
      let text = try box.text(model)
      let start = try #require(text.range(of: "\"schema\""))
      return String(text[start.lowerBound...].prefix { $0 != "]" })
    }
    #expect(try schema("whole.model") == schema("stream.model"))
    #expect(try schema("stream.model").contains("\"minimumDigits\": 1"))
    #expect(try schema("stream.model").contains("\"plainIntegers\": true"))
  }

  @Test func aBooleanThatWasOnlyTrueStaysTrue() throws {
    func flags(_ name: String, _ value: (Int) -> String) throws {
      try box.write(name, "flag,n\n" + (0..<300).map { "\(value($0)),\($0 % 7)\n" }.joined())
    }
    try flags("true.csv") { _ in "true" }
    try flags("both.csv") { $0 % 4 == 0 ? "false" : "true" }
    try box.done("fit", "true.csv", "-o", "true.model", "--quiet")
    try box.done("fit", "both.csv", "-o", "both.model", "--quiet")
    try box.done("merge", "true.model", "both.model", "-o", "merged.model", "--quiet")
    try box.done("merge", "both.model", "true.model", "-o", "other.model", "--quiet")
    for model in ["true.model", "both.model", "merged.model", "other.model"] {
      let csv = try box.done("sample", model, "-n", "400", "-o", "-").text.split(separator: "\n").dropFirst()
      let lines = try box.done("sample", model, "-n", "400", "-o", "-", "--format", "jsonl").text
        .split(separator: "\n")
      #expect(csv.map { $0.hasPrefix("true") } == lines.map { $0.contains("\"flag\":true") })
      #expect(csv.contains { $0.hasPrefix("true") })
      #expect(csv.allSatisfy { $0.hasPrefix("true") } == (model == "true.model"))
    }
  }
}
