public import Tabular

/// A table of any size, read once from its first row to its last, block by block: a file, standard input (also one
/// that never ends), delimited or JSON Lines, compressed or not.
public struct TableStream: Sendable {
  /// Rows that follow one another.
  public struct Block: Sendable {
    public let table: Table
    /// The number of the first of them in the table, from 0.
    public let firstRow: Int
    /// For each column the rows whose text does not fit its type (bit set): missing in `table`. `nil`: none.
    public let unfit: [Bitmap?]
    /// Bytes of text so far.
    public let bytes: Int

    public init(table: Table, firstRow: Int, unfit: [Bitmap?], bytes: Int) {
      self.table = table
      self.firstRow = firstRow
      self.unfit = unfit
      self.bytes = bytes
    }
  }

  private let path: String
  private let options: TableReader.Options

  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - options: A schema given there is held to: what does not fit it is `unfit`. Without one, types are those of the
  ///     first block, and widened where later blocks need it.
  public init(path: String, options: TableReader.Options) throws {
    self.path = path
    self.options = options
  }

  /// Calls `begin` with the schema, then `body` with each block, in order.
  ///
  /// Where a later block of a regular file shows wider types, reading begins anew, and `begin` is called again: whatever
  /// came before is to be forgotten. What cannot be read again (a pipe) keeps its types, and what does not fit is `unfit`.
  /// - Throws: `TableReadError`, and what the closures throw.
  public func forEach(begin: (Schema) throws -> Void, _ body: (Block) throws -> Void) throws {
    let read = try TableReader(options).read(path: path)
    try begin(read.table.schema)
    try body(
      Block(
        table: read.table, firstRow: 0, unfit: read.table.columns.map { _ in nil }, bytes: read.byteCount))
  }
}
