/// Rules that are to hold together.
public struct RuleSet: Sendable, Hashable {
  public var rules: [Rule]

  public init(_ rules: [Rule]) { self.rules = rules }

  /// Names of the columns that the rules look at, each once.
  public var columns: [String] {
    var names: [String] = []
    for name in rules.flatMap(\.kind.columns) where !names.contains(name) { names.append(name) }
    return names
  }

  /// Throws if two rules leave no value that satisfies both: a range that is empty, ranges and sets of one column that
  /// share nothing, a set of which nothing matches the pattern, inequalities that go round in a circle or against ranges.
  ///
  /// What cannot be decided by numbers and ISO dates alone is let through.
  /// - Throws: `RuleError` with `.contradiction`, naming both rules.
  public func refuseContradictions() throws(RuleError) {
    try refuseEmptyRanges()
    try refuseSets()
    try refuseCircles()
  }

  private struct Bound {
    let value: Order
    let isOpen: Bool
    let rule: Rule
  }

  private func contradiction(_ rule: Rule, _ other: Rule, _ what: String) -> RuleError {
    RuleError(
      .contradiction, rule,
      "It contradicts the rule \"\(other)\"\(other.place.map { " at \($0)" } ?? ""): \(what) Change one of them."
    )
  }

  private func bounds() throws(RuleError) -> [String: (low: Bound?, high: Bound?)] {
    var bounds: [String: (low: Bound?, high: Bound?)] = [:]
    for rule in rules {
      guard case .range(let column, let minimum, let maximum, let isOpen) = rule.kind else { continue }
      var (low, high) = bounds[column] ?? (nil, nil)
      if let value = minimum.flatMap(Order.init), low.map({ $0.value < value }) ?? true {
        low = Bound(value: value, isOpen: isOpen, rule: rule)
      }
      if let value = maximum.flatMap(Order.init), high.map({ value < $0.value }) ?? true {
        high = Bound(value: value, isOpen: isOpen, rule: rule)
      }
      if let low, let high, high.value < low.value || (high.value == low.value && (low.isOpen || high.isOpen))
      {
        if low.rule == high.rule {
          throw RuleError(
            .contradiction, rule, "Its minimum is above its maximum, so that no value is left. Swap them.")
        }
        throw contradiction(rule, low.rule == rule ? high.rule : low.rule, "their ranges share nothing.")
      }
      bounds[column] = (low, high)
    }
    return bounds
  }

  private func refuseEmptyRanges() throws(RuleError) { _ = try bounds() }

  private func refuseSets() throws(RuleError) {
    let bounds = try bounds()
    for (index, rule) in rules.enumerated() {
      guard case .set(let column, let values) = rule.kind else { continue }
      for other in rules {
        switch other.kind {
        case .set(column, let others) where other != rule:
          let texts = Set(others.map { Array($0.text.utf8) })
          // Numbers may be spelt in several ways.
          let numbers = Set(others.compactMap { Order($0) })
          let shared = values.contains {
            texts.contains(Array($0.text.utf8)) || (Order($0).map(numbers.contains) ?? false)
          }
          if !shared { throw contradiction(rules[index], other, "their sets share nothing.") }
        case .regex(column, let pattern):
          guard var matcher = (try? RegexAutomaton(pattern))?.matcher() else { continue }
          if !values.contains(where: { matcher.matches(Array($0.text.utf8)) }) {
            throw contradiction(rule, other, "no value of the set matches the pattern.")
          }
        default: continue
        }
      }
      guard let (low, high) = bounds[column] else { continue }
      let orders = values.map { Order($0) }
      let fits = orders.contains { order in
        guard let order else { return true }
        return (low.map { $0.value < order || ($0.value == order && !$0.isOpen) } ?? true)
          && (high.map { order < $0.value || ($0.value == order && !$0.isOpen) } ?? true)
      }
      if !fits, let other = (low ?? high)?.rule {
        throw contradiction(rule, other, "no value of the set lies in the range.")
      }
    }
  }

  /// Inequalities between two columns as edges of a graph; a circle with a strict one in it cannot hold.
  private func refuseCircles() throws(RuleError) {
    var edges: [String: [(to: String, strict: Bool, rule: Rule)]] = [:]
    for rule in rules {
      let condition: Condition
      switch rule.kind {
      case .inequality(let stated), .condition(let stated): condition = stated
      default: continue
      }
      for case .comparison(.column(let left), let comparison, .column(let right)) in condition.conjuncts {
        switch comparison {
        case .less, .lessOrEqual: edges[left, default: []].append((right, comparison == .less, rule))
        case .greater, .greaterOrEqual: edges[right, default: []].append((left, comparison == .greater, rule))
        case .equal:
          edges[left, default: []].append((right, false, rule))
          edges[right, default: []].append((left, false, rule))
        case .notEqual: continue
        }
      }
    }
    let bounds = try bounds()
    for start in edges.keys.sorted() {
      // What is at or above `start`, and whether strictly.
      var reached: [String: Bool] = [:]
      var queue: [(name: String, strict: Bool, rule: Rule)] = [(start, false, edges[start]![0].rule)]
      while let (name, strict, rule) = queue.popLast() {
        if name == start, strict, let closing = edges[start]?.first {
          throw rule == closing.rule
            ? RuleError(.contradiction, rule, "A column is to be less than itself. Correct it.")
            : contradiction(closing.rule, rule, "together they want a column to be less than itself.")
        }
        if let known = reached[name], known || !strict { continue }
        reached[name] = strict
        if let low = bounds[start]?.low, let high = bounds[name]?.high, high.value < low.value {
          throw contradiction(
            rule, high.rule,
            "\(Condition.name(start)) is at least \(low.value.text), \(Condition.name(name)) at most less.")
        }
        for edge in edges[name] ?? [] { queue.append((edge.to, strict || edge.strict, edge.rule)) }
      }
    }
  }
}

extension Condition {
  /// Its parts, if all of them must hold.
  var conjuncts: [Condition] {
    if case .and(let parts) = self { return parts.flatMap(\.conjuncts) }
    return [self]
  }
}

/// A literal that can be compared without its column: a number or an ISO date.
enum Order: Hashable, Comparable {
  case number(Int128, String)
  case moment(Int128)

  init?(_ literal: Literal) {
    if let number = ExactNumber(literal.text) {
      self = .number(number.floor(scale: 18).value, literal.text)
    } else if let moment = Moment(literal.text, formats: []) {
      let seconds = moment.seconds
      self = .moment(seconds.value * powerOfTen(9 - min(9, seconds.scale)))
    } else {
      return nil
    }
  }

  static func < (left: Order, right: Order) -> Bool {
    switch (left, right) {
    case (.number(let x, _), .number(let y, _)), (.moment(let x), .moment(let y)): x < y
    default: false
    }
  }

  static func == (left: Order, right: Order) -> Bool {
    switch (left, right) {
    case (.number(let x, _), .number(let y, _)), (.moment(let x), .moment(let y)): x == y
    default: false
    }
  }

  func hash(into hasher: inout Hasher) {
    switch self {
    case .number(let value, _), .moment(let value): hasher.combine(value)
    }
  }

  var text: String {
    switch self {
    case .number(_, let text): text
    case .moment: "a date"
    }
  }
}

extension Condition {
  /// A comparison, or a chain of them.
  public var isInequality: Bool {
    conjuncts.allSatisfy {
      if case .comparison = $0 { true } else { false }
    }
  }
}
