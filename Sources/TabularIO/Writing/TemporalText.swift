internal import Tabular

/// How days or ticks are spelt in one temporal format.
struct TemporalText: Sendable, Hashable {
  private enum Piece: Sendable, Hashable {
    case number(Component, width: Int)
    /// Up to eight bytes, the first one lowest.
    case literal(UInt64, count: Int)
  }

  private enum Component: Sendable, Hashable {
    case year, month, day, hour, minute, second, fraction
  }

  private let pieces: [Piece]
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
    func flush() {
      bound += pending.count
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
      pieces.append(piece)
    }
    pending += quote
    flush()
    self.pieces = pieces
    self.bound = bound
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
