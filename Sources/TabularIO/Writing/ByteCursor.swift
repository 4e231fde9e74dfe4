internal import Kernels

// The writing side's only unsafe memory: a cursor that stores without bounds checks, bytes padded so that
// they can be copied sixteen at a time, and the block of rows that gives every cursor its room.

/// A place in a row's memory that bytes are stored at.
///
/// Nothing is checked: whoever hands out a cursor has reserved the most bytes that can be stored through
/// it, and `slack` bytes beyond, which a store may overwrite with bytes that do not count.
struct ByteCursor {
  /// How far beyond the bytes that count a store may write.
  static let slack = KernelSet.spellingSlack

  var place: UnsafeMutablePointer<UInt8>

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
      if range.count <= 16 {
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

  /// If the bytes stored since `start` (a copy of this cursor made earlier), less the first `skipped` ones, are
  /// `bytes`, puts them between two `mark`s.
  mutating func enclose(
    since start: ByteCursor, skipping skipped: Int, in mark: UInt8, ifEqualTo bytes: [UInt8]
  ) {
    let count = place - start.place - skipped
    guard count == bytes.count,
      UnsafeBufferPointer(start: start.place + skipped, count: count).elementsEqual(bytes)
    else { return }
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

  /// Calls `body` with the bytes that count.
  @inline(__always) func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }
}
