internal import Tabular

/// Distinct byte strings, numbered in order of first appearance.
///
/// Open addressing over a power of two of slots; the strings lie in one run of bytes. A reader's own table,
/// not a `Dictionary`: one lookup per field, without making a key object of it.
struct LevelDictionary: Sendable {
  struct Entry: Sendable {
    var hash: UInt64
    var offset: Int
    var count: Int
    /// Where in the file the level first stands.
    var position: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var utf8: [UInt8] = []
  /// A code plus one; 0: free.
  private var slots: [UInt32]

  init() { slots = [UInt32](repeating: 0, count: 64) }

  var count: Int { entries.count }

  /// The code of the bytes, which get the next free one if they are new.
  @inline(__always) mutating func code(of bytes: UnsafeBufferPointer<UInt8>, position: Int) -> Int32 {
    code(of: bytes, hash: LevelDictionary.hash(bytes), position: position)
  }

  mutating func code(of bytes: UnsafeBufferPointer<UInt8>, hash: UInt64, position: Int) -> Int32 {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let stored = slots[slot]
      if stored == 0 { break }
      let code = Int(stored) - 1
      if entries[code].hash == hash, equals(entries[code], bytes) { return Int32(code) }
      slot = (slot + 1) & mask
    }
    let code = entries.count
    precondition(code < Int(Int32.max), "a column has at most 2^31 - 1 levels")
    entries.append(Entry(hash: hash, offset: utf8.count, count: bytes.count, position: position))
    utf8.append(contentsOf: bytes)
    slots[slot] = UInt32(code + 1)
    if 2 * entries.count > slots.count { grow() }
    return Int32(code)
  }

  /// The code of what a field holds.
  @inline(__always) mutating func code(of span: FieldSpan, _ base: UnsafePointer<UInt8>) -> Int32 {
    if span.flags.contains(.escaped) {
      return FieldContent.bytes(of: span, base).withUnsafeBufferPointer { code(of: $0, position: span.start) }
    }
    return code(of: UnsafeBufferPointer(start: base + span.start, count: span.count), position: span.start)
  }

  /// Whether level `code` is `bytes`.
  @inline(__always) func holds(_ bytes: UnsafeBufferPointer<UInt8>, code: Int) -> Bool {
    equals(entries[code], bytes)
  }

  /// The codes here of the levels of `other`, in its order; new ones are added.
  mutating func merge(_ other: LevelDictionary) -> [Int32] {
    other.utf8.withUnsafeBufferPointer { utf8 in
      other.entries.map { entry in
        code(
          of: UnsafeBufferPointer(rebasing: utf8[entry.offset..<(entry.offset + entry.count)]),
          hash: entry.hash,
          position: entry.position)
      }
    }
  }

  /// Forgets the levels from `count` on. No code can be asked for after that.
  mutating func truncate(to count: Int) {
    guard count < entries.count else { return }
    utf8.removeLast(utf8.count - entries[count].offset)
    entries.removeLast(entries.count - count)
    slots = []
  }

  /// The bytes of level `code`.
  subscript(code: Int) -> ArraySlice<UInt8> {
    utf8[entries[code].offset..<(entries[code].offset + entries[code].count)]
  }

  /// All levels, in order of their codes.
  var levels: StringArray { StringArray(offsets: entries.map(\.offset) + [utf8.count], utf8: utf8) }

  @inline(__always) private func equals(_ entry: Entry, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard entry.count == bytes.count else { return false }
    return utf8.withUnsafeBufferPointer { utf8 in
      var index = 0
      while index < bytes.count {
        if utf8[entry.offset &+ index] != bytes[index] { return false }
        index &+= 1
      }
      return true
    }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: 4 * slots.count)
    let mask = slots.count - 1
    for (code, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(code + 1)
    }
  }

  /// Eight bytes at a time through a full 128-bit product, folded.
  @inline(__always) private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = bytes.baseAddress else { return 0 }
    var hash = UInt64(bytes.count) &+ 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index &+ 8 <= bytes.count {
      hash = fold(hash ^ ByteWord.load(base + index))
      index &+= 8
    }
    var tail: UInt64 = 0
    while index < bytes.count {
      tail = tail << 8 | UInt64(base[index])
      index &+= 1
    }
    return fold(hash ^ tail)
  }

  @inline(__always) private static func fold(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
