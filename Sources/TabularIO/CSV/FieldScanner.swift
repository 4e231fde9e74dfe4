/// Where one field lies in the buffer, without its quotes.
struct FieldSpan {
  struct Flags: OptionSet {
    let rawValue: UInt8

    static let quoted = Flags(rawValue: 1)
    /// Holds doubled quotes; in JSON, backslashes.
    static let escaped = Flags(rawValue: 2)
    static let endsRecord = Flags(rawValue: 4)
    /// A quote inside an unquoted field, read as it stands.
    static let literalQuote = Flags(rawValue: 8)
    static let textAfterQuote = Flags(rawValue: 16)
    static let unterminated = Flags(rawValue: 32)
    /// The file tells strings, which are quoted, from numbers, booleans and nothing, which are not.
    static let typed = Flags(rawValue: 64)
    /// What makes the quotes counted in a chunk an unsafe guide to where records begin.
    static let suspicious: Flags = [.literalQuote, .textAfterQuote, .unterminated]
  }

  var start: Int
  var end: Int
  var flags: Flags

  var count: Int { end - start }
  var isQuoted: Bool { flags.contains(.quoted) }
  var endsRecord: Bool { flags.contains(.endsRecord) }
}

/// What the passes get the fields of whole records from, in the header's order.
protocol FieldSource {
  /// Whether no record begins at the position.
  var isAtEnd: Bool { get }
  /// The next field. After a field that ends its record, ask `isAtEnd` first.
  mutating func next() -> FieldSpan
}

/// Cuts a buffer that begins at a record's start into fields (RFC 4180; records end in LF or CRLF).
///
/// Yields spans only: nothing is copied or allocated per field.
struct FieldScanner: FieldSource {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  private let delimiter: UInt8
  private let delimiters: UInt64
  private(set) var position: Int

  /// - Precondition: `base[start..<end]` is readable for as long as the scanner is used.
  init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>, delimiter: UInt8) {
    self.base = base
    position = range.lowerBound
    end = range.upperBound
    self.delimiter = delimiter
    delimiters = ByteWord.repeated(delimiter)
  }

  var isAtEnd: Bool { position >= end }

  @inline(__always) mutating func next() -> FieldSpan {
    if position < end, base[position] == UInt8(ascii: "\"") { return nextQuoted() }
    let start = position
    var flags: FieldSpan.Flags = []
    var index = start
    while true {
      index = indexOfSpecial(from: index)
      guard index < end else { return endOfRecord(start, end, next: end, flags) }
      let byte = base[index]
      if byte == delimiter {
        position = index + 1
        return FieldSpan(start: start, end: index, flags: flags)
      }
      if byte == UInt8(ascii: "\n") { return endOfRecord(start, index, next: index + 1, flags) }
      flags.insert(.literalQuote)
      index += 1
    }
  }

  /// The first delimiter, line feed or quote at or after `from`, eight bytes at a time.
  @inline(__always) private func indexOfSpecial(from: Int) -> Int {
    var index = from
    while index &+ 8 <= end {
      let word = ByteWord.load(base + index)
      let found =
        ByteWord.firstZero(word ^ delimiters) | ByteWord.firstZero(word ^ ByteWord.lineFeeds)
        | ByteWord.firstZero(word ^ ByteWord.quotes)
      if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < end {
      let byte = base[index]
      if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\"") { return index }
      index &+= 1
    }
    return end
  }

  @inline(__always) private mutating func endOfRecord(
    _ start: Int, _ fieldEnd: Int, next: Int, _ flags: FieldSpan.Flags
  ) -> FieldSpan {
    position = next
    var fieldEnd = fieldEnd
    if fieldEnd > start, base[fieldEnd - 1] == UInt8(ascii: "\r") { fieldEnd -= 1 }
    return FieldSpan(start: start, end: fieldEnd, flags: flags.union(.endsRecord))
  }

  private mutating func nextQuoted() -> FieldSpan {
    let start = position + 1
    var flags: FieldSpan.Flags = .quoted
    var index = start
    while true {
      index = indexOfQuote(from: index)
      guard index < end else {
        position = end
        return FieldSpan(start: start, end: end, flags: flags.union([.unterminated, .endsRecord]))
      }
      guard index + 1 < end, base[index + 1] == UInt8(ascii: "\"") else { break }
      flags.insert(.escaped)
      index += 2
    }
    var after = index + 1
    if after < end, base[after] == UInt8(ascii: "\r"),
      after + 1 == end || base[after + 1] == UInt8(ascii: "\n")
    {
      after += 1
    }
    if after < end, base[after] != delimiter, base[after] != UInt8(ascii: "\n") {
      flags.insert(.textAfterQuote)
      while after < end, base[after] != delimiter, base[after] != UInt8(ascii: "\n") { after += 1 }
    }
    position = min(after + 1, end)
    if after >= end || base[after] == UInt8(ascii: "\n") { flags.insert(.endsRecord) }
    return FieldSpan(start: start, end: index, flags: flags)
  }

  private func indexOfQuote(from: Int) -> Int {
    var index = from
    while index &+ 8 <= end {
      let found = ByteWord.firstZero(ByteWord.load(base + index) ^ ByteWord.quotes)
      if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < end, base[index] != UInt8(ascii: "\"") { index &+= 1 }
    return min(index, end)
  }
}
