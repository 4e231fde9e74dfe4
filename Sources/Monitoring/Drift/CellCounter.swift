internal import Scheduling
public import Tabular

/// Rows of a stretch of a stream, counted cell by cell: what a worker leaves of the rows it has made or read.
public struct DriftCounts: Sendable {
  /// Rows of one batch.
  struct Part: Sendable {
    let batch: Int
    let rows: Int
    /// For each column the rows of each cell.
    let columns: [[Int]]
    let pairs: [[UInt32]]
  }

  let parts: [Part]

  /// The same, batch by batch, so that a monitor can be asked after each.
  public var batches: [DriftCounts] { parts.map { DriftCounts(parts: [$0]) } }
}

/// Counts the rows of tables of one schema in the cells of a reference.
public struct CellCounter: Sendable {
  private let mappings: [CellMapping]
  /// Where each of the reference's columns stands in the tables.
  private let places: [Int]
  private let pairs: PairReference?

  /// - Throws: `DriftError` for columns that the schema lacks, and columns of another kind.
  init(_ mappings: [CellMapping], schema: Schema, pairs: PairReference?) throws(DriftError) {
    let missing = mappings.map(\.cells.name).filter { schema.index(of: $0) == nil }
    guard missing.isEmpty else {
      let shown = missing.prefix(8).map { "\"\(ColumnPlace.shown($0))\"" }.joined(separator: ", ")
      let there = schema.fields.prefix(20).map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
      throw DriftError(
        code: .missingColumns, column: nil,
        message: "Columns of the reference are missing in the data: \(shown)"
          + (missing.count > 8 ? " and \(missing.count - 8) more" : "")
          + ". Both need the same columns under the same names; the data's are: \(there).")
    }
    self.mappings = mappings
    places = mappings.map { schema.index(of: $0.cells.name)! }
    for (mapping, place) in zip(mappings, places) { try mapping.check(schema.fields[place]) }
    self.pairs = pairs
  }

  /// The cell of each row in each of the reference's columns.
  func codes(_ table: Table, unfit: [Bitmap?]?, threads: Int) throws -> [[UInt16]] {
    try Parallel.map(count: mappings.count, threads: threads) { index in
      let place = places[index]
      return mappings[index].codes(table.columns[place], table.schema.fields[place], unfit: unfit?[place])
    }
  }

  /// Counts rows, batch by batch.
  ///
  /// - Parameters:
  ///   - unfit: For each column the rows whose text did not fit its type, if any.
  ///   - firstRow: The number of the table's first row in the stream.
  ///   - threads: The result does not depend on it.
  public func counts(
    _ table: Table, unfit: [Bitmap?]? = nil, firstRow: Int, batchRows: Int, threads: Int = 1
  ) -> DriftCounts {
    guard table.rowCount > 0, let codes = try? codes(table, unfit: unfit, threads: threads) else {
      return DriftCounts(parts: [])
    }
    var parts: [DriftCounts.Part] = []
    var row = 0
    while row < table.rowCount {
      let batch = (firstRow + row) / batchRows
      let end = min(table.rowCount, (batch + 1) * batchRows - firstRow)
      let rows = row..<end
      parts.append(
        DriftCounts.Part(
          batch: batch, rows: rows.count,
          columns: zip(mappings, codes).map { $1[rows].counts($0.cells.count) },
          pairs: pairs?.counts(codes, rows: rows, threads: threads) ?? []))
      row = end
    }
    return DriftCounts(parts: parts)
  }
}
