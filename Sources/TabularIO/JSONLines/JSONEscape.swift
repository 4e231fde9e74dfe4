/// One escape sequence of a JSON string; a surrogate pair is one sequence.
struct JSONEscape {
  let scalar: Unicode.Scalar
  /// How many bytes the sequence has.
  let length: Int

  /// Reads the sequence at `base[start]`, a backslash; `nil` if there is none, or half a surrogate pair.
  init?(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
    guard start + 1 < end else { return nil }
    switch base[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scalar = Unicode.Scalar(base[start + 1])
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"):
      guard let unit = JSONEscape.unit(base, start, end) else { return nil }
      if let single = Unicode.Scalar(unit) {
        scalar = single
        length = 6
        return
      }
      guard unit < 0xDC00, let low = JSONEscape.unit(base, start + 6, end), (0xDC00...0xDFFF).contains(low)
      else { return nil }
      scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))!
      length = 12
      return
    default: return nil
    }
    length = 2
  }

  /// The UTF-16 unit that `\uXXXX` at `start` stands for.
  private static func unit(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
    guard start + 6 <= end, base[start] == UInt8(ascii: "\\"), base[start + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var unit: UInt32 = 0
    for offset in 2..<6 {
      guard let digit = Character(Unicode.Scalar(base[start + offset])).hexDigitValue else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }

  /// The text of a string without its quotes, whose escapes are all valid. - Complexity: O(length).
  static func decoded(_ content: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.count)
    var index = 0
    while index < content.count {
      if content[index] == UInt8(ascii: "\\"), let base = content.baseAddress,
        let escape = JSONEscape(base, index, content.count)
      {
        bytes.append(contentsOf: String(escape.scalar).utf8)
        index += escape.length
      } else {
        bytes.append(content[index])
        index += 1
      }
    }
    return bytes
  }
}
