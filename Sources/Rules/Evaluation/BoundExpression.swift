public import Tabular

/// A value computed from each row, for one column of one schema to hold.
public struct BoundExpression: Sendable {
  private let exact: ExactExpression?
  private let real: RealExpression
  private let type: FieldType

  /// - Throws: `ConditionError` if the expression cannot be computed, or not be held by a column of the type.
  public init(_ expression: Expression, as type: FieldType, schema: Schema) throws(ConditionError) {
    self.type = type
    let binding = ConditionBinding(schema: schema)
    switch try binding.operand(expression) {
    case .literal, .text:
      throw ConditionError(.type, "A formula computes a number or a date from columns.")
    case .real(let expression): (exact, real) = (nil, expression)
    case .exact(let expression, let unit):
      switch type {
      case .date where unit == .days, .timestamp where unit == .seconds: break
      case .date, .timestamp: throw ConditionError(.type, "The formula's sides are a date and a number.")
      default:
        guard unit == .number else {
          throw ConditionError(.type, "The formula's sides are a date and a number.")
        }
      }
      (exact, real) = (expression, expression.real)
    }
    switch type {
    case .int64, .decimal, .date, .timestamp, .float64: break
    default: throw ConditionError(.type, "A formula fills a column of numbers or dates.")
    }
  }

  /// The values of all rows, rounded half away from zero to the digits that the column has; missing where one that they
  /// are computed from is, where a division is by zero, and beyond 64 bits.
  public func column(of table: Table) -> Column {
    let rows = 0..<table.rowCount
    let columns = exact?.columns ?? real.columns
    let present = table.validity(of: columns, rows)
    let scale: Int
    switch type {
    case .decimal(let digits, _): scale = digits
    case .timestamp(let format): scale = format.fractionDigits
    default: scale = 0
    }
    if type.isReal {
      let values = real.values(table, rows)
      return Column(.float64(values), validity: validity(present, rows.count) { values[$0].isFinite })
    }
    if let exact {
      let values = exact.values(table, rows).map { value -> Int64? in
        let up = powerOfTen(max(0, scale - exact.scale))
        let down = powerOfTen(max(0, exact.scale - scale))
        let half = value < 0 ? -(down / 2) : down / 2
        let (product, overflow) = ((value + half) / down).multipliedReportingOverflow(by: up)
        return overflow ? nil : Int64(exactly: product)
      }
      return Column(
        .int64(values.map { $0 ?? 0 }), validity: validity(present, rows.count) { values[$0] != nil })
    }
    let factor = Double(powerOfTen(scale))
    let values = real.values(table, rows).map { Int64(exactly: ($0 * factor).rounded()) }
    return Column(
      .int64(values.map { $0 ?? 0 }), validity: validity(present, rows.count) { values[$0] != nil })
  }

  private func validity(_ present: Bitmap?, _ count: Int, _ holds: (Int) -> Bool) -> Bitmap? {
    let bits = Bitmap.rows(count, holds)
    let both = present.map { $0 & bits } ?? bits
    return both.isFull ? nil : both
  }
}

extension FieldType {
  fileprivate var isReal: Bool {
    if case .float64 = self { true } else { false }
  }
}
