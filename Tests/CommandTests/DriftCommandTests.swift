import Foundation
import Testing

/// `sklar drift`, and `sklar sample --monitor`.
@Suite struct DriftCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func report(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: try box.data(name)) as? [String: Any])
  }

  @Test func adultAndOneSex() throws {
    let same = try box.done("drift", Fixtures.adultData, Fixtures.adultData, "--json", "same.json")
    #expect(same.text.contains("no column over 0.1"))
    let found = try report("same.json")
    #expect(found["schema_version"] as? Int == 1 && found["passed"] as? Bool == true)
    #expect(found["rows"] as? Int == 32_561 && (found["over"] as? [String]) == [])
    let batches = try #require(found["batches"] as? [[String: Any]])
    #expect(batches.count == 4 && batches.last?["rows"] as? Int == 2561)

    try box.shell("gzip -dc '\(Fixtures.adultData)' | awk 'NR == 1 || /,Male,/' > male.csv")
    let male = try box.sklar("drift", Fixtures.adultData, "male.csv", "--json", "male.json")
    #expect(
      male.status == 3 && male.errors.contains("the gate did not hold: over 0.1")
        && male.errors.contains("sex"))
    let over = try #require(try report("male.json")["over"] as? [String])
    #expect(over.contains("sex") && over.contains("relationship") && !over.contains("education"))
    // The limit can be raised above what there is.
    #expect(try box.sklar("drift", Fixtures.adultData, "male.csv", "--max-drift", "1").status == 0)
    #expect(
      try box.sklar("drift", Fixtures.adultData, "male.csv", "--max-drift", "1", "--gate", "changed").status
        == 3)
    #expect(
      try box.sklar("drift", Fixtures.adultData, "male.csv", "--max-drift", "1", "--max-pair-drift", "0.2")
        .status == 3)
  }

  /// A model as reference, its own rows in another form, and a run that is watched.
  @Test func modelAndItsRows() throws {
    let model = try Fixtures.adultModel()
    let plain = try box.done("sample", model, "-n", "30k", "--seed", "4", "-o", "plain.csv")
    let watched = try box.done(
      "sample", model, "-n", "30k", "--seed", "4", "-o", "rows.jsonl", "--monitor", "--monitor-json",
      "m.json",
      "--gate", "changed")
    #expect(watched.errors.contains("no column over 0.1") && !plain.errors.contains("monitor"))
    try box.done("sample", model, "-n", "30k", "--seed", "4", "-o", "watched.csv", "--monitor", "--quiet")
    #expect(try box.data("watched.csv") == box.data("plain.csv"))
    let drift = try box.done(
      "drift", model, "rows.jsonl", "--gate", "changed", "--max-pair-drift", "0.2", "--json", "d.json")
    #expect(drift.text.contains("no column, at a chance"))
    // What the tap saw is what is in the file.
    let (seen, read) = (try report("m.json"), try report("d.json"))
    func drifts(_ report: [String: Any]) -> [Double] {
      ((report["columns"] as? [[String: Any]]) ?? []).compactMap {
        ($0["distance"] as? [String: Any])?["drift"] as? Double
      }
    }
    #expect(drifts(seen).count == 15 && drifts(seen) == drifts(read))
  }

  @Test func shoppersAndPenguins() throws {
    let shoppers = Fixtures.repository.appending(path: "data/online_shoppers.csv.gz").path
    // Its rows are in the order of the months, so it changes as it goes, but is not over.
    try box.done("drift", shoppers, shoppers, "--json", "s.json")
    let found = try report("s.json")
    #expect((found["changed"] as? [String])?.contains("Month") == true && (found["over"] as? [String]) == [])
    try box.done("drift", Fixtures.penguinsData, Fixtures.penguinsData, "--batch", "100", "--json", "p.json")
    let columns = try #require(try report("p.json")["columns"] as? [[String: Any]])
    #expect(columns.first?["verdict"] as? String == "too few rows")
    try box.done("drift", try Fixtures.penguinsModel(), Fixtures.penguinsData, "--batch", "100")
  }

  /// A producer without an end: the change is found, and reading stops; before, memory does not grow.
  @Test func endlessPipe() throws {
    try box.write(
      "endless.awk",
      "BEGIN { print \"x,c\"; for (i = 0; ; i++) print (i * 7919) % 1000 + (i > 400000 ? 60 : 0) \",\" (i % 3 ? \"a\" : \"b\") }"
    )
    try box.shell(
      "awk 'BEGIN { print \"x,c\"; for (i = 0; i < 30000; i++) print (i * 7919) % 1000 \",\" (i % 3 ? \"a\" : \"b\") }' > ref.csv"
    )
    let start = ContinuousClock.now
    let running = try box.start(
      "sh", ["-c", "awk -f endless.awk | \"$SKLAR\" drift ref.csv - --gate changed --stop --json d.json"],
      environment: ["SKLAR": try #require(Command.path)])
    let outcome = running.wait(watchingMemory: false)
    #expect(outcome.status == 3 && outcome.errors.contains("column \"x\": changed"))
    #expect(ContinuousClock.now - start < .seconds(120))
    let rows = try #require(try report("d.json")["rows"] as? Int)
    #expect(rows > 400_000 && rows <= 440_000)
    #expect(try report("d.json")["changed"] as? [String] == ["x"])
  }

  @Test func correction() throws {
    try box.shell("gzip -dc '\(Fixtures.adultData)' | awk 'NR == 1 || !/,Male,/ || NR % 3 == 0' > few.csv")
    let outcome = try box.sklar(
      "drift", Fixtures.adultData, "few.csv", "--correct", "out.csv", "--json", "d.json")
    #expect(outcome.status == 3)
    let notes = try #require(try report("d.json")["notes"] as? [String])
    #expect(notes.contains { $0.hasPrefix("Corrected rows") })
    #expect(try box.done("drift", Fixtures.adultData, "out.csv").text.contains("no column over 0.1"))
    #expect(CSV(try box.data("out.csv")).rows.count == CSV(try box.data("few.csv")).rows.count)
  }

  @Test func badInput() throws {
    let adult = Fixtures.adultData
    try box.write("other.csv", "a,b\n1,2\n3,4\n")
    expectRefusal(
      try box.sklar("drift", adult, "other.csv"), ["no column of this name", "\"age\""])
    try box.write("empty.csv", "")
    try box.write("header.csv", "a,b\n")
    expectRefusal(try box.sklar("drift", "other.csv", "empty.csv"))
    expectRefusal(try box.sklar("drift", "other.csv", "header.csv"), ["no rows"])
    expectRefusal(try box.sklar("drift", "header.csv", "other.csv"))
    expectRefusal(try box.sklar("drift", "none.csv", "other.csv"))
    expectMisuse(try box.sklar("drift", adult, adult, "--max-drift", "0"), ["--max-drift"])
    expectMisuse(try box.sklar("drift", adult, adult, "--max-drift", "2.5"), ["--max-drift"])
    expectMisuse(try box.sklar("drift", adult, adult, "--max-pair-drift", "-1"), ["--max-pair-drift"])
    expectMisuse(try box.sklar("drift", adult, adult, "--batch", "0"), ["--batch"])
    expectMisuse(try box.sklar("drift", adult, adult, "--gate", "over"))
    expectMisuse(try box.sklar("drift", "-", adult), ["REFERENCE must be a file"])
    expectMisuse(try box.sklar("drift", adult, "-", "--correct", "o.csv"), ["--correct"])
    expectMisuse(
      try box.sklar("drift", "other.csv", "other.csv", "--json", "other.csv"), ["would replace it"])
    expectMisuse(
      try box.sklar("sample", try Fixtures.adultModel(), "-n", "10", "-o", "o.csv", "--gate", "changed"),
      ["--monitor"])
    #expect(!box.listing.contains("o.csv"))
  }
}
