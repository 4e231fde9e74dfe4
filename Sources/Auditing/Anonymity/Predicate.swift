internal import Evaluation

/// Rows column by column, numbers as numbers and levels as codes, to be counted by conditions.
struct ColumnRows: Sendable {
  struct Values: Sendable {
    let isNumber: Bool
    /// NaN where missing, of numbers and of levels.
    let values: [Double]
  }

  let count: Int
  let columns: [Values]

  init(_ rows: GowerSpace.Rows, _ space: GowerSpace) {
    count = rows.count
    columns =
      (0..<space.numbers).map { j in
        Values(isNumber: true, values: (0..<rows.count).map { rows.values[$0 * space.numbers + j] })
      }
      + (0..<space.levels).map { j in
        Values(
          isNumber: false,
          values: (0..<rows.count).map { row in
            let code = rows.codes[row * space.levels + j]
            return code == 0 ? .nan : Double(code)
          })
      }
  }
}

/// A conjunction of conditions on single columns.
struct Predicate: Sendable, Hashable {
  enum Operator: Sendable, Hashable { case equal, atLeast, atMost, isMissing }

  struct Condition: Sendable, Hashable {
    let column: Int
    let comparison: Operator
    let value: Double

    func holds(_ other: Double) -> Bool {
      switch comparison {
      case .equal: other == value
      case .atLeast: other >= value
      case .atMost: other <= value
      case .isMissing: other.isNaN
      }
    }
  }

  let conditions: [Condition]

  /// Whether exactly one row fulfils it. - Complexity: O(rows) at worst; it ends at the second row.
  func isUnique(in rows: ColumnRows) -> Bool {
    var found = 0
    let first = conditions[0]
    let values = rows.columns[first.column].values
    for row in 0..<rows.count where first.holds(values[row]) {
      if conditions.dropFirst().allSatisfy({ $0.holds(rows.columns[$0.column].values[row]) }) {
        found += 1
        if found > 1 { return false }
      }
    }
    return found == 1
  }
}
