internal import Tabular

/// What one side of a comparison is.
enum Operand {
  enum Unit: Hashable { case number, days, seconds }

  case literal(Literal)
  case exact(ExactExpression, Unit)
  case real(RealExpression)
  case text(Int, Field)
}

extension ConditionBinding {
  func column(_ name: String) throws(ConditionError) -> Int {
    guard let index = schema.index(of: name) else {
      let names = schema.fields.map { Condition.name(ColumnPlace.shown($0.name)) }
      // `education-num` without backquotes reads as a difference.
      let near = names.filter { $0.hasPrefix("`") && $0.dropFirst().hasPrefix(name) }
      throw ConditionError(
        .unknownColumn,
        "There is no column \"\(ColumnPlace.shown(name))\". "
          + (near.isEmpty ? "" : "Is it \(near.joined(separator: " or "))? ")
          + "The columns are: \(names.joined(separator: ", ")).")
    }
    return index
  }

  func operand(_ expression: Expression) throws(ConditionError) -> Operand {
    switch expression {
    case .literal(let literal): return .literal(literal)
    case .column(let name):
      let index = try column(name)
      let field = schema.fields[index]
      switch field.type {
      case .int64, .identifier(.integers): return .exact(.column(index, scale: 0), .number)
      case .decimal(let scale, _): return .exact(.column(index, scale: scale), .number)
      case .date: return .exact(.column(index, scale: 0), .days)
      case .timestamp(let format):
        return .exact(.column(index, scale: format.fractionDigits), .seconds)
      case .float64: return .real(.column(index))
      case .boolean, .categorical, .text, .identifier(.strings): return .text(index, field)
      }
    case .negated(let inner):
      switch try numeric(operand(inner), beside: nil) {
      case .exact(let value, .number): return .exact(.negated(value), .number)
      case .real(let value): return .real(.negated(value))
      default: throw ConditionError(.type, "A date has no negative. Take the sign away.")
      }
    case .arithmetic(let left, let sign, let right):
      let (x, y) = (try operand(left), try operand(right))
      return try combined(numeric(x, beside: y), sign, numeric(y, beside: x))
    }
  }

  /// A literal as what it is beside the other operand; refuses levels.
  private func numeric(_ operand: Operand, beside other: Operand?) throws(ConditionError) -> Operand {
    switch operand {
    case .exact, .real: return operand
    case .text(_, let field):
      throw ConditionError(
        .type,
        "\(ColumnPlace.prefix(field.name))It holds \(Self.kind(field)): there is no arithmetic with them. "
          + "Use numbers and dates.")
    case .literal(.number(let digits)):
      guard let number = ExactNumber(digits) else {
        throw ConditionError(.literal, "The number \(digits) is beyond what can be computed with.")
      }
      if let scaled = number.scaled { return .exact(.constant(scaled.value, scale: scaled.scale), .number) }
      return .real(.constant(number.double))
    case .literal(.string):
      guard case .exact(let expression, let unit)? = other, unit != .number,
        case .literal(let literal) = operand
      else {
        throw ConditionError(.type, "There is no arithmetic with a text in quotes. Use numbers and dates.")
      }
      let formats = expression.columns.compactMap { schema.fields[$0].type.temporalFormat }
      let moment = try moment(literal, beside: expression.columns, formats)
      if !moment.hasTime { return .exact(.constant(moment.value, scale: 0), .days) }
      return .exact(.constant(moment.value, scale: moment.scale), .seconds)
    }
  }

  private func combined(_ left: Operand, _ sign: Expression.Operator, _ right: Operand)
    throws(ConditionError) -> Operand
  {
    guard case .exact(var x, let first) = left, case .exact(var y, let second) = right else {
      return .real(.arithmetic(try real(left), sign, try real(right)))
    }
    var unit = Operand.Unit.number
    switch (first, second, sign) {
    case (.number, .number, .divided): return .real(.arithmetic(x.real, .divided, y.real))
    case (.number, .number, _): break
    case (_, .number, .plus), (_, .number, .minus): unit = first
    case (.number, _, .plus): unit = second
    case (.number, _, _), (_, .number, _):
      throw ConditionError(.type, "A date takes a number added or subtracted, and nothing else.")
    case (_, _, .minus):
      // Two dates are days apart, two moments seconds.
      if first != second {
        if first == .days { x = .seconds(ofDays: x) } else { y = .seconds(ofDays: y) }
      }
    default: throw ConditionError(.type, "Of two dates there is only the difference.")
    }
    let value: ExactExpression
    if sign == .times {
      value = .product(x, y)
    } else {
      let scale = max(x.scale, y.scale)
      (x, y) = (x.rescaled(to: scale), y.rescaled(to: scale))
      value = sign == .plus ? .sum(x, y) : .difference(x, y)
    }
    if value.bits <= 126, value.scale <= 36 { return .exact(value, unit) }
    guard unit == .number else {
      throw ConditionError(.type, "The arithmetic with dates goes beyond 128 bits. Simplify it.")
    }
    return .real(.arithmetic(try real(left), sign, try real(right)))
  }

  private func real(_ operand: Operand) throws(ConditionError) -> RealExpression {
    switch operand {
    case .real(let expression): return expression
    case .exact(let expression, .number): return expression.real
    default:
      throw ConditionError(.type, "A date takes only whole numbers or decimals added or subtracted.")
    }
  }
}

extension ExactExpression {
  /// The same in doubles.
  var real: RealExpression {
    switch self {
    case .column(let column, let scale): .scaled(column, scale: scale)
    case .constant(let value, let scale): .constant(Double(value) / Double(powerOfTen(scale)))
    case .negated(let inner): .negated(inner.real)
    case .sum(let left, let right): .arithmetic(left.real, .plus, right.real)
    case .difference(let left, let right): .arithmetic(left.real, .minus, right.real)
    case .product(let left, let right): .arithmetic(left.real, .times, right.real)
    case .rescaled(let inner, _): inner.real
    case .seconds(let inner): .arithmetic(inner.real, .times, .constant(86_400))
    }
  }
}
