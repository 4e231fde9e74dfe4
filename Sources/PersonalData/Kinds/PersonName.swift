/// Names of people, which only a column's name can tell from other words.
enum PersonName {
  /// Whether the text may be a name: one to five words of letters, most of them with a capital.
  static func isPlausible(_ text: TextBytes) -> Bool {
    guard (2...60).contains(text.count), text[0].isLetter || text[0] >= 0x80 else { return false }
    var (words, capitals, isInside, letters) = (0, 0, false, 0)
    for byte in text {
      if byte.isLetter || byte >= 0x80 {
        if !isInside {
          words += 1
          if !byte.isLower { capitals += 1 }
        }
        isInside = true
        letters += 1
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "-") {
        continue
      } else if byte == 0x20 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
        isInside = false
      } else {
        return false
      }
    }
    return words <= 5 && letters >= 2 && capitals >= 1
  }

  /// Whether it is what a made-up record is called.
  static func isFake(_ text: TextBytes) -> Bool {
    let lowered = text.lowered(0..<text.count)
    return [
      "john doe", "jane doe", "max mustermann", "erika mustermann", "jean dupont", "mario rossi", "test user",
      "fake", "[redacted]", "test",
    ]
    .contains(lowered) || FakeWords.areFake(text.string(0..<text.count))
  }
}
