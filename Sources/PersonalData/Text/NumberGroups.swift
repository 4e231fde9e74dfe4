/// Groups of digits with single separators between them, as phone numbers, cards and identifiers are written.
struct NumberGroups {
  static let mostGroups = 12
  static let mostDigits = 40

  /// Of the text, with a leading `+` or bracket.
  var range: Range<Int>
  var hasPlus = false
  /// Whether the first group stands in brackets.
  var hasBrackets = false
  var count = 0
  /// Where each group begins and ends in the text.
  var starts = InlineArray<12, Int>(repeating: 0)
  var ends = InlineArray<12, Int>(repeating: 0)
  /// What stands before each group: a blank, `-`, `.`, `/`, `)` or 0.
  var separators = InlineArray<12, UInt8>(repeating: 0)

  /// Groups that begin at `start`, a digit, `+` or `(`; `nil` if there are none, or far too many.
  init?(_ text: TextBytes, at start: Int) {
    var index = start
    if text[index] == UInt8(ascii: "+") {
      hasPlus = true
      index += 1
    }
    if text.byte(index) == UInt8(ascii: "(") {
      hasBrackets = true
      index += 1
    }
    guard text.byte(index).isDigit else { return nil }
    var separator: UInt8 = 0
    while true {
      guard count < Self.mostGroups else { return nil }
      separators[count] = separator
      starts[count] = index
      while text.byte(index).isDigit { index += 1 }
      ends[count] = index
      count += 1
      // Blanks and brackets, with at most one sign among them.
      var next = index
      separator = 0
      while next < text.count, next < index + 3 {
        let byte = text[next]
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "("):
          if separator == 0 { separator = UInt8(ascii: " ") }
        case UInt8(ascii: ")"): separator = byte
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
          if [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/")].contains(separator) {
            next = text.count
            continue
          }
          separator = byte
        default: break
        }
        if byte.isDigit || ![0x20, 0x28, 0x29, 0x2D, 0x2E, 0x2F].contains(byte) { break }
        next += 1
      }
      guard next > index, next < text.count, text[next].isDigit else { break }
      index = next
    }
    range = start..<index
  }

  /// Some of the groups that follow one another.
  struct Window {
    var range: Range<Int>
    var hasPlus: Bool
    var hasBrackets: Bool
    /// Whether it is a group of its own, without others beside it.
    var isWhole: Bool
    var lengths: InlineArray<12, Int>
    var separators: InlineArray<12, UInt8>
    var count: Int
    var digits: Digits

    /// Whether every separator is `byte`.
    func separated(by byte: UInt8) -> Bool {
      var index = 1
      while index < count {
        if separators[index] != byte { return false }
        index += 1
      }
      return count > 1
    }

    /// Whether all separators are the same, or there is none.
    var isUniform: Bool { count == 1 || separated(by: separators[1]) }

    func hasLengths(_ wanted: Int...) -> Bool {
      guard count == wanted.count else { return false }
      return wanted.indices.allSatisfy { lengths[$0] == wanted[$0] }
    }
  }

  /// Groups `first...last`; `nil` where they run into their neighbours, or have more digits than anything sought.
  func window(_ text: TextBytes, _ first: Int, _ last: Int) -> Window? {
    if first > 0, separators[first] != 0x20 { return nil }
    if last < count - 1, separators[last + 1] != 0x20 { return nil }
    var digits = Digits()
    var lengths = InlineArray<12, Int>(repeating: 0)
    var between = InlineArray<12, UInt8>(repeating: 0)
    for group in first...last {
      for place in starts[group]..<ends[group] {
        guard digits.count < Digits.capacity else { return nil }
        digits.append(text[place].digit)
      }
      lengths[group - first] = ends[group] - starts[group]
      between[group - first] = group == first ? 0 : separators[group]
    }
    return Window(
      range: (first == 0 ? range.lowerBound : starts[first])..<ends[last], hasPlus: first == 0 && hasPlus,
      hasBrackets: first == 0 && hasBrackets, isWhole: first == 0 && last == count - 1, lengths: lengths,
      separators: between, count: last - first + 1, digits: digits)
  }
}

/// At most 24 decimal digits.
struct Digits {
  static let capacity = 24
  private(set) var count = 0
  private var values = InlineArray<24, UInt8>(repeating: 0)

  init() {}

  /// The digits of a number that is not negative.
  init(_ number: Int64) {
    var rest = number
    var reversed = InlineArray<24, UInt8>(repeating: 0)
    repeat {
      reversed[count] = UInt8(rest % 10)
      rest /= 10
      count += 1
    } while rest > 0
    for index in 0..<count { values[index] = reversed[count - 1 - index] }
  }

  /// The digits of a text that is a bare number.
  init?(bare text: TextBytes) {
    let length = text.count > 2 && text[text.count - 2] == UInt8(ascii: ".") ? text.count - 2 : text.count
    guard length <= Self.capacity else { return nil }
    for index in 0..<length { append(text[index].digit) }
  }

  mutating func append(_ digit: Int) {
    values[count] = UInt8(digit)
    count += 1
  }

  subscript(index: Int) -> Int { Int(values[index]) }

  /// The number that digits `range` spell.
  func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + self[$1] } }

  /// Whether they are all the same, or go up or down by one.
  var isSequence: Bool {
    guard count > 2 else { return false }
    let step = self[1] - self[0]
    guard [0, 1, -1, -9, 9].contains(step) else { return false }
    return (1..<count).allSatisfy { index in
      let next = self[index] - self[index - 1]
      return step == 0
        ? next == 0 : (step == 1 || step == -9 ? next == 1 || next == -9 : next == -1 || next == 9)
    }
  }
}
