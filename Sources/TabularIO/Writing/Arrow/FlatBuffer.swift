/// A table of a FlatBuffer: values by slot.
struct FlatTable {
  fileprivate var fields: [(slot: Int, value: FlatValue)] = []

  init(_ fields: [(Int, FlatValue)]) { self.fields = fields.map { (slot: $0.0, value: $0.1) } }
}

/// What a slot of a table holds.
indirect enum FlatValue {
  case bool(Bool)
  case byte(UInt8)
  case short(Int16)
  case int(Int32)
  case long(Int64)
  case string(String)
  case table(FlatTable)
  case tables([FlatTable])
  /// Structures of longs, side by side.
  case structures([Int64], count: Int)

  fileprivate var size: Int {
    switch self {
    case .bool, .byte: 1
    case .short: 2
    case .long: 8
    case .int, .string, .table, .tables, .structures: 4
    }
  }
}

/// Writes FlatBuffers front to back: a table, then what it points to.
///
/// Source: flatbuffers.dev, "FlatBuffer Internals". Everything is aligned to its size from the start.
struct FlatBufferWriter {
  private(set) var bytes: [UInt8] = []

  /// The buffer whose root is `table`.
  static func bytes(_ table: FlatTable) -> [UInt8] {
    var writer = FlatBufferWriter()
    writer.bytes.append(littleEndian: UInt32(0))
    let root = writer.write(table)
    writer.point(0, to: root)
    return writer.bytes
  }

  private mutating func write(_ table: FlatTable) -> Int {
    var size = 4
    var places: [Int] = []
    for field in table.fields {
      size = aligned(size, field.value.size)
      places.append(size)
      size += field.value.size
    }
    let slots = (table.fields.map(\.slot).max() ?? -1) + 1
    var directory = [UInt16](repeating: 0, count: slots)
    for (field, place) in zip(table.fields, places) { directory[field.slot] = UInt16(place) }

    align(8)
    let directoryStart = bytes.count
    bytes.append(littleEndian: UInt16(4 + 2 * slots))
    bytes.append(littleEndian: UInt16(size))
    for entry in directory { bytes.append(littleEndian: entry) }
    align(8)
    let start = bytes.count
    bytes.append(littleEndian: Int32(start - directoryStart))
    for (field, place) in zip(table.fields, places) {
      bytes += repeatElement(0, count: start + place - bytes.count)
      switch field.value {
      case .bool(let value): bytes.append(value ? 1 : 0)
      case .byte(let value): bytes.append(value)
      case .short(let value): bytes.append(littleEndian: value)
      case .int(let value): bytes.append(littleEndian: value)
      case .long(let value): bytes.append(littleEndian: value)
      case .string, .table, .tables, .structures: bytes.append(littleEndian: UInt32(0))
      }
    }
    for (field, place) in zip(table.fields, places) {
      switch field.value {
      case .bool, .byte, .short, .int, .long: break
      case .string(let text):
        align(4)
        point(start + place, to: bytes.count)
        bytes.append(littleEndian: UInt32(text.utf8.count))
        bytes += text.utf8
        bytes.append(0)
      case .table(let table):
        let target = write(table)
        point(start + place, to: target)
      case .tables(let tables):
        align(4)
        let vector = bytes.count
        point(start + place, to: vector)
        bytes.append(littleEndian: UInt32(tables.count))
        bytes += repeatElement(0, count: 4 * tables.count)
        for (index, table) in tables.enumerated() {
          let target = write(table)
          point(vector + 4 + 4 * index, to: target)
        }
      case .structures(let longs, let count):
        // The elements are to be aligned, not their number.
        align(8)
        bytes.append(littleEndian: UInt32(0))
        point(start + place, to: bytes.count)
        bytes.append(littleEndian: UInt32(count))
        for long in longs { bytes.append(littleEndian: long) }
      }
    }
    return start
  }

  /// Makes the offset at `place` lead to `target`.
  private mutating func point(_ place: Int, to target: Int) {
    let offset = UInt32(target - place)
    for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: offset >> UInt32(8 * byte)) }
  }

  private mutating func align(_ size: Int) {
    bytes += repeatElement(0, count: aligned(bytes.count, size) - bytes.count)
  }

  private func aligned(_ count: Int, _ size: Int) -> Int { (count + size - 1) / size * size }
}
