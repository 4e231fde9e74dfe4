internal import Scheduling
public import Synthesis
public import Tabular
public import TabularIO

/// The rows that a program has printed, as rows of a run.
///
/// The program is run once, when the source is made, for as many rows as the run takes of it.
public struct ProgramRows: RowSource {
  public let schema: Schema
  public let rowCount: Int
  private let spool: TableSpool
  private let blocks: SharedValues<Result<Table, any Error>>

  /// - Parameters:
  ///   - path: `exec:COMMAND`.
  ///   - options: How the rows are read, and what the program is told.
  ///   - reference: The columns of models whose rows they are to be mixed with.
  /// - Throws: `TableReadError`: if the program fails or takes too long, for output that is no table, and for too few rows.
  public init(path: String, options: TableReader.Options, reference: Schema? = nil) throws {
    self.init(
      spool: try TableSpool(path: path, options: options, reference: reference), threads: options.threads)
  }

  private init(spool: TableSpool, threads: Int) {
    self.spool = spool
    schema = spool.schema
    rowCount = spool.rowCount
    blocks = SharedValues(numbers: 0..<spool.blockCount, threads: threads) { index in
      Result { try spool.table(ofBlock: index) }
    }
  }

  public func prepared(for rows: Range<Int>, threads: Int) -> ProgramRows {
    ProgramRows(spool: spool, threads: threads)
  }

  public func check(rowsUpTo end: Int) throws { precondition(end <= rowCount) }

  public func chunk(rows: Range<Int>, latents: inout LatentBuffer) throws -> Table {
    guard !rows.isEmpty else {
      let table = try blocks(0).get()
      return table.rows([])
    }
    var tables: [Table] = []
    var picks: [RowGathering.Pick] = []
    picks.reserveCapacity(rows.count)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let block = spool.block(of: row)
      let range = spool.rows(ofBlock: block)
      let end = min(range.upperBound, rows.upperBound)
      for index in row..<end {
        picks.append(RowGathering.Pick(table: Int32(tables.count), row: Int32(index - range.lowerBound)))
      }
      tables.append(try blocks(block).get())
      row = end
    }
    return Table(
      schema: schema, rowCount: rows.count, columns: RowGathering.columns(of: tables, picks))
  }
}
