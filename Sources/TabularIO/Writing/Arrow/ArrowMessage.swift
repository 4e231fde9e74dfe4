/// The messages of an Arrow IPC stream, as the format's `Message.fbs` and `Schema.fbs` describe them.
enum ArrowMessage {
  /// Buffers of a body start at multiples of it.
  static let alignment = 64

  /// What a stream ends with.
  static let end: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]

  static func schema(_ columns: [ColumnLayout]) -> [UInt8] {
    let fields = columns.enumerated().map { index, column in
      let (type, parameters) = column.arrowType
      var field: [(Int, FlatValue)] = [
        (0, .string(column.name)), (1, .bool(column.isOptional)), (2, .byte(type)),
        (3, .table(parameters)), (5, .tables([])),
      ]
      if column.content == .levels {
        let int32 = FlatTable([(0, .int(32)), (1, .bool(true))])
        field.append((4, .table(FlatTable([(0, .long(Int64(index))), (1, .table(int32))]))))
      }
      return FlatTable(field)
    }
    return message(kind: 1, FlatTable([(0, .short(0)), (1, .tables(fields))]), bodyLength: 0)
  }

  /// - Parameter nodes: rows and missing values of each column.
  /// - Parameter buffers: the length of each buffer, without what pads it.
  static func recordBatch(
    rows: Int, nodes: [(rows: Int, missing: Int)], buffers: [Int]
  ) -> [UInt8] {
    message(kind: 3, batch(rows, nodes, buffers), bodyLength: buffers.reduce(0) { $0 + padded($1) })
  }

  static func dictionaryBatch(id: Int, rows: Int, buffers: [Int]) -> [UInt8] {
    let table = FlatTable([(0, .long(Int64(id))), (1, .table(batch(rows, [(rows, 0)], buffers)))])
    return message(kind: 2, table, bodyLength: buffers.reduce(0) { $0 + padded($1) })
  }

  static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  private static func batch(
    _ rows: Int, _ nodes: [(rows: Int, missing: Int)], _ buffers: [Int]
  ) -> FlatTable {
    var places: [Int64] = []
    var offset = 0
    for length in buffers {
      places += [Int64(offset), Int64(length)]
      offset += padded(length)
    }
    return FlatTable([
      (0, .long(Int64(rows))),
      (1, .structures(nodes.flatMap { [Int64($0.rows), Int64($0.missing)] }, count: nodes.count)),
      (2, .structures(places, count: buffers.count)),
    ])
  }

  /// The mark of a message, the length of what describes it, and that.
  private static func message(kind: UInt8, _ header: FlatTable, bodyLength: Int) -> [UInt8] {
    // 4: the fifth version of the metadata, which came with Arrow 1.0.
    var metadata = FlatBufferWriter.bytes(
      FlatTable([
        (0, .short(4)), (1, .byte(kind)), (2, .table(header)), (3, .long(Int64(bodyLength))),
      ]))
    metadata += repeatElement(0, count: (8 - metadata.count % 8) % 8)
    var bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    bytes.append(littleEndian: Int32(metadata.count))
    return bytes + metadata
  }
}

extension ColumnLayout {
  /// The number of the type in `Schema.fbs`, and its parameters. Of levels: the type of the levels.
  fileprivate var arrowType: (UInt8, FlatTable) {
    switch (content, logical) {
    case (.integers, .date): (8, FlatTable([(0, .short(0))]))
    case (.integers, .timestamp(let unit)): (10, FlatTable([(0, .short(Int16(unit)))]))
    case (.integers, .decimal(let scale)):
      (7, FlatTable([(0, .int(19)), (1, .int(Int32(scale))), (2, .int(128))]))
    case (.integers, _): (2, FlatTable([(0, .int(64)), (1, .bool(true))]))
    case (.reals, _): (3, FlatTable([(0, .short(2))]))
    case (.boolean, _): (6, FlatTable([]))
    case (.levels, _), (.strings, _): (5, FlatTable([]))
    }
  }
}
