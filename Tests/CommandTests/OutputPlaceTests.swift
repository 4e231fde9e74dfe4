import Foundation
import Testing

/// Where outputs go: complete under their name or not at all, and nothing that existed is lost.
@Suite struct OutputPlaceTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  /// The three commands that write a file, each with an output name of its kind.
  enum Writer: String, CaseIterable {
    case fit, sample, schema

    func arguments(_ output: String) throws -> [String] {
      switch self {
      case .fit: ["fit", Fixtures.penguinsData, "-o", output]
      case .sample: ["sample", try Fixtures.penguinsModel(), "-n", "20000", "-o", output, "--format", "csv"]
      case .schema: ["schema", Fixtures.penguinsData, "-o", output]
      }
    }
  }

  private func run(_ writer: Writer, _ output: String) throws -> Outcome {
    try box.run(try #require(Command.path), try writer.arguments(output))
  }

  @Test(arguments: Writer.allCases) func readOnlyFilesAreRefused(_ writer: Writer) throws {
    try box.write("old", "kept")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: box.path("old"))
    expectRefusal(try run(writer, "old"), ["old: ", "write-protected"])
    #expect(try box.text("old") == "kept")
    #expect(box.listing == ["old"])
  }

  @Test(arguments: Writer.allCases) func directoriesAreRefused(_ writer: Writer) throws {
    try FileManager.default.createDirectory(atPath: box.path("folder"), withIntermediateDirectories: true)
    expectRefusal(try run(writer, "folder"), ["folder: ", "directory"])
    expectRefusal(try run(writer, "folder/"), ["folder/: ", "directory"])
    expectRefusal(try run(writer, "none/out"), ["none/out: ", "directory does not exist"])
    expectRefusal(try run(writer, "new/"), ["new/: ", "directory"])
    #expect(box.listing == ["folder"])
  }

  @Test(arguments: Writer.allCases) func devicesAreWrittenAndStay(_ writer: Writer) throws {
    #expect(try run(writer, "/dev/null").status == 0)
    #expect(try box.shell("test -c /dev/null").status == 0)
    expectRefusal(try run(writer, "/dev/full"), ["/dev/full: ", "full"])
    #expect(try box.shell("test -c /dev/full").status == 0)
  }

  @Test func anInputIsNotReplacedByItsOutput() throws {
    let table = "a,b\n1,2\n3,4\n"
    try box.write("t.csv", table)
    try box.done("fit", "t.csv", "-o", "t.model")
    let model = try box.text("t.model")
    for arguments in [["fit", "t.csv", "-o", "./t.csv"], ["schema", "t.csv", "-o", "t.csv"]] {
      #expect(try box.run(try #require(Command.path), arguments).status == 64)
    }
    #expect(
      try box.sklar("sample", "t.model", "-n", "5", "-o", "t.model", "--format", "csv").status == 64)
    #expect(try box.text("t.csv") == table)
    #expect(try box.text("t.model") == model)
  }

  @Test func wordsThatCannotBeToldAreAFailure() throws {
    let model = try Fixtures.penguinsModel()
    for command in ["inspect '\(model)'", "schema '\(Fixtures.penguinsData)'", "sample '\(model)' -n 9 -o -"]
    {
      let outcome = try box.shell("exec \"$SKLAR\" \(command) > /dev/full")
      #expect(outcome.status == 1, "\(command)")
    }
  }

  @Test func closedStandardOutputIsAFailure() throws {
    let outcome = try box.shell("exec \"$SKLAR\" sample '\(try Fixtures.penguinsModel())' -n 9 -o - >&-")
    expectRefusal(outcome, ["<stdout>"])
  }

  @Test(arguments: [true, false]) func aFullDiskLosesNothing(_ isThere: Bool) throws {
    if isThere { try box.write("out.csv", "kept") }
    // A limit on file sizes stands in for the disk: writing fails in the same place.
    let outcome = try box.shell(
      "ulimit -f 100; exec \"$SKLAR\" sample '\(try Fixtures.penguinsModel())' -n 1M -o out.csv --quiet")
    expectRefusal(outcome, ["out.csv: "])
    #expect(box.listing == (isThere ? ["out.csv"] : []))
    if isThere { #expect(try box.text("out.csv") == "kept") }
  }

  @Test func aFullDiskAtFittingLosesNothing() throws {
    try box.write("out.model", "kept")
    let outcome = try box.shell(
      "ulimit -f 2; exec \"$SKLAR\" fit '\(Fixtures.penguinsData)' -o out.model --quiet")
    expectRefusal(outcome, ["out.model: "])
    #expect(box.listing == ["out.model"])
    #expect(try box.text("out.model") == "kept")
  }

  @Test func aClosedPipeIsAFailure() throws {
    let outcome = try box.shell(
      "{ \"$SKLAR\" sample '\(try Fixtures.penguinsModel())' -n 1M -o - --quiet; echo $? > status; } | head -1"
    )
    #expect(outcome.text.hasPrefix("species,"))
    #expect(try box.text("status") == "1\n")
    #expect(outcome.errors.contains("closed the pipe"), "\(outcome.errors)")
  }

  @Test func linksStayAndTheirTargetsAreReplaced() throws {
    try FileManager.default.createDirectory(atPath: box.path("deep"), withIntermediateDirectories: true)
    try box.write("deep/target.csv", "old")
    try box.shell(
      "ln -s target.csv deep/second.csv; ln -s deep/second.csv link.csv; ln -s deep/new.csv dangling.csv")
    let model = try Fixtures.penguinsModel()
    let plain = try box.done("sample", model, "-n", "50", "-o", "-").output
    try box.done("sample", model, "-n", "50", "-o", "link.csv")
    try box.done("sample", model, "-n", "50", "-o", "dangling.csv")
    let links = "test -L link.csv && test -L deep/second.csv && test -L dangling.csv"
    #expect(try box.shell(links + " && test ! -L deep/target.csv").status == 0)
    #expect(try box.data("deep/target.csv") == plain)
    #expect(try box.data("deep/new.csv") == plain)
    #expect(box.listing == ["dangling.csv", "deep", "link.csv"])
  }

  @Test func modesAreKeptAndNewFilesFollowTheMask() throws {
    try box.write("old.csv", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: box.path("old.csv"))
    let model = try Fixtures.penguinsModel()
    try box.shell(
      "umask 027; \"$SKLAR\" sample '\(model)' -n 5 -o old.csv && \"$SKLAR\" sample '\(model)' -n 5 -o new.csv"
    )
    for name in ["old.csv", "new.csv"] {
      let mode = try FileManager.default.attributesOfItem(atPath: box.path(name))[.posixPermissions] as? Int
      #expect(mode == 0o640, "\(name)")
    }
  }

  @Test func namedPipesAreWrittenDirectly() throws {
    let model = try Fixtures.penguinsModel()
    let outcome = try box.shell(
      "mkfifo pipe.csv; cat pipe.csv > got & \"$SKLAR\" sample '\(model)' -n 5000 -o pipe.csv; wait; test -p pipe.csv"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try box.data("got") == box.done("sample", model, "-n", "5000", "-o", "-").output)
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGINT]) func aKilledProcessLosesNothing(_ signal: Int32) throws {
    try box.write("old.csv", "kept")
    for name in ["old.csv", "new.csv"] {
      let running = try box.start(
        try #require(Command.path),
        ["sample", try Fixtures.penguinsModel(), "-n", "1G", "-o", name, "--quiet"])
      // Killed when it has written a megabyte or two.
      var written = 0
      for _ in 0..<2000 where written < 1 << 20 {
        usleep(5000)
        let lines = (try? String(contentsOfFile: "/proc/\(running.child)/io", encoding: .utf8)) ?? ""
        let line = lines.split(separator: "\n").first { $0.hasPrefix("wchar: ") }
        written = line.flatMap { Int($0.dropFirst(7)) } ?? 0
      }
      #expect(written >= 1 << 20)
      kill(running.child, signal)
      let outcome = running.wait()
      #expect(outcome.signal == signal || (signal != SIGKILL && outcome.status != 0))
    }
    // On a file system without unnamed files SIGKILL leaves a hidden one.
    #expect(box.listing.filter { !$0.hasPrefix(".sklar-") } == ["old.csv"])
    #expect(try box.text("old.csv") == "kept")
  }
}
