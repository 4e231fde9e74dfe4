public import Tabular

/// A table, and what its reader has to say about it.
public struct ReadTable: Sendable, Hashable {
  public let table: Table
  /// What a user should know, in column order; nothing here stopped the reading.
  public let notes: [ReadNote]
  /// SHA-256 of the decompressed bytes, in hexadecimal; `nil` if it was not asked for.
  public let sha256: String?
  /// The number of decompressed bytes.
  public let byteCount: Int
  /// How the text is delimited; `nil` for JSON Lines.
  public let dialect: CSVDialect?

  public init(table: Table, notes: [ReadNote], sha256: String?, byteCount: Int, dialect: CSVDialect?) {
    self.table = table
    self.notes = notes
    self.sha256 = sha256
    self.byteCount = byteCount
    self.dialect = dialect
  }
}

/// Something about one column that its type alone does not say. Never holds a cell's value.
public struct ReadNote: Sendable, Hashable {
  public let column: String
  /// Whole sentences.
  public let message: String

  public init(column: String, message: String) {
    self.column = column
    self.message = message
  }
}
