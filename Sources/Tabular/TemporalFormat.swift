/// How a column of dates or timestamps is spelt, as a strftime-like pattern.
///
/// Conversions: `%Y` (four digits), `%m`, `%d`, `%H`, `%M`, `%S` (two digits), `%-m`, `%-d`, `%-H` (no
/// padding), `%f` preceded by its number of digits (`%3f`), and literal characters. A fixed offset
/// (`Z`, `+02:00`) stands at the end as literal text: values are kept in the file's own offset.
public struct TemporalFormat: Sendable, Hashable {
  public enum Element: Sendable, Hashable {
    case year
    case month(padded: Bool)
    case day(padded: Bool)
    case hour(padded: Bool)
    case minute
    case second
    /// Digits of a fraction of a second, 1 to 9.
    case fraction(digits: Int)
    case literal(UInt8)
  }

  public let elements: [Element]

  /// Digits after the second's point; 0 if there are none.
  public var fractionDigits: Int {
    for case .fraction(let digits) in elements { return digits }
    return 0
  }

  /// Whether the pattern holds a time of day.
  public var hasTime: Bool {
    elements.contains {
      switch $0 {
      case .hour: true
      default: false
      }
    }
  }

  /// Parses a pattern; `nil` if it has an unknown conversion, or lacks a year, a month or a day, or has
  /// minutes without hours, seconds without minutes, a fraction without seconds, or anything twice.
  public init?(pattern: String) {
    var elements: [Element] = []
    var bytes = Array(pattern.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        elements.append(.literal(byte))
        continue
      }
      guard var conversion = bytes.popFirst() else { return nil }
      var padded = true
      var digits: Int?
      if conversion == UInt8(ascii: "-") {
        padded = false
        guard let following = bytes.popFirst() else { return nil }
        conversion = following
      } else if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(conversion) {
        digits = Int(conversion - UInt8(ascii: "0"))
        guard let following = bytes.popFirst(), following == UInt8(ascii: "f") else { return nil }
        conversion = following
      }
      switch conversion {
      case UInt8(ascii: "Y") where padded: elements.append(.year)
      case UInt8(ascii: "m"): elements.append(.month(padded: padded))
      case UInt8(ascii: "d"): elements.append(.day(padded: padded))
      case UInt8(ascii: "H"): elements.append(.hour(padded: padded))
      case UInt8(ascii: "M") where padded: elements.append(.minute)
      case UInt8(ascii: "S") where padded: elements.append(.second)
      case UInt8(ascii: "f") where padded: elements.append(.fraction(digits: digits ?? 6))
      case UInt8(ascii: "%") where padded: elements.append(.literal(conversion))
      default: return nil
      }
    }
    self.init(elements)
  }

  /// A format of these elements; `nil` under the same conditions as `init(pattern:)`.
  public init?(_ elements: [Element]) {
    var seen = [Int](repeating: 0, count: 7)
    for element in elements {
      switch element {
      case .year: seen[0] += 1
      case .month: seen[1] += 1
      case .day: seen[2] += 1
      case .hour: seen[3] += 1
      case .minute: seen[4] += 1
      case .second: seen[5] += 1
      case .fraction(let digits):
        guard (1...9).contains(digits) else { return nil }
        seen[6] += 1
      case .literal: break
      }
    }
    guard seen[0...2].allSatisfy({ $0 == 1 }), seen[3...].allSatisfy({ $0 <= 1 }),
      zip(seen[3...], seen[4...]).allSatisfy({ $0 >= $1 })
    else { return nil }
    self.elements = elements
  }

  /// The pattern text; `init(pattern:)` of it gives an equal format.
  public var pattern: String {
    var bytes: [UInt8] = []
    for element in elements {
      switch element {
      case .year: bytes += "%Y".utf8
      case .month(let padded): bytes += (padded ? "%m" : "%-m").utf8
      case .day(let padded): bytes += (padded ? "%d" : "%-d").utf8
      case .hour(let padded): bytes += (padded ? "%H" : "%-H").utf8
      case .minute: bytes += "%M".utf8
      case .second: bytes += "%S".utf8
      case .fraction(let digits): bytes += "%\(digits)f".utf8
      case .literal(UInt8(ascii: "%")): bytes += "%%".utf8
      case .literal(let byte): bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension TemporalFormat: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let format = TemporalFormat(pattern: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date pattern")
    }
    self = format
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(pattern)
  }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Sendable, Hashable {
  public var year: Int64
  public var month: Int64
  public var day: Int64

  /// `nil` if there is no such day.
  @inlinable public init?(year: Int64, month: Int64, day: Int64) {
    guard month >= 1, month <= 12, day >= 1, day <= CivilDate.length(ofMonth: month, year: year) else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day `days` after 1970-01-01. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  public init(daysSince1970 days: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01. Same source.
  public var daysSince1970: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  @inlinable static func length(ofMonth month: Int64, year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}
