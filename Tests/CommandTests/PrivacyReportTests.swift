import Foundation
import Testing

/// `sklar privacy`: what it says, where it writes it, and when its gate holds.
@Suite struct PrivacyReportTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  /// The lines of two tables: the first `count` of the one, then the others of the other.
  private func mixed(_ first: String, _ count: Int, _ second: String) -> String {
    let (a, b) = (first.split(separator: "\n"), second.split(separator: "\n"))
    return ([a[0]] + a[1..<1 + count] + b[(1 + count)...]).joined(separator: "\n") + "\n"
  }

  private func writeTables() throws {
    let real = EvaluateTests.table(800, seed: 1)
    let fresh = EvaluateTests.table(800, seed: 2)
    try box.write("real.csv", real)
    try box.write("fresh.csv", fresh)
    try box.write("leak.csv", mixed(real, 160, fresh))
    try box.write("held.csv", EvaluateTests.table(800, seed: 3))
  }

  /// Words that one blank parts, wherever a line ended.
  private func unwrapped(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func report(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: box.data(name)) as? [String: Any])
  }

  @Test func aLeakIsFlaggedAndFreshRowsAreNot() throws {
    try writeTables()
    let leak = try box.done(
      "privacy", "real.csv", "leak.csv", "--holdout", "held.csv", "--classic", "--json", "leak.json")
    for line in leak.text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    for word in ["HIGH", "800 held out", "copies", "membership", "ledger", "Do not publish", "classic"] {
      #expect(unwrapped(leak.text).contains(word), "\(word)\n\(leak.text)")
    }
    let found = try report("leak.json")
    #expect(found["schema_version"] as? Int == 1 && found["risk"] as? String == "high")
    #expect((found["reasons"] as? [String])?.isEmpty == false)
    #expect((found["classic"] as? [String: Any])?["accuracy"] is Double)
    let manifest = try #require(found["manifest"] as? [String: Any])
    #expect(
      manifest["command"] as? String == "sklar privacy real.csv leak.csv --holdout held.csv --classic")
    #expect(try !box.text("leak.json").contains(box.folder.path))

    let fresh = try box.done(
      "privacy", "real.csv", "fresh.csv", "--holdout", "held.csv", "--json", "fresh.json")
    #expect(fresh.text.contains("LOW"))
    let none = try report("fresh.json")
    #expect(none["risk"] as? String == "low" && none["classic"] == nil && none["passed"] == nil)
    #expect(none["measurable"] as? Bool == true)
    let membership = try #require(none["membership"] as? [String: Any])
    #expect(membership["delta"] as? Double == 0)
    for word in ["epsilon at delta 0", "audit of one run", "for sanity only", "attacks tried"] {
      #expect(unwrapped(fresh.text).contains(word), "\(word)\n\(fresh.text)")
    }
    #expect(
      Set(none.keys)
        == [
          "anonymity", "compared_columns", "copies", "limits", "manifest", "measurable", "membership",
          "notes",
          "reasons", "risk", "rows", "rule", "schema_version", "threat_model",
        ])
  }

  @Test func theGate() throws {
    try writeTables()
    let held = try box.sklar(
      "privacy", "real.csv", "leak.csv", "--holdout", "held.csv", "--fail-above", "medium", "--json",
      "r.json",
      "--quiet")
    #expect(held.status == 3 && held.errors.contains("the risk is high, above medium"))
    // Everything is written all the same.
    #expect(try report("r.json")["passed"] as? Bool == false)
    try box.done(
      "privacy", "real.csv", "fresh.csv", "--holdout", "held.csv", "--fail-above", "low", "--quiet")
  }

  /// A gate does not hold where nothing was measured, and against rows that the generator knows there is no audit.
  @Test func theGateNeedsAMeasurement() throws {
    try box.write("real.csv", EvaluateTests.table(30, seed: 1))
    try box.write("held.csv", EvaluateTests.table(2, seed: 3))
    try box.write("few.csv", EvaluateTests.table(3, seed: 1))
    for ceiling in ["low", "medium"] {
      let held = try box.sklar(
        "privacy", "few.csv", "few.csv", "--holdout", "held.csv", "--fail-above", ceiling, "--json", "r.json")
      #expect(held.status == 3 && held.errors.contains("not measurable"), "\(held.errors)")
      #expect(held.text.contains("NOT MEASURABLE"))
      let found = try report("r.json")
      #expect(found["passed"] as? Bool == false && found["measurable"] as? Bool == false)
    }
    let real = EvaluateTests.table(600, seed: 1)
    try box.write("real.csv", real)
    try box.write("half.csv", real.split(separator: "\n").prefix(301).joined(separator: "\n") + "\n")
    for holdout in ["real.csv", "half.csv"] {
      let refused = try box.sklar(
        "privacy", "real.csv", "real.csv", "--holdout", holdout, "--fail-above", "low", "--json", "no.json")
      #expect(refused.status == 1 && refused.text.isEmpty)
      #expect(refused.errors.contains("Held-out rows stand in the real table"), "\(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: box.folder.appending(path: "no.json").path))
    }
  }

  @Test func aSmallTableAgainstALargeHoldout() throws {
    let (real, made) = (EvaluateTests.table(400, seed: 1), EvaluateTests.table(400, seed: 2))
    try box.write("real.csv", real)
    try box.write("made.csv", mixed(real, 1, made))
    try box.write("held.csv", EvaluateTests.table(12_000, seed: 3))
    try box.done(
      "privacy", "real.csv", "made.csv", "--holdout", "held.csv", "--fail-above", "low", "--delta", "1e-5",
      "--json", "r.json", "--quiet")
    let found = try report("r.json")
    #expect((found["membership"] as? [String: Any])?["delta"] as? Double == 1e-5)
    #expect(
      (found["manifest"] as? [String: Any])?["command"] as? String
        == "sklar privacy real.csv made.csv --holdout held.csv --delta 1e-05 --fail-above low")
  }

  @Test func theSameBytesForAnyThreads() throws {
    try writeTables()
    for (name, threads, set) in [("a.json", "1", "baseline"), ("b.json", "3", "v3"), ("c.json", "2", "v4")] {
      let words = [
        "privacy", "real.csv", "leak.csv", "--holdout", "held.csv", "--seed", "7", "--threads", threads,
        "--quiet",
        "--json", name,
      ]
      let outcome = try box.run(try #require(Command.path), words, environment: ["SKLAR_ISA": set])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try box.data("a.json") == box.data("b.json"))
    #expect(try box.data("a.json") == box.data("c.json"))
  }

  @Test func misuse() throws {
    try writeTables()
    for (words, message) in [
      (["privacy", "real.csv", "fresh.csv"], "--holdout"),
      (
        ["privacy", "real.csv", "fresh.csv", "--holdout", "held.csv", "--secret", "none"],
        "no column of this name"
      ),
      (["privacy", "real.csv", "fresh.csv", "--holdout", "held.csv", "--json", "real.csv"], "real.csv"),
      (["privacy", "real.csv", "fresh.csv", "--holdout", "held.csv", "--delta", "1"], "--delta"),
      (["privacy", "-", "-", "--holdout", "held.csv"], "standard input"),
      (["privacy", "real.csv", "fresh.csv", "--holdout", "held.csv", "--fail-above", "high"], "fail-above"),
    ] {
      let outcome = try box.run(try #require(Command.path), words)
      #expect(outcome.status == 64 && outcome.errors.contains(message), "\(words) \(outcome.errors)")
    }
    let absent = try box.sklar("privacy", "real.csv", "fresh.csv", "--holdout", "nowhere.csv")
    #expect(absent.status == 1)
  }

  @Test func secretsAndTinyTables() throws {
    try writeTables()
    try box.done(
      "privacy", "real.csv", "fresh.csv", "--holdout", "held.csv", "--secret", "late", "--json", "r.json",
      "--quiet")
    let anonymity = try #require(try report("r.json")["anonymity"] as? [String: Any])
    let inference = try #require(anonymity["inference"] as? [[String: Any]])
    #expect(Set(inference.compactMap { $0["name"] as? String }) == ["late"])
    for (real, made, held) in [(1, 1, 1), (1, 30, 2), (30, 1, 1)] {
      try box.write("a.csv", EvaluateTests.table(real, seed: 4))
      try box.write("b.csv", EvaluateTests.table(made, seed: 5))
      try box.write("c.csv", EvaluateTests.table(held, seed: 6))
      let outcome = try box.sklar("privacy", "a.csv", "b.csv", "--holdout", "c.csv")
      // Types of so few rows may differ, which is said.
      #expect(outcome.status == 0 || outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.status != 0 || outcome.text.contains("NOT MEASURABLE"), "\(outcome.text)")
    }
  }
}
