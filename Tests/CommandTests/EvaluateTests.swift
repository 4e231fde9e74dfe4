import Foundation
import Testing

/// `sklar evaluate`: what it says, where it writes it, and when its gate holds.
@Suite struct EvaluateTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  /// A table of numbers, levels and missing values whose columns hang together, with the rows of `seed`.
  static func table(_ rows: Int, seed: UInt64, header: String = "age,wage,group,late,day\n") -> String {
    var random = TestGenerator(seed)
    return header
      + (0..<rows).map { _ in
        let x = random.normal()
        let age = 40 + Int((10 * x).rounded())
        let wage = random.uniform() < 0.1 ? "" : String(format: "%.2f", 20 + 5 * x + random.normal())
        let group = ["low", "middle", "high"][x < -0.5 ? 0 : x < 0.5 ? 1 : random.uniform() < 0.8 ? 2 : 0]
        let late = random.normal() + x > 0 ? "true" : "false"
        return "\(age),\(wage),\(group),\(late),2024-03-\(10 + Int(random.next() % 20))\n"
      }.joined()
  }

  private func writeTables() throws {
    try box.write("real.csv", Self.table(600, seed: 1))
    try box.write("synth.csv", Self.table(500, seed: 2))
    try box.write("held.csv", Self.table(300, seed: 3))
  }

  private func report(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: box.data(name)) as? [String: Any])
  }

  private func score(_ name: String) throws -> Double { try #require(report(name)["score"] as? Double) }

  @Test func aWholeEvaluation() throws {
    try writeTables()
    let outcome = try box.done(
      "evaluate", "real.csv", "synth.csv", "--holdout", "held.csv", "--target", "late", "--json", "r.json",
      "--html", "r.html")
    // One screen.
    let lines = outcome.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 25)
    for line in lines { #expect(line.count <= 80, "\(line)") }
    for word in ["500 synthetic", "600 real", "300 held out", "score", "chance", "r.json", "r.html"] {
      #expect(outcome.text.contains(word), "\(word)\n\(outcome.text)")
    }
    #expect(outcome.errors.isEmpty)
    let report = try report("r.json")
    #expect(report["schema_version"] as? Int == 1)
    let score = try #require(report["score"] as? Double)
    #expect(score > 0.8 && score <= 1)
    #expect(report["passed"] == nil)
    let overall = try #require(report["overall"] as? [String: Double])
    #expect(overall["value"] == score)
    #expect(
      Set(overall.keys).isSuperset(of: [
        "high", "holdout", "holdout_resample", "independent", "low", "resample",
      ])
    )
    let manifest = try #require(report["manifest"] as? [String: Any])
    #expect(
      manifest["command"] as? String
        == "sklar evaluate real.csv synth.csv --holdout held.csv --target late")
    let files = try #require(manifest["files"] as? [[String: Any]])
    #expect(files.map { $0["role"] as? String } == ["real", "synthetic", "holdout"])
    #expect(files.map { $0["rows"] as? Int } == [600, 500, 300])
    let digest = try box.shell("sha256sum < real.csv").text.prefix(64)
    #expect(files[0]["sha256"] as? String == String(digest))
    #expect(try box.text("r.html").contains("<html"))
    // Nothing of this machine.
    for name in ["r.json", "r.html"] { #expect(try !box.text(name).contains(box.folder.path)) }
    #expect(box.listing == ["held.csv", "r.html", "r.json", "real.csv", "synth.csv"])
  }

  @Test func keysAreStable() throws {
    try writeTables()
    try box.done(
      "evaluate", box.path("real.csv"), "synth.csv", "--holdout", "held.csv", "--target", "late",
      "--fail-below", "0", "--json", "r.json")
    #expect(try report("r.json").keys.sorted() == Self.keys)
    try box.done("evaluate", "real.csv", "synth.csv", "--compat", "sdmetrics", "--json", "s.json")
    let peer = try #require(try report("s.json")["sdmetrics"] as? [String: Any])
    #expect(
      Set(peer.keys).isSuperset(of: ["column_pair_trends", "column_shapes", "columns", "overall", "pairs"]))
    // No number is a string, and none is no number.
    #expect(try !box.text("r.json").lowercased().contains("nan"))
  }

  static let keys = [
    "accuracy", "detection", "fidelity", "findings", "manifest", "nearness", "notes", "overall",
    "passed", "precision_recall", "propensity", "rows", "schema_version", "score", "utility",
  ]

  @Test func theReportDependsOnTablesAndSeedAlone() throws {
    try writeTables()
    func run(_ name: String, _ more: String...) throws {
      let all = ["evaluate", "real.csv", "synth.csv", "--holdout", "held.csv", "--target", "late"] + more
      let outcome = try box.run(
        try #require(Command.path), all + ["--json", "\(name).json", "--html", "\(name).html"])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    try run("a", "--threads", "1")
    try run("b", "--threads", "2")
    try run("c", "--threads", "5", "--quiet")
    for other in ["b", "c"] {
      #expect(try box.data("a.json") == box.data("\(other).json"))
      #expect(try box.data("a.html") == box.data("\(other).html"))
    }
    for isa in ["baseline", "v3"] {
      let outcome = try box.sklar(
        "evaluate", "real.csv", "synth.csv", "--holdout", "held.csv", "--target", "late", "--json", "i.json",
        environment: ["SKLAR_ISA": isa])
      #expect(outcome.status == 0)
      #expect(try box.data("a.json") == box.data("i.json"), "\(isa)")
    }
  }

  #if os(Linux) && arch(x86_64)
    /// The C library chooses variants of its functions by the processor, some of which end in another digit. Told to
    /// leave out those for newer processors, it has no part in the report. A library that does not know the
    /// variable takes no notice of it.
    @Test func theCLibraryDoesNotMatter() throws {
      try box.done("sample", try Fixtures.adultModel(), "-n", "3000", "-o", "synth.csv", "--quiet")
      let real = Fixtures.repository.appending(path: "data/adult_test.csv.gz").path
      for (name, features) in [("a", ""), ("b", "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4")] {
        try box.done(
          "evaluate", real, "synth.csv", "--holdout", Fixtures.adultData, "--target", "income", "--json",
          "\(name).json", "--html", "\(name).html", environment: ["GLIBC_TUNABLES": features])
      }
      #expect(try box.data("a.json") == box.data("b.json"))
      #expect(try box.data("a.html") == box.data("b.html"))
    }
  #endif

  // MARK: - The gate

  @Test func theGateHoldsOrNot() throws {
    try writeTables()
    let passed = try box.sklar(
      "evaluate", "real.csv", "synth.csv", "--fail-below", "0.5", "--json", "p.json")
    #expect(passed.status == 0 && passed.errors.isEmpty)
    #expect(try report("p.json")["passed"] as? Bool == true)
    // Everything is written before.
    let failed = try box.sklar(
      "evaluate", "real.csv", "synth.csv", "--fail-below", "1", "--json", "f.json", "--html", "f.html")
    #expect(failed.status == 3)
    #expect(failed.errorLines.count == 1 && failed.errors.contains("gate"), "\(failed.errors)")
    #expect(failed.text.contains("below 1"))
    #expect(try report("f.json")["passed"] as? Bool == false)
    #expect(try box.text("f.html").contains("<html"))
    // Also if nothing else is said.
    let quiet = try box.sklar("evaluate", "real.csv", "synth.csv", "--fail-below", "1", "--quiet")
    #expect(quiet.status == 3 && quiet.output.isEmpty && quiet.errors.contains("gate"))
    // A table is as like itself as can be.
    let same = try box.sklar("evaluate", "real.csv", "real.csv", "--fail-below", "1")
    #expect(same.status == 0, "\(same.errors)")
    #expect(try box.sklar("--help").text.contains("3 a gate"))
  }

  @Test func thePeersNumbersDoNotMoveTheGate() throws {
    try writeTables()
    let outcome = try box.done(
      "evaluate", "real.csv", "synth.csv", "--compat", "sdmetrics", "--json", "s.json")
    #expect(outcome.text.contains("SDMetrics") && outcome.text.contains("Column Pair Trends"))
    try box.done("evaluate", "real.csv", "synth.csv", "--json", "d.json")
    #expect(try score("s.json") == score("d.json"))
    #expect(try report("d.json")["sdmetrics"] == nil)
  }

  // MARK: - Where it goes

  @Test func standardOutputHoldsTheJSONAlone() throws {
    try writeTables()
    let outcome = try box.done("evaluate", "real.csv", "synth.csv", "--json", "-")
    #expect(try JSONSerialization.jsonObject(with: outcome.output) is [String: Any])
    #expect(outcome.text.last == "\n" && outcome.text.count { $0 == "\n" } == 1)
    try box.done("evaluate", "real.csv", "synth.csv", "--json", "r.json")
    #expect(try box.data("r.json") == outcome.output)
    let piped = try box.sklar("evaluate", "real.csv", "-", "--json", "-", input: box.path("synth.csv"))
    #expect(piped.status == 0)
    #expect(
      try #require(JSONSerialization.jsonObject(with: piped.output) as? [String: Any])["score"] as? Double
        == score("r.json"))
    #expect(piped.text.contains("\"name\":\"<stdin>\""))
  }

  @Test func outputsDoNotMeet() throws {
    try writeTables()
    try box.shell("ln -s new a.html; ln -s ./new b.json; mkdir d; ln -s . d/e; ln -s d/e f")
    let here = box.folder.path
    for (html, json) in [
      ("zz", here + "/zz"), ("./zz", "zz"), ("d/zz", "d/e/zz"), ("f/zz", "d/zz"), ("a.html", "b.json"),
      ("a.html", "new"), ("-", "/dev/stdout"), ("/dev/fd/1", "-"),
    ] {
      expectMisuse(
        try box.sklar("evaluate", "real.csv", "synth.csv", "--html", html, "--json", json), ["same file"])
    }
    expectMisuse(
      try box.shell("\"$SKLAR\" evaluate real.csv synth.csv --json - --html out > out"), ["same file"])
    #expect(
      box.listing == ["a.html", "b.json", "d", "f", "held.csv", "out", "real.csv", "synth.csv"])
    try box.done("evaluate", "real.csv", "synth.csv", "--html", "/dev/null", "--json", "/dev/null")
    try box.done("evaluate", "real.csv", "synth.csv", "--html", "zz", "--json", "d/zz")
    #expect(try box.text("zz").contains("<html"))
  }

  /// However it is named.
  @Test func aStreamOfJSONHoldsNothingElse() throws {
    try writeTables()
    try box.done("evaluate", "real.csv", "synth.csv", "--json", "r.json")
    for output in ["/dev/stdout", "/dev/fd/1"] {
      let outcome = try box.done("evaluate", "real.csv", "synth.csv", "--json", output)
      #expect(try outcome.output == box.data("r.json"), "\(output)")
    }
    let piped = try box.shell("\"$SKLAR\" evaluate real.csv synth.csv --json /proc/self/fd/1 | cat")
    #expect(try piped.output == box.data("r.json"))
  }

  @Test func inputsAreNotReplaced() throws {
    try writeTables()
    let before = try ["real.csv", "synth.csv", "held.csv"].map { try box.data($0) }
    try box.shell("ln -s real.csv link.json")
    for (option, name) in [
      ("--json", "real.csv"), ("--json", "./synth.csv"), ("--html", "held.csv"), ("--json", "link.json"),
    ] {
      expectMisuse(
        try box.sklar("evaluate", "real.csv", "synth.csv", "--holdout", "held.csv", option, name))
    }
    expectMisuse(try box.sklar("evaluate", "real.csv", "synth.csv", "--json", "x", "--html", "x"))
    #expect(try ["real.csv", "synth.csv", "held.csv"].map { try box.data($0) } == before)
    #expect(box.listing == ["held.csv", "link.json", "real.csv", "synth.csv"])
  }

  @Test func outputsAppearCompleteOrNotAtAll() throws {
    try writeTables()
    try box.write("old.json", "kept")
    try box.write("bad.csv", "age,wage\n1\n")
    expectRefusal(
      try box.sklar("evaluate", "real.csv", "bad.csv", "--json", "old.json", "--html", "new.html"))
    expectRefusal(
      try box.sklar("evaluate", "real.csv", "synth.csv", "--json", "none/x.json", "--html", "new.html"),
      ["none/x.json: "])
    let full = try box.shell(
      "ulimit -f 1; exec \"$SKLAR\" evaluate real.csv synth.csv --json old.json --html new.html --quiet")
    expectRefusal(full)
    #expect(try box.text("old.json") == "kept")
    #expect(!box.listing.contains("new.html"))
    expectRefusal(try box.sklar("evaluate", "real.csv", "synth.csv", "--json", "/dev/full"), ["/dev/full: "])
  }

  // MARK: - Misuse

  @Test(arguments: [
    ["--fail-below", "1.5"], ["--fail-below", "-0.1"], ["--fail-below", "nan"], ["--fail-below", "high"],
    ["--compat", "sdv"], ["--seed", "-1"], ["--threads", "0"], ["more.csv"], ["--holdout"],
  ])
  func misuse(_ arguments: [String]) throws {
    try writeTables()
    expectMisuse(
      try box.run(try #require(Command.path), ["evaluate", "real.csv", "synth.csv"] + arguments))
    #expect(box.listing == ["held.csv", "real.csv", "synth.csv"])
  }

  @Test func targetsAreColumns() throws {
    try writeTables()
    expectMisuse(
      try box.sklar("evaluate", "real.csv", "synth.csv", "--target", "salary", "--json", "r.json"),
      ["age, wage, group, late, day", "Usage: sklar evaluate [<options>] <real> <synth>"])
    expectMisuse(try box.sklar("evaluate", "-", "-", input: box.path("real.csv")), ["standard input"])
    let ids = "id,x\n" + (0..<200).map { "C-\(100_000 + $0 * 7919 % 99_991),\($0 % 7)\n" }.joined()
    try box.write("ids.csv", ids)
    expectMisuse(
      try box.sklar("evaluate", "ids.csv", "ids.csv", "--target", "id"),
      ["identifiers", "Usage: sklar evaluate [<options>] <real> <synth>", "See 'sklar evaluate --help'"])
    #expect(!box.listing.contains("r.json"))
  }
}
