public import Tabular

/// Rows as an Arrow IPC stream: the schema, record batches, the end.
///
/// - Integers, and integer identifiers, are `int64`; decimals `decimal128(19, scale)`; doubles `float64`; dates
///   `date32`; timestamps `timestamp` without a zone in the coarsest of milliseconds, microseconds and nanoseconds
///   that holds them exactly (as in `ParquetEncoder`); booleans `bool`; levels `dictionary<int32, utf8>` with all the
///   model's levels; other text `utf8`.
/// - Every record batch follows its dictionaries, so that a batch stands on its own and batches are made in parallel.
/// - Buffers are uncompressed and start at multiples of 64 bytes. A value that is missing is zero.
public struct ArrowEncoder: RowEncoder {
  public let header: [UInt8]
  public let blockRows: Int
  private let columns: [ColumnLayout]
  private let pool: BufferPool

  public init(schema: Schema) {
    columns = schema.fields.map { ColumnLayout($0) }
    blockRows = columns.blockRows
    header = ArrowMessage.schema(columns)
    pool = BufferPool(capacity: blockRows * 8, limit: 4 * columns.count)
  }

  public func makeBlock(rows: Int) -> ArrowBlock { ArrowBlock(columns, rows: rows, pool: pool) }

  public func footer(of blocks: [PlacedBlock<Never>]) -> [UInt8] { ArrowMessage.end }

  public func recycle(_ block: consuming EncodedBlock<Never>) { pool.giveParts(of: block) }
}

/// A record batch on its way, with its dictionaries.
public struct ArrowBlock: BlockBuilder {
  private let rows: Int
  private var columns: [ArrowColumnBuilder]
  private let pool: BufferPool

  init(_ columns: [ColumnLayout], rows: Int, pool: BufferPool) {
    self.rows = rows
    self.columns = columns.map { ArrowColumnBuilder($0, values: pool.take()) }
    self.pool = pool
  }

  public mutating func append(_ chunk: Table, firstRow: Int) {
    precondition(chunk.columns.count == columns.count)
    for index in columns.indices { columns[index].append(chunk.columns[index], firstRow: firstRow) }
  }

  public mutating func finish() -> EncodedBlock<Never> {
    var parts: [[UInt8]] = []
    for (id, column) in columns.enumerated() {
      guard let (count, buffers) = column.dictionary else { continue }
      parts.append(ArrowMessage.dictionaryBatch(id: id, rows: count, buffers: buffers.map(\.count)))
      for buffer in buffers where !buffer.isEmpty { Self.append(buffer, to: &parts) }
    }
    let place = parts.count
    var nodes: [(rows: Int, missing: Int)] = []
    var lengths: [Int] = []
    for index in columns.indices {
      precondition(columns[index].rows == rows, "a block has other rows than it was made for")
      let (missing, buffers) = columns[index].finish(pool: pool)
      nodes.append((rows, missing))
      for buffer in buffers {
        lengths.append(buffer.count)
        if !buffer.isEmpty { Self.append(buffer, to: &parts) }
      }
    }
    parts.insert(ArrowMessage.recordBatch(rows: rows, nodes: nodes, buffers: lengths), at: place)
    return EncodedBlock(parts)
  }

  /// A buffer that is a multiple of 64 long is not touched, so that nothing of its size is copied.
  private static func append(_ buffer: [UInt8], to parts: inout [[UInt8]]) {
    parts.append(buffer)
    let padding = ArrowMessage.padded(buffer.count) - buffer.count
    if padding > 0 { parts.append([UInt8](repeating: 0, count: padding)) }
  }
}
