/// Text from outside (names of columns and files, levels) made fit to stand on a page.
enum PlainText {
  /// `text` without what could change how the text around it is read: control characters become their pictures,
  /// marks of writing direction and what is no character become U+FFFD, and a mark that would join one of the
  /// characters of markup gets a dotted circle of its own, as whoever escapes text by what a reader sees as one
  /// character would not see that of markup. At most `limit` scalars; the rest becomes an ellipsis.
  ///
  /// What follows is still to be escaped.
  static func clean(_ text: String, limit: Int = 120) -> String {
    if text.isEmpty { return "(empty)" }
    var scalars = String.UnicodeScalarView()
    var count = 0
    outer: for character in text {
      let parts = character.unicodeScalars
      let apart = parts.count > 1 && parts.contains(where: isMarkup)
      for (index, scalar) in parts.enumerated() {
        if count >= limit - 1, count + 1 < text.unicodeScalars.count {
          scalars.append("…")
          break outer
        }
        if apart && index > 0 { scalars.append("◌") }
        scalars.append(visible(scalar))
        count += 1
      }
    }
    return String(scalars)
  }

  /// A name for what is no level, such as missing values, that none of the levels has: in parentheses if one has it.
  static func label(_ name: String, besides levels: [String]) -> String {
    var label = name
    while levels.contains(label) { label = "(\(label))" }
    return label
  }

  /// `text` for an element or a quoted attribute of HTML or SVG.
  static func escaped(_ text: String) -> String {
    if text.utf8.allSatisfy({ ![0x22, 0x26, 0x27, 0x3C, 0x3E].contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isMarkup(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "<" || scalar == ">" || scalar == "&" || scalar == "\"" || scalar == "'"
  }

  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)!
    case 0x7F: "\u{2421}"
    case 0x80..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: "\u{FFFD}"
    default: scalar.value & 0xFFFE == 0xFFFE ? "\u{FFFD}" : scalar
    }
  }
}
