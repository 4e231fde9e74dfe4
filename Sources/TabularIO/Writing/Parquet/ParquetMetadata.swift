/// Numbers that the format gives to encodings and codecs.
enum ParquetCode {
  static let plain = 0
  static let rle = 3
  static let rleDictionary = 8
  static let uncompressed = 0
  static let zstd = 6
}

/// The smallest and the largest value of a column in a block.
enum ParquetExtremes: Sendable, Hashable {
  /// There is none, or it is not worth telling.
  case none
  /// The bits of values of `width` bytes.
  case words(low: UInt64, high: UInt64, width: Int)
  case texts(low: [UInt8], high: [UInt8])

  fileprivate var bytes: (low: [UInt8], high: [UInt8])? {
    switch self {
    case .none: return nil
    case .texts(let low, let high): return (low, high)
    case .words(let low, let high, let width):
      func bytes(_ word: UInt64) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
      }
      return (bytes(low), bytes(high))
    }
  }
}

/// What the footer says of one column of one block.
struct ParquetChunkSummary: Sendable {
  /// From the first page of the chunk on, headers included.
  var storedSize = 0
  var rawSize = 0
  /// The size of the dictionary's page as it is stored, if there is one: the data follow.
  var dictionarySize = 0
  var dataPages = 0
  var isCompressed = false
  var nullCount = 0
  var extremes = ParquetExtremes.none
}

/// What the footer says of a block, which is a row group.
struct ParquetGroupSummary: Sendable {
  var rows: Int
  var chunks: [ParquetChunkSummary]
}

enum ParquetMetadata {
  static let magic = Array("PAR1".utf8)

  /// A page's header.
  /// - Parameter dictionaryCount: for a dictionary's page, the number of its values.
  static func pageHeader(
    rawSize: Int, storedSize: Int, values: Int, encoding: Int, isDictionary: Bool
  ) -> [UInt8] {
    var thrift = ThriftCompact()
    thrift.structure {
      $0.field(1, int32: isDictionary ? 2 : 0)
      $0.field(2, int32: rawSize)
      $0.field(3, int32: storedSize)
      if isDictionary {
        $0.field(7) {
          $0.field(1, int32: values)
          $0.field(2, int32: encoding)
        }
      } else {
        $0.field(5) {
          $0.field(1, int32: values)
          $0.field(2, int32: encoding)
          $0.field(3, int32: ParquetCode.rle)
          $0.field(4, int32: ParquetCode.rle)
        }
      }
    }
    return thrift.bytes
  }

  /// The file's end: metadata, their length, the magic.
  static func footer(
    _ columns: [ColumnLayout], groups: [PlacedBlock<ParquetGroupSummary>], createdBy: String
  ) -> [UInt8] {
    var thrift = ThriftCompact()
    thrift.structure {
      $0.field(1, int32: 2)
      $0.field(2, structures: -1..<columns.count) { thrift, index in
        if index >= 0 { return columns[index].describe(to: &thrift) }
        thrift.field(4, "schema")
        thrift.field(5, int32: columns.count)
      }
      $0.field(3, int64: groups.reduce(0) { $0 + $1.summary.rows })
      $0.field(4, structures: groups) { rowGroup($1, columns, to: &$0) }
      $0.field(6, createdBy)
      // Readers trust extremes only where the order is said: the type's own.
      $0.field(7, structures: columns) { thrift, _ in thrift.field(1) { _ in } }
    }
    var bytes = thrift.bytes
    bytes.append(littleEndian: UInt32(bytes.count))
    return bytes + magic
  }

  private static func rowGroup(
    _ group: PlacedBlock<ParquetGroupSummary>, _ columns: [ColumnLayout], to thrift: inout ThriftCompact
  ) {
    let chunks = group.summary.chunks
    var offset = group.offset
    thrift.field(1, structures: columns.indices) { thrift, index in
      let chunk = chunks[index]
      // The first field is of files whose metadata are not in the footer.
      thrift.field(2, int64: 0)
      thrift.field(3) {
        column(columns[index], chunk, rows: group.summary.rows, offset: offset, to: &$0)
      }
      offset += chunk.storedSize
    }
    thrift.field(2, int64: chunks.reduce(0) { $0 + $1.rawSize })
    thrift.field(3, int64: group.summary.rows)
    thrift.field(5, int64: group.offset)
    thrift.field(6, int64: chunks.reduce(0) { $0 + $1.storedSize })
  }

  private static func column(
    _ column: ColumnLayout, _ chunk: ParquetChunkSummary, rows: Int, offset: Int,
    to thrift: inout ThriftCompact
  ) {
    let hasDictionary = chunk.dictionarySize > 0
    thrift.field(1, int32: column.physical.rawValue)
    thrift.field(
      2,
      int32s: [ParquetCode.plain, ParquetCode.rle] + (hasDictionary ? [ParquetCode.rleDictionary] : []))
    thrift.field(3, strings: [column.name])
    thrift.field(4, int32: chunk.isCompressed ? ParquetCode.zstd : ParquetCode.uncompressed)
    thrift.field(5, int64: rows)
    thrift.field(6, int64: chunk.rawSize)
    thrift.field(7, int64: chunk.storedSize)
    thrift.field(9, int64: offset + chunk.dictionarySize)
    if hasDictionary { thrift.field(11, int64: offset) }
    thrift.field(12) {
      $0.field(3, int64: chunk.nullCount)
      if let extremes = chunk.extremes.bytes {
        $0.field(5, extremes.high)
        $0.field(6, extremes.low)
      }
    }
    // Tells a reader that all of the chunk goes through the dictionary.
    let pages =
      (hasDictionary ? [(2, ParquetCode.plain, 1)] : [])
      + [(0, hasDictionary ? ParquetCode.rleDictionary : ParquetCode.plain, chunk.dataPages)]
    thrift.field(13, structures: pages) {
      $0.field(1, int32: $1.0)
      $0.field(2, int32: $1.1)
      $0.field(3, int32: $1.2)
    }
  }
}
