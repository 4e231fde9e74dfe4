internal import Tabular

/// Which rows stay when each unit may have so many.
enum UnitRows {
  /// The first `most` rows of each value of a column, in ascending order; rows without a value are left out.
  ///
  /// Values are compared by their bytes (numbers by value), so no two units share a limit.
  static func first(_ most: Int, of column: Column) -> [Int] {
    let rows = (0..<column.count).filter { column.validity?[$0] ?? true }
    switch column.values {
    case .int64(let values): return first(most, rows) { values[$0] }
    case .float64(let values): return first(most, rows.filter { !values[$0].isNaN }) { values[$0] }
    case .strings(let strings): return first(most, rows) { strings[$0] }
    case .codes(let codes, let levels):
      var seen = [Int](repeating: 0, count: levels.count)
      return rows.filter { row in
        seen[Int(codes[row])] += 1
        return seen[Int(codes[row])] <= most
      }
    }
  }

  private static func first<Key: Hashable>(_ most: Int, _ rows: [Int], _ key: (Int) -> Key) -> [Int] {
    var seen: [Key: Int] = [:]
    return rows.filter { row in
      let count = seen[key(row), default: 0] + 1
      seen[key(row)] = count
      return count <= most
    }
  }
}
