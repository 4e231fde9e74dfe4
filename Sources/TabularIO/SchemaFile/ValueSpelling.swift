internal import Tabular

/// Single stored integers as text in a column's own spelling, and back.
struct ValueSpelling {
  private let type: FieldType

  /// `nil` for a type whose values are not stored as integers.
  init?(_ type: FieldType) {
    switch type {
    case .int64, .decimal, .date, .timestamp: self.type = type
    default: return nil
    }
  }

  func text(_ value: Int64) -> String {
    switch type {
    case .decimal(let scale, let minimumDigits): ValueSpelling.decimal(value, scale, minimumDigits)
    case .date(let format): ValueSpelling.temporal(day: value, ticks: 0, format)
    case .timestamp(let format):
      {
        let ticksPerDay = 86_400 * NumberParsing.integerPowersOfTen[format.fractionDigits]
        let ticks = (value % ticksPerDay + ticksPerDay) % ticksPerDay
        return ValueSpelling.temporal(day: (value - ticks) / ticksPerDay, ticks: ticks, format)
      }()
    default: String(value)
    }
  }

  /// `nil` if the text is not spelt as the column's values are.
  func value(_ text: String) -> Int64? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return nil }
      return switch type {
      case .decimal(let scale, _): NumberParsing.decimal(base, 0, bytes.count, scale: scale)
      case .date(let format): TemporalParsing(format, hasTime: false).value(base, 0, bytes.count)
      case .timestamp(let format): TemporalParsing(format, hasTime: true).value(base, 0, bytes.count)
      default: NumberParsing.integer(base, 0, bytes.count)
      }
    }
  }

  private static func decimal(_ value: Int64, _ scale: Int, _ minimumDigits: Int) -> String {
    let digits = padded(value.magnitude, scale + 1)
    var fraction = digits.suffix(scale)
    while fraction.count > minimumDigits, fraction.last == "0" { fraction.removeLast() }
    return (value < 0 ? "-" : "") + digits.dropLast(scale) + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func padded(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func temporal(day: Int64, ticks: Int64, _ format: TemporalFormat) -> String {
    let date = CivilDate(daysSince1970: day)
    let perSecond = NumberParsing.integerPowersOfTen[format.fractionDigits]
    let seconds = ticks / perSecond
    func number(_ value: Int64, _ width: Int) -> [UInt8] { Array(padded(value.magnitude, width).utf8) }
    let bytes = format.elements.flatMap { element -> [UInt8] in
      switch element {
      case .year: number(date.year, 4)
      case .month(let padded): number(date.month, padded ? 2 : 1)
      case .day(let padded): number(date.day, padded ? 2 : 1)
      case .hour(let padded): number(seconds / 3600, padded ? 2 : 1)
      case .minute: number(seconds / 60 % 60, 2)
      case .second: number(seconds % 60, 2)
      case .fraction(let digits): number(ticks % perSecond, digits)
      case .literal(let byte): [byte]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
