/// The spellings that stand for a missing value, as raw text: `NA` is the unquoted field, `"NA"` the
/// quoted one, and the empty text an unquoted empty field.
struct MissingSpellings: Sendable {
  static let standard = ["", "NA", "NaN", "nan", "null", "NULL"]
  /// A quoted empty field, as raw text.
  static let quotedEmpty = "\"\""

  let raw: [String]
  private let unquoted: [Spelling]
  private let quoted: [Spelling]
  /// Bit b: an unquoted spelling starts with byte b.
  let firstBytes: SIMD4<UInt64>
  /// Whether the file tells strings from what is not one. What is no value at all is then the empty spelling
  /// and always missing; other spellings hold for strings and numbers alike.
  private let isTyped: Bool
  /// The index in `raw` of the empty spelling; -1 if it is none.
  let emptyIndex: Int

  var hasQuoted: Bool { !quoted.isEmpty }

  /// Whether an unquoted spelling begins as a number does: with a digit or a minus sign.
  var mayBeNumbers: Bool { firstBytes[0] & (0x3FF << 48 | 1 << 45) != 0 }

  private struct Spelling: Sendable {
    let content: [UInt8]
    let index: Int
  }

  init(_ raw: [String]) { self.init(raw, isTyped: false) }

  /// For a file that tells strings from what is not one: with the usual spellings none of them is a string's,
  /// since such a file has a way of its own to say that a value is missing.
  init(typed raw: [String]) {
    self.init([""] + (raw == MissingSpellings.standard ? [] : raw.filter { !$0.isEmpty }), isTyped: true)
  }

  private init(_ raw: [String], isTyped: Bool) {
    self.raw = raw
    self.isTyped = isTyped
    var unquoted: [Spelling] = []
    var quoted: [Spelling] = []
    var first = SIMD4<UInt64>()
    var emptyIndex = -1
    for (index, text) in raw.enumerated() {
      let bytes = Array(text.utf8)
      let quote = UInt8(ascii: "\"")
      if bytes.count >= 2, bytes.first == quote, bytes.last == quote {
        quoted.append(Spelling(content: Array(bytes[1..<(bytes.count - 1)]), index: index))
      } else if let byte = bytes.first {
        unquoted.append(Spelling(content: bytes, index: index))
        if isTyped { quoted.append(Spelling(content: bytes, index: index)) }
        first[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
      } else if emptyIndex < 0 {
        emptyIndex = index
      }
    }
    self.unquoted = unquoted
    self.quoted = quoted
    self.emptyIndex = emptyIndex
    firstBytes = first
  }

  /// These and `field`'s own, less those that a level of `field` is spelt like.
  func adapted(missing: String?, levels: [String]) -> MissingSpellings {
    let others = raw.filter { !levels.contains($0) && $0 != missing }
    let all = (missing.map { [$0] } ?? []) + others
    guard isTyped else { return MissingSpellings(all) }
    return MissingSpellings([""] + all.filter { !$0.isEmpty && !levels.contains($0) }, isTyped: true)
  }

  /// The index in `raw` of the spelling that the field is; -1 if it is none.
  @inline(__always) func match(_ span: FieldSpan, _ base: UnsafePointer<UInt8>) -> Int {
    if span.isQuoted { return quoted.isEmpty ? -1 : MissingSpellings.find(quoted, span, base) }
    if span.start == span.end { return emptyIndex }
    let byte = base[span.start]
    guard firstBytes[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 else { return -1 }
    return MissingSpellings.find(unquoted, span, base)
  }

  /// Whether a field with this content, quoted or not, may be one of the spellings.
  func mayMatch(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
    content.isEmpty
      || (unquoted + quoted).contains {
        $0.content.count == content.count && content.elementsEqual($0.content)
      }
  }

  private static func find(_ spellings: [Spelling], _ span: FieldSpan, _ base: UnsafePointer<UInt8>) -> Int {
    if span.flags.isSuperset(of: [.typed, .escaped]) {
      let content = FieldContent.bytes(of: span, base)
      return spellings.first { $0.content == content }?.index ?? -1
    }
    let field = UnsafeBufferPointer(start: base + span.start, count: span.count)
    for spelling in spellings
    where spelling.content.count == field.count && field.elementsEqual(spelling.content) {
      return spelling.index
    }
    return -1
  }
}
