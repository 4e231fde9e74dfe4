/// What a text is made of: one pass decides which detectors have anything to look for.
struct TextShape {
  var hasAt = false
  var hasColon = false
  var hasLetter = false
  var digits = 0
  /// Nothing but digits, perhaps with `.0` behind them as a table of numbers writes whole ones.
  var isBareNumber = false

  private static let classes: [UInt8] = (0..<256).map { value in
    let byte = UInt8(value)
    if byte == UInt8(ascii: "@") { return 1 }
    if byte == UInt8(ascii: ":") { return 2 }
    if byte.isDigit { return 4 }
    return byte.isLetter || byte >= 0x80 ? 8 : 16
  }

  init(_ text: TextBytes) {
    var seen: UInt8 = 0
    var digits = 0
    Self.classes.withUnsafeBufferPointer { classes in
      for byte in text {
        let kind = classes[Int(byte)]
        seen |= kind
        digits &+= Int(kind >> 2 & 1)
      }
    }
    hasAt = seen & 1 != 0
    hasColon = seen & 2 != 0
    hasLetter = seen & 8 != 0
    self.digits = digits
    isBareNumber =
      digits > 0
      && (digits == text.count
        || (text.count > 3 && digits == text.count - 1 && text[text.count - 2] == UInt8(ascii: ".")
          && text[text.count - 1] == UInt8(ascii: "0")))
  }
}
