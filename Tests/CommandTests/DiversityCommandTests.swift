import Foundation
import Testing

/// `sklar diversity`, `sample --temperature` and `--min-unique`.
@Suite struct DiversityCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func report(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: try box.data(name)) as? [String: Any])
  }

  @Test func rowsThatRepeat() throws {
    try box.write(
      "t.csv", "a,b\n" + ["1,x", "1,x", "2,x", "1,x", "2,y", "2,y"].joined(separator: "\n") + "\n")
    let outcome = try box.done("diversity", "t.csv", "--json", "d.json")
    #expect(outcome.text.contains("6, 3 of them distinct"))
    let found = try report("d.json")
    #expect(found["schema_version"] as? Int == 1 && found["unique_ratio"] as? Double == 0.5)
    #expect(abs((found["repetition_rate"] as? Double ?? 0) - 2.0 / 6) < 1e-12)
    let columns = try #require(found["columns"] as? [[String: Any]])
    #expect(columns[0]["entropy"] as? Double == 1 && columns[0]["distinct_values"] as? Int == 2)
    // The same rows from a pipe, as JSON Lines.
    try box.shell(
      "awk -F, 'NR > 1 { print \"{\\\"a\\\":\" $1 \",\\\"b\\\":\\\"\" $2 \"\\\"}\" }' t.csv > t.jsonl; \"$SKLAR\" diversity - --json p.json --quiet < t.jsonl"
    )
    #expect(try report("p.json")["unique_ratio"] as? Double == 0.5)
  }

  @Test func besideAdult() throws {
    let model = try Fixtures.adultModel()
    try box.done("sample", model, "-n", "20k", "-o", "rows.csv", "--quiet")
    let good = try box.done("diversity", "rows.csv", "--against", Fixtures.adultData, "--fail-on-collapse")
    #expect(good.text.contains("no sign of it"))
    try box.done("sample", model, "-n", "20k", "-o", "cold.csv", "--temperature", "0.2", "--quiet")
    let cold = try box.sklar(
      "diversity", "cold.csv", "--against", Fixtures.adultData, "--fail-on-collapse", "--json", "d.json")
    #expect(cold.status == 3 && cold.errors.contains("the rows look collapsed"))
    let against = try #require(try report("d.json")["against"] as? [String: Any])
    #expect(against["mode_collapse"] as? Bool == true && !(against["reasons"] as? [String] ?? []).isEmpty)
    // The same rows, on any number of threads.
    try box.done(
      "sample", model, "-n", "20k", "-o", "one.csv", "--temperature", "0.2", "--quiet", "--threads", "1")
    #expect(try box.data("one.csv") == box.data("cold.csv"))
    try box.done("sample", model, "-n", "1000", "-o", "t1.csv", "--temperature", "1", "--quiet")
    try box.done("sample", model, "-n", "1000", "-o", "t0.csv", "--quiet")
    #expect(try box.data("t1.csv") == box.data("t0.csv"))
  }

  @Test func minimumOfUniqueRows() throws {
    var text = "a,b\n"
    for row in 0..<2000 {
      text += "\(row % 20 == 0 ? row / 20 % 12 : 0),\(row % 25 == 0 ? "l\(row / 25 % 10)" : "l0")\n"
    }
    try box.write("t.csv", text)
    try box.done("fit", "t.csv", "-o", "t.model", "--quiet")
    let outcome = try box.done(
      "sample", "t.model", "-n", "100", "-o", "rows.csv", "--min-unique", "0.4")
    #expect(outcome.errors.contains("unique ratio"))
    try box.done("diversity", "rows.csv", "--json", "d.json", "--quiet")
    #expect(try #require(try report("d.json")["unique_ratio"] as? Double) >= 0.4)
    // A part of the run has the run's temperature.
    try box.done(
      "sample", "t.model", "-n", "100", "--rows", "40..<100", "-o", "part.csv", "--min-unique", "0.4",
      "--quiet")
    #expect(CSV(try box.data("part.csv")).rows == Array(CSV(try box.data("rows.csv")).rows[40...]))
    expectRefusal(
      try box.sklar("sample", "t.model", "-n", "100k", "-o", "no.csv", "--min-unique", "0.5"),
      ["--min-unique cannot be reached", "different rows"])
    expectRefusal(
      try box.sklar("sample", "t.model", "-n", "100", "-o", "no.csv", "--min-unique", "1"),
      ["--min-unique cannot be reached"])
    #expect(!box.listing.contains("no.csv"))
    let adaptive = try box.done("sample", "t.model", "-n", "100", "-o", "a.csv", "--temperature", "adaptive")
    #expect(adaptive.errors.contains("adaptive temperature"))
  }

  @Test func badInput() throws {
    let model = try Fixtures.penguinsModel()
    try box.write("header.csv", "a,b\n")
    expectRefusal(try box.sklar("diversity", "header.csv"), ["no rows"])
    expectRefusal(try box.sklar("diversity", "none.csv"))
    expectMisuse(try box.sklar("diversity", Fixtures.penguinsData, "--fail-on-collapse"), ["--against"])
    expectMisuse(
      try box.sklar("sample", model, "-n", "9", "-o", "o.csv", "--temperature", "0"), ["--temperature"])
    expectMisuse(try box.sklar("sample", model, "-n", "9", "-o", "o.csv", "--temperature", "hot"))
    expectMisuse(
      try box.sklar("sample", model, "-n", "9", "-o", "o.csv", "--min-unique", "1.5"), ["--min-unique"])
    try box.write("other.csv", "a,b\n1,2\n3,4\n")
    expectRefusal(
      try box.sklar("diversity", "other.csv", "--against", Fixtures.penguinsData),
      ["Columns of the reference are missing"])
  }
}
