internal import Scheduling
public import Tabular

/// SDMetrics' NewRowSynthesis: the share of synthetic rows without a match among the real ones, in 0...1.
///
/// A real row matches if each of its numbers, dates and times r is within `tolerance` |s| of the synthetic row's s
/// (dates and times counted from 1970), each level is the same, and the same cells are missing. So a tolerance of 1 %
/// is half a year for dates of today and nothing for zeros. Identifiers and text are left out; all rows are looked at.
/// - Source: SDMetrics 0.32, `single_table/new_row_synthesis.py`.
public struct NewRowSynthesis: Sendable, Hashable {
  public let score: Double
  public let matchedRows: Int

  /// - Returns: nil where no column can be compared.
  /// - Precondition: The tables have the same columns, stored alike, and at least one row each; tolerance >= 0.
  /// - Complexity: O(rows * (columns + log(rows))) where few real rows share all levels and come near in one number.
  public init?(real: Table, synthetic: Table, tolerance: Double = 0.01, threads: Int) throws {
    let rows = TolerantRows(real, in: GowerSpace(of: [real]))
    guard let rows else { return nil }
    let asked = rows.cells(synthetic)
    let plan = ChunkPlan(rows: 0..<synthetic.rowCount, chunkRows: 1024)
    matchedRows = try Parallel.map(count: plan.count, threads: threads) { chunk in
      plan[chunk].count { rows.match(asked, $0, tolerance: tolerance) }
    }.reduce(0, +)
    score = Double(synthetic.rowCount - matchedRows) / Double(synthetic.rowCount)
  }
}

/// Rows in the order of their levels and of one number, to find those in a window around others.
private struct TolerantRows: Sendable {
  private let space: GowerSpace
  private let cells: Cells
  /// The number that rows with the same levels are ordered by: the one with the most values.
  private let key: Int?
  private let order: [Entry]

  private struct Entry: Sendable {
    let hash: UInt64
    let value: Double
    let row: Int32
  }

  struct Cells: Sendable {
    /// Row after row.
    let codes: [Int32]
    /// Column after column, NaN where missing.
    let numbers: [[Double]]
  }

  init?(_ table: Table, in space: GowerSpace) {
    if space.columns.isEmpty { return nil }
    self.space = space
    let cells = TolerantRows.cells(table, space)
    let key = cells.numbers.indices.max {
      TolerantRows.variety(cells.numbers[$0]) < TolerantRows.variety(cells.numbers[$1])
    }
    order = (0..<table.rowCount).map { row in
      Entry(
        hash: TolerantRows.hash(cells, row, levels: space.levels), value: TolerantRows.value(cells, key, row),
        row: Int32(row))
    }.sorted { ($0.hash, $0.value, $0.row) < ($1.hash, $1.value, $1.row) }
    (self.cells, self.key) = (cells, key)
  }

  func cells(_ table: Table) -> Cells { TolerantRows.cells(table, space) }

  /// Whether any of these rows matches row `row` of others.
  func match(_ others: Cells, _ row: Int, tolerance: Double) -> Bool {
    let hash = TolerantRows.hash(others, row, levels: space.levels)
    let value = TolerantRows.value(others, key, row)
    // A window that rounding does not make too narrow; each row in it is checked.
    let width = abs(tolerance * value) * (1 + 1e-9)
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      let entry = order[middle]
      if (entry.hash, entry.value) < (hash, value - width) { low = middle + 1 } else { high = middle }
    }
    while low < order.count, order[low].hash == hash, order[low].value <= value + width {
      if isMatch(Int(order[low].row), others, row, tolerance) { return true }
      low += 1
    }
    return false
  }

  private func isMatch(_ own: Int, _ others: Cells, _ row: Int, _ tolerance: Double) -> Bool {
    let levels = space.levels
    for j in 0..<levels where cells.codes[own * levels + j] != others.codes[row * levels + j] { return false }
    for j in cells.numbers.indices {
      let (r, s) = (cells.numbers[j][own], others.numbers[j][row])
      if r.isNaN || s.isNaN {
        if r.isNaN != s.isNaN { return false }
      } else if r != s && !(abs(r - s) <= abs(tolerance * s)) {
        return false
      }
    }
    return true
  }

  private static func cells(_ table: Table, _ space: GowerSpace) -> Cells {
    Cells(
      codes: space.rows(table).codes,
      numbers: space.columns.filter(\.isNumber).map { column in
        let numbers = table.columns[column.index].numbers
        guard case .decimal(let scale, _) = table.schema.fields[column.index].type else { return numbers }
        var unit = 1.0
        for _ in 0..<scale { unit *= 10 }
        return numbers.map { $0 / unit }
      })
  }

  private static func value(_ cells: Cells, _ key: Int?, _ row: Int) -> Double {
    guard let key, !cells.numbers[key][row].isNaN else { return 0 }
    return cells.numbers[key][row]
  }

  /// Of the levels, and of which numbers are missing.
  private static func hash(_ cells: Cells, _ row: Int, levels: Int) -> UInt64 {
    var hash: UInt64 = 0
    func mix(_ word: UInt64) {
      hash = (hash ^ word ^ hash >> 29) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    for j in 0..<levels { mix(UInt64(UInt32(bitPattern: cells.codes[row * levels + j]))) }
    for numbers in cells.numbers { mix(numbers[row].isNaN ? 1 : 0) }
    return hash
  }

  /// How many different values there are among some of a column's.
  private static func variety(_ numbers: [Double]) -> Int {
    Set(
      stride(from: 0, to: numbers.count, by: max(1, numbers.count / 1000)).map { numbers[$0] }.filter {
        !$0.isNaN
      }
    )
    .count
  }
}
