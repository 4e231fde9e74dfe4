internal import Tabular

/// Why a column of a table cannot be brought to the real one's kind.
struct ColumnMismatch: Error {
  /// The table's number; the real one is 0.
  var table: Int
  var row: Int?
  var message: String

  init(table: Int, row: Int?, real: FieldType, found: String) {
    (self.table, self.row) = (table, row)
    let advice =
      row == nil
      ? "Write the column as the real table has it."
      : "Correct the value, or list its spelling with --missing if it stands for a missing value."
    message = "The real table has \(real.contents) here, this one \(found). \(advice)"
  }
}

/// One column of all tables, the real one's first, brought to one kind and storage.
struct AlignedColumns: Sendable {
  var field: Field
  var columns: [Column]
  var notes: [(table: Int, message: String)] = []

  init(_ parts: [(field: Field, column: Column)]) throws(ColumnMismatch) {
    field = parts[0].field
    field.domain = nil
    columns = []
    if parts[0].column.presentCount == 0 {
      field.type = .categorical
      columns = parts.map { AlignedColumns.presence($0.column) }
      return
    }
    switch field.type {
    case .int64, .decimal, .float64: try alignNumbers(parts)
    case .date, .timestamp: try alignMoments(parts)
    case .boolean, .categorical: try alignLevels(parts)
    case .identifier, .text:
      columns = parts.map { AlignedColumns.opaque($0.column, like: parts[0].column) }
    }
  }

  /// Whether there is a value, as a column of one level.
  private static func presence(_ column: Column) -> Column {
    Column(
      .codes([Int32](repeating: 0, count: column.count), levels: StringArray(["any value"])),
      validity: column.validity)
  }

  /// A column that nobody looks into, stored as the real one is.
  private static func opaque(_ column: Column, like real: Column) -> Column {
    let blank: Column.Values
    switch (real.values, column.values) {
    case (.int64, .int64), (.float64, .float64), (.codes, .codes), (.strings, .strings): return column
    case (.int64, _): blank = .int64([Int64](repeating: 0, count: column.count))
    case (.float64, _): blank = .float64([Double](repeating: 0, count: column.count))
    case (.codes, _):
      blank = .codes([Int32](repeating: 0, count: column.count), levels: StringArray([""]))
    case (.strings, _):
      blank = .strings(
        StringArray(offsets: [Int](repeating: 0, count: column.count + 1), utf8: []))
    }
    return Column(blank, validity: Bitmap(repeating: false, count: column.count))
  }
}

extension FieldType {
  /// What a column of this type holds, after "has".
  var contents: String {
    switch self {
    case .int64: "whole numbers"
    case .decimal, .float64: "numbers"
    case .date: "dates"
    case .timestamp: "dates with times"
    case .boolean: "true and false"
    case .categorical: "levels"
    case .identifier: "identifiers"
    case .text: "free text"
    }
  }
}

extension Column {
  /// Calls `body` with each row that has a value, in order, until it returns false.
  func forEachPresent(_ body: (Int) -> Bool) {
    guard let validity else {
      for row in 0..<count { if !body(row) { return } }
      return
    }
    for row in 0..<count where validity[row] { if !body(row) { return } }
  }

  /// The first row with a value for which `condition` holds.
  func firstPresent(where condition: (Int) -> Bool) -> Int? {
    var found: Int?
    forEachPresent { row in
      if condition(row) { found = row }
      return found == nil
    }
    return found
  }
}
