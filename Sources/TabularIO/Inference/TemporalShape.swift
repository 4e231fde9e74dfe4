internal import Tabular

/// The spelling of a date or timestamp, up to what single values leave open: whether day or month comes
/// first, and whether numbers are padded. Values of one column must have equal layouts.
struct TemporalShape {
  struct Layout: Hashable {
    var yearFirst = false
    /// Between the date's parts.
    var separator: UInt8 = 0
    /// Before the time; 0: there is no time.
    var timeSeparator: UInt8 = 0
    var hasSeconds = false
    var fractionDigits: UInt8 = 0
    /// `Z`, `+02:00` and the like, the first byte highest; 0: none.
    var offset: UInt64 = 0
  }

  /// What values of one layout have shown.
  struct Traits: OptionSet {
    let rawValue: UInt8

    /// The first small number of the date was written with one digit, or with a leading zero.
    static let firstUnpadded = Traits(rawValue: 1)
    static let firstPadded = Traits(rawValue: 2)
    static let secondUnpadded = Traits(rawValue: 4)
    static let secondPadded = Traits(rawValue: 8)
    static let hourUnpadded = Traits(rawValue: 16)
    static let hourPadded = Traits(rawValue: 32)
    /// Not a date with the month before the day, or with the day before the month.
    static let notMonthFirst = Traits(rawValue: 64)
    static let notDayFirst = Traits(rawValue: 128)
  }

  var layout = Layout()
  var traits: Traits = []

  /// `nil` if the field is no date or timestamp in any of the known layouts.
  init?(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
    // The shortest is 1/1/2000, the longest has nine digits of a second and an offset.
    guard end - start >= 8, end - start <= 35, base[start] &- UInt8(ascii: "0") <= 9 else { return nil }
    var cursor = DigitCursor(base: base, position: start, end: end)
    let parts = (cursor.number(), cursor.byte(), cursor.number(), cursor.byte(), cursor.number())
    guard let first = parts.0, let separator = parts.1, let second = parts.2, separator == parts.3,
      let third = parts.4
    else { return nil }
    layout.separator = separator
    layout.yearFirst = first.digits == 4
    let (year, small) = layout.yearFirst ? (first, (second, third)) : (third, (first, second))
    guard year.digits == 4, year.value >= 1, small.0.digits <= 2, small.1.digits <= 2 else { return nil }
    guard
      separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/")
        || (separator == UInt8(ascii: ".") && !layout.yearFirst)
    else { return nil }
    note(small.0, unpadded: .firstUnpadded, padded: .firstPadded)
    note(small.1, unpadded: .secondUnpadded, padded: .secondPadded)
    if CivilDate(year: year.value, month: small.0.value, day: small.1.value) == nil {
      traits.insert(.notMonthFirst)
    }
    if layout.yearFirst || CivilDate(year: year.value, month: small.1.value, day: small.0.value) == nil {
      traits.insert(.notDayFirst)
    }
    guard !traits.isSuperset(of: [.notMonthFirst, .notDayFirst]) else { return nil }
    if cursor.isAtEnd { return }
    guard readTime(&cursor) else { return nil }
    // Ticks of 10^-8 seconds and less reach only so far in 64 bits.
    if layout.fractionDigits >= 8, !(1678...2261).contains(year.value) { return nil }
  }

  private mutating func note(_ number: DigitCursor.Number, unpadded: Traits, padded: Traits) {
    if number.digits == 1 { traits.insert(unpadded) } else if number.value < 10 { traits.insert(padded) }
  }

  private mutating func readTime(_ cursor: inout DigitCursor) -> Bool {
    guard let separator = cursor.byte(), separator == UInt8(ascii: "T") || separator == UInt8(ascii: " "),
      let hour = cursor.number(), hour.digits <= 2, hour.value <= 23,
      cursor.skip(UInt8(ascii: ":")), let minute = cursor.number(), minute.digits == 2, minute.value <= 59
    else { return false }
    layout.timeSeparator = separator
    note(hour, unpadded: .hourUnpadded, padded: .hourPadded)
    if cursor.skip(UInt8(ascii: ":")) {
      guard let second = cursor.number(), second.digits == 2, second.value <= 59 else { return false }
      layout.hasSeconds = true
      if cursor.skip(UInt8(ascii: ".")) {
        guard let fraction = cursor.number(), (1...9).contains(fraction.digits) else { return false }
        layout.fractionDigits = UInt8(fraction.digits)
      }
    }
    if cursor.isAtEnd { return true }
    return readOffset(&cursor)
  }

  /// `Z`, `+hh:mm`, `+hhmm` or `+hh`.
  private mutating func readOffset(_ cursor: inout DigitCursor) -> Bool {
    let start = cursor.position
    guard let sign = cursor.byte() else { return false }
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      guard let hours = cursor.number() else { return false }
      if hours.digits == 2, cursor.skip(UInt8(ascii: ":")) {
        guard cursor.number()?.digits == 2 else { return false }
      } else if hours.digits != 2, hours.digits != 4 {
        return false
      }
    } else if sign != UInt8(ascii: "Z") {
      return false
    }
    guard cursor.isAtEnd else { return false }
    for index in start..<cursor.end { layout.offset = layout.offset << 8 | UInt64(cursor.base[index]) }
    return true
  }

  /// The one format of values with this layout that together have shown `traits`; `nil` if they have none.
  /// If month and day may stand either way, the month comes first.
  static func format(_ layout: Layout, _ traits: Traits) -> TemporalFormat? {
    let monthFirst =
      !traits.contains(.notMonthFirst) && (layout.yearFirst || layout.separator == UInt8(ascii: "/"))
    let dayFirst = !traits.contains(.notDayFirst)
    guard monthFirst || dayFirst, !traits.isSuperset(of: [.firstUnpadded, .firstPadded]),
      !traits.isSuperset(of: [.secondUnpadded, .secondPadded]),
      !traits.isSuperset(of: [.hourUnpadded, .hourPadded])
    else { return nil }
    // A number that has shown neither follows the other one.
    let firstPadded =
      traits.contains(.firstPadded) || traits.isDisjoint(with: [.firstUnpadded, .secondUnpadded])
      || (traits.contains(.secondPadded) && !traits.contains(.firstUnpadded))
    let secondPadded =
      traits.contains(.secondPadded) || traits.isDisjoint(with: [.firstUnpadded, .secondUnpadded])
      || (traits.contains(.firstPadded) && !traits.contains(.secondUnpadded))
    let first = monthFirst ? TemporalFormat.Element.month(padded: firstPadded) : .day(padded: firstPadded)
    let second = monthFirst ? TemporalFormat.Element.day(padded: secondPadded) : .month(padded: secondPadded)
    let separator = TemporalFormat.Element.literal(layout.separator)
    var elements =
      layout.yearFirst
      ? [.year, separator, first, separator, second] : [first, separator, second, separator, .year]
    if layout.timeSeparator != 0 {
      elements += [
        .literal(layout.timeSeparator), .hour(padded: !traits.contains(.hourUnpadded)),
        .literal(UInt8(ascii: ":")), .minute,
      ]
      if layout.hasSeconds { elements += [.literal(UInt8(ascii: ":")), .second] }
      if layout.fractionDigits > 0 {
        elements += [.literal(UInt8(ascii: ".")), .fraction(digits: Int(layout.fractionDigits))]
      }
      for shift in stride(from: 56, through: 0, by: -8) {
        let byte = UInt8(truncatingIfNeeded: layout.offset >> UInt64(shift))
        if byte != 0 { elements.append(.literal(byte)) }
      }
    }
    return TemporalFormat(elements)
  }
}

/// Reads runs of digits and single bytes.
struct DigitCursor {
  struct Number {
    var value: Int64
    var digits: Int
  }

  let base: UnsafePointer<UInt8>
  var position: Int
  let end: Int

  var isAtEnd: Bool { position == end }

  /// All digits from here on; `nil` if there are none, or more than nine.
  @inline(__always) mutating func number() -> Number? {
    let start = position
    var value: Int64 = 0
    while position < end {
      let digit = base[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      if position - start == 9 { return nil }
      value = value &* 10 &+ Int64(digit)
      position &+= 1
    }
    return position == start ? nil : Number(value: value, digits: position - start)
  }

  @inline(__always) mutating func byte() -> UInt8? {
    guard position < end else { return nil }
    defer { position &+= 1 }
    return base[position]
  }

  @inline(__always) mutating func skip(_ byte: UInt8) -> Bool {
    guard position < end, base[position] == byte else { return false }
    position &+= 1
    return true
  }
}

/// Days spelt as eight digits, `20240229`.
enum CompactDate {
  static let format = TemporalFormat([.year, .month(padded: true), .day(padded: true)])!

  /// Whether `digits`, read as year, month, day, is a day of 1900 to 2100.
  static func isDay(_ digits: Int64) -> Bool {
    digits >= 1900_01_01 && digits <= 2100_12_31
      && CivilDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100) != nil
  }

  /// Whether the eight bytes at `start` are such a day.
  static func isSpelt(_ base: UnsafePointer<UInt8>, _ start: Int) -> Bool {
    NumberParsing.integer(base, start, start + 8).map(isDay) ?? false
  }
}
