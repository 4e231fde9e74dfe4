/// Room for one column's values, eight bytes each (four for codes), filled by chunks of rows.
///
/// Sendable since every chunk writes rows of its own, and nothing reads before all have ended.
struct ColumnRoom: @unchecked Sendable {
  let memory: UnsafeMutableRawPointer
  let rows: Int

  func pointer<Value: BitwiseCopyable>(to type: Value.Type) -> UnsafeMutablePointer<Value> {
    memory.assumingMemoryBound(to: type)
  }
}

/// A column's values as they were written to its room.
enum FilledValues: Sendable {
  case integers([Int64])
  case reals([Double])
  case codes([Int32])
}

/// Arrays that are written through pointers before they exist, so that no finished column is copied.
struct ColumnFilling {
  /// Each array is open while those after it are made, so each takes room on the stack. Further columns are copied.
  private static let mostOpen = 200

  private let storages: [ColumnPlan.Storage]
  private let rows: Int
  private var rooms: [ColumnRoom] = []
  /// The last column first.
  private var values: [FilledValues] = []

  private init(_ storages: [ColumnPlan.Storage], rows: Int) {
    self.storages = storages
    self.rows = rows
  }

  /// One array of `rows` values per storage, whose rooms `body` fills: every entry of every room.
  static func fill(
    _ storages: [ColumnPlan.Storage], rows: Int, _ body: ([ColumnRoom]) throws -> Void
  ) throws -> [FilledValues] {
    precondition(rows > 0)
    var filling = ColumnFilling(storages, rows: rows)
    try filling.fill(body)
    return filling.values.reversed()
  }

  private mutating func fill(_ body: ([ColumnRoom]) throws -> Void) throws {
    let column = rooms.count
    if column == storages.count { return try body(rooms) }
    if column == ColumnFilling.mostOpen { return try fillAndCopy(body) }
    switch storages[column] {
    case .float64: values.append(.reals(try array(body)))
    case .int64, .decimal, .temporal: values.append(.integers(try array(body)))
    case .strings: values.append(.codes(try array(body)))
    }
  }

  private mutating func array<Value: BitwiseCopyable>(_ body: ([ColumnRoom]) throws -> Void) throws -> [Value]
  {
    try [Value](unsafeUninitializedCapacity: rows) { buffer, count in
      rooms.append(ColumnRoom(memory: UnsafeMutableRawPointer(buffer.baseAddress!), rows: rows))
      try fill(body)
      count = rows
    }
  }

  private mutating func fillAndCopy(_ body: ([ColumnRoom]) throws -> Void) throws {
    let first = rooms.count
    defer { for room in rooms[first...] { room.memory.deallocate() } }
    for storage in storages[first...] {
      rooms.append(
        ColumnRoom(
          memory: .allocate(byteCount: rows * storage.stride, alignment: 8), rows: rows))
    }
    try body(rooms)
    for (storage, room) in zip(storages, rooms).dropFirst(first).reversed() {
      switch storage {
      case .float64: values.append(.reals(copy(room)))
      case .int64, .decimal, .temporal: values.append(.integers(copy(room)))
      case .strings: values.append(.codes(copy(room)))
      }
    }
  }

  private func copy<Value: BitwiseCopyable>(_ room: ColumnRoom) -> [Value] {
    Array(UnsafeBufferPointer(start: room.pointer(to: Value.self), count: rows))
  }
}

extension ColumnPlan.Storage {
  /// Bytes per row.
  fileprivate var stride: Int {
    if case .strings = self { MemoryLayout<Int32>.stride } else { MemoryLayout<Int64>.stride }
  }
}
