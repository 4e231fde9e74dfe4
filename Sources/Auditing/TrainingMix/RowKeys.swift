internal import Scheduling
internal import Tabular

/// Rows by what they hold: equal rows have equal keys, and others have not, but with a probability of about
/// rows² / 2^129.
///
/// All columns count but identifiers, which are others in every copy; levels and text by their spelling, -0 as 0, missing
/// with missing. If there is no other column, identifiers count.
enum RowKeys {
  private static let chunkRows = 1 << 14

  /// One key for each row.
  ///
  /// - Complexity: O(rows * columns), and the length of levels and strings.
  static func keys(_ table: Table, threads: Int) throws -> [SIMD2<UInt64>] {
    let compared = table.schema.fields.indices.filter { index in
      if case .identifier = table.schema.fields[index].type { false } else { true }
    }
    let columns = (compared.isEmpty ? Array(table.schema.fields.indices) : compared).map {
      KeyedColumn(table.columns[$0])
    }
    let plan = ChunkPlan(rows: 0..<table.rowCount, chunkRows: chunkRows)
    return Array(
      try Parallel.map(count: plan.count, threads: threads) { chunk in
        let rows = plan[chunk]
        var keys = [SIMD2<UInt64>](repeating: SIMD2(1, 2), count: rows.count)
        keys.withUnsafeMutableBufferPointer { keys in
          for column in columns { column.mix(rows, into: keys) }
        }
        return keys
      }.joined())
  }

  /// For each row the first row that equals it.
  static func firstOfEach(_ keys: [SIMD2<UInt64>]) -> [Int32] {
    let set = KeySet(keys)
    return keys.map { Int32(set.first($0)!) }
  }
}

/// Keys and where each comes first.
struct KeySet {
  private let keys: [SIMD2<UInt64>]
  /// Places + 1; 0 is free.
  private var slots: [Int32]

  init(_ keys: [SIMD2<UInt64>]) {
    self.keys = keys
    var capacity = 16
    while capacity < 2 * keys.count { capacity *= 2 }
    slots = [Int32](repeating: 0, count: capacity)
    for place in keys.indices {
      var slot = Int(truncatingIfNeeded: keys[place].x) & (capacity - 1)
      while slots[slot] != 0, keys[Int(slots[slot]) - 1] != keys[place] { slot = (slot + 1) & (capacity - 1) }
      if slots[slot] == 0 { slots[slot] = Int32(place + 1) }
    }
  }

  /// nil if there is no such key.
  func first(_ key: SIMD2<UInt64>) -> Int? {
    var slot = Int(truncatingIfNeeded: key.x) & (slots.count - 1)
    while slots[slot] != 0 {
      if keys[Int(slots[slot]) - 1] == key { return Int(slots[slot]) - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}

/// The cells of a column as words.
private struct KeyedColumn: Sendable {
  private let column: Column
  /// Of each level.
  private let words: [SIMD2<UInt64>]

  private static let missing = SIMD2<UInt64>(0x5851_F42D_4C95_7F2D, 0xD1B5_4A32_D192_ED03)
  private static let multiplier = SIMD2<UInt64>(0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F)

  init(_ column: Column) {
    self.column = column
    if case .codes(_, let levels) = column.values {
      words = levels.indices.map { Self.word(levels[$0]) }
    } else {
      words = []
    }
  }

  /// A word for a text, after Fowler, Noll and Vo.
  private static func word(_ text: ArraySlice<UInt8>) -> SIMD2<UInt64> {
    var word = SIMD2<UInt64>(0xCBF2_9CE4_8422_2325, 0x6C62_272E_07BB_0142)
    for byte in text {
      word ^= SIMD2(repeating: UInt64(byte))
      word = word &* SIMD2(0x0000_0100_0000_01B3, 0x9E37_79B9_7F4A_7C15)
    }
    return mixed(word, SIMD2(repeating: UInt64(text.count)))
  }

  @inline(__always)
  private static func mixed(_ key: SIMD2<UInt64>, _ word: SIMD2<UInt64>) -> SIMD2<UInt64> {
    let product = (key ^ word ^ key &>> 29) &* multiplier
    return product ^ product &>> 32
  }

  func mix(_ rows: Range<Int>, into keys: UnsafeMutableBufferPointer<SIMD2<UInt64>>) {
    func all(_ word: (Int) -> SIMD2<UInt64>) {
      for row in rows {
        let place = row - rows.lowerBound
        let isPresent = column.validity?[row] ?? true
        keys[place] = Self.mixed(keys[place], isPresent ? word(row) : Self.missing)
      }
    }
    switch column.values {
    case .int64(let values): all { SIMD2(repeating: UInt64(bitPattern: values[$0])) }
    case .float64(let values):
      all { values[$0].isNaN ? Self.missing : SIMD2(repeating: (values[$0] + 0).bitPattern) }
    case .codes(let codes, _): all { words[Int(codes[$0])] }
    case .strings(let strings): all { Self.word(strings[$0]) }
    }
  }
}
