/// Rows of typed columns: a whole table in memory, or one chunk of rows on its way to a sink.
public struct Table: Sendable, Hashable {
  public let schema: Schema
  public let rowCount: Int
  /// One column per field of the schema, in the same order.
  public let columns: [Column]

  public init(schema: Schema, rowCount: Int, columns: [Column]) {
    precondition(schema.fields.count == columns.count)
    precondition(columns.allSatisfy { $0.count == rowCount })
    self.schema = schema
    self.rowCount = rowCount
    self.columns = columns
  }
}
