import Foundation
import Testing

/// Parquet and Arrow as the command writes them. What they hold, `Tests/Interchange` reads with other programs.
@Suite struct ColumnFileTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  @Test(arguments: ["parquet", "arrow"]) func bytesAreThoseOfTheRows(_ format: String) throws {
    let model = try Fixtures.mixedModel()
    try box.done("sample", model, "-n", "150000", "--threads", "1", "-o", "one.\(format)")
    let whole = try box.data("one.\(format)")
    try box.done("sample", model, "-n", "150000", "--threads", "3", "-o", "three.\(format)")
    #expect(try box.data("three.\(format)") == whole)
    for set in ["baseline", "v3"] {
      try box.done("sample", model, "-n", "150000", "-o", "set.\(format)", environment: ["SKLAR_ISA": set])
      #expect(try box.data("set.\(format)") == whole)
    }
    // A pipe cannot be sought in.
    let piped = try box.shell("\"$SKLAR\" sample '\(model)' -n 150000 -o - --format \(format) --quiet | cat")
    #expect(piped.output == whole)
    let part = try box.done(
      "sample", model, "-n", "1M", "--rows", "0..<150000", "-o", "-", "--format", format)
    #expect(part.output == whole)
    try box.done("sample", model, "-n", "150000", "-o", "/dev/null", "--format", format.uppercased())
  }

  @Test func filesHaveTheirMarks() throws {
    let model = try Fixtures.penguinsModel()
    for rows in ["0", "1000"] {
      try box.done("sample", model, "-n", rows, "-o", "a.parquet")
      let parquet = try box.data("a.parquet")
      #expect(parquet.starts(with: Data("PAR1".utf8)) && parquet.suffix(4) == Data("PAR1".utf8))
      try box.done("sample", model, "-n", rows, "-o", "a.arrow")
      let arrow = try box.data("a.arrow")
      #expect(
        arrow.starts(with: [255, 255, 255, 255]) && arrow.suffix(8) == Data([255, 255, 255, 255, 0, 0, 0, 0]))
      #expect(arrow.count % 8 == 0)
    }
  }

  @Test func streamsCanBeCompressedFromOutside() throws {
    let model = try Fixtures.penguinsModel()
    try box.done("sample", model, "-n", "70000", "-o", "a.arrow")
    for (name, program) in [("a.arrow.gz", "gzip"), ("a.arrow.zst", "zstd")] {
      try box.done("sample", model, "-n", "70000", "-o", name)
      #expect(try box.run(program, ["-dc", name]).output == box.data("a.arrow"))
    }
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let model = try Fixtures.penguinsModel()
    for name in ["a.parquet.gz", "a.parquet.zst"] {
      expectMisuse(try box.sklar("sample", model, "-n", "5", "-o", name), ["compressed on the inside"])
    }
    for name in ["a.parquet", "a.arrow"] {
      expectMisuse(
        try box.sklar("sample", model, "-n", "5", "-o", name, "--no-header"), ["--no-header"])
    }
    expectMisuse(try box.sklar("sample", model, "-n", "5", "-o", "a.orc"), [".parquet"])
    #expect(box.listing.isEmpty)
  }

  @Test(arguments: ["parquet", "arrow"]) func aFullDiskLosesNothing(_ format: String) throws {
    try box.write("out.\(format)", "kept")
    let outcome = try box.shell(
      "ulimit -f 100; exec \"$SKLAR\" sample '\(try Fixtures.penguinsModel())' -n 1M -o out.\(format) --quiet"
    )
    expectRefusal(outcome, ["out.\(format): "])
    #expect(box.listing == ["out.\(format)"])
    #expect(try box.text("out.\(format)") == "kept")
    expectRefusal(
      try box.sklar("sample", try Fixtures.penguinsModel(), "-n", "9", "-o", "none/out.\(format)"),
      ["none/out.\(format)"])
  }

  @Test func memoryDoesNotGrowWithTheRows() throws {
    func peak(_ rows: String) throws -> Int {
      let outcome = try box.start(
        try #require(Command.path),
        [
          "sample", try Fixtures.penguinsModel(), "-n", rows, "-o", "/dev/null", "--format", "parquet",
          "--quiet",
        ]
      ).wait(watchingMemory: true)
      #expect(outcome.status == 0)
      return outcome.peakMemory ?? 0
    }
    let (short, long) = (try peak("1M"), try peak("4M"))
    #expect(long < short + 32 << 20, "\(short) bytes for 1M rows, \(long) for 4M")
  }
}
