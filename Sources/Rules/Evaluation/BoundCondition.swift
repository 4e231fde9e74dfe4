public import Tabular

/// A condition whose columns were found and whose literals were read as values of those columns: ready to be evaluated
/// on any table, or chunk of rows, of that schema.
public struct BoundCondition: Sendable {
  public let condition: Condition
  /// The positions of the columns that it looks at, ascending.
  public let columns: [Int]
  package let node: ConditionNode

  /// For each of the rows whether the condition holds. - Complexity: O(rows + levels) for each part of the condition.
  /// - Parameters:
  ///   - table: of the schema that the condition was bound to: same columns, stored alike. Levels may differ.
  ///   - rows: starts at a multiple of 64.
  public func truth(of table: Table, rows: Range<Int>) -> Truth {
    precondition(rows.lowerBound % 64 == 0 && rows.upperBound <= table.rowCount)
    return node.truth(table, rows)
  }

  /// The same for all rows.
  public func truth(of table: Table) -> Truth { truth(of: table, rows: 0..<table.rowCount) }
}

extension Condition {
  /// The condition for tables of a schema. Each literal becomes a value of the column that it is compared with.
  ///
  /// - Numbers: int64, decimal and their sums, differences and products are exact; float64, and whatever a division or a
  ///   float64 is part of, is IEEE double arithmetic, and a division by zero is unknown.
  /// - Dates and timestamps: literals are spelt as the column's values are, or in ISO 8601. The difference of two dates is
  ///   in days, that of two timestamps in seconds; such numbers can be added. A date compared with a timestamp is its start.
  /// - Levels, identifiers and texts are equal by spelling, byte for byte. Only levels whose order a schema states can be
  ///   compared by `<`.
  /// - Throws: `ConditionError` if a column is missing, or cannot be compared as the condition asks.
  public func bound(to schema: Schema) throws(ConditionError) -> BoundCondition {
    let binding = ConditionBinding(schema: schema)
    let node = try binding.node(self)
    return BoundCondition(
      condition: self, columns: columns.compactMap { schema.index(of: $0) }.sorted(), node: node)
  }
}

/// What a bound condition is made of.
package indirect enum ConditionNode: Sendable {
  case constant(Bool?)
  /// The stored whole number lies in one of the ranges (ascending, apart from each other).
  case integers(Int, [ClosedRange<Int64>])
  case reals(Int, [ClosedRange<Double>])
  case levels(Int, LevelTest)
  /// Two columns of levels or strings are spelt alike.
  case sameText(Int, Int)
  case missing([Int])
  case exact(ExactExpression, Condition.Comparison, ExactExpression)
  case real(RealExpression, Condition.Comparison, RealExpression)
  /// Within the tolerance; without one, within a billionth of the greater.
  case near(RealExpression, RealExpression, Double?)
  /// No value, or a division by zero.
  case noReal(RealExpression)
  case not(ConditionNode)
  case and([ConditionNode])
  case or([ConditionNode])

  func truth(_ table: Table, _ rows: Range<Int>) -> Truth {
    switch self {
    case .constant(let value): return .constant(value, count: rows.count)
    case .not(let inner): return !inner.truth(table, rows)
    case .and(let parts):
      return parts.dropFirst().reduce(parts[0].truth(table, rows)) { $0.and($1.truth(table, rows)) }
    case .or(let parts):
      return parts.dropFirst().reduce(parts[0].truth(table, rows)) { $0.or($1.truth(table, rows)) }
    case .missing(let columns):
      let present = table.validity(of: columns, rows)
      return Truth(yes: present.map { !$0 } ?? Bitmap(repeating: false, count: rows.count), unknown: nil)
    case .integers(let column, let ranges):
      guard case .int64(let values) = table.columns[column].values else {
        preconditionFailure("a column is stored otherwise than the condition was bound to")
      }
      return table.truth(of: values.bits(in: ranges, rows: rows), [column], rows)
    case .reals(let column, let ranges):
      guard case .float64(let values) = table.columns[column].values else {
        preconditionFailure("a column is stored otherwise than the condition was bound to")
      }
      return table.truth(of: values.bits(in: ranges, rows: rows), [column], rows)
    case .levels(let column, let test): return table.truth(of: test, column, rows)
    case .sameText(let left, let right):
      return table.truth(of: table.sameText(left, right, rows), [left, right], rows)
    case .exact(let left, let comparison, let right):
      let bits = comparison.bits(left.values(table, rows), right.values(table, rows))
      return table.truth(of: bits, Array(Set(left.columns + right.columns)), rows)
    case .real(let left, let comparison, let right):
      return table.truth(left, right, rows) { x, y in comparison.bits(x, y) }
    case .near(let left, let right, let tolerance):
      return table.truth(left, right, rows) { x, y in
        .rows(x.count) { row in
          abs(x[row] - y[row]) <= tolerance ?? 1e-9 * max(abs(x[row]), abs(y[row])) || x[row] == y[row]
        }
      }
    case .noReal(let expression):
      let values = expression.values(table, rows)
      let failed = Bitmap.rows(rows.count) { values[$0].isNaN }
      let missing = table.validity(of: expression.columns, rows).map { !$0 }
      return Truth(yes: missing.map { $0 | failed } ?? failed, unknown: nil)
    }
  }
}

extension Table {
  /// The rows in which all of the columns have a value; `nil`: all rows.
  func validity(of columns: [Int], _ rows: Range<Int>) -> Bitmap? {
    columns.reduce(nil) { present, column in
      guard let validity = self.columns[column].validity?.slice(rows) else { return present }
      return present.map { $0 & validity } ?? validity
    }
  }

  /// What `compared` says where neither side is a failed division.
  func truth(
    _ left: RealExpression, _ right: RealExpression, _ rows: Range<Int>,
    _ compared: ([Double], [Double]) -> Bitmap
  ) -> Truth {
    let (x, y) = (left.values(self, rows), right.values(self, rows))
    let truth = truth(of: compared(x, y), Array(Set(left.columns + right.columns)), rows)
    guard left.canFail || right.canFail else { return truth }
    let failed = Bitmap.rows(rows.count) { x[$0].isNaN || y[$0].isNaN }
    let unknown = truth.unknown.map { $0 | failed } ?? failed
    return Truth(yes: truth.yes & !unknown, unknown: unknown)
  }

  /// Bits that count where all of the columns have a value.
  func truth(of bits: Bitmap, _ columns: [Int], _ rows: Range<Int>) -> Truth {
    guard let present = validity(of: columns, rows) else { return Truth(yes: bits, unknown: nil) }
    return Truth(yes: bits & present, unknown: !present)
  }
}

extension Condition.Comparison {
  func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }

  @inline(__always) func bits<Value: Comparable>(_ left: [Value], _ right: [Value]) -> Bitmap {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        switch self {
        case .equal: .rows(left.count) { left[$0] == right[$0] }
        case .notEqual: .rows(left.count) { left[$0] != right[$0] }
        case .less: .rows(left.count) { left[$0] < right[$0] }
        case .lessOrEqual: .rows(left.count) { left[$0] <= right[$0] }
        case .greater: .rows(left.count) { left[$0] > right[$0] }
        case .greaterOrEqual: .rows(left.count) { left[$0] >= right[$0] }
        }
      }
    }
  }

  /// What `right comparison left` says of `left` and `right`.
  var mirrored: Self {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}

extension [Int64] {
  func bits(in ranges: [ClosedRange<Int64>], rows: Range<Int>) -> Bitmap {
    withUnsafeBufferPointer { all in
      let values = UnsafeBufferPointer(rebasing: all[rows])
      guard ranges.count == 1 else {
        return .rows(rows.count) { ranges.holds(values[$0]) }
      }
      let low = ranges[0].lowerBound
      let width = UInt64(bitPattern: ranges[0].upperBound &- low)
      return .rows(rows.count) { UInt64(bitPattern: values[$0] &- low) <= width }
    }
  }
}

extension [Double] {
  func bits(in ranges: [ClosedRange<Double>], rows: Range<Int>) -> Bitmap {
    withUnsafeBufferPointer { all in
      let values = UnsafeBufferPointer(rebasing: all[rows])
      guard ranges.count == 1 else {
        return .rows(rows.count) { ranges.holds(values[$0]) }
      }
      let (low, high) = (ranges[0].lowerBound, ranges[0].upperBound)
      return .rows(rows.count) { low <= values[$0] && values[$0] <= high }
    }
  }
}

extension Array {
  /// Whether one of the ranges, which ascend, holds the value. - Complexity: O(log ranges).
  func holds<Bound: Comparable>(_ value: Bound) -> Bool where Element == ClosedRange<Bound> {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].lowerBound <= value
  }
}
