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

  /// A column of identifiers or text, stored as the real one is. Equal values stay equal and others others, which is
  /// all that is asked of them.
  private static func opaque(_ column: Column, like real: Column) -> Column {
    let values: Column.Values
    switch (real.values, column.values) {
    case (.int64, .int64), (.float64, .float64), (.codes, .codes), (.strings, .strings): return column
    case (_, .int64(let numbers)): values = stored(numbers, column, like: real) { "\($0)" }
    case (_, .float64(let numbers)): values = stored(numbers, column, like: real) { "\($0)" }
    case (_, .codes(let codes, let levels)):
      values = stored(codes, column, like: real) { levels.string(Int($0)) }
    case (_, .strings(let strings)):
      values = stored(strings.indices.map { strings[$0] }, column, like: real) {
        String(decoding: $0, as: UTF8.self)
      }
    }
    return Column(values, validity: column.validity)
  }

  private static func stored<Value: Hashable>(
    _ cells: [Value], _ column: Column, like real: Column, spelling: (Value) -> String
  ) -> Column.Values {
    if case .strings = real.values {
      return .strings(
        StringArray(cells.indices.map { column.validity?[$0] ?? true ? spelling(cells[$0]) : "" }))
    }
    let (codes, levels) = Codes32(count: cells.count, column, { cells[$0] }, spelling: spelling).parts
    switch real.values {
    case .int64: return .int64(codes.map(Int64.init))
    case .float64: return .float64(codes.map(Double.init))
    case .codes, .strings: return .codes(codes, levels: levels.count == 0 ? StringArray([""]) : levels)
    }
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
