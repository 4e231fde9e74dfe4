import Rules
import TabularIO
import Testing

struct RuleFileTests {
  private func rules(_ text: String, file: String = "rules.yaml") throws -> RuleSet {
    try RuleFile.rules(Array(text.utf8), file: file)
  }

  static let all = """
    rules:
      - {column: age, range: {min: 17, max: 60}}
      - {columns: [a, b], not_null: true}
      - unique: [id]
      - {column: sex, set: [Male, "Female"]}
      - {column: zip, regex: '\\d{5}'}
      - {column: n, type: int64}
      - inequality: start <= end
      - formula: total == a + b
      - if: age < 18
        then: income == "<=50K"
      - condition: a > 0 or b > 0
      - {columns: [city, state], combinations: true}
      - {columns: [city, state], combinations: true, rows: [[a, 1], [b, 2]]}
      - {column: price, increments: {step: 0.05, start: 1}}
      - one_hot: [x, y, z]
      - {column: t, monotone: increasing, strict: true}
      - functional: [a, b] -> c
    """

  @Test func everyKindIsReadAndWritten() throws {
    let read = try rules(Self.all)
    #expect(
      read.rules.map(\.kind.name) == [
        "range", "not_null", "unique", "set", "regex", "type", "inequality", "formula", "if", "condition",
        "combinations",
        "combinations", "increments", "one_hot", "monotone", "functional",
      ])
    #expect(try rules(RuleFile.yaml(for: read)).rules.map(\.kind) == read.rules.map(\.kind))
    #expect(read.rules[15].place == "rules.yaml:18")
  }

  @Test(arguments: [
    ("rules:\n  - {column: age, rnage: {min: 1}}\n", 2, 5, "not_null, type, range"),
    ("rules:\n  - if: age >= \n    then: a == 1\n", 2, 15, ""),
    ("rules:\n  - condition: 'age => 3'\n", 2, 21, "=="), ("rules:\n  - [\n", 3, 1, "YAML"),
    ("rules:\n  - {column: a, regex: '(a)\\1'}\n", 2, 28, "Backreferences"), ("", 1, 1, "empty"),
    ("- a\n", 1, 3, "mapping"),
    ("rules:\n  - {column: a, range: {min: 1, mx: 2}}\n", 2, 33, "min, max"),
    ("rule: []\n", 1, 1, "Unknown key"),
    ("rules:\n  - {range: {min: 1}}\n", 2, 13, "column"), ("rules:\n  - {if: a == 1}\n", 2, 10, "then"),
    ("rules:\n  - {column: a, type: intt}\n", 2, 23, "int64"),
    ("rules:\n  - {column: a, set: [~]}\n", 2, 23, "missing"),
  ])
  func errorsHaveLineAndColumn(_ text: String, _ line: Int, _ column: Int, _ words: String) {
    let error = #expect(throws: RuleFileError.self) { try rules(text) }
    #expect(error?.line == line && error?.column == column, "\(error?.description ?? "")")
    #expect(error?.message.contains(words) ?? false || words.isEmpty, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    "- {column: a, range: {min: 3, max: 1}}",
    "- {column: a, range: {min: 3}}\n- {column: a, range: {max: 1}}",
    "- inequality: a < b\n- inequality: b < a",
    "- inequality: a <= b\n- inequality: b <= c\n- inequality: c < a",
    "- {column: a, set: [1, 2]}\n- {column: a, set: [3]}",
    "- {column: a, set: [1, 2]}\n- {column: a, range: {min: 3}}",
    "- {column: a, set: [x, y]}\n- {column: a, regex: '\\d'}",
    "- {column: a, range: {min: 5}}\n- {column: b, range: {max: 4}}\n- inequality: a <= b",
    "- {column: a, range: {min: '2024-02-01', max: '2024-01-01'}}",
  ])
  func contradictionsAreNamed(_ text: String) {
    let error = #expect(throws: RuleError.self) { try rules(text) }
    #expect(error?.code == .contradiction)
    #expect(error?.description.contains("rules.yaml:") ?? false)
  }

  @Test func noContradictionWhereThereIsNone() throws {
    let text =
      "- inequality: a <= b\n- inequality: b <= a\n- {column: a, range: {min: 1, max: 1}}\n- {column: a, set: [1]}"
    #expect(try rules(text).rules.count == 4)
  }

  @Test func constraintsOfSDV() throws {
    let text = """
      [{"class_name": "Inequality", "parameters": {"low_column_name": "a", "high_column_name": "b", "strict_boundaries": true}},
       {"class_name": "Range", "parameters": {"low_column_name": "a", "middle_column_name": "b", "high_column_name": "c"}},
       {"class_name": "FixedCombinations", "parameters": {"column_names": ["a", "b"]}},
       {"class_name": "FixedIncrements", "parameters": {"column_name": "a", "increment_value": 5}},
       {"class_name": "OneHotEncoding", "parameters": {"column_names": ["a", "b"]}},
       {"constraint_class": "Positive", "constraint_parameters": {"column_name": "a"}},
       {"class_name": "ScalarRange", "parameters": {"column_name": "a", "low_value": 1, "high_value": 2}},
       {"class_name": "ScalarInequality", "parameters": {"column_name": "a", "relation": ">=", "value": 1}},
       {"class_name": "Unique", "parameters": {"column_names": ["a"]}}]
      """
    let read = try rules(text, file: "constraints.json")
    #expect(read.rules[0].kind == .inequality(try Condition(parsing: "a < b")))
    #expect(read.rules[1].kind == .inequality(try Condition(parsing: "a < b < c")))
    #expect(read.rules[5].kind == .range(column: "a", minimum: .number("0"), maximum: nil, isOpen: false))
    #expect(
      read.rules[6].kind == .range(column: "a", minimum: .number("1"), maximum: .number("2"), isOpen: true))
    let unknown = #expect(throws: RuleFileError.self) {
      try rules("[{\"class_name\": \"CarryOverColumns\", \"parameters\": {}}]", file: "c.json")
    }
    #expect(unknown?.message.contains("FixedCombinations") ?? false)
    #expect(unknown?.line == 1)
  }
}
