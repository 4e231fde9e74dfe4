extension Condition {
  /// The condition that a text states.
  ///
  /// ```
  /// condition  = conjunction { "or" conjunction }
  /// conjunction = negation { "and" negation }
  /// negation   = "not" negation | test
  /// test       = sum { ("==" | "!=" | "<" | "<=" | ">" | ">=") sum }     (a chain holds where each part does)
  ///            | sum ["not"] "in" "[" literal { "," literal } "]"
  ///            | sum ["not"] "between" sum "and" sum                   (both ends belong to it)
  ///            | sum "is" ["not"] "null"
  ///            | "(" condition ")"
  /// sum        = product { ("+" | "-") product }
  /// product    = factor { ("*" | "/") factor }
  /// factor     = "-" factor | number | text | name | "(" sum ")"
  /// ```
  /// Keywords may be written in capitals. A text stands in double or single quotes, with `\` before a quote. A name is
  /// letters, digits, `_` and `.`; any other stands in backquotes: `` `education-num` >= 10 ``. `true` and `false` are
  /// the levels of a boolean column.
  ///
  /// - Throws: `ConditionError` with the place in the text.
  /// - Complexity: O(length). At most 65,536 characters, nested at most 256 deep.
  public init(parsing text: String) throws(ConditionError) {
    var parsing = ConditionParsing(text: text, tokens: try ConditionScanner.tokens(of: text))
    self = try parsing.whole()
  }
}

extension Expression {
  /// The value that a text states: a `sum` of the grammar of conditions.
  /// - Throws: `ConditionError` with the place in the text.
  public init(parsing text: String) throws(ConditionError) {
    var parsing = ConditionParsing(text: text, tokens: try ConditionScanner.tokens(of: text))
    self = try parsing.wholeExpression()
  }
}

extension ConditionScanner {
  static func tokens(of text: String) throws(ConditionError) -> [ConditionToken] {
    var scanner = ConditionScanner(text)
    return try scanner.tokens()
  }
}

/// Reads tokens by recursive descent. What stands in parentheses may be a condition or a value; that is decided when it
/// has been read, so that no token is read twice.
struct ConditionParsing {
  /// What a part of the text turned out to be, and where it starts.
  private struct Part {
    enum Content {
      case condition(Condition)
      case value(Expression)
    }

    let content: Content
    let column: Int
  }

  static let deepest = 256
  /// Of arithmetic, in one condition. Trees of it are walked by recursion.
  static let mostOperations = 512

  private let text: String
  private let tokens: [ConditionToken]
  private var position = 0
  private var depth = 0
  private var operations = 0

  init(text: String, tokens: [ConditionToken]) {
    self.text = text
    self.tokens = tokens
  }

  private var token: ConditionToken { tokens[position] }

  private mutating func advance() { if position < tokens.count - 1 { position += 1 } }

  private mutating func take(_ kind: ConditionToken.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  private mutating func take(_ keyword: ConditionToken.Keyword) -> Bool { take(.keyword(keyword)) }

  private func error(_ column: Int? = nil, _ message: String) -> ConditionError {
    ConditionError(.syntax, text: text, column: column ?? token.column, message)
  }

  private func unexpected(_ wanted: String) -> ConditionError {
    error(nil, "\(wanted) belongs here, not \(token.shown).")
  }

  mutating func whole() throws(ConditionError) -> Condition {
    let condition = try condition(disjunction())
    guard token.kind == .end else { throw unexpected("\"and\", \"or\" or the end") }
    return condition
  }

  mutating func wholeExpression() throws(ConditionError) -> Expression {
    let value = try value(sum())
    guard token.kind == .end else { throw unexpected("An operator or the end") }
    return value
  }

  private func condition(_ part: Part) throws(ConditionError) -> Condition {
    switch part.content {
    case .condition(let condition): return condition
    case .value(.column(let name)):
      throw error(
        part.column,
        "A column alone is no condition. Compare it: \(Condition.name(name)) == true, or \(Condition.name(name)) is not null."
      )
    case .value:
      throw error(part.column, "A value alone is no condition. Compare it with another one, by == or <, say.")
    }
  }

  private func value(_ part: Part) throws(ConditionError) -> Expression {
    switch part.content {
    case .value(let value): return value
    case .condition: throw error(part.column, "A value belongs here, not a condition.")
    }
  }

  private mutating func nested<Result>(
    _ body: (inout ConditionParsing) throws(ConditionError) -> Result
  ) throws(ConditionError) -> Result {
    guard depth < Self.deepest else {
      throw ConditionError(
        .size, text: nil, column: token.column,
        "The condition is nested more than \(Self.deepest) deep. Take parentheses and \"not\" out of it.")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func countOperation() throws(ConditionError) {
    operations += 1
    guard operations <= Self.mostOperations else {
      throw ConditionError(
        .size, text: nil, column: token.column,
        "The condition has more than \(Self.mostOperations) additions and multiplications. Split it.")
    }
  }

  private mutating func disjunction() throws(ConditionError) -> Part {
    let first = try conjunction()
    guard token.kind == .keyword(.or) else { return first }
    var parts = [try condition(first)]
    while take(.or) { parts.append(try condition(conjunction())) }
    return Part(content: .condition(.or(parts)), column: first.column)
  }

  private mutating func conjunction() throws(ConditionError) -> Part {
    let first = try negation()
    guard token.kind == .keyword(.and) else { return first }
    var parts = [try condition(first)]
    while take(.and) { parts.append(try condition(negation())) }
    return Part(content: .condition(.and(parts)), column: first.column)
  }

  private mutating func negation() throws(ConditionError) -> Part {
    let column = token.column
    guard take(.not) else { return try test() }
    let inner = try nested { parsing throws(ConditionError) in try parsing.condition(parsing.negation()) }
    return Part(content: .condition(.not(inner)), column: column)
  }

  private mutating func test() throws(ConditionError) -> Part {
    let first = try sum()
    func part(_ condition: Condition) -> Part { Part(content: .condition(condition), column: first.column) }
    switch token.kind {
    case .comparison:
      var left = try value(first)
      var parts: [Condition] = []
      while case .comparison(let comparison) = token.kind {
        advance()
        let right = try value(sum())
        parts.append(.comparison(left, comparison, right))
        left = right
      }
      return part(parts.count == 1 ? parts[0] : .and(parts))
    case .keyword(.is):
      let left = try value(first)
      advance()
      let negated = take(.not)
      guard take(.null) else { throw unexpected("\"null\"") }
      return part(negated ? .not(.isNull(left)) : .isNull(left))
    case .keyword(.not):
      let left = try value(first)
      advance()
      guard token.kind == .keyword(.in) || token.kind == .keyword(.between) else {
        throw unexpected("\"in\" or \"between\"")
      }
      return part(.not(try membership(left)))
    case .keyword(.in), .keyword(.between): return part(try membership(try value(first)))
    default: return first
    }
  }

  /// From `in` or `between` on.
  private mutating func membership(_ left: Expression) throws(ConditionError) -> Condition {
    if take(.between) {
      let low = try value(sum())
      guard take(.and) else { throw unexpected("\"and\", with the upper end,") }
      return .and([
        .comparison(left, .greaterOrEqual, low), .comparison(left, .lessOrEqual, try value(sum())),
      ])
    }
    advance()
    guard take(.openList) else { throw unexpected("A list such as [\"a\", \"b\"]") }
    var literals: [Literal] = []
    repeat { literals.append(try literal()) } while take(.comma)
    guard take(.closeList) else { throw unexpected("\",\" or \"]\"") }
    return .member(left, of: literals)
  }

  private mutating func literal() throws(ConditionError) -> Literal {
    let negated = take(.arithmetic(.minus))
    let found = token
    switch found.kind {
    case .number(let digits):
      advance()
      return .number(negated ? "-" + digits : digits)
    case .string(let text) where !negated:
      advance()
      return .string(text)
    case .keyword(.true) where !negated, .keyword(.false) where !negated:
      advance()
      return .string(found.kind == .keyword(.true) ? "true" : "false")
    case .keyword(.null): throw error(nil, "A list holds no null. Add: or ... is null.")
    case .name: throw error(nil, "A list holds values, not columns. Put a level in quotes.")
    default: throw unexpected("A number or a text in quotes")
    }
  }

  private mutating func sum() throws(ConditionError) -> Part {
    let first = try product()
    guard case .arithmetic(let sign) = token.kind, sign == .plus || sign == .minus else { return first }
    var left = try value(first)
    while case .arithmetic(let sign) = token.kind, sign == .plus || sign == .minus {
      try countOperation()
      advance()
      left = .arithmetic(left, sign, try value(product()))
    }
    return Part(content: .value(left), column: first.column)
  }

  private mutating func product() throws(ConditionError) -> Part {
    let first = try factor()
    guard case .arithmetic(let sign) = token.kind, sign == .times || sign == .divided else { return first }
    var left = try value(first)
    while case .arithmetic(let sign) = token.kind, sign == .times || sign == .divided {
      try countOperation()
      advance()
      left = .arithmetic(left, sign, try value(factor()))
    }
    return Part(content: .value(left), column: first.column)
  }

  private mutating func factor() throws(ConditionError) -> Part {
    let start = token
    func part(_ value: Expression) -> Part { Part(content: .value(value), column: start.column) }
    switch start.kind {
    case .number(let digits):
      advance()
      return part(.literal(.number(digits)))
    case .string(let text):
      advance()
      return part(.literal(.string(text)))
    case .keyword(.true), .keyword(.false):
      advance()
      return part(.literal(.string(start.kind == .keyword(.true) ? "true" : "false")))
    case .name(let name):
      advance()
      return part(.column(name))
    case .arithmetic(.minus):
      advance()
      let inner = try nested { parsing throws(ConditionError) in try parsing.value(parsing.factor()) }
      if case .literal(.number(let digits)) = inner, !digits.hasPrefix("-") {
        return part(.literal(.number("-" + digits)))
      }
      return part(.negated(inner))
    case .open:
      advance()
      let inner = try nested { parsing throws(ConditionError) in try parsing.disjunction() }
      guard take(.close) else { throw unexpected("An operator or \")\"") }
      return Part(content: inner.content, column: start.column)
    case .keyword(.null):
      throw error(nil, "Nothing compares with null. Write: ... is null, or ... is not null.")
    case .openList: throw error(nil, "A list stands after \"in\".")
    default: throw unexpected("A column, a number or a text in quotes")
    }
  }
}
