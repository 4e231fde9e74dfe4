/// Finds out whether a column of numbers has few distinct values, and codes it if so.
///
/// What is found depends on the values alone.
struct ValueDictionary {
  /// The distinct values' bits: ascending where they lie close together, else in order of appearance.
  let values: [UInt64]
  let width: Int

  /// The bits that a code of `count` values takes.
  static func width(count: Int) -> Int { count <= 2 ? 1 : 64 - (count - 1).leadingZeroBitCount }

  private static let spanLimit: UInt64 = 1 << 18
  private static let slotBits: UInt64 = 15
  /// Half of the slots: chains stay short.
  private static let distinctLimit = 1 << 14
  /// If nearly all of so many first values are new, there are too many to count: of 2^14 equally frequent ones 990 are
  /// expected to be.
  private static let trial = 1024
  private static let trialLimit = 1004

  /// Leaves the words' codes in `memory`. `nil` if a dictionary and codes would take more than three quarters of the
  /// values' own room.
  ///
  /// - Parameter range: the smallest and the largest of the words as integers, if that is what they are.
  /// - Parameter size: bytes of a value in the file.
  init?(
    _ words: UnsafeBufferPointer<UInt64>, range: ClosedRange<Int64>?, size: Int, _ memory: inout Memory
  ) {
    guard !words.isEmpty else { return nil }
    if memory.codes.count < words.count { memory.codes = [UInt32](repeating: 0, count: words.count) }
    let found: [UInt64]?
    if let range, case let span = UInt64(bitPattern: range.upperBound &- range.lowerBound),
      span < min(Self.spanLimit, UInt64(2 * words.count))
    {
      found = Self.byPlace(words, low: range.lowerBound, span: Int(span), &memory)
    } else {
      found = Self.byHash(words, &memory)
    }
    guard let found else { return nil }
    values = found
    width = Self.width(count: found.count)
    guard 4 * (found.count * size + words.count * width / 8) < 3 * words.count * size else { return nil }
  }

  private static func byPlace(
    _ words: UnsafeBufferPointer<UInt64>, low: Int64, span: Int, _ memory: inout Memory
  ) -> [UInt64] {
    memory.clearTable(count: span + 1)
    return memory.with { table, _, codes in
      let low = UInt64(bitPattern: low)
      for word in words { table[Int(truncatingIfNeeded: word &- low)] = 1 }
      var values: [UInt64] = []
      for place in 0...span where table[place] != 0 {
        table[place] = UInt32(values.count)
        values.append(low &+ UInt64(place))
      }
      for index in words.indices { codes[index] = table[Int(truncatingIfNeeded: words[index] &- low)] }
      return values
    }
  }

  private static func byHash(
    _ words: UnsafeBufferPointer<UInt64>, _ memory: inout Memory
  ) -> [UInt64]? {
    let slotCount = 1 << Int(slotBits)
    memory.clearTable(count: slotCount)
    if memory.slots.count < slotCount { memory.slots = [UInt64](repeating: 0, count: slotCount) }
    return memory.with { table, slots, codes in
      var values: [UInt64] = []
      for index in words.indices {
        if index == trial, values.count > trialLimit { return nil }
        let word = words[index]
        // 2^64 divided by the golden ratio: neighbours end far apart.
        var slot = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> (64 - slotBits))
        while table[slot] != 0, slots[slot] != word { slot = (slot + 1) & (slotCount - 1) }
        if table[slot] == 0 {
          if values.count == distinctLimit { return nil }
          values.append(word)
          slots[slot] = word
          table[slot] = UInt32(values.count)
        }
        codes[index] = table[slot] - 1
      }
      return values
    }
  }

  /// Memory to work with, used again and again.
  struct Memory: Sendable {
    /// A code for each word.
    fileprivate(set) var codes: [UInt32] = []
    fileprivate var table: [UInt32] = []
    fileprivate var slots: [UInt64] = []

    fileprivate mutating func clearTable(count: Int) {
      if table.count < count { table = [UInt32](repeating: 0, count: count) }
      table.withUnsafeMutableBufferPointer { $0[..<count].update(repeating: 0) }
    }

    fileprivate mutating func with<Result>(
      _ body: (
        UnsafeMutableBufferPointer<UInt32>, UnsafeMutableBufferPointer<UInt64>,
        UnsafeMutableBufferPointer<UInt32>
      ) -> Result
    ) -> Result {
      table.withUnsafeMutableBufferPointer { table in
        slots.withUnsafeMutableBufferPointer { slots in
          codes.withUnsafeMutableBufferPointer { codes in body(table, slots, codes) }
        }
      }
    }
  }
}
