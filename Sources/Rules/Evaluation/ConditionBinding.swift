internal import Tabular

/// Gives the parts of a condition their types, for one schema.
struct ConditionBinding {
  let schema: Schema

  func node(_ condition: Condition) throws(ConditionError) -> ConditionNode {
    switch condition {
    case .comparison(let left, let comparison, let right): return try compared(left, comparison, right)
    case .member(let value, let literals): return try member(value, literals)
    case .isNull(let value):
      switch try operand(value) {
      case .literal: return .constant(false)
      case .text(let column, _): return .missing([column])
      case .exact(let expression, _): return .missing(expression.columns)
      case .real(.column(let column)): return .missing([column])
      case .real(let expression): return .noReal(expression)
      }
    case .not(let inner): return .not(try node(inner))
    case .and(let parts): return .and(try nodes(parts))
    case .or(let parts): return .or(try nodes(parts))
    }
  }

  private func nodes(_ parts: [Condition]) throws(ConditionError) -> [ConditionNode] {
    var nodes: [ConditionNode] = []
    for part in parts { nodes.append(try node(part)) }
    return nodes.isEmpty ? [.constant(true)] : nodes
  }

  func compared(_ left: Expression, _ comparison: Condition.Comparison, _ right: Expression)
    throws(ConditionError) -> ConditionNode
  {
    let formats = temporalFormats(left.columns + right.columns)
    return try compared(operand(left), comparison, operand(right), formats)
  }

  private func compared(
    _ left: Operand, _ comparison: Condition.Comparison, _ right: Operand, _ formats: [TemporalFormat]
  ) throws(ConditionError) -> ConditionNode {
    switch (left, right) {
    case (.literal(let x), .literal(let y)):
      guard case .number(let x) = x, case .number(let y) = y, let x = ExactNumber(x), let y = ExactNumber(y)
      else {
        throw ConditionError(.type, "Two texts are compared with each other. Name a column on one side.")
      }
      if let x = x.scaled, let y = y.scaled, x.scale + y.scale <= 36 {
        return .exact(
          .constant(x.value, scale: x.scale), comparison, .constant(y.value, scale: y.scale)
        )
        .aligned
      }
      return .constant(comparison.holds(x.double, y.double))
    case (.literal, _): return try compared(right, comparison.mirrored, left, formats)
    case (.text(let column, let field), .literal(let literal)):
      return try textCompared(column, field, comparison, literal)
    case (.text(let x, let field), .text(let y, let other)):
      switch comparison {
      case .equal: return .sameText(x, y)
      case .notEqual: return .not(.sameText(x, y))
      default: throw unordered(field, other)
      }
    case (.text(_, let field), _), (_, .text(_, let field)):
      throw ConditionError(
        .type,
        "\(ColumnPlace.prefix(field.name))It holds \(Self.kind(field)), which cannot be compared with numbers or dates. "
          + "Compare it with a text in quotes, or state another type for it (sklar schema).")
    case (.exact(let expression, let unit), .literal(let literal)):
      return try exactCompared(expression, unit, comparison, literal, formats)
    case (.real(let expression), .literal(let literal)):
      let value = try number(literal, beside: expression.columns).double
      if case .column(let column) = expression { return .reals(column, comparison.ranges(value)) }
      return .real(expression, comparison, .constant(value))
    case (.exact(var x, let first), .exact(var y, let second)):
      guard (first == .number) == (second == .number) else {
        throw ConditionError(
          .type,
          "A date is compared with a number (\(names(x.columns + y.columns))). Compare dates with dates.")
      }
      if first != second {
        if first == .days { x = .seconds(ofDays: x) } else { y = .seconds(ofDays: y) }
      }
      return ConditionNode.exact(x, comparison, y).aligned
    case (.exact(let x, let unit), .real(let y)):
      try refuseTemporal(unit, x)
      return .real(x.real, comparison, y)
    case (.real(let x), .exact(let y, let unit)):
      try refuseTemporal(unit, y)
      return .real(x, comparison, y.real)
    case (.real(let x), .real(let y)): return .real(x, comparison, y)
    }
  }

  private func refuseTemporal(_ unit: Operand.Unit, _ expression: ExactExpression) throws(ConditionError) {
    guard unit != .number else { return }
    throw ConditionError(
      .type, "A date is compared with a number (\(names(expression.columns))). Compare dates with dates.")
  }

  // MARK: - Literals

  private func number(_ literal: Literal, beside columns: [Int]) throws(ConditionError) -> ExactNumber {
    let text = literal.text
    guard let number = ExactNumber(text) else {
      throw ConditionError(
        .literal,
        "\(names(columns)) holds numbers, but is compared with \(literal), which is none. Write a number.")
    }
    return number
  }

  private func exactCompared(
    _ expression: ExactExpression, _ unit: Operand.Unit, _ comparison: Condition.Comparison,
    _ literal: Literal, _ formats: [TemporalFormat]
  ) throws(ConditionError) -> ConditionNode {
    switch unit {
    case .number:
      let number = try number(literal, beside: expression.columns)
      if case .column(let column, let scale) = expression {
        let floor = number.floor(scale: scale)
        return .integers(column, comparison.ranges(floor: floor.value, isExact: floor.isExact))
      }
      if let scaled = number.scaled {
        return ConditionNode.exact(expression, comparison, .constant(scaled.value, scale: scaled.scale))
          .aligned
      }
      return .real(expression.real, comparison, .constant(number.double))
    case .days, .seconds:
      let moment = try moment(literal, beside: expression.columns, formats)
      if unit == .days, !moment.hasTime {
        if case .column(let column, _) = expression {
          return .integers(column, comparison.ranges(floor: moment.value, isExact: true))
        }
        return ConditionNode.exact(expression, comparison, .constant(moment.value, scale: 0)).aligned
      }
      let seconds = moment.seconds
      if unit == .seconds, case .column(let column, let scale) = expression {
        let divisor = powerOfTen(max(0, seconds.scale - scale))
        let value = seconds.value * powerOfTen(max(0, scale - seconds.scale))
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return .integers(
          column,
          comparison.ranges(floor: remainder < 0 ? quotient - 1 : quotient, isExact: remainder == 0))
      }
      return ConditionNode.exact(
        unit == .days ? .seconds(ofDays: expression) : expression, comparison,
        .constant(seconds.value, scale: seconds.scale)
      ).aligned
    }
  }

  func moment(_ literal: Literal, beside columns: [Int], _ formats: [TemporalFormat]) throws(ConditionError)
    -> Moment
  {
    guard case .string(let text) = literal, let moment = Moment(text, formats: formats) else {
      throw ConditionError(
        .literal,
        "\(names(columns)) holds dates, but is compared with \(literal), which is none. Write it as the column does"
          + (formats.first.map { " (\($0.pattern))" } ?? "") + ", or as \"2024-01-31\", in quotes.")
    }
    return moment
  }

  private func member(_ value: Expression, _ literals: [Literal]) throws(ConditionError) -> ConditionNode {
    let formats = temporalFormats(value.columns)
    let operand = try operand(value)
    if case .text(let column, let field) = operand { return .levels(column, Self.test(field, literals)) }
    var nodes: [ConditionNode] = []
    for literal in literals { nodes.append(try compared(operand, .equal, .literal(literal), formats)) }
    // Points of a column are found by bisection.
    var points: [ClosedRange<Int64>] = []
    var reals: [ClosedRange<Double>] = []
    var column: Int?
    for node in nodes {
      switch node {
      case .integers(let index, let ranges): (column, points) = (index, points + ranges)
      case .reals(let index, let ranges): (column, reals) = (index, reals + ranges)
      default: return .or(nodes)
      }
    }
    guard let column else { return .constant(false) }
    if case .real = operand {
      return .reals(column, Set(reals).sorted { $0.lowerBound < $1.lowerBound })
    }
    return .integers(column, Set(points).sorted { $0.lowerBound < $1.lowerBound })
  }

  // MARK: - Levels

  private func textCompared(
    _ column: Int, _ field: Field, _ comparison: Condition.Comparison, _ literal: Literal
  ) throws(ConditionError) -> ConditionNode {
    switch comparison {
    case .equal: return .levels(column, Self.test(field, [literal]))
    case .notEqual: return .not(.levels(column, Self.test(field, [literal])))
    default: break
    }
    guard case .levels(let values, true) = field.domain else { throw unordered(field, field) }
    guard let place = values.firstIndex(where: { $0.utf8.elementsEqual(literal.text.utf8) }) else {
      throw ConditionError(
        .literal,
        "\(ColumnPlace.prefix(field.name))\(literal) is none of its levels: "
          + values.prefix(20).map { Literal.string($0).description }.joined(separator: ", ") + ".")
    }
    var ranks: [[UInt8]: Int] = [:]
    for (rank, value) in values.enumerated() { ranks[Array(value.utf8)] = rank }
    return .levels(
      column,
      LevelTest { [ranks] bytes, _ in
        guard let rank = ranks[Array(bytes)] else { return .unknown }
        return comparison.holds(rank, place) ? .yes : .no
      })
  }

  private func unordered(_ field: Field, _ other: Field) -> ConditionError {
    ConditionError(
      .type,
      "\(ColumnPlace.prefix(field.name))It holds \(Self.kind(field)), which have no order. Use == or in, or state the "
        + "order of its levels in a schema file (ordered: true).")
  }

  static func kind(_ field: Field) -> String {
    switch field.type {
    case .boolean: "true and false"
    case .identifier: "identifiers"
    case .text: "free text"
    default: "levels"
    }
  }

  /// Spelt as one of the literals. `true` and `false` are the levels of a boolean, however those are spelt.
  static func test(_ field: Field, _ literals: [Literal]) -> LevelTest {
    let spellings = Set(literals.map { Array($0.text.utf8) })
    var places = Set<Int>()
    if field.type == .boolean {
      for literal in literals {
        if literal.text.lowercased() == "false" { places.insert(0) }
        if literal.text.lowercased() == "true" { places.insert(1) }
      }
    }
    return LevelTest { [places] bytes, place in
      places.contains(place) || spellings.contains(Array(bytes)) ? .yes : .no
    }
  }

  // MARK: - Columns

  func names(_ columns: [Int]) -> String {
    var seen: [Int] = []
    for column in columns where !seen.contains(column) { seen.append(column) }
    return seen.isEmpty
      ? "The value"
      : "column " + seen.map { "\"\(ColumnPlace.shown(schema.fields[$0].name))\"" }.joined(separator: " and ")
  }

  private func temporalFormats(_ names: [String]) -> [TemporalFormat] {
    names.compactMap { schema.index(of: $0).flatMap { schema.fields[$0].type.temporalFormat } }
  }
}

extension Literal {
  /// As written.
  var text: String {
    switch self {
    case .number(let text), .string(let text): text
    }
  }
}

extension ConditionNode {
  /// Both sides at one scale; as doubles where 128 bits are too few.
  fileprivate var aligned: ConditionNode {
    guard case .exact(let left, let comparison, let right) = self else { return self }
    let scale = max(left.scale, right.scale)
    let (x, y) = (left.rescaled(to: scale), right.rescaled(to: scale))
    guard x.bits <= 126, y.bits <= 126, scale <= 36 else { return .real(left.real, comparison, right.real) }
    return .exact(x, comparison, y)
  }
}

extension Condition.Comparison {
  /// The stored whole numbers of which the comparison holds with a number: `floor` itself, or one just above it.
  func ranges(floor: Int128, isExact: Bool) -> [ClosedRange<Int64>] {
    func range(_ low: Int128, _ high: Int128) -> [ClosedRange<Int64>] {
      let (least, greatest) = (Int128(Int64.min), Int128(Int64.max))
      guard low <= high, low <= greatest, high >= least else { return [] }
      return [Int64(max(low, least))...Int64(min(high, greatest))]
    }
    let (least, greatest) = (Int128(Int64.min), Int128(Int64.max))
    switch self {
    case .equal: return isExact ? range(floor, floor) : []
    case .notEqual:
      return isExact ? range(least, floor - 1) + range(floor + 1, greatest) : range(least, greatest)
    case .less: return range(least, isExact ? floor - 1 : floor)
    case .lessOrEqual: return range(least, floor)
    case .greater: return range(floor + 1, greatest)
    case .greaterOrEqual: return range(isExact ? floor : floor + 1, greatest)
    }
  }

  func ranges(_ value: Double) -> [ClosedRange<Double>] {
    switch self {
    case .equal: [value...value]
    case .notEqual: [-.infinity...value.nextDown, value.nextUp...(.infinity)]
    case .less: [-.infinity...value.nextDown]
    case .lessOrEqual: [-.infinity...value]
    case .greater: [value.nextUp...(.infinity)]
    case .greaterOrEqual: [value...(.infinity)]
    }
  }
}
