/// How text is spelt inside one kind of file. One value per column: the spellings to avoid differ.
protocol CellText: Sendable {
  /// The most bytes `append` stores for text of `length` bytes.
  func bound(_ length: Int) -> Int
  /// Appends the finished spelling of `text`.
  func append(_ text: ArraySlice<UInt8>, to cursor: inout ByteCursor)
}

extension CellText {
  /// The finished spelling of `text`.
  func spelling(_ text: some Collection<UInt8>) -> [UInt8] {
    let text = ArraySlice(text)
    return RowBlock.bytes(bound: bound(text.count)) { append(text, to: &$0) }
  }
}

/// Text in a CSV file (RFC 4180): as it is where that reads back as the same value, else in quotes.
struct CSVCellText: CellText {
  /// Spellings that readers in common use, and ours, take for a missing value unless they are quoted.
  static let missingSpellings = MissingSpellings.standard.map { Array($0.utf8) }

  private static let quote = UInt8(ascii: "\"")

  let delimiter: UInt8
  /// The column's own spelling of a missing value, as it stands in the file, quotes included.
  let missing: [UInt8]
  /// Whether the column stands alone: an empty line would be no row at all to most readers.
  let isOnlyColumn: Bool

  func bound(_ length: Int) -> Int { 2 * length + 2 }

  @inline(__always) func append(_ text: ArraySlice<UInt8>, to cursor: inout ByteCursor) {
    let start = cursor
    var special = false
    for byte in text {
      special = special || byte == delimiter || byte <= Self.quote && Self.isSpecial(byte)
      cursor.append(byte)
    }
    if special || (text.count <= 4 || text.count == missing.count) && isQuotedAlthoughPlain(text) {
      cursor = start
      appendQuoted(text, to: &cursor)
    } else if text.isEmpty, isOnlyColumn {
      appendQuoted(text, to: &cursor)
    }
  }

  /// Whether `text`, which could stand bare, would then read as missing. Where the quoted form is the
  /// column's missing spelling, the bare one is the better of the two.
  private func isQuotedAlthoughPlain(_ text: ArraySlice<UInt8>) -> Bool {
    if missing.count == text.count + 2, missing.first == Self.quote, missing.last == Self.quote,
      missing.dropFirst().dropLast().elementsEqual(text)
    {
      return false
    }
    return missing.elementsEqual(text) || Self.missingSpellings.contains { $0.elementsEqual(text) }
  }

  @inline(__always) private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == quote || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  /// Appends `text` between quotes, its own quotes doubled.
  func appendQuoted(_ text: ArraySlice<UInt8>, to cursor: inout ByteCursor) {
    cursor.append(Self.quote)
    for byte in text {
      cursor.append(byte)
      if byte == Self.quote { cursor.append(byte) }
    }
    cursor.append(Self.quote)
  }

  /// Whether `bytes` can stand in a file as they are: bare and plain, or one well-formed quoted field.
  func isWellFormed(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == Self.quote else {
      return !bytes.contains { $0 == delimiter || Self.isSpecial($0) }
    }
    guard bytes.count >= 2, bytes.last == Self.quote else { return false }
    var quotes = 0
    for byte in bytes.dropFirst().dropLast() {
      if byte == Self.quote {
        quotes += 1
      } else {
        if quotes % 2 == 1 { return false }
        quotes = 0
      }
    }
    return quotes % 2 == 0
  }
}

/// Text as a JSON string (RFC 8259): quotes, backslashes and control characters are escaped, no more.
struct JSONCellText: CellText {
  func bound(_ length: Int) -> Int { 6 * length + 2 }

  @inline(__always) func append(_ text: ArraySlice<UInt8>, to cursor: inout ByteCursor) {
    cursor.append(UInt8(ascii: "\""))
    for byte in text { appendEscaped(byte, to: &cursor) }
    cursor.append(UInt8(ascii: "\""))
  }

  /// The escaped form of `text`, without quotes around it.
  func escaped(_ text: [UInt8]) -> [UInt8] { Array(spelling(text).dropFirst().dropLast()) }

  @inline(__always) private func appendEscaped(_ byte: UInt8, to cursor: inout ByteCursor) {
    if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      cursor.append(byte)
    } else {
      Self.appendEscape(byte, to: &cursor)
    }
  }

  private static func appendEscape(_ byte: UInt8, to cursor: inout ByteCursor) {
    cursor.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): cursor.append(byte)
    case 0x08: cursor.append(UInt8(ascii: "b"))
    case 0x09: cursor.append(UInt8(ascii: "t"))
    case 0x0A: cursor.append(UInt8(ascii: "n"))
    case 0x0C: cursor.append(UInt8(ascii: "f"))
    case 0x0D: cursor.append(UInt8(ascii: "r"))
    default:
      cursor.append(contentsOf: "u00".utf8)
      for digit in [byte >> 4, byte & 15] {
        cursor.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }
}
