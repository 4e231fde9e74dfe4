internal import Scheduling
public import Tabular

/// Tables of one evaluation, brought to the real table's columns, order and storage.
///
/// Generators write the same data in other clothes: whole numbers with a point, `1` for `true`, `7` for `007`, more
/// digits, dates as timestamps, columns in another order, an index beside them. The real table decides what each
/// column is; the others are brought to it:
/// - Numbers are compared as numbers, whatever their storage: as 64-bit integers (of the real table's decimal digits)
///   where all tables' values allow it exactly, else as doubles. `true` and `false` are 1 and 0 for a real column
///   of ones and zeros.
/// - Dates and times come in common units: days where no table has a time of day, else ticks of the finest fraction of
///   a second. Another offset from UTC is accounted for where both state one.
/// - Levels are matched by their spelling, then by their number (`1.0` is `1`, `7` is `007`); those of a boolean also as
///   `0`, `1`, `yes`, `no` and the like in any casing. What then is none of the real table's levels stays a
///   level of its own; beyond 1,024 of these in a column, all of them count as one.
/// - A usual spelling of missing values that is none of the real table's levels is a missing value.
/// - A real column without any value compares whether values are missing, and nothing else.
/// - Identifiers and free text are not compared.
///
/// Columns that the real table lacks are left out, with a note; so are columns of the real table that had no name
/// (`Unnamed: 0`) where another table lacks them.
public struct TableAlignment: Sendable {
  public let tables: EvaluationTables
  /// What a user should know, in the order of tables and columns. Never holds a cell's value.
  public let notes: [Note]

  /// One of the tables of an evaluation.
  public enum Role: String, Sendable, Hashable, CaseIterable { case real, synthetic, holdout }

  /// Something about one table, in whole sentences.
  public struct Note: Sendable, Hashable {
    public let role: Role
    public let column: String?
    public let message: String
  }

  /// Spellings that usually stand for missing values, beyond those that a reader takes for such anyway.
  public static let missingSpellings = [
    "None", "none", "<NA>", "NaT", "N/A", "n/a", "#N/A", "#NA", "-NaN", "-nan", "NAN", "Null", "NIL", "nil",
  ]

  /// - Parameters:
  ///   - target: The name of the column that learners predict.
  ///   - threads: The result does not depend on it.
  /// - Throws: `TableAlignmentError` for a table without rows or without a column to compare, columns that are missing, a column of another kind than
  ///   the real one, and a target that is no column of the real table.
  /// - Complexity: O(rows * columns); a column that is stored alike already is not copied.
  public init(
    real: Table, synthetic: Table, holdout: Table? = nil, target: String? = nil, threads: Int
  ) throws(TableAlignmentError) {
    let others = [(Role.synthetic, synthetic)] + (holdout.map { [(Role.holdout, $0)] } ?? [])
    for (role, table) in [(Role.real, real)] + others {
      guard table.rowCount > 0 else { throw TableAlignmentError(.noRows, role, "The table has no rows.") }
      guard table.rowCount < 1 << 31 else {
        throw TableAlignmentError(
          .tooManyRows, role, "The table has 2^31 rows or more. Compare a part of it.")
      }
    }
    var notes: [Note] = []
    let real = Self.named(real, others.map(\.1), notes: &notes)
    let place = try target.map { name throws(TableAlignmentError) in
      guard let index = real.schema.index(of: name) else {
        throw TableAlignmentError(.noSuchTarget, .real, column: name, "The table has no column of this name.")
      }
      return index
    }
    let places = try others.map { role, table throws(TableAlignmentError) in
      try Self.places(of: real.schema, in: table.schema, role: role, notes: &notes)
    }

    let indices = real.schema.fields.indices
    let aligned = Self.mapped(count: indices.count, threads: threads) { index in
      let tables =
        [(real, index)] + zip(others, places).map { ($0.1, $1[index]) }
      return Result { () throws(ColumnMismatch) in
        try AlignedColumns(tables.map { ($0.schema.fields[$1], $0.columns[$1]) })
      }
    }
    var columns: [AlignedColumns] = []
    for (index, result) in aligned.enumerated() {
      switch result {
      case .success(let column): columns.append(column)
      case .failure(let mismatch):
        throw TableAlignmentError(
          .otherKind, others[mismatch.table - 1].0, column: real.schema.fields[index].name,
          row: mismatch.row, mismatch.message)
      }
    }

    let schema = Schema(columns.map(\.field))
    guard schema.fields.contains(where: \.isCompared) else { throw .nothingToCompare }
    func table(_ number: Int, _ rows: Int) -> Table {
      Table(schema: schema, rowCount: rows, columns: columns.map { $0.columns[number] })
    }
    tables = EvaluationTables(
      real: table(0, real.rowCount), synthetic: table(1, synthetic.rowCount),
      holdout: holdout.map { table(2, $0.rowCount) }, target: place)
    for (number, other) in others.enumerated() {
      for column in columns {
        notes += column.notes.filter { $0.table == number + 1 }.map {
          Note(role: other.0, column: column.field.name, message: $0.message)
        }
      }
    }
    self.notes = notes
  }

  /// The table without its columns that had no name, such as an index of rows, where another table lacks them.
  private static func named(_ table: Table, _ others: [Table], notes: inout [Note]) -> Table {
    let names = others.map { Set($0.schema.fields.map(\.name)) }
    let kept = table.schema.fields.indices.filter { index in
      let name = table.schema.fields[index].name
      return !name.hasPrefix("Unnamed: ") || names.allSatisfy { $0.contains(name) }
    }
    guard kept.count < table.columns.count, !kept.isEmpty else { return table }
    notes.append(
      Note(
        role: .real, column: nil,
        message:
          "Columns without a name that are not in all tables are left out: \(table.columns.count - kept.count)."
      ))
    return Table(
      schema: Schema(kept.map { table.schema.fields[$0] }), rowCount: table.rowCount,
      columns: kept.map { table.columns[$0] })
  }

  /// Where each column of `schema` stands in `other`.
  private static func places(
    of schema: Schema, in other: Schema, role: Role, notes: inout [Note]
  ) throws(TableAlignmentError) -> [Int] {
    let known = Dictionary(
      other.fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let missing = schema.fields.map(\.name).filter { known[$0] == nil }
    guard missing.isEmpty else {
      let none = missing.count == schema.fields.count
      throw TableAlignmentError(
        none ? .noCommonColumns : .missingColumns, role,
        none
          ? "The table has none of the real table's columns. Compare tables of the same columns, with a header each."
          : "Columns of the real table are missing: \(list(missing)). Both need the same columns under the same names."
      )
    }
    let names = Set(schema.fields.map(\.name))
    let extra = other.fields.map(\.name).filter { !names.contains($0) }
    if !extra.isEmpty {
      notes.append(
        Note(
          role: role, column: nil, message: "Columns that the real table lacks are left out: \(list(extra)).")
      )
    }
    return schema.fields.map { known[$0.name]! }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "\"\(ColumnPlace.shown($0))\"" }.joined(separator: ", ")
    return names.count > 8 ? shown + " and \(names.count - 8) more" : shown
  }

  private static func mapped<Value: Sendable>(
    count: Int, threads: Int, _ body: @Sendable (Int) -> Value
  ) -> [Value] {
    do {
      return try Parallel.map(count: count, threads: threads, body)
    } catch {
      preconditionFailure("nothing in it throws")
    }
  }
}

/// Why tables cannot be compared: what is wrong, where, and what to do. Never holds a cell's value.
public struct TableAlignmentError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    case noRows, tooManyRows
    case missingColumns, noCommonColumns
    /// Every column holds identifiers or free text.
    case nothingToCompare
    /// A column's values are of another kind than those of the real one.
    case otherKind
    case noSuchTarget
  }

  public let code: Code
  /// The table that is at fault.
  public let role: TableAlignment.Role
  public let column: String?
  /// The first row that is at fault, from 0, where a single one is.
  public let row: Int?
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  init(
    _ code: Code, _ role: TableAlignment.Role, column: String? = nil, row: Int? = nil, _ message: String
  ) {
    (self.code, self.role, self.column, self.row, self.message) = (code, role, column, row, message)
  }

  package static let nothingToCompare = TableAlignmentError(
    .nothingToCompare, .real,
    "No column can be compared: all hold identifiers or free text. Check the delimiter.")

  public var description: String {
    "the \(role.rawValue) table: " + (row.map { "row \($0 + 1): " } ?? "") + ColumnPlace.prefix(column)
      + message
  }
}

extension Field {
  /// Whether the values have a distribution to compare: not of identifiers and free text.
  fileprivate var isCompared: Bool {
    switch type {
    case .identifier, .text: false
    case .boolean, .int64, .decimal, .float64, .date, .timestamp, .categorical: true
    }
  }
}
