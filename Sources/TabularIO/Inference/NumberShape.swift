/// What kind of number a field spells, if any.
struct NumberShape {
  enum Kind: UInt8 {
    case none
    /// Fits in 64 bits.
    case integer
    /// An integer by its spelling, but beyond 64 bits.
    case oversized
    /// Digits, a point, digits.
    case decimal
    /// Any other finite number: an exponent, a leading plus, `.5`, `5.`.
    case float
    /// Spelt as an infinity, or too large for a double.
    case infinite
  }

  var kind = Kind.none
  /// Digits before the point.
  var integerDigits = 0
  /// Digits after the point.
  var fractionDigits = 0
  /// The value of an `.integer`.
  var integer: Int64 = 0

  /// Reads all of `base[start..<end]`. Leading zeros (`007`, `00.5`) make a field no number.
  init(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
    var index = start
    var negative = false
    var plus = false
    if index < end {
      negative = base[index] == UInt8(ascii: "-")
      plus = base[index] == UInt8(ascii: "+")
      if negative || plus { index &+= 1 }
    }
    let first = index
    var value: UInt64 = 0
    while index < end {
      let digit = base[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
    }
    integerDigits = index &- first
    if integerDigits > 1, base[first] == UInt8(ascii: "0") { return }
    if index == end {
      if integerDigits == 0 { return }
      finishInteger(value, negative: negative, plus: plus, base, first)
      return
    }
    if base[index] == UInt8(ascii: ".") {
      index &+= 1
      let point = index
      while index < end, base[index] &- UInt8(ascii: "0") <= 9 { index &+= 1 }
      fractionDigits = index &- point
      if index == end {
        if integerDigits + fractionDigits == 0 { return }
        kind = plus || integerDigits == 0 || fractionDigits == 0 ? .float : .decimal
        if integerDigits > 300, !NumberParsing.double(base, start, end).isFinite { kind = .infinite }
        return
      }
    } else if integerDigits == 0 {
      if NumberShape.spellsInfinity(base, index, end) { kind = .infinite }
      return
    }
    guard integerDigits + fractionDigits > 0, base[index] | 0x20 == UInt8(ascii: "e") else { return }
    index &+= 1
    if index < end, base[index] == UInt8(ascii: "-") || base[index] == UInt8(ascii: "+") { index &+= 1 }
    let exponent = index
    while index < end, base[index] &- UInt8(ascii: "0") <= 9 { index &+= 1 }
    guard index == end, index > exponent else { return }
    kind = .float
    if index - exponent + integerDigits > 3, !NumberParsing.double(base, start, end).isFinite {
      kind = .infinite
    }
  }

  @inline(__always) private mutating func finishInteger(
    _ value: UInt64, negative: Bool, plus: Bool, _ base: UnsafePointer<UInt8>, _ first: Int
  ) {
    let limit = UInt64(Int64.max) + (negative ? 1 : 0)
    // 19 digits fit in an unsigned word; whether they fit in a signed one, the value tells.
    if integerDigits > 19 || value > limit {
      kind = plus ? .float : .oversized
      if integerDigits > 300, !NumberParsing.double(base, first, first + integerDigits).isFinite {
        kind = .infinite
      }
      return
    }
    kind = plus ? .float : .integer
    integer = negative ? Int64(truncatingIfNeeded: 0 &- value) : Int64(truncatingIfNeeded: value)
  }

  private static func spellsInfinity(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    func spells(_ word: StaticString) -> Bool {
      guard end - start == word.utf8CodeUnitCount else { return false }
      return (0..<(end - start)).allSatisfy { base[start + $0] | 0x20 == word.utf8Start[$0] }
    }
    return spells("inf") || spells("infinity")
  }
}
