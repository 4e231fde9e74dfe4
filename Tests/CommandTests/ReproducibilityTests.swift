import Foundation
import Testing

/// The bytes of a sample depend on the model, the seed, the rows and the format, and on nothing else.
@Suite struct ReproducibilityTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  @Test(arguments: [1, 2, 7]) func threadsDoNotMatter(_ threads: Int) throws {
    let whole = Lines(try Fixtures.adultMillion())
    try box.done(
      "sample", try Fixtures.adultModel(), "-n", "300000", "--seed", "7", "--threads", "\(threads)", "-o",
      "a.csv")
    #expect(try box.data("a.csv") == whole[0..<300_001])
  }

  @Test(arguments: [
    500_000..<700_000, 0..<1, 8_191..<8_193, 8_192..<16_384, 12_345..<12_346, 999_999..<1_000_000, 5..<5,
  ])
  func rowRangesAreLinesOfTheWhole(_ rows: Range<Int>) throws {
    let whole = Lines(try Fixtures.adultMillion())
    #expect(whole.count == 1_000_001)
    try box.done(
      "sample", try Fixtures.adultModel(), "-n", "1M", "--seed", "7", "--rows",
      "\(rows.lowerBound)..<\(rows.upperBound)", "-o", "part.csv")
    let part = try box.data("part.csv")
    #expect(part == whole[0..<1] + whole[(rows.lowerBound + 1)..<(rows.upperBound + 1)])
  }

  @Test func aRangeNeedsNoRunLength() throws {
    let whole = Lines(try Fixtures.adultMillion())
    let part = try box.done(
      "sample", try Fixtures.adultModel(), "--seed", "7", "--rows", "2k..<3k", "--no-header", "-o", "-")
    #expect(part.output == whole[2_001..<3_001])
  }

  @Test func shardsMakeUpTheWhole() throws {
    let whole = Lines(try Fixtures.adultMillion())
    var joined = Data()
    for shard in 1...3 {
      try box.done(
        "sample", try Fixtures.adultModel(), "-n", "1_000_000", "--seed", "7", "--shard", "\(shard)/3",
        "--no-header", "-o", "part.csv")
      joined += try box.data("part.csv")
    }
    #expect(joined == whole[1..<1_000_001])
  }

  @Test func shardsBeyondTheRowsAreEmpty() throws {
    let model = try Fixtures.penguinsModel()
    var joined = Data()
    for shard in 1...5 {
      joined +=
        try box.done("sample", model, "-n", "3", "--shard", "\(shard)/5", "--no-header", "-o", "-").output
    }
    #expect(joined == (try box.done("sample", model, "-n", "3", "--no-header", "-o", "-").output))
  }

  @Test func missingValuesDoNotDependOnThreadsOrRange() throws {
    let model = try Fixtures.penguinsModel()
    let whole = Lines(try box.done("sample", model, "-n", "60000", "--threads", "1", "-o", "-").output)
    for threads in ["2", "7"] {
      let again = try box.done("sample", model, "-n", "60000", "--threads", threads, "-o", "-").output
      #expect(again == whole.data)
    }
    let part = try box.done("sample", model, "--rows", "10001..<50003", "--no-header", "-o", "-").output
    #expect(part == whole[10_002..<50_004])
  }

  @Test(arguments: ["baseline", "v3", "v4", "v9", ""]) func instructionSetsDoNotMatter(_ name: String) throws
  {
    let whole = Lines(try Fixtures.adultMillion())
    let outcome = try box.done(
      "sample", try Fixtures.adultModel(), "-n", "100000", "--seed", "7", "-o", "a.csv",
      environment: ["SKLAR_ISA": name])
    #expect(try box.data("a.csv") == whole[0..<100_001])
    let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let lacks =
      switch name {
      case "v3": !flags.contains(" avx2")
      case "v4": !flags.contains(" avx512f")
      default: name == "v9"
      }
    #expect(outcome.errors.contains("sklar: warning: SKLAR_ISA=") == lacks, "\(outcome.errors)")
  }

  @Test func quietLeavesOutTheWarningOfInstructionSets() throws {
    let outcome = try box.done(
      "sample", try Fixtures.penguinsModel(), "-n", "1", "--quiet", "-o", "a.csv",
      environment: ["SKLAR_ISA": "v9"])
    #expect(outcome.errors.isEmpty)
  }

  @Test func seedsDiffer() throws {
    let model = try Fixtures.adultModel()
    let runs = try ["0", "1", "2", "18446744073709551615"].map {
      Lines(try box.done("sample", model, "-n", "1000", "--seed", $0, "-o", "-").output)
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2), (2, 3)] {
      #expect((1...1000).count { runs[a][$0] == runs[b][$0] } <= 5)
    }
    let unseeded = try box.done("sample", model, "-n", "1000", "-o", "-").output
    #expect(unseeded == runs[0].data)
  }

  @Test(arguments: [Fixtures.adultData, Fixtures.penguinsData])
  func fitsGiveTheSameModelBytes(_ data: String) throws {
    let models = try ["1", "2", "2", "5"].enumerated().map { index, threads in
      try box.done("fit", data, "-o", "\(index).model", "--threads", threads)
      return try box.data("\(index).model")
    }
    for model in models.dropFirst() { #expect(model == models[0]) }
  }

  @Test func aModelFromStandardInputIsThatFromTheFile() throws {
    try box.done("fit", Fixtures.penguinsData, "-o", "a.model")
    try box.done("fit", "-", "-o", "b.model", input: Fixtures.penguinsData)
    let piped = try box.done("fit", Fixtures.penguinsData, "-o", "-")
    #expect(try box.data("a.model") == box.data("b.model"))
    #expect(try box.data("a.model") == piped.output)
  }

  @Test func readingAModelFromStandardInput() throws {
    let model = try Fixtures.penguinsModel()
    let piped = try box.done("sample", "-", "-n", "100", "-o", "-", input: model)
    #expect(piped.output == (try box.done("sample", model, "-n", "100", "-o", "-").output))
  }
}
