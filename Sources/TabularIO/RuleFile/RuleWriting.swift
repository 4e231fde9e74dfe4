public import Rules

extension RuleFile {
  /// The text of a file that `read` reads back as equal rules.
  /// - Parameter comment: lines before it, without `#`.
  public static func yaml(for rules: RuleSet, comment: [String] = []) -> String {
    (comment.map { "# \($0)" } + ["version: 1", "rules:"] + rules.rules.map { "  - " + entry($0.kind) })
      .joined(separator: "\n") + "\n"
  }

  private static func entry(_ kind: Rule.Kind) -> String {
    switch kind {
    case .notNull(let columns): "{columns: \(list(columns)), not_null: true}"
    case .type(let column, let name): "{column: \(quoted(column)), type: \(name)}"
    case .range(let column, let minimum, let maximum, let isOpen):
      "{column: \(quoted(column)), range: {"
        + ([
          minimum.map { "min: \(value($0))" }, maximum.map { "max: \(value($0))" },
          isOpen ? "open: true" : nil,
        ]
        .compactMap { $0 }).joined(separator: ", ") + "}}"
    case .set(let column, let values):
      "{column: \(quoted(column)), set: [\(values.map(value).joined(separator: ", "))]}"
    case .regex(let column, let pattern): "{column: \(quoted(column)), regex: \(quoted(pattern))}"
    case .unique(let columns): "{columns: \(list(columns)), unique: true}"
    case .inequality(let condition): "{inequality: \(quoted(condition.description))}"
    case .condition(let condition): "{condition: \(quoted(condition.description))}"
    case .formula(let left, let right, let tolerance):
      "{formula: \(quoted("\(left) == \(right)"))\(tolerance.map { ", tolerance: \($0)" } ?? "")}"
    case .conditional(let premise, let conclusion):
      "{if: \(quoted(premise.description)), then: \(quoted(conclusion.description))}"
    case .combinations(let columns, let reference):
      switch reference {
      case .data: "{columns: \(list(columns)), combinations: data}"
      case .file(let path): "{columns: \(list(columns)), combinations: data, file: \(quoted(path))}"
      case .rows(let rows):
        "{columns: \(list(columns)), combinations: data, rows: ["
          + rows.map { "[" + $0.map { $0.map(value) ?? "~" }.joined(separator: ", ") + "]" }.joined(
            separator: ", ") + "]}"
      }
    case .increments(let column, let step, let start):
      "{column: \(quoted(column)), increments: {step: \(value(step)), start: \(value(start))}}"
    case .oneHot(let columns): "{columns: \(list(columns)), one_hot: true}"
    case .monotone(let column, let decreasing, let strictly):
      "{column: \(quoted(column)), monotone: \(decreasing ? "decreasing" : "increasing")\(strictly ? ", strict: true" : "")}"
    case .functional(let from, let to): "{functional: {from: \(list(from)), to: \(list(to))}}"
    }
  }

  private static func list(_ names: [String]) -> String {
    "[" + names.map(quoted).joined(separator: ", ") + "]"
  }

  private static func value(_ literal: Literal) -> String {
    switch literal {
    case .number(let digits): digits
    case .string(let text): quoted(text)
    }
  }

  /// Bare where it is plainly a word; else in double quotes.
  private static func quoted(_ text: String) -> String {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    let isWord =
      text.first.map { $0.isASCII && $0.isLetter } ?? false
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      && !words.contains(text.lowercased())
    if isWord { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default:
        let code = String(scalar.value, radix: 16)
        quoted +=
          scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
          ? "\\x" + String(repeating: "0", count: 2 - code.count) + code : String(scalar)
      }
    }
    return quoted + "\""
  }
}
