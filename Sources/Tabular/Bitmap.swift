/// An immutable-by-convention set of bits, one per row, least significant bit first (Arrow's order).
///
/// A column's validity: bit set = the value is present. A column whose values are all present carries
/// no bitmap at all (`nil`), so the common case costs nothing.
public struct Bitmap: Sendable, Hashable {
  /// The bits, 64 per word; bits at and above `count` are zero.
  public private(set) var words: [UInt64]
  /// How many bits are meaningful.
  public let count: Int

  /// A bitmap with every bit equal to `value`.
  public init(repeating value: Bool, count: Int) {
    precondition(count >= 0)
    self.count = count
    words = [UInt64](repeating: value ? .max : 0, count: (count + 63) / 64)
    clearTail()
  }

  /// A bitmap with the bit of row `i` equal to `bit(i)`.
  public init(count: Int, _ bit: (Int) -> Bool) {
    self.init(repeating: false, count: count)
    for word in words.indices {
      var bits: UInt64 = 0
      let start = word * 64
      for offset in 0..<Swift.min(64, count - start) where bit(start + offset) {
        bits |= 1 << UInt64(offset)
      }
      words[word] = bits
    }
  }

  /// A bitmap whose words `fill` writes, all of them; bits at and above `count` do not count.
  public init(count: Int, words fill: (UnsafeMutableBufferPointer<UInt64>) -> Void) {
    precondition(count >= 0)
    self.count = count
    let wordCount = (count + 63) / 64
    words = [UInt64](unsafeUninitializedCapacity: wordCount) { buffer, initialized in
      fill(UnsafeMutableBufferPointer(rebasing: buffer[..<wordCount]))
      initialized = wordCount
    }
    clearTail()
  }

  /// The bit of row `index`. - Complexity: O(1).
  @inlinable public subscript(index: Int) -> Bool {
    get {
      precondition(index >= 0 && index < count)
      return words[index >> 6] >> UInt64(index & 63) & 1 == 1
    }
    set { set(index, to: newValue) }
  }

  @usableFromInline mutating func set(_ index: Int, to value: Bool) {
    precondition(index >= 0 && index < count)
    let bit = UInt64(1) << UInt64(index & 63)
    if value { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
  }

  /// How many bits are set. - Complexity: O(*n* / 64).
  public var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether every bit is set.
  public var isFull: Bool { setCount == count }

  /// Calls `body` with each row of `rows` whose bit is not set, in order. - Complexity: O(*n* / 64 + calls).
  public func forEachClear(in rows: Range<Int>, _ body: (Int) -> Void) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count)
    var row = rows.lowerBound
    while row < rows.upperBound {
      var clear = ~words[row >> 6] >> UInt64(row & 63)
      let end = Swift.min((row | 63) + 1, rows.upperBound)
      while clear != 0, row + clear.trailingZeroBitCount < end {
        body(row + clear.trailingZeroBitCount)
        clear &= clear - 1
      }
      row = end
    }
  }

  private mutating func clearTail() {
    if count & 63 != 0, let last = words.indices.last { words[last] &= (1 << UInt64(count & 63)) - 1 }
  }
}
