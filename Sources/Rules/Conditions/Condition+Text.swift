/// The text of a condition, which `Condition(parsing:)` reads back as an equal one.
extension Condition: CustomStringConvertible {
  public var description: String {
    switch self {
    case .comparison(let left, let comparison, let right): "\(left) \(comparison.rawValue) \(right)"
    case .member(let value, let literals):
      "\(value) in [\(literals.map(\.description).joined(separator: ", "))]"
    case .isNull(let value): "\(value) is null"
    case .not(.isNull(let value)): "\(value) is not null"
    case .not(.member(let value, let literals)):
      "\(value) not in [\(literals.map(\.description).joined(separator: ", "))]"
    case .not(let inner): "not (\(inner))"
    case .and(let parts): parts.map(\.nested).joined(separator: " and ")
    case .or(let parts): parts.map(\.nested).joined(separator: " or ")
    }
  }

  private var nested: String {
    switch self {
    case .and, .or: "(\(self))"
    default: description
    }
  }

  /// A column's name as a condition writes it: bare, or in backquotes.
  public static func name(_ name: String) -> String {
    let isBare =
      (name.first.map { $0.isLetter || $0 == "_" } ?? false)
      && name.allSatisfy { $0.isLetter || $0.isNumber || "_.".contains($0) }
      && ConditionToken.Keyword(rawValue: name.lowercased()) == nil
    return isBare ? name : "`" + name.replacing("`", with: "``") + "`"
  }

  /// The names of the columns that the condition looks at, each once, in order of appearance.
  public var columns: [String] {
    var names: [String] = []
    collect(into: &names)
    return names
  }

  private func collect(into names: inout [String]) {
    switch self {
    case .comparison(let left, _, let right):
      left.collect(into: &names)
      right.collect(into: &names)
    case .member(let value, _), .isNull(let value): value.collect(into: &names)
    case .not(let inner): inner.collect(into: &names)
    case .and(let parts), .or(let parts): for part in parts { part.collect(into: &names) }
    }
  }
}

extension Expression: CustomStringConvertible {
  public var description: String {
    switch self {
    case .column(let name): Condition.name(name)
    case .literal(let literal): literal.description
    case .negated(let inner): "-(\(inner))"
    case .arithmetic(let left, let sign, let right):
      "\(left.nested(under: sign, isRight: false)) \(sign.rawValue) \(right.nested(under: sign, isRight: true))"
    }
  }

  private func nested(under sign: Operator, isRight: Bool) -> String {
    guard case .arithmetic(_, let inner, _) = self else { return description }
    let (own, outer) = (inner.precedence, sign.precedence)
    return own > outer || (own == outer && !isRight) ? description : "(\(self))"
  }

  /// The names of its columns, each once, in order of appearance.
  public var columns: [String] {
    var names: [String] = []
    collect(into: &names)
    return names
  }

  fileprivate func collect(into names: inout [String]) {
    switch self {
    case .column(let name): if !names.contains(name) { names.append(name) }
    case .literal: break
    case .negated(let inner): inner.collect(into: &names)
    case .arithmetic(let left, _, let right):
      left.collect(into: &names)
      right.collect(into: &names)
    }
  }
}

extension Expression.Operator {
  fileprivate var precedence: Int { self == .plus || self == .minus ? 1 : 2 }
}

extension Literal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .number(let digits): digits
    case .string(let text):
      "\""
        + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        .replacing("\t", with: "\\t") + "\""
    }
  }
}
