public import Tabular

/// A rule for tables of one schema.
public struct BoundRule: Sendable {
  public let rule: Rule
  /// The positions of its columns.
  public let columns: [Int]
  let check: Check

  enum Check: Sendable {
    /// Broken where it is false.
    case condition(ConditionNode)
    case present
    case regex(Int, RegexAutomaton)
    case steps(Int, StepTest)
    case oneHot
    case unique
    case functional(from: [Int], to: [Int])
    case combinations(KeyTable)
    case monotone(Int, decreasing: Bool, strictly: Bool)
    /// Holds by itself.
    case nothing
  }

  /// Whether the rule says something of each row by itself.
  public var isRowwise: Bool {
    switch check {
    case .unique, .functional, .monotone: false
    default: true
    }
  }
}

/// Whether a value is a whole number of steps from a start.
enum StepTest: Sendable {
  /// Whole numbers: (value * factor - start) divides by step.
  case exact(factor: Int128, start: Int128, step: Int128)
  case real(start: Double, step: Double)

  func holds(_ value: Int64) -> Bool {
    switch self {
    case .exact(let factor, let start, let step): (Int128(value) * factor - start) % step == 0
    case .real: holds(Double(value))
    }
  }

  func holds(_ value: Double) -> Bool {
    guard case .real(let start, let step) = self else { return false }
    let steps = (value - start) / step
    return abs(steps - steps.rounded()) <= 1e-9 * max(1, abs(steps))
  }
}

extension RuleSet {
  /// The rules for tables of a schema.
  ///
  /// - Parameter reference: the table whose combinations there are, with the rule's columns as its first ones, in the
  ///   rule's order and stored like those of `schema`; `nil`: there is none, and such a rule holds everywhere.
  /// - Throws: `RuleError`.
  public func bound(to schema: Schema, reference: (Rule) throws -> Table? = { _ in nil }) throws
    -> [BoundRule]
  {
    try rules.map { rule in try RuleBinding(rule: rule, schema: schema).bound(reference) }
  }
}

private struct RuleBinding {
  let rule: Rule
  let schema: Schema

  func bound(_ reference: (Rule) throws -> Table?) throws -> BoundRule {
    let binding = ConditionBinding(schema: schema)
    do {
      let columns = try rule.kind.columns.map { name in try binding.column(name) }
      return BoundRule(rule: rule, columns: columns, check: try check(binding, columns, reference))
    } catch let error as ConditionError {
      throw RuleError(.binding, rule, error.message)
    } catch let error as RegexError {
      throw RuleError(.regex, rule, error.description)
    }
  }

  private func refused(_ message: String) -> RuleError { RuleError(.binding, rule, message) }

  private func check(
    _ binding: ConditionBinding, _ columns: [Int], _ reference: (Rule) throws -> Table?
  ) throws -> BoundRule.Check {
    switch rule.kind {
    case .notNull: return .present
    case .type(let column, let name): return try type(column, columns[0], name)
    case .range(let column, let minimum, let maximum, let isOpen):
      var parts: [Condition] = []
      if let minimum {
        parts.append(.comparison(.column(column), isOpen ? .greater : .greaterOrEqual, .literal(minimum)))
      }
      if let maximum {
        parts.append(.comparison(.column(column), isOpen ? .less : .lessOrEqual, .literal(maximum)))
      }
      return .condition(try binding.node(.and(parts)))
    case .set(let column, let values):
      return .condition(try binding.node(.member(.column(column), of: values)))
    case .regex(_, let pattern):
      switch schema.fields[columns[0]].type {
      case .categorical, .boolean, .text, .identifier, .int64:
        return .regex(columns[0], try RegexAutomaton(pattern))
      default:
        throw refused(
          "A pattern is for texts, levels and whole numbers. State the column's type as categorical (sklar schema, --schema), "
            + "or give a range.")
      }
    case .unique: return .unique
    case .inequality(let condition), .condition(let condition): return .condition(try binding.node(condition))
    case .formula(let left, let right, let tolerance):
      return .condition(try binding.formula(left, right, tolerance: tolerance))
    case .conditional(let premise, let conclusion):
      return .condition(.or([.not(try binding.node(premise)), try binding.node(conclusion)]))
    case .combinations(let names, _):
      guard let table = try reference(rule) else { return .nothing }
      var keys = KeyTable(isMap: false)
      let rows = RowKeys(table, Array(names.indices))
      for (row, key) in rows.keys.enumerated() where rows.present?[row] ?? true { _ = keys.insert(key) }
      return .combinations(keys)
    case .increments(_, let step, let start): return .steps(columns[0], try steps(columns[0], step, start))
    case .oneHot:
      for column in columns {
        switch schema.fields[column].type {
        case .date, .timestamp:
          throw refused(
            "Its columns hold 0 and 1, or false and true. \(binding.names([column])) holds dates.")
        default: break
        }
      }
      return .oneHot
    case .monotone:
      switch schema.fields[columns[0]].type {
      case .categorical, .boolean, .text, .identifier(.strings):
        throw refused("Levels and texts neither ascend nor descend. Name a column of numbers or dates.")
      default: break
      }
      guard case .monotone(_, let decreasing, let strictly) = rule.kind else { return .nothing }
      return .monotone(columns[0], decreasing: decreasing, strictly: strictly)
    case .functional(let from, let to):
      return .functional(
        from: try from.map { name in try binding.column(name) },
        to: try to.map { name in try binding.column(name) })
    }
  }

  private func steps(_ column: Int, _ step: Literal, _ start: Literal) throws -> StepTest {
    let field = schema.fields[column]
    guard let size = ExactNumber(step.text), size.double > 0, let origin = ExactNumber(start.text) else {
      throw refused("A step is a number above zero, and its start a number. Correct them.")
    }
    let scale: Int
    switch field.type {
    case .int64, .date, .identifier(.integers): scale = 0
    case .decimal(let digits, _): scale = digits
    case .timestamp(let format): scale = format.fractionDigits
    case .float64: return .real(start: origin.double, step: size.double)
    default: throw refused("Levels and texts have no steps. Name a column of numbers or dates.")
    }
    guard let exactStep = size.scaled, let exactStart = origin.scaled else {
      throw refused("The step has too many digits. Round it.")
    }
    let common = max(scale, exactStep.scale, exactStart.scale)
    guard common <= 18, exactStep.value < powerOfTen(18),
      exactStart.value.magnitude < powerOfTen(18).magnitude
    else {
      throw refused("The step has too many digits. Round it.")
    }
    return .exact(
      factor: powerOfTen(common - scale), start: exactStart.value * powerOfTen(common - exactStart.scale),
      step: exactStep.value * powerOfTen(common - exactStep.scale))
  }

  private func type(_ name: String, _ column: Int, _ stated: String) throws -> BoundRule.Check {
    guard let type = StatedType(stated) else {
      throw refused("Unknown type \"\(stated)\". Use \(StatedType.names).")
    }
    let whole = ConditionNode.exact(.column(column, scale: 0), .equal, .column(column, scale: 0))
    func all(_ holds: Bool) -> BoundRule.Check {
      holds ? .nothing : .condition(.and([.missing([column]), whole]))
    }
    switch schema.fields[column].type {
    case .int64, .identifier(.integers):
      if type == .boolean { return .condition(.integers(column, [0...1])) }
      return all([.int64, .decimal, .float64, .text].contains(type))
    case .decimal(let scale, _):
      if type == .int64 {
        return .steps(column, .exact(factor: 1, start: 0, step: powerOfTen(scale)))
      }
      return all([.decimal, .float64, .text].contains(type))
    case .float64:
      if type == .int64 { return .steps(column, .real(start: 0, step: 1)) }
      return [.decimal, .float64, .text].contains(type) ? .nothing : .condition(.reals(column, []))
    case .date: return type == .date || type == .text ? .nothing : .condition(.integers(column, []))
    case .timestamp:
      return type == .timestamp || type == .text ? .nothing : .condition(.integers(column, []))
    case .boolean where type == .boolean: return .nothing
    case .boolean, .categorical, .text, .identifier(.strings):
      return type == .text
        ? .nothing
        : .condition(
          .levels(
            column, LevelTest { bytes, _ in type.holds(String(decoding: bytes, as: UTF8.self)) ? .yes : .no })
        )
    }
  }
}

/// The types that a rule can ask for.
enum StatedType: String, CaseIterable, Sendable {
  case int64, decimal, float64, date, timestamp, boolean, text

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  init?(_ name: String) {
    switch name {
    case "integer", "int": self = .int64
    case "number", "float", "numerical": self = .float64
    case "datetime": self = .timestamp
    case "bool": self = .boolean
    case "string", "categorical", "identifier": self = .text
    default: self.init(rawValue: name)
    }
  }

  /// Whether a text is spelt as a value of the type.
  func holds(_ text: String) -> Bool {
    switch self {
    case .int64: Int64(text) != nil
    case .decimal: !text.contains(where: { "eE".contains($0) }) && ExactNumber(text) != nil
    case .float64: ExactNumber(text) != nil
    case .date: Moment(text, formats: []).map { !$0.hasTime } ?? false
    case .timestamp: Moment(text, formats: [])?.hasTime ?? false
    case .boolean: ["true", "false"].contains(text.lowercased())
    case .text: true
    }
  }
}

extension ConditionBinding {
  /// Two values that are equal, exactly or nearly (see `Rule.Kind.formula`).
  func formula(_ left: Expression, _ right: Expression, tolerance: Double?) throws(ConditionError)
    -> ConditionNode
  {
    let node = try compared(left, .equal, right)
    switch node {
    case .real(let x, .equal, let y): return .near(x, y, tolerance)
    case .exact(let x, .equal, let y) where tolerance != nil: return .near(x.real, y.real, tolerance)
    default: return node
    }
  }
}

extension Rule.Kind {
  /// Whether a `type` rule can ask for it.
  public static func isType(_ name: String) -> Bool { StatedType(name) != nil }

  /// The types, for messages.
  public static var typeNames: String { StatedType.names }
}
