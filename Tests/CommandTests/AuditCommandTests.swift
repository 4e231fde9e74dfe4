import Foundation
import Testing

/// `sklar audit`: what it says of real tables, its gates, and what it refuses.
@Suite struct AuditCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func report(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: box.data(name)) as? [String: Any])
  }

  private func unwrapped(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func adultAndItsSample() throws {
    try box.done("sample", try Fixtures.adultModel(), "-n", "20000", "-o", "rows.jsonl", "--quiet")
    let outcome = try box.done(
      "audit", "rows.jsonl", "--against", Fixtures.adultData, "--sensitive", "sex,race,age", "--outcome",
      "income", "--given", "education", "--json", "r.json")
    for line in outcome.text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    for word in [
      "demographic parity difference", "four-fifths rule does not hold", "smallest pairs", "given education",
    ] {
      #expect(unwrapped(outcome.text).contains(word), "\(word)\n\(outcome.text)")
    }
    let found = try report("r.json")
    #expect(found["schema_version"] as? Int == 1 && found["passed"] == nil)
    #expect((found["columns"] as? [Any])?.count == 3 && (found["intersections"] as? [Any])?.count == 4)
    let manifest = try #require(found["manifest"] as? [String: Any])
    #expect(
      manifest["command"] as? String
        == "sklar audit rows.jsonl --against adult_train.csv.gz --sensitive sex,race,age --outcome income --given education"
    )
    #expect(try !box.text("r.json").contains(box.folder.path))
  }

  @Test func columnsAreProposed() throws {
    let outcome = try box.done("audit", Fixtures.penguinsData, "--expected", "uniform")
    #expect(outcome.errors.contains("taken for sensitive by their names: sex"))
    #expect(unwrapped(outcome.text).contains("deviation from expected 0.0640"))
    let quiet = try box.done("audit", Fixtures.penguinsData, "--quiet")
    #expect(quiet.errors.isEmpty && quiet.text.isEmpty)
    try box.write("t.csv", "page,stage\n1,2\n3,4\n")
    expectMisuse(try box.sklar("audit", "t.csv"), ["--sensitive A,B", "page, stage"])
  }

  @Test func expectedSharesFromFiles() throws {
    try box.write("half.yaml", "sex:\n  MALE: 0.5\n  FEMALE: 0.4\n  unknown: 0.1\n")
    try box.write("half.csv", "column,level,share\nsex,MALE,0.5\nsex,FEMALE,0.4\nsex,unknown,0.1\n")
    let yaml = try box.done("audit", Fixtures.penguinsData, "--expected", "half.yaml", "--json", "-")
    let csv = try box.done("audit", Fixtures.penguinsData, "--expected", "half.csv", "--json", "-")
    let (a, b) = (
      try JSONSerialization.jsonObject(with: yaml.output) as? [String: Any],
      try JSONSerialization.jsonObject(with: csv.output) as? [String: Any]
    )
    let columns = try #require(a?["columns"] as? NSArray)
    #expect(columns == b?["columns"] as? NSArray)
    let first = try #require((columns[0] as? [String: Any])?["expectation"] as? [String: Any])
    let wanted = abs(168.0 / 344 - 0.5) + abs(165.0 / 344 - 0.4) + abs(11.0 / 344 - 0.1)
    #expect(abs((first["deviation"] as? Double ?? 0) - wanted) < 1e-12)

    try box.write("sum.yaml", "sex: {MALE: 0.5, FEMALE: 0.4}\n")
    expectMisuse(
      try box.sklar("audit", Fixtures.penguinsData, "--expected", "sum.yaml"), ["sum to one", "0.9"])
    try box.write("level.yaml", "sex: {MALE: 0.5, FEMAL: 0.5}\n")
    expectMisuse(try box.sklar("audit", Fixtures.penguinsData, "--expected", "level.yaml"), ["\"FEMAL\""])
    try box.write("bad.yaml", "sex:\n  MALE: half\n")
    expectRefusal(try box.sklar("audit", Fixtures.penguinsData, "--expected", "bad.yaml"), 1, ["bad.yaml:2"])
    try box.write("column.yaml", "gender: {MALE: 0.5, FEMALE: 0.5}\n")
    expectMisuse(
      try box.sklar("audit", Fixtures.penguinsData, "--expected", "column.yaml"), ["no column of this name"])
  }

  @Test func gates() throws {
    let data = Fixtures.adultData
    let ratio = try box.sklar(
      "audit", data, "--sensitive", "sex", "--outcome", "income", "--min-ratio", "0.8", "--json", "r.json",
      "--quiet")
    #expect(ratio.status == 3 && ratio.errors.contains("below 0.8"))
    #expect(try report("r.json")["passed"] as? Bool == false)
    try box.done("audit", data, "--sensitive", "sex", "--outcome", "income", "--min-ratio", "0.3", "--quiet")
    let deviation = try box.sklar(
      "audit", data, "--sensitive", "sex", "--expected", "uniform", "--max-deviation", "0.1")
    #expect(deviation.status == 3)
    try box.done(
      "audit", data, "--against", data, "--sensitive", "sex", "--outcome", "income", "--max-deviation", "0",
      "--fail-on-amplification", "--quiet")
  }

  @Test func misuse() throws {
    let data = Fixtures.adultData
    expectMisuse(
      try box.sklar("audit", data, "--sensitive", "sexx"), ["no column of this name", "workclass", "sexx"])
    expectMisuse(
      try box.sklar("audit", data, "--sensitive", "sex", "--outcome", "education"),
      ["16 levels", "--favorable"])
    expectMisuse(
      try box.sklar("audit", data, "--sensitive", "sex", "--outcome", "income", "--favorable", "50K"),
      ["\"50K\""])
    expectMisuse(try box.sklar("audit", data, "--sensitive", "sex", "--given", "age"), ["--outcome"])
    expectMisuse(try box.sklar("audit", data, "--sensitive", "sex", "--max-deviation", "0.1"), ["--against"])
    expectMisuse(
      try box.sklar("audit", data, "--sensitive", "sex", "--outcome", "income", "--min-ratio", "2"),
      ["between 0 and 1"])
    expectMisuse(try box.sklar("audit", data, "--sensitive", "sex", "--outcome", "sex"), ["at once"])
    expectMisuse(try box.sklar("audit", data, "--sensitive", "age", "--cuts", "age=60,20"))
    expectMisuse(try box.sklar("audit", data, "--sensitive", "sex", "--cuts", "sex=1"), ["holds levels"])
    try box.write("r.csv", "sex\nm\nf\n")
    expectMisuse(try box.sklar("audit", "r.csv", "--sensitive", "sex", "--json", "r.csv"))
    expectRefusal(try box.sklar("audit", "none.csv", "--sensitive", "sex"), 1, ["none.csv"])
  }
}

extension AuditCommandTests {
  private func expectRefusal(_ outcome: Outcome, _ status: Int32, _ parts: [String]) {
    CommandTests.expectRefusal(outcome, status: status, parts)
  }
}
