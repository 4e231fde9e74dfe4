import Foundation
import Testing

/// `sklar check`: a verdict for every edge, a gate, and what it refuses.
@Suite struct CheckCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func edges(_ name: String) throws -> [String: String] {
    let found = try #require(try JSONSerialization.jsonObject(with: box.data(name)) as? [String: Any])
    #expect(found["schema_version"] as? Int == 1)
    let edges = try #require(found["edges"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: edges.map { ($0["edge"] as! String, $0["verdict"] as! String) })
  }

  @Test func penguinsWrittenAsJSONLines() throws {
    try box.done("sample", try Fixtures.penguinsModel(), "-n", "2000", "-o", "rows.jsonl", "--quiet")
    try box.write("rules.yaml", "rules:\n  - {column: body_mass_g, range: {min: 1, max: 99999}}\n")
    let outcome = try box.done(
      "check", Fixtures.penguinsData, "rows.jsonl", "--rules", "rules.yaml", "--json", "r.json", "--html",
      "r.html")
    for line in outcome.text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let found = try edges("r.json")
    #expect(
      Set(found.keys)
        == ["bias", "memorized", "drift", "artefacts", "privacy", "repetition", "rules", "cost"])
    #expect(found["bias"] == "ok" && found["rules"] == "ok" && found["repetition"] == "ok")
    #expect(found["privacy"] == "not_measured" && found["artefacts"] == "not_measured")
    let page = try box.text("r.html")
    #expect(page.contains("<section id=\"edges\"") && page.contains("sklar audit rows.jsonl"))
    #expect(outcome.text.contains("sklar audit rows.jsonl --against penguins.csv"))
  }

  /// One row over and over: nearly every edge cuts.
  @Test func aCollapsedTableFails() throws {
    let real = String(decoding: try Data(contentsOf: URL(filePath: Fixtures.penguinsData)), as: UTF8.self)
    let lines = real.split(separator: "\n")
    try box.write(
      "one.csv", ([lines[0]] + [Substring](repeating: lines[1], count: 1500)).joined(separator: "\n") + "\n")
    try box.write("rules.yaml", "rules:\n  - {column: species, set: [Gentoo]}\n")
    let outcome = try box.sklar(
      "check", Fixtures.penguinsData, "one.csv", "--rules", "rules.yaml", "--gate", "fail", "--json", "r.json"
    )
    #expect(outcome.status == 3 && outcome.errors.contains("the gate did not hold: bias, memorized"))
    let found = try edges("r.json")
    // The real table is too small for a limit of 0.1, but not for a change beyond chance.
    #expect(found["drift"] == "warn")
    for edge in ["bias", "memorized", "repetition", "rules"] {
      #expect(found[edge] == "fail", "\(edge)")
    }
  }

  @Test func misuse() throws {
    let data = Fixtures.penguinsData
    expectMisuse(try box.sklar("check", data, data, "--target", "weight"), ["species"])
    expectMisuse(try box.sklar("check", data, data, "--sensitive", "gender"), ["sex"])
    expectMisuse(try box.sklar("check", data, data, "--gate", "bad"))
    expectMisuse(try box.sklar("check", data, data, "--json", data), ["would replace it"])
    expectRefusal(try box.sklar("check", data, data, "--rules", "none.yaml"), ["none.yaml"])
  }
}
