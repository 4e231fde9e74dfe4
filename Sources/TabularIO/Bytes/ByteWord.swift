/// Eight bytes at a time in a 64-bit word, the first byte lowest.
enum ByteWord {
  static let lineFeeds: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
  static let quotes: UInt64 = 0x2222_2222_2222_2222
  static let backslashes: UInt64 = 0x5C5C_5C5C_5C5C_5C5C
  static let spaces: UInt64 = 0x2020_2020_2020_2020
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  static let lowBits: UInt64 = 0x0101_0101_0101_0101

  @inline(__always) static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* lowBits }

  /// The eight bytes at `address`, wherever it is aligned.
  @inline(__always) static func load(_ address: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(address).loadUnaligned(as: UInt64.self))
  }

  /// Nonzero if a byte of `word` is zero; the lowest set bit is the first such byte's highest. Bits above
  /// it may be set for other bytes.
  @inline(__always) static func firstZero(_ word: UInt64) -> UInt64 {
    (word &- lowBits) & ~word & highBits
  }

  /// `firstZero` for a byte below 0x20.
  @inline(__always) static func firstControl(_ word: UInt64) -> UInt64 {
    (word &- spaces) & ~word & highBits
  }

  /// The highest bit of each byte of `word` that is zero, and no other bit.
  @inline(__always) static func zeros(_ word: UInt64) -> UInt64 {
    ~(((word & ~highBits) &+ ~highBits) | word | ~highBits)
  }
}
