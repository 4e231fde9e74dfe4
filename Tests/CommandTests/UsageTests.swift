import Foundation
import Sklar
import Testing

/// How the command answers to questions about itself, and to misuse.
@Suite struct UsageTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  @Test(arguments: [
    ([], ["fit", "sample", "schema", "inspect", "--version", "Exit status"]),
    (["fit"], ["<data>", "-o, --output", "--schema", "--seed", "--delimiter", "--missing"]),
    (
      ["sample"],
      ["<model>", "-n, --count", "-o, --output", "--seed", "--rows", "--shard", "--format", "--no-header"]
    ),
    (["schema"], ["<data>", "-o, --output", "--delimiter", "--missing"]),
    (["inspect"], ["<model>"]),
    (
      ["evaluate"],
      [
        "<real>", "<synth>", "--holdout", "--target", "--compat", "--json", "--html", "--fail-below",
        "--seed",
      ]
    ),
    (
      ["noise"],
      [
        "<data>", "-o, --output", "--epsilon", "--laplace", "--randomize", "--keep", "--schema", "--bounds",
        "--json",
      ]
    ),
    (["bench"], ["<model>", "--table", "--rows", "--seconds", "--only", "--json"]),
  ])
  func helpNamesTheOptions(_ command: [String], _ names: [String]) throws {
    let common = command.isEmpty ? ["--help"] : ["--threads", "--quiet", "--help"]
    for help in command.isEmpty
      ? [["--help"], ["-h"], ["help"]] : [command + ["--help"], ["help"] + command]
    {
      let outcome = try box.run(try #require(Command.path), help)
      #expect(outcome.status == 0, "\(help): \(outcome.errors)")
      for name in names + common { #expect(outcome.text.contains(name), "\(help) says nothing of \(name)") }
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test func commandsThatAreNotBuiltAreAbsent() throws {
    let help = try box.sklar("--help").text
    for name in ["parquet", "TODO"] { #expect(!help.contains(name)) }
  }

  @Test func version() throws {
    let outcome = try box.sklar("--version")
    #expect(outcome.status == 0)
    #expect(outcome.text == sklarVersion + "\n")
  }

  @Test func quietPrintsNothing() throws {
    // The free text would be worth a note.
    let rows = (0..<100).map {
      "\($0 % 9),words and \($0) more of \(String(repeating: "them ", count: $0 % 5))\n"
    }
    try box.write("t.csv", "n,text\n" + rows.joined())
    for outcome in [
      try box.done("fit", "t.csv", "-o", "t.model", "--quiet"),
      try box.done("sample", "t.model", "-n", "100", "-o", "t2.csv", "--quiet"),
      try box.done("schema", "t.csv", "-o", "t.yaml", "--quiet"),
    ] {
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.isEmpty)
    }
    #expect(try box.done("sample", "t.model", "-n", "1", "-o", "-", "--quiet").errors.isEmpty)
  }

  @Test func fitSaysWhatItLearned() throws {
    let outcome = try box.done("fit", Fixtures.penguinsData, "-o", "p.model")
    for word in ["344 rows of 7 columns", "sex", "p.model"] { #expect(outcome.text.contains(word)) }
    let inspect = try box.done("inspect", "p.model").text
    for word in ["344 rows", "species", "bill_length_mm", "flipper_length_mm", "Adelie"] {
      #expect(inspect.contains(word), "\(inspect)")
    }
  }

  @Test func noRowsGiveTheHeader() throws {
    let model = try Fixtures.penguinsModel()
    let outcome = try box.done("sample", model, "-n", "0", "-o", "-")
    #expect(outcome.text == "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex\n")
    #expect(try box.done("sample", model, "-n", "0", "--no-header", "-o", "-").output.isEmpty)
    try box.done("sample", model, "-n", "0", "-o", "none.jsonl")
    #expect(try box.data("none.jsonl").isEmpty)
    try box.done("sample", model, "-n", "0", "-o", "none.csv.gz")
    #expect(try box.run("gzip", ["-dc", "none.csv.gz"]).output == outcome.output)
  }

  @Test(arguments: [
    [], ["-n", "-5"], ["-n=-5"], ["-n", "many"], ["-n", ""], ["-n", "1.5"], ["-n", "0x10"],
    ["-n", "99999999999999999999"], ["-n", "9999999999G"], ["-n", "5", "--rows", "2..<9"],
    ["--rows", "9..<2"], ["--rows", "1-5"], ["--rows", "..<5"], ["--shard", "1/3"],
    ["-n", "9", "--shard", "0/3"], ["-n", "9", "--shard", "4/3"], ["-n", "9", "--shard", "1/0"],
    ["-n", "9", "--rows", "1..<2", "--shard", "1/3"], ["-n", "9", "--seed", "-1"], ["-n", "1e99"],
    ["-n", "9", "--seed", "18446744073709551616"], ["-n", "9", "--threads", "0"],
    ["-n", "9", "--threads", "-2"], ["-n", "9", "--threads", "1000000"], ["-n", "9", "--fast"],
    ["-n", "9", "more.csv"],
  ])
  func misuseOfSample(_ arguments: [String]) throws {
    let all = ["sample", try Fixtures.penguinsModel(), "-o", "out.csv"] + arguments
    expectMisuse(try box.run(try #require(Command.path), all))
    #expect(box.listing.isEmpty)
  }

  @Test(arguments: [
    ["frobnicate"], ["--frobnicate"], ["fit"], ["fit", Fixtures.penguinsData], ["sample"],
    ["sample", "p.model", "-n", "5"], ["schema"], ["inspect"], ["inspect", "a", "b"],
    ["fit", Fixtures.penguinsData, "-o"],
    ["fit", Fixtures.penguinsData, "-o", "p.model", "--model", "trees"],
    ["fit", Fixtures.penguinsData, "-o", "p.model", "--delimiter", "ab"],
    ["fit", Fixtures.penguinsData, "-o", "p.model", "--delimiter", "\""],
  ])
  func misuse(_ arguments: [String]) throws {
    expectMisuse(try box.run(try #require(Command.path), arguments))
    #expect(box.listing.isEmpty)
  }

  @Test func unknownFormatsAreRefused() throws {
    let model = try Fixtures.penguinsModel()
    for name in ["out.orc", "out", "out.xlsx", "out.gz", ".csv."] {
      let outcome = try box.sklar("sample", model, "-n", "5", "-o", name)
      #expect(outcome.status == 64 || outcome.status == 1)
      #expect(outcome.errors.contains(".csv") && outcome.errors.contains(".jsonl"), "\(outcome.errors)")
    }
    let outcome = try box.sklar("sample", model, "-n", "5", "-o", "a.csv", "--format", "xml")
    #expect(outcome.status == 64 || outcome.status == 1)
    #expect(outcome.errors.contains("jsonl"))
    #expect(box.listing.isEmpty)
  }
}
