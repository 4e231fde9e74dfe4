import Tabular

/// Distances of rows as they are documented, by the plainest loops over all pairs: sums over the columns, not means.
struct PlainDistances {
  private enum Cell: Equatable {
    case number(Double)
    case level(String)
    case missing
  }

  let columns: Int
  private let ranges: [(low: Double, high: Double)]

  /// - Parameter tables: whose least and greatest values are 0 and 1. No identifiers and no text among the columns.
  init(scaledTo tables: [Table]) {
    columns = tables[0].columns.count
    ranges = tables[0].columns.indices.map { index in
      var (low, high) = (Double.infinity, -Double.infinity)
      for table in tables {
        for case .number(let value) in PlainDistances.cells(table.columns[index]) where value.isFinite {
          (low, high) = (min(low, value), max(high, value))
        }
      }
      return (low, high)
    }
  }

  private static func cells(_ column: Column) -> [Cell] {
    (0..<column.count).map { row in
      guard column.validity?[row] ?? true else { return .missing }
      switch column.values {
      case .int64(let values): return .number(Double(values[row]))
      case .float64(let values): return values[row].isNaN ? .missing : .number(values[row])
      case .codes(let codes, let levels): return .level(levels.string(Int(codes[row])))
      case .strings: preconditionFailure("text is not compared")
      }
    }
  }

  private func scaled(_ value: Double, _ column: Int) -> Double {
    let (low, high) = ranges[column]
    let half = high / 2 - low / 2
    return half > 0 ? min(max((value / 2 - low / 2) / half, -1), 2) : (value == low ? 0 : 1)
  }

  /// A row of distances for each row of `a`. Numbers are summed before levels.
  func callAsFunction(_ a: Table, _ b: Table) -> [[Double]] {
    var numbers = [[Double]](repeating: [Double](repeating: 0, count: b.rowCount), count: a.rowCount)
    var levels = numbers
    for column in a.columns.indices {
      let (x, y) = (PlainDistances.cells(a.columns[column]), PlainDistances.cells(b.columns[column]))
      var isLevel = false
      if case .codes = a.columns[column].values { isLevel = true }
      for (i, u) in x.enumerated() {
        for (j, v) in y.enumerated() {
          if case (.number(let u), .number(let v)) = (u, v) {
            numbers[i][j] += min(abs(scaled(u, column) - scaled(v, column)), 1)
          } else if u != v {
            if isLevel { levels[i][j] += 1 } else { numbers[i][j] += 1 }
          }
        }
      }
    }
    return zip(numbers, levels).map { zip($0, $1).map { $0 + $1 } }
  }

  /// Pairs of rows that hold the same.
  static func equal(_ a: Table, _ b: Table) -> [[Bool]] {
    let (x, y) = (a.columns.map(cells), b.columns.map(cells))
    return (0..<a.rowCount).map { i in
      (0..<b.rowCount).map { j in x.indices.allSatisfy { x[$0][i] == y[$0][j] } }
    }
  }
}

extension Table {
  /// The first rows.
  func first(_ count: Int) -> Table { rows((0..<Int32(min(count, rowCount))).map { $0 }) }
}

/// Rows of one table after those of another with the same columns and the same lists of levels.
func joined(_ a: Table, _ b: Table) -> Table {
  let columns = zip(a.columns, b.columns).map { x, y -> Column in
    let valid = (0..<x.count).map { x.validity?[$0] ?? true } + (0..<y.count).map { y.validity?[$0] ?? true }
    let validity = Bitmap(count: valid.count) { valid[$0] }
    switch (x.values, y.values) {
    case (.int64(let u), .int64(let v)): return Column(.int64(u + v), validity: validity)
    case (.float64(let u), .float64(let v)): return Column(.float64(u + v), validity: validity)
    case (.codes(let u, let levels), .codes(let v, _)):
      return Column(.codes(u + v, levels: levels), validity: validity)
    default: preconditionFailure("not stored alike")
    }
  }
  return Table(schema: a.schema, rowCount: a.rowCount + b.rowCount, columns: columns)
}
