import Foundation
import Testing

/// `sklar validate`, `sample --rules` and `fit --suggest-rules`.
@Suite struct RuleTests {
  private let box: Sandbox
  private static let adult = Fixtures.adultData
  private static let penguins = Fixtures.repository.appending(path: "data/penguins.csv").path
  private static let shoppers = Fixtures.repository.appending(path: "data/online_shoppers.csv.gz").path

  init() throws { box = try Sandbox() }

  static let rules = """
    rules:
      - {column: age, range: {min: 17, max: 60}}
      - {column: sex, set: [Male, Female]}
      - {column: education, regex: '[A-Z0-9][A-Za-z0-9-]*'}
      - if: relationship == "Husband"
        then: sex == "Male"
      - functional: [education] -> education_num
    """

  @Test func rowsAreSortedByTheRules() throws {
    try box.write("r.yaml", Self.rules)
    let outcome = try box.sklar(
      "validate", Self.adult, "--rules", "r.yaml", "--valid", "good.csv", "--invalid", "bad.csv", "--json",
      "r.json")
    #expect(outcome.status == 3, "\(outcome.errors)")
    let (good, bad) = (CSV(try box.data("good.csv")), CSV(try box.data("bad.csv")))
    #expect(bad.header == good.header + ["reasons"])
    #expect(bad.rows.allSatisfy { Int($0[0].text)! > 60 || $0.last!.text.contains("Husband") })
    #expect(good.rows.allSatisfy { Int($0[0].text)! <= 60 })
    let report = try #require(
      try JSONSerialization.jsonObject(with: try box.data("r.json")) as? [String: Any])
    #expect(report["passed"] as? Bool == false)
    #expect(report["rows"] as? Int == good.rows.count + bad.rows.count)
    #expect(report["invalid_rows"] as? Int == bad.rows.count)
    let passed = try box.sklar("validate", "good.csv", "--rules", "r.yaml", "--quiet")
    #expect(passed.status == 0, "\(passed.errors)")
  }

  @Test func linesAndReasons() throws {
    try box.write("t.csv", "id,a,b\n1,2,1\n\"2\n2\",1,3\n3,5,4\n4,x,5\n")
    try box.write("r.yaml", "rules:\n  - inequality: a <= b\n")
    try box.write(
      "s.yaml",
      """
      version: 1
      columns:
        - {name: id, type: categorical}
        - {name: a, type: int64}
        - {name: b, type: int64}
      """)
    let outcome = try box.sklar(
      "validate", "t.csv", "--rules", "r.yaml", "--schema", "s.yaml", "--invalid", "bad.csv", "--json", "-")
    #expect(outcome.status == 3)
    #expect(outcome.text.contains("\"first_lines\":[2,5,6]"), "\(outcome.text)")
    #expect(
      String(decoding: try box.data("bad.csv"), as: UTF8.self)
        == "id,a,b,reasons\n1,2,1,\"a <= b\"\n3,5,4,\"a <= b\"\n4,x,5,\"a is not int64; a <= b\"\n")
  }

  @Test func jsonLines() throws {
    try box.write("t.jsonl", "{\"a\": 1, \"b\": \"x\"}\n{\"a\": 7, \"b\": \"y\"}\n{\"a\": 3, \"b\": \"x\"}\n")
    try box.write("r.yaml", "rules:\n  - {column: a, range: {max: 5}}\n  - {column: b, unique: true}\n")
    let outcome = try box.sklar(
      "validate", "t.jsonl", "--rules", "r.yaml", "--invalid", "bad.jsonl", "--valid", "good.jsonl")
    #expect(outcome.status == 3)
    #expect(String(decoding: try box.data("good.jsonl"), as: UTF8.self) == "{\"a\": 1, \"b\": \"x\"}\n")
    #expect(
      String(decoding: try box.data("bad.jsonl"), as: UTF8.self)
        == "{\"a\": 7, \"b\": \"y\",\"reasons\":\"a <= 5\"}\n{\"a\": 3, \"b\": \"x\",\"reasons\":\"b unique\"}\n"
    )
  }

  @Test(arguments: [
    ("rules:\n  - {column: agee, not_null: true}\n", "agee"),
    ("rules:\n  - condition: age >=\n", "r.yaml:2:"),
    ("rules:\n  - inequality: age < fnlwgt\n  - inequality: fnlwgt < age\n", "contradicts"),
    ("rules:\n  - {column: education, regex: '(a)\\1'}\n", "Backreferences"), ("rules: [\n", "YAML"),
    ("rules:\n  - {column: age, range: {min: many}}\n", "many"),
  ])
  func badRulesAreRefused(_ text: String, _ part: String) throws {
    try box.write("r.yaml", text)
    expectRefusal(try box.sklar("validate", Self.adult, "--rules", "r.yaml", "--valid", "good.csv"), [part])
    #expect(!FileManager.default.fileExists(atPath: box.path("good.csv")))
  }

  @Test func sampledRowsKeepToRules() throws {
    try box.write("r.yaml", Self.rules)
    try box.done("fit", Self.adult, "-o", "m")
    let whole = try box.done(
      "sample", "m", "-n", "6000", "-o", "all.csv", "--rules", "r.yaml", "--threads", "2")
    #expect(whole.errors.contains("break a rule"), "\(whole.errors)")
    #expect(try box.sklar("validate", "all.csv", "--rules", "r.yaml").status == 0)
    try box.done(
      "sample", "m", "-n", "6000", "-o", "part.csv", "--rules", "r.yaml", "--rows", "2500..<4100",
      "--threads", "1")
    let (all, part) = (CSV(try box.data("all.csv")), CSV(try box.data("part.csv")))
    #expect(Array(all.rows[2500..<4100]) == part.rows)
  }

  @Test(arguments: [adult, penguins, shoppers])
  func suggestedRulesHold(_ data: String) throws {
    try box.done("fit", data, "-o", "m", "--suggest-rules", "r.yaml")
    let outcome = try box.sklar("validate", data, "--rules", "r.yaml")
    #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
    let text = String(decoding: try box.data("r.yaml"), as: UTF8.self)
    #expect(text.contains("not_null") && text.contains("range") && text.contains("set"))
  }

  @Test func fitRefusesWhatBreaksRules() throws {
    try box.write("r.yaml", "rules:\n  - {column: age, range: {max: 60}}\n")
    expectRefusal(
      try box.sklar("fit", Self.adult, "-o", "m", "--rules", "r.yaml"), ["r.yaml:2", "rows break it"])
    #expect(!FileManager.default.fileExists(atPath: box.path("m")))
  }
}
