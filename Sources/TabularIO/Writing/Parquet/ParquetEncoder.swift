internal import Synchronization
public import Tabular

/// Rows as a Parquet file: a flat schema, one row group a block.
///
/// - A field is `OPTIONAL` if it has a spelling for missing values, else `REQUIRED`.
/// - Integers, and integer identifiers, are `INT64`; decimals `INT64` with the type `DECIMAL(18, scale)`; doubles
///   `DOUBLE`; dates `INT32` with the type `DATE`; timestamps `INT64` with the type `TIMESTAMP`, local time, in the
///   coarsest of milliseconds, microseconds and nanoseconds that holds them exactly (nanoseconds reach the years
///   1677 to 2262; what lies beyond is held at their ends); booleans `BOOLEAN`; all else `BYTE_ARRAY`, UTF-8.
/// - Levels are dictionary-encoded; so are numbers of which there are few enough for that to be smaller. Data pages
///   are of version 1, which every reader knows.
/// - A column's pages are compressed with zstd if that saves a tenth, else not at all: random digits cannot be
///   compressed, and reading them is faster so.
/// - Row groups have minimum, maximum and number of nulls for each column. The minimum and maximum of texts of more
///   than 256 bytes are left out.
/// - The same rows give the same bytes, on any number of threads.
public struct ParquetEncoder: RowEncoder {
  public let header = ParquetMetadata.magic
  public let blockRows: Int
  private let columns: [ColumnLayout]
  private let createdBy: String
  private let pool: BufferPool
  private let workspaces = WorkspacePool()

  /// - Parameter createdBy: the program's name and version.
  public init(schema: Schema, createdBy: String = "sklar version 1.0.0") {
    columns = schema.fields.map { ColumnLayout($0) }
    self.createdBy = createdBy
    blockRows = columns.blockRows
    pool = BufferPool(capacity: blockRows * 8, limit: 4 * columns.count)
  }

  public func makeBlock(rows: Int) -> ParquetBlock {
    ParquetBlock(columns, rows: rows, pool: pool, workspaces: workspaces)
  }

  public func footer(of blocks: [PlacedBlock<ParquetBlock.Summary>]) -> [UInt8] {
    ParquetMetadata.footer(
      columns, groups: blocks.map { PlacedBlock(offset: $0.offset, summary: $0.summary.group) },
      createdBy: createdBy)
  }

  public func recycle(_ block: consuming EncodedBlock<ParquetBlock.Summary>) {
    pool.giveParts(of: block)
  }
}

/// Workspaces that no worker uses at the moment.
final class WorkspacePool: Sendable {
  private let idle = Mutex<[ParquetWorkspace]>([])

  func take() -> ParquetWorkspace { idle.withLock { $0.popLast() } ?? ParquetWorkspace() }

  func give(_ workspace: ParquetWorkspace) { idle.withLock { $0.append(workspace) } }
}

/// A row group on its way.
public struct ParquetBlock: BlockBuilder {
  /// What the footer says of the row group.
  public struct Summary: Sendable {
    let group: ParquetGroupSummary
  }

  private let rows: Int
  private var columns: [ParquetColumnBuilder]
  private let pool: BufferPool
  private let workspaces: WorkspacePool

  init(_ columns: [ColumnLayout], rows: Int, pool: BufferPool, workspaces: WorkspacePool) {
    self.rows = rows
    self.columns = columns.map { ParquetColumnBuilder($0, values: pool.take()) }
    self.pool = pool
    self.workspaces = workspaces
  }

  public mutating func append(_ chunk: Table, firstRow: Int) {
    precondition(chunk.columns.count == columns.count)
    for index in columns.indices { columns[index].append(chunk.columns[index], firstRow: firstRow) }
  }

  public mutating func finish() -> EncodedBlock<Summary> {
    var workspace = workspaces.take()
    var parts: [[UInt8]] = []
    parts.reserveCapacity(4 * columns.count)
    let chunks = columns.indices.map { index in
      precondition(columns[index].rows == rows, "a block has other rows than it was made for")
      return columns[index].finish(into: &parts, &workspace, pool: pool)
    }
    workspaces.give(workspace)
    return EncodedBlock(parts, summary: Summary(group: ParquetGroupSummary(rows: rows, chunks: chunks)))
  }
}
