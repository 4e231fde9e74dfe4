internal import Kernels
internal import Tabular

/// How days or ticks are spelt in one temporal format.
struct TemporalText: Sendable {
  private enum Piece: Sendable, Hashable {
    case number(Component, width: Int)
    /// Up to eight bytes, the first one lowest.
    case literal(UInt64, count: Int)
  }

  private enum Component: Sendable, Hashable {
    case year, month, day, hour, minute, second, fraction

    var place: WritableKeyPath<TemporalSlots.Places, Int?> {
      switch self {
      case .year: \.year
      case .month: \.month
      case .day: \.day
      case .hour: \.hour
      case .minute: \.minute
      case .second: \.second
      case .fraction: \.fraction
      }
    }
  }

  private let pieces: [Piece]
  /// The same for years of four digits, if every component has a fixed width.
  private let slots: TemporalSlots?
  private let isDate: Bool
  private let ticksPerSecond: Int64
  /// The most bytes `append` stores.
  let bound: Int

  /// - Parameter isDate: whether values are days, not ticks.
  /// - Parameter quote: stands before and after each value; empty for none.
  /// - Parameter literal: how the format's literal bytes are written in the file at hand.
  init(_ format: TemporalFormat, isDate: Bool, quote: [UInt8], literal: ([UInt8]) -> [UInt8]) {
    self.isDate = isDate
    ticksPerSecond = NumberParsing.integerPowersOfTen[format.fractionDigits]
    var pieces: [Piece] = []
    var pending = quote
    var bound = 0
    var text: [UInt8] = []
    var places = TemporalSlots.Places()
    var isFixed = true
    func flush() {
      bound += pending.count
      text += pending
      while !pending.isEmpty {
        let bytes = pending.prefix(8)
        pieces.append(.literal(bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }, count: bytes.count))
        pending.removeFirst(bytes.count)
      }
    }
    for element in format.elements {
      let piece: Piece
      switch element {
      case .literal(let byte):
        pending += literal([byte])
        continue
      case .year: piece = .number(.year, width: 4)
      case .month(let padded): piece = .number(.month, width: padded ? 2 : 1)
      case .day(let padded): piece = .number(.day, width: padded ? 2 : 1)
      case .hour(let padded): piece = .number(.hour, width: padded ? 2 : 1)
      case .minute: piece = .number(.minute, width: 2)
      case .second: piece = .number(.second, width: 2)
      case .fraction(let digits): piece = .number(.fraction, width: digits)
      }
      flush()
      bound += Digits.integerBound
      if case .number(let component, let width) = piece {
        places[keyPath: component.place] = text.count
        text += repeatElement(0, count: width)
        isFixed = isFixed && width > 1 || component == .fraction
      }
      pieces.append(piece)
    }
    pending += quote
    flush()
    self.pieces = pieces
    self.bound = bound
    slots =
      isFixed
      ? TemporalSlots(text: text, places: places, fractionDigits: format.fractionDigits, isDate: isDate) : nil
  }

  /// Appends to each row `prefix` and the spelling of its value.
  func append(
    _ values: UnsafeBufferPointer<Int64>, prefix: UnsafeBufferPointer<UInt8>, to rows: RowCursors
  ) {
    if let slots, KernelSet.active.spell(values, slots, prefix: prefix, into: rows) { return }
    for row in rows.indices {
      var cursor = ByteCursor(place: rows[row].unsafelyUnwrapped)
      cursor.append(contentsOf: prefix)
      append(values[row], to: &cursor)
      rows[row] = cursor.place
    }
  }

  /// Appends the spelling of `value`. Years outside 0...9999 get the digits and the sign they need.
  @inline(__always) func append(_ value: Int64, to cursor: inout ByteCursor) {
    var day = value
    var second: Int64 = 0
    var fraction: Int64 = 0
    if !isDate {
      let seconds = Self.floorDivide(value, by: ticksPerSecond)
      fraction = value &- seconds &* ticksPerSecond
      day = Self.floorDivide(seconds, by: 86_400)
      second = seconds &- day &* 86_400
    }
    // No calendar reaches the ends of 64 bits; the arithmetic of days must not trap there.
    let civil = CivilDate(daysSince1970: min(max(day, -(1 << 60)), 1 << 60))
    for index in pieces.indices {
      switch pieces[index] {
      case .literal(let word, let count): cursor.append(word: word, count: count)
      case .number(let component, let width):
        switch component {
        case .year:
          if civil.year < 0 { cursor.append(UInt8(ascii: "-")) }
          Digits.append(civil.year.magnitude, width: width, to: &cursor)
        case .month: Digits.appendPair(civil.month, width: width, to: &cursor)
        case .day: Digits.appendPair(civil.day, width: width, to: &cursor)
        case .hour: Digits.appendPair(second / 3600, width: width, to: &cursor)
        case .minute: Digits.appendPair(second / 60 % 60, width: width, to: &cursor)
        case .second: Digits.appendPair(second % 60, width: width, to: &cursor)
        case .fraction: Digits.append(fraction.magnitude, width: width, to: &cursor)
        }
      }
    }
  }

  @inline(__always) private static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value < quotient &* divisor ? quotient &- 1 : quotient
  }
}
