/// How many columns of a terminal the text takes: two for a wide character of East Asia or an emoji, none for a mark
/// that joins the character before it.
///
/// After Unicode's East Asian Width (UAX #11), where what is ambiguous is narrow. A joined emoji counts with all its
/// parts, which is what terminals that do not join them show.
func displayWidth(_ text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth($1) }
}

/// The text, or its beginning and an ellipsis: at most so many columns of a terminal.
func clipped(_ text: String, _ width: Int) -> String {
  if displayWidth(text) <= width { return text }
  var (result, left) = ("", width - 1)
  for character in text {
    left -= displayWidth(String(character))
    if left < 0 { break }
    result.append(character)
  }
  return result + "…"
}

/// The text with blanks after it.
func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}

/// The text with at least one blank before it.
func aligned(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(1, width - displayWidth(text))) + text
}

/// The text in at most so many lines of `width` columns behind a margin; the last one may be longer, to be clipped.
func wrapped(_ text: String, margin: String, width: Int, lines: Int) -> [String] {
  var result = [margin]
  for word in text.split(separator: " ") {
    let last = result[result.count - 1]
    if last.count > margin.count, displayWidth(last) + 1 + displayWidth(word) > width, result.count < lines {
      result.append(margin + word)
    } else {
      result[result.count - 1] = last + (last.count == margin.count ? "" : " ") + word
    }
  }
  return result
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  if scalar.properties.isEmojiPresentation { return 2 }
  switch scalar.value {
  // Hangul; radicals to Yi; Hangul; ideographs; vertical and full-width forms; supplementary ideographs.
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}
