/// One member of an object: where its key and its value lie, without their quotes.
struct JSONMember {
  var key: FieldSpan
  /// Empty and not quoted: `null`.
  var value: FieldSpan
}

/// Why a line is no flat JSON object.
struct JSONFlaw: Error {
  enum Reason {
    case notAnObject
    case array
    case lineEnds
    case unexpected
    case notFinite
    case nested
    case duplicateKey
    case textAfterObject
  }

  var reason: Reason
  var offset: Int
  /// The key of the member at fault.
  var key: FieldSpan?
}

/// Cuts lines that hold one flat JSON object each (RFC 8259) into members, and checks their grammar.
///
/// Yields spans only: nothing is copied or allocated. Blank lines are passed over.
struct JSONLinesScanner {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  private(set) var position: Int

  /// - Precondition: `base[range]` is readable for as long as the scanner is used, and starts at a line's
  ///   start.
  init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
    self.base = base
    position = range.lowerBound
    end = range.upperBound
    skipBlankLines()
  }

  /// Whether no object is left.
  var isAtEnd: Bool { position >= end }

  /// The byte at the position; a line feed at the end of the text.
  private var byte: UInt8 { @inline(__always) get { position < end ? base[position] : UInt8(ascii: "\n") } }

  private mutating func skipBlankLines() {
    while position < end, base[position] <= 0x20, JSONLinesScanner.isSpace(base[position]) || byte == 0x0A {
      position &+= 1
    }
  }

  @inline(__always) private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  @inline(__always) private mutating func skipSpace() {
    while position < end, JSONLinesScanner.isSpace(base[position]) { position &+= 1 }
  }

  /// Steps into the object that begins here.
  @inline(__always) mutating func beginRecord() throws(JSONFlaw) {
    guard byte == UInt8(ascii: "{") else {
      throw JSONFlaw(reason: byte == UInt8(ascii: "[") ? .array : .notAnObject, offset: position)
    }
    position &+= 1
  }

  /// The next member; `nil` once the object has ended, and the line with it.
  @inline(__always) mutating func nextMember(isFirst: Bool) throws(JSONFlaw) -> JSONMember? {
    skipSpace()
    if byte == UInt8(ascii: "}") {
      position &+= 1
      try endLine()
      return nil
    }
    if !isFirst {
      guard byte == UInt8(ascii: ",") else { throw unexpected() }
      position &+= 1
      skipSpace()
    }
    guard byte == UInt8(ascii: "\"") else { throw unexpected() }
    let key = try string(key: nil)
    skipSpace()
    guard byte == UInt8(ascii: ":") else { throw unexpected() }
    position &+= 1
    skipSpace()
    return JSONMember(key: key, value: try value(of: key))
  }

  private mutating func endLine() throws(JSONFlaw) {
    skipSpace()
    guard byte == UInt8(ascii: "\n") else { throw JSONFlaw(reason: .textAfterObject, offset: position) }
    skipBlankLines()
  }

  private func unexpected(_ key: FieldSpan? = nil) -> JSONFlaw {
    JSONFlaw(reason: byte == UInt8(ascii: "\n") ? .lineEnds : .unexpected, offset: position, key: key)
  }

  @inline(__always) private mutating func value(of key: FieldSpan) throws(JSONFlaw) -> FieldSpan {
    let start = position
    switch byte {
    case UInt8(ascii: "\""): return try string(key: key)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(key)
    case UInt8(ascii: "t"): try word("true", key)
    case UInt8(ascii: "f"): try word("false", key)
    case UInt8(ascii: "n"):
      try word("null", key)
      return FieldSpan(start: start, end: start, flags: .typed)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      throw JSONFlaw(reason: .nested, offset: position, key: key)
    case UInt8(ascii: "N"), UInt8(ascii: "I"):
      throw JSONFlaw(reason: .notFinite, offset: position, key: key)
    default: throw unexpected(key)
    }
    return FieldSpan(start: start, end: position, flags: .typed)
  }

  private mutating func word(_ word: StaticString, _ key: FieldSpan) throws(JSONFlaw) {
    for index in 0..<word.utf8CodeUnitCount {
      guard byte == word.utf8Start[index] else { throw unexpected(key) }
      position &+= 1
    }
  }

  private mutating func number(_ key: FieldSpan) throws(JSONFlaw) {
    if byte == UInt8(ascii: "-") {
      position &+= 1
      if byte == UInt8(ascii: "I") { throw JSONFlaw(reason: .notFinite, offset: position, key: key) }
    }
    let first = position
    try digits(key)
    guard position == first + 1 || base[first] != UInt8(ascii: "0") else {
      throw JSONFlaw(reason: .unexpected, offset: first, key: key)
    }
    if byte == UInt8(ascii: ".") {
      position &+= 1
      try digits(key)
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { position &+= 1 }
      try digits(key)
    }
  }

  @inline(__always) private mutating func digits(_ key: FieldSpan) throws(JSONFlaw) {
    let start = position
    while position < end, base[position] &- UInt8(ascii: "0") <= 9 { position &+= 1 }
    if position == start { throw unexpected(key) }
  }

  /// The string whose opening quote is at the position.
  @inline(__always) private mutating func string(key: FieldSpan?) throws(JSONFlaw) -> FieldSpan {
    position &+= 1
    let start = position
    var flags: FieldSpan.Flags = [.quoted, .typed]
    while true {
      position = indexOfSpecial()
      if byte == UInt8(ascii: "\"") {
        position &+= 1
        return FieldSpan(start: start, end: position &- 1, flags: flags)
      }
      guard byte == UInt8(ascii: "\\") else { throw unexpected(key) }
      guard let escape = JSONEscape(base, position, end) else {
        throw JSONFlaw(reason: .unexpected, offset: position, key: key)
      }
      flags.insert(.escaped)
      position &+= escape.length
    }
  }

  /// The first quote, backslash or control character from the position on, eight bytes at a time.
  @inline(__always) private func indexOfSpecial() -> Int {
    var index = position
    while index &+ 8 <= end {
      let word = ByteWord.load(base + index)
      let found =
        ByteWord.firstZero(word ^ ByteWord.quotes) | ByteWord.firstZero(word ^ ByteWord.backslashes)
        | ByteWord.firstControl(word)
      if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < end {
      let byte = base[index]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return index }
      index &+= 1
    }
    return end
  }
}
