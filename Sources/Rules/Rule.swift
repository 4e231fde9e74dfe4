/// What must hold in every row, or in a table as a whole.
public struct Rule: Sendable, Hashable {
  public var kind: Kind
  /// Where it was stated: `rules.yaml:12`; for messages.
  public var place: String?

  public init(_ kind: Kind, place: String? = nil) {
    self.kind = kind
    self.place = place
  }

  public enum Kind: Sendable, Hashable {
    /// Each of the columns has a value.
    case notNull(columns: [String])
    /// Each value is spelt as one of the type: `int64`, `decimal`, `float64`, `date`, `timestamp`, `boolean`, `text`.
    case type(column: String, name: String)
    /// Bounds belong to the range unless `isOpen`.
    case range(column: String, minimum: Literal?, maximum: Literal?, isOpen: Bool)
    case set(column: String, values: [Literal])
    /// The whole value matches the pattern (`RegexAutomaton`).
    case regex(column: String, pattern: String)
    /// No two rows agree in all of the columns.
    case unique(columns: [String])
    /// A comparison of columns, such as `start <= end`.
    case inequality(Condition)
    /// Two values are equal: exactly where both are whole numbers or decimals, within `tolerance` where one is float64
    /// (default: a billionth of the greater), or where a tolerance is given.
    case formula(Expression, Expression, tolerance: Double?)
    case conditional(if: Condition, then: Condition)
    /// Any condition.
    case condition(Condition)
    /// The values of the columns together are one of those in a reference.
    case combinations(columns: [String], reference: Reference)
    /// The value is `start` plus a whole multiple of `step`.
    case increments(column: String, step: Literal, start: Literal)
    /// Exactly one of the columns is 1 or true, the others are 0 or false.
    case oneHot(columns: [String])
    /// Each value is at least (at most) that of the row before that has one.
    case monotone(column: String, decreasing: Bool, strictly: Bool)
    /// Rows that agree in `from` agree in `to`.
    case functional(from: [String], to: [String])
  }

  /// Which combinations there are.
  public enum Reference: Sendable, Hashable {
    /// Those of the table that a model is fitted to.
    case data
    case file(String)
    /// Stated: one value a column each.
    case rows([[Literal?]])
  }
}

extension Rule.Kind {
  /// The kind's key in a rules file.
  public var name: String {
    switch self {
    case .notNull: "not_null"
    case .type: "type"
    case .range: "range"
    case .set: "set"
    case .regex: "regex"
    case .unique: "unique"
    case .inequality: "inequality"
    case .formula: "formula"
    case .conditional: "if"
    case .condition: "condition"
    case .combinations: "combinations"
    case .increments: "increments"
    case .oneHot: "one_hot"
    case .monotone: "monotone"
    case .functional: "functional"
    }
  }

  /// Names of the columns that it looks at, each once.
  public var columns: [String] {
    var names: [String] = []
    for name in allColumns where !names.contains(name) { names.append(name) }
    return names
  }

  private var allColumns: [String] {
    switch self {
    case .notNull(let columns), .unique(let columns), .combinations(let columns, _), .oneHot(let columns):
      columns
    case .type(let column, _), .range(let column, _, _, _), .set(let column, _), .regex(let column, _),
      .increments(let column, _, _), .monotone(let column, _, _):
      [column]
    case .inequality(let condition), .condition(let condition): condition.columns
    case .formula(let left, let right, _): left.columns + right.columns
    case .conditional(let premise, let conclusion): premise.columns + conclusion.columns
    case .functional(let from, let to): from + to
    }
  }
}

extension Rule: CustomStringConvertible {
  /// One line: what a report calls the rule.
  public var description: String {
    func list(_ names: [String]) -> String { names.map(Condition.name).joined(separator: ", ") }
    switch kind {
    case .notNull(let columns): return "\(list(columns)) not null"
    case .type(let column, let name): return "\(Condition.name(column)) of type \(name)"
    case .range(let column, let minimum, let maximum, let isOpen):
      let sign = isOpen ? "<" : "<="
      return (minimum.map { "\($0) \(sign) " } ?? "") + Condition.name(column)
        + (maximum.map { " \(sign) \($0)" } ?? "")
    case .set(let column, let values):
      let shown = values.prefix(4).map(\.description).joined(separator: ", ")
      return "\(Condition.name(column)) in [\(shown)\(values.count > 4 ? ", ... \(values.count)" : "")]"
    case .regex(let column, let pattern): return "\(Condition.name(column)) matches \(pattern)"
    case .unique(let columns): return "\(list(columns)) unique"
    case .inequality(let condition), .condition(let condition): return condition.description
    case .formula(let left, let right, _): return "\(left) == \(right)"
    case .conditional(let premise, let conclusion): return "if \(premise) then \(conclusion)"
    case .combinations(let columns, _): return "combinations of \(list(columns))"
    case .increments(let column, let step, let start):
      return "\(Condition.name(column)) in steps of \(step.text)"
        + (start == .number("0") ? "" : " from \(start.text)")
    case .oneHot(let columns): return "one of \(list(columns))"
    case .monotone(let column, let decreasing, _):
      return "\(Condition.name(column)) \(decreasing ? "descends" : "ascends")"
    case .functional(let from, let to): return "\(list(from)) -> \(list(to))"
    }
  }
}

/// What is wrong with a rule, for a table or by itself.
public struct RuleError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    /// A column, type or literal that does not fit the table.
    case binding
    case regex
    /// Rules that no row can satisfy together.
    case contradiction
    /// Rows that could not be made to satisfy a rule.
    case unsatisfied
    /// Combinations whose reference is not there.
    case reference
  }

  public let code: Code
  public let rule: Rule?
  public let message: String

  public init(_ code: Code, _ rule: Rule?, _ message: String) {
    self.code = code
    self.rule = rule
    self.message = message
  }

  /// `rules.yaml:12: rule "age >= 17": what is wrong. What to do.`
  public var description: String {
    (rule?.place.map { "\($0): " } ?? "") + (rule.map { "rule \"\($0)\": " } ?? "") + message
  }
}
