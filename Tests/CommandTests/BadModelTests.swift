import Foundation
import Testing

/// Model files that are no longer, or never were, what `fit` wrote.
@Suite struct BadModelTests {
  private let box: Sandbox
  private let good: Data

  init() throws {
    box = try Sandbox()
    good = try Data(contentsOf: URL(filePath: try Fixtures.penguinsModel()))
  }

  /// Checks that both readers of models refuse the file.
  private func expectRefused(_ bytes: Data, _ parts: [String] = [], _ note: String = "") throws {
    try box.write("bad.model", bytes)
    for outcome in [
      try box.sklar("sample", "bad.model", "-n", "10", "-o", "out.csv"),
      try box.sklar("inspect", "bad.model"),
    ] {
      expectRefusal(outcome, ["bad.model: "] + parts)
      #expect(outcome.output.isEmpty)
      if outcome.status != 1 { Issue.record("\(note)") }
    }
    #expect(box.listing == ["bad.model"])
  }

  @Test func truncatedFilesAreRefused() throws {
    for part in 1..<20 {
      try expectRefused(good.prefix(good.count * part / 20), ["line "], "cut at \(part)/20")
    }
    // Without its last brace; the line end alone is no loss.
    try expectRefused(good.dropLast(2), ["line "])
    try expectRefused(good.prefix(1))
  }

  @Test func flippedBitsAreNoticed() throws {
    var generator = TestGenerator(3)
    for _ in 0..<40 {
      var bytes = good
      let position = Int(generator.next() % UInt64(good.count))
      let bit = generator.next() % 8
      bytes[position] ^= 1 << UInt8(bit)
      try expectRefused(bytes, [], "bit \(bit) of byte \(position)")
    }
  }

  @Test func handEditedFilesAreRefusedWithTheWayOut() throws {
    let text = String(decoding: good, as: UTF8.self)
    let edited = text.replacing("Adelie", with: "Emperor")
    #expect(edited != text)
    try expectRefused(Data(edited.utf8), ["checksum", "changed after it was written"])
  }

  @Test func newIndentationIsNoChange() throws {
    let compact = String(decoding: good, as: UTF8.self).split(separator: "\n")
      .map { $0.drop { $0 == " " } }.joined()
    try box.write("compact.model", compact)
    let sample = try box.done("sample", "compact.model", "-n", "100", "-o", "-").output
    #expect(sample == (try box.done("sample", try Fixtures.penguinsModel(), "-n", "100", "-o", "-").output))
  }

  @Test func otherFilesAreRefused() throws {
    let text = String(decoding: good, as: UTF8.self)
    func edited(_ old: String, _ new: String) -> Data { Data(text.replacing(old, with: new).utf8) }
    try expectRefused(Data(), [])
    try expectRefused(Data("species,island\nAdelie,Dream\n".utf8), ["line 1, column 1"])
    try expectRefused(Data(contentsOf: URL(filePath: Fixtures.adultData)), [])
    try expectRefused(Data((0..<2000).map { UInt8(truncatingIfNeeded: $0 * 37) }), [])
    for json in [
      "{}", "[]", "null", "7", "\"sklar-model\"", "{\"format\": 7}", "{\"format\": \"sklar-model\"}",
    ] {
      try expectRefused(Data(json.utf8), [])
    }
    try expectRefused(edited("\"sklar-model\"", "\"sklar-modem\""), ["not a model file"])
    try expectRefused(edited("\"version\": 1,", "\"version\": 2,"), ["version"])
    try expectRefused(edited("\"version\": 1,", "\"version\": 0,"), ["version"])
    try expectRefused(edited("\"version\": 1,", "\"version\": 1e99,"), ["version"])
    try expectRefused(edited("\"version\": 1,", "\"version\": 1, \"version\": 1,"), ["twice"])
    try expectRefused(edited("\"version\": 1,", "\"version\": 1, \"also\": 1,"), [])
    try expectRefused(edited("\"version\": 1,", ""), ["version"])
    try expectRefused(good + Data("{}".utf8), ["line "])
    try expectRefused(Data([0xEF, 0xBB, 0xBF]) + good, [])
    try expectRefused(Data(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }), [])
  }

  @Test func deepNestingIsRefused() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let deep = String(repeating: open, count: 1_000_000)
      try expectRefused(Data(deep.utf8), ["line 1, column"])
      let closed =
        "{\"format\":\"sklar-model\",\"version\":1,\"checksum\":\"\",\"model\":" + deep + "0"
        + String(repeating: close, count: 1_000_000) + "}"
      try expectRefused(Data(closed.utf8), ["nest"])
    }
  }

  @Test func missingFilesAndDirectoriesAreRefused() throws {
    expectRefusal(try box.sklar("inspect", "none.model"), ["none.model: ", "no such file"])
    expectRefusal(try box.sklar("sample", "none.model", "-n", "1", "-o", "a.csv"), ["none.model: "])
    expectRefusal(try box.sklar("inspect", "."), ["directory"])
    #expect(box.listing.isEmpty)
  }

  @Test(arguments: [("zstd", 1024), ("gzip", 300)]) func bombsAreRefusedQuickly(
    _ program: String, _ size: Int
  ) throws {
    let model = try Fixtures.penguinsModel()
    // Zeros, and the beginning of a model with white space behind.
    try box.shell(
      """
      head -c \(size)M /dev/zero | \(program) -1 -c > bomb.model
      { head -c 2000 '\(model)'; head -c 300M /dev/zero | tr '\\0' ' '; } | \(program) -1 -c > long.model
      """)
    for name in ["bomb.model", "long.model"] {
      let clock = ContinuousClock()
      let start = clock.now
      let outcome = try box.start(try #require(Command.path), ["inspect", name]).wait(watchingMemory: true)
      // The limit of 256 MiB, in bytes.
      expectRefusal(outcome, [name, "268435456"])
      #expect(clock.now - start < .seconds(10))
      #expect((outcome.peakMemory ?? 0) < 450 << 20, "\(outcome.peakMemory ?? 0)")
    }
  }
}
