internal import Tabular

/// Which rows stay when each unit may have so many.
enum UnitRows {
  /// The first `most` rows of each value of a column, in ascending order; rows without a value, or with an empty one, are left
  /// out.
  ///
  /// Values are compared by their bytes, so no two units share a limit. `nil` for numbers: what was rounded on reading would
  /// make one unit of several, so that one person more could displace the rows of another.
  static func first(_ most: Int, of column: Column) -> [Int]? {
    let rows = (0..<column.count).filter { column.validity?[$0] ?? true }
    switch column.values {
    case .int64, .float64: return nil
    case .strings(let strings):
      var seen: [ArraySlice<UInt8>: Int] = [:]
      return rows.filter { row in
        if strings[row].isEmpty { return false }
        let count = seen[strings[row], default: 0] + 1
        seen[strings[row]] = count
        return count <= most
      }
    case .codes(let codes, let levels):
      var seen = [Int](repeating: 0, count: levels.count)
      return rows.filter { row in
        if levels[Int(codes[row])].isEmpty { return false }
        seen[Int(codes[row])] += 1
        return seen[Int(codes[row])] <= most
      }
    }
  }
}
