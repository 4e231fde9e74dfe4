/// The bytes of one cell.
typealias TextBytes = UnsafeBufferPointer<UInt8>

extension UInt8 {
  var isDigit: Bool { self &- 0x30 < 10 }
  var isUpper: Bool { self &- 0x41 < 26 }
  var isLower: Bool { self &- 0x61 < 26 }
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// A letter (also one beyond ASCII) or a digit.
  var isWord: Bool { isLetter || isDigit || self >= 0x80 }
  var isHex: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
  var isSpace: Bool { self == 0x20 || self &- 9 < 5 }
  var lowered: UInt8 { isUpper ? self | 0x20 : self }
  var uppered: UInt8 { isLower ? self & 0xDF : self }
  var digit: Int { Int(self &- 0x30) }
  var hexValue: Int { isDigit ? digit : Int(lowered &- 0x61) + 10 }
}

extension UnsafeBufferPointer<UInt8> {
  /// 0 outside.
  func byte(_ index: Int) -> UInt8 { index >= 0 && index < count ? self[index] : 0 }

  func string(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }

  func lowered(_ range: Range<Int>) -> String {
    String(decoding: self[range].map(\.lowered), as: UTF8.self)
  }

  /// Whether these ASCII bytes, in lower case, stand in the range, whatever their case here.
  func holds(_ word: StaticString, in range: Range<Int>) -> Bool {
    let length = word.utf8CodeUnitCount
    guard range.count >= length else { return false }
    return (range.lowerBound...(range.upperBound - length)).contains { starts($0, with: word) }
  }

  func starts(_ start: Int, with word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard start >= 0, start + length <= count else { return false }
    return (0..<length).allSatisfy { self[start + $0].lowered == word.utf8Start[$0] }
  }

  /// The end of the word that begins at `start`.
  func endOfWord(_ start: Int) -> Int {
    var index = start
    while index < count, self[index].isWord { index += 1 }
    return index
  }
}

/// Calls `body` with the bytes of an array.
func withText<Result>(_ bytes: some Sequence<UInt8>, _ body: (TextBytes) throws -> Result) rethrows -> Result
{
  try ContiguousArray(bytes).withUnsafeBufferPointer(body)
}
