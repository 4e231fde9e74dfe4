/// Well-formed UTF-8 (Unicode 16, table 3-7).
enum UTF8Validation {
  /// The first byte in `range` at which `bytes` is not well-formed; `nil` if there is none.
  ///
  /// A sequence may run past the end of `range`, and one that began up to three bytes before its start is
  /// taken whole, so neighbouring ranges cover a buffer without gaps.
  static func firstError(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var index = range.lowerBound
    for _ in 0..<3 where index > 0 && index < bytes.count && base[index] & 0xC0 == 0x80 { index -= 1 }
    while index < range.upperBound {
      if index &+ 8 <= range.upperBound, ByteWord.load(base + index) & ByteWord.highBits == 0 {
        index &+= 8
        continue
      }
      let length = sequenceLength(base + index, room: bytes.count - index)
      if length == 0 { return index }
      index += length
    }
    return nil
  }

  /// The length of the well-formed sequence at `start`; 0 if there is none.
  private static func sequenceLength(_ start: UnsafePointer<UInt8>, room: Int) -> Int {
    let lead = start[0]
    if lead < 0x80 { return 1 }
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      second = 0xA0...0xBF
    case 0xED:
      length = 3
      second = 0x80...0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      second = 0x90...0xBF
    case 0xF1...0xF3: length = 4
    case 0xF4:
      length = 4
      second = 0x80...0x8F
    default: return 0
    }
    guard room >= length, second.contains(start[1]) else { return 0 }
    for offset in 2..<max(2, length) where start[offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
