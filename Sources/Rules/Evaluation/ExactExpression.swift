internal import Tabular

/// Whole-number arithmetic: values times 10^scale, in 128 bits that cannot overflow (which `bits` sees to).
package indirect enum ExactExpression: Sendable {
  case column(Int, scale: Int)
  case constant(Int128, scale: Int)
  case negated(ExactExpression)
  case sum(ExactExpression, ExactExpression)
  case difference(ExactExpression, ExactExpression)
  case product(ExactExpression, ExactExpression)
  /// Times 10^n, with the scale raised by n.
  case rescaled(ExactExpression, by: Int)
  /// Days as seconds.
  case seconds(ofDays: ExactExpression)

  var scale: Int {
    switch self {
    case .column(_, let scale), .constant(_, let scale): scale
    case .negated(let inner), .seconds(let inner): inner.scale
    case .sum(let left, _), .difference(let left, _): left.scale
    case .product(let left, let right): left.scale + right.scale
    case .rescaled(let inner, let power): inner.scale + power
    }
  }

  /// No value is beyond ±2^bits.
  var bits: Int {
    switch self {
    case .column: 63
    case .constant(let value, _): 128 - value.magnitude.leadingZeroBitCount
    case .negated(let inner): inner.bits
    case .sum(let left, let right), .difference(let left, let right): max(left.bits, right.bits) + 1
    case .product(let left, let right): left.bits + right.bits
    case .rescaled(let inner, let power): inner.bits + (power * 10 + 2) / 3
    case .seconds(let inner): inner.bits + 17
    }
  }

  package var columns: [Int] {
    switch self {
    case .column(let column, _): [column]
    case .constant: []
    case .negated(let inner), .seconds(let inner), .rescaled(let inner, _): inner.columns
    case .sum(let left, let right), .difference(let left, let right), .product(let left, let right):
      left.columns + right.columns
    }
  }

  func rescaled(to scale: Int) -> ExactExpression {
    precondition(scale >= self.scale)
    if scale == self.scale { return self }
    if case .constant(let value, let own) = self, bits + (scale - own) * 4 < 127 {
      return .constant(value * powerOfTen(scale - own), scale: scale)
    }
    return .rescaled(self, by: scale - self.scale)
  }

  /// One value a row; where a column has none, anything.
  func values(_ table: Table, _ rows: Range<Int>) -> [Int128] {
    switch self {
    case .column(let column, _):
      guard case .int64(let values) = table.columns[column].values else {
        preconditionFailure("a column is stored otherwise than the condition was bound to")
      }
      return values[rows].map { Int128($0) }
    case .constant(let value, _): return [Int128](repeating: value, count: rows.count)
    case .negated(let inner): return inner.values(table, rows).map { 0 &- $0 }
    case .sum(let left, let right): return Self.combined(left, right, table, rows) { $0 &+ $1 }
    case .difference(let left, let right): return Self.combined(left, right, table, rows) { $0 &- $1 }
    case .product(let left, let right): return Self.combined(left, right, table, rows) { $0 &* $1 }
    case .rescaled(let inner, let power):
      let factor = powerOfTen(power)
      return inner.values(table, rows).map { $0 &* factor }
    case .seconds(let inner): return inner.values(table, rows).map { $0 &* 86_400 }
    }
  }

  private static func combined(
    _ left: ExactExpression, _ right: ExactExpression, _ table: Table, _ rows: Range<Int>,
    _ body: (Int128, Int128) -> Int128
  ) -> [Int128] {
    var values = left.values(table, rows)
    let others = right.values(table, rows)
    for index in values.indices { values[index] = body(values[index], others[index]) }
    return values
  }
}

/// Arithmetic of doubles. A division by zero, and what follows from it, is NaN.
package indirect enum RealExpression: Sendable {
  case column(Int)
  /// A column of whole numbers times 10^scale.
  case scaled(Int, scale: Int)
  case constant(Double)
  case negated(RealExpression)
  case arithmetic(RealExpression, Expression.Operator, RealExpression)

  package var columns: [Int] {
    switch self {
    case .column(let column), .scaled(let column, _): [column]
    case .constant: []
    case .negated(let inner): inner.columns
    case .arithmetic(let left, _, let right): left.columns + right.columns
    }
  }

  /// Whether a value can be NaN although every column has one.
  var canFail: Bool {
    switch self {
    case .column, .scaled, .constant: false
    case .negated(let inner): inner.canFail
    case .arithmetic: true
    }
  }

  func values(_ table: Table, _ rows: Range<Int>) -> [Double] {
    switch self {
    case .column(let column):
      guard case .float64(let values) = table.columns[column].values else {
        preconditionFailure("a column is stored otherwise than the condition was bound to")
      }
      return Array(values[rows])
    case .scaled(let column, let scale):
      guard case .int64(let values) = table.columns[column].values else {
        preconditionFailure("a column is stored otherwise than the condition was bound to")
      }
      let divisor = Double(powerOfTen(scale))
      return values[rows].map { Double($0) / divisor }
    case .constant(let value): return [Double](repeating: value, count: rows.count)
    case .negated(let inner): return inner.values(table, rows).map { -$0 }
    case .arithmetic(let left, let sign, let right):
      var values = left.values(table, rows)
      let others = right.values(table, rows)
      for index in values.indices {
        let (x, y) = (values[index], others[index])
        values[index] =
          switch sign {
          case .plus: x + y
          case .minus: x - y
          case .times: x * y
          case .divided: y == 0 ? .nan : x / y
          }
      }
      return values
    }
  }
}
