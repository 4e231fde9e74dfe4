// The writing side's only unsafe memory: a cursor that stores without bounds checks, bytes padded so that
// they can be copied sixteen at a time, and the block of rows that gives every cursor its room.

/// A place in a row's memory that bytes are stored at.
///
/// Nothing is checked: whoever hands out a cursor has reserved the most bytes that can be stored through
/// it, and `slack` bytes beyond, which a store may overwrite with bytes that do not count.
struct ByteCursor {
  /// How far beyond the bytes that count a store may write.
  static let slack = 16

  fileprivate var place: UnsafeMutablePointer<UInt8>

  /// Stores one byte.
  @inline(__always) mutating func append(_ byte: UInt8) {
    place.pointee = byte
    place += 1
  }

  /// Stores the `count` low bytes of `word`, lowest first; up to 8.
  @inline(__always) mutating func append(word: UInt64, count: Int) {
    UnsafeMutableRawPointer(place).storeBytes(of: word.littleEndian, as: UInt64.self)
    place += count
  }

  /// Stores part `range` of `bytes`.
  @inline(__always) mutating func append(_ bytes: PaddedBytes, _ range: Range<Int>) {
    bytes.bytes.withUnsafeBytes { source in
      precondition(range.upperBound + Self.slack <= source.count)
      let start = source.baseAddress.unsafelyUnwrapped + range.lowerBound
      if range.count <= Self.slack {
        UnsafeMutableRawPointer(place).storeBytes(
          of: start.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
      } else {
        UnsafeMutableRawPointer(place).copyMemory(from: start, byteCount: range.count)
      }
    }
    place += range.count
  }

  /// Stores `bytes`.
  @inline(__always) mutating func append(_ bytes: PaddedBytes) { append(bytes, 0..<bytes.count) }

  /// Stores `bytes`.
  mutating func append(contentsOf bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte) }
  }

  /// Opens a gap of one byte before the last `count` bytes and fills it with `byte`.
  @inline(__always) mutating func insert(_ byte: UInt8, beforeLast count: Int) {
    let start = place - count
    if count <= 8 {
      let word = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
      UnsafeMutableRawPointer(start + 1).storeBytes(of: word, as: UInt64.self)
    } else {
      UnsafeMutableRawPointer(start + 1).copyMemory(from: start, byteCount: count)
    }
    start.pointee = byte
    place += 1
  }

  /// The byte stored last.
  var last: UInt8 {
    @inline(__always) get { place[-1] }
  }

  /// Takes back the last `count` bytes.
  @inline(__always) mutating func removeLast(_ count: Int = 1) { place -= count }

  /// If the bytes stored since `start` (a copy of this cursor made earlier) are `bytes`, puts them
  /// between two `mark`s.
  mutating func enclose(since start: ByteCursor, in mark: UInt8, ifEqualTo bytes: [UInt8]) {
    let count = place - start.place
    guard UnsafeBufferPointer(start: start.place, count: count).elementsEqual(bytes) else { return }
    insert(mark, beforeLast: count)
    append(mark)
  }
}

/// Bytes followed by `ByteCursor.slack` bytes that do not count.
struct PaddedBytes: Sendable, Hashable {
  fileprivate let bytes: [UInt8]

  init(_ content: some Collection<UInt8>) {
    var bytes = [UInt8]()
    bytes.reserveCapacity(content.count + ByteCursor.slack)
    bytes += content
    bytes += repeatElement(0, count: ByteCursor.slack)
    self.bytes = bytes
  }

  var count: Int { bytes.count - ByteCursor.slack }

  subscript(range: Range<Int>) -> [UInt8] { Array(bytes[range]) }
}

/// Memory for some rows side by side, each with room for the longest row there can be, and a cursor in
/// each: columns are written one after the other, in tight loops, and the rows still come out whole.
struct RowBlock: ~Copyable {
  /// Rows that are in work at one time. More rows make the loops longer, fewer stay in the first cache.
  static let rowTarget = 64
  private static let byteTarget = 1 << 16

  let rowCapacity: Int
  private let stride: Int
  private let memory: UnsafeMutablePointer<UInt8>
  private let cursors: UnsafeMutablePointer<ByteCursor>
  private var count = 0

  /// - Parameter rowBound: the most bytes a row can have.
  init(rowBound: Int) {
    stride = rowBound + ByteCursor.slack
    rowCapacity = max(1, min(Self.rowTarget, Self.byteTarget / stride))
    memory = .allocate(capacity: stride * rowCapacity)
    cursors = .allocate(capacity: rowCapacity)
  }

  deinit {
    memory.deallocate()
    cursors.deallocate()
  }

  /// Empties the block, for `count` rows.
  mutating func begin(rows count: Int) {
    precondition(count <= rowCapacity)
    self.count = count
    for row in 0..<count { cursors[row] = ByteCursor(place: memory + row * stride) }
  }

  /// Calls `body` with each row's number in the block and its cursor.
  @inline(__always) mutating func forEachRow(_ body: (Int, inout ByteCursor) -> Void) {
    for row in 0..<count {
      var cursor = cursors[row]
      body(row, &cursor)
      cursors[row] = cursor
    }
  }

  /// What `body` appends to one cursor, at most `bound` bytes.
  static func bytes(bound: Int, _ body: (inout ByteCursor) -> Void) -> [UInt8] {
    var block = RowBlock(rowBound: bound)
    block.begin(rows: 1)
    block.forEachRow { _, cursor in body(&cursor) }
    var bytes: [UInt8] = []
    block.flush(to: &bytes)
    return bytes
  }

  /// Appends the rows to `output`, in order.
  func flush(to output: inout [UInt8]) {
    for row in 0..<count {
      let start = memory + row * stride
      let length = cursors[row].place - start
      precondition(length <= stride - ByteCursor.slack, "a row is longer than its bound")
      output.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
    }
  }
}
