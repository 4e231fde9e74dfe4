internal import Tabular

/// Dates or times of a column: days, or ticks of 10^-`digits` seconds, since 1970.
private enum Moments {
  case days([Int64])
  case ticks([Int64], digits: Int)
}

extension AlignedColumns {
  mutating func alignMoments(_ parts: [(field: Field, column: Column)]) throws(ColumnMismatch) {
    var moments: [Moments] = []
    for (table, part) in parts.enumerated() {
      switch Self.moments(part.field, part.column, real: field.type) {
      case .success(let values): moments.append(values)
      case .failure(let misfit):
        throw ColumnMismatch(table: table, row: misfit.row, real: field.type, found: misfit.found)
      }
    }
    if case .date = field.type {
      let days = zip(moments, parts).map { $0.days($1.column) }
      if !days.contains(where: { $0 == nil }) {
        columns = zip(days, parts).map { Column(.int64($0!), validity: $1.column.validity) }
        return
      }
    }
    let digits = moments.map(\.digits)
    // The finest fraction of a second that 64 bits allow.
    for wanted in Set(digits).sorted(by: >) {
      let ticks = zip(moments, parts).map { $0.ticks(digits: wanted, $1.column) }
      if ticks.contains(where: { $0 == nil }) { continue }
      columns = zip(ticks, parts).map { Column(.int64($0!), validity: $1.column.validity) }
      if case .timestamp(let format) = field.type, format.fractionDigits == wanted { return }
      let pattern = "%Y-%m-%dT%H:%M:%S" + (wanted == 0 ? "" : ".%\(wanted)f")
      field.type = .timestamp(format: TemporalFormat(pattern: pattern)!)
      return
    }
    throw ColumnMismatch(table: 1, row: nil, real: field.type, found: "times too far from 1970")
  }

  private struct Misfit: Error {
    var row: Int?
    var found: String
  }

  private static func moments(_ field: Field, _ column: Column, real: FieldType) -> Result<Moments, Misfit> {
    if column.presentCount == 0 { return .success(.days([Int64](repeating: 0, count: column.count))) }
    switch (column.values, field.type) {
    case (.int64(let values), .date): return .success(.days(values))
    case (.int64(let values), .timestamp(let format)):
      var shift: Int64 = 0
      if case .timestamp(let own) = real, let wanted = own.offsetSeconds, let given = format.offsetSeconds {
        shift = (wanted - given) * powersOfTen[format.fractionDigits]
      }
      return .success(
        .ticks(shift == 0 ? values : values.map { $0 &+ shift }, digits: format.fractionDigits))
    case (.int64(let values), .int64), (.int64(let values), .identifier):
      // Eight digits, which in few rows do not yet look like dates.
      guard case .date(let format) = real, format.isCompact else { break }
      let days = values.map { CivilDate(compact: $0)?.daysSince1970 }
      if let row = column.firstPresent(where: { days[$0] == nil }) {
        return .failure(Misfit(row: row, found: "numbers that are no dates"))
      }
      return .success(.days(days.map { $0 ?? 0 }))
    case (.codes, _), (.strings, _):
      let (codes, levels) = Codes32(column).parts
      let isSpelt = levels.indices.map { index in levels[index].first.map { $0 &- 0x30 <= 9 } ?? false }
      return .failure(
        Misfit(
          row: column.firstPresent { !isSpelt[Int(codes[$0])] },
          found: "strings that are no dates, or dates in several spellings"))
    default: break
    }
    return .failure(Misfit(row: nil, found: field.type.contents))
  }
}

private let powersOfTen: [Int64] = (0...9).map { (0..<$0).reduce(1) { value, _ in value * 10 } }

extension Moments {
  var digits: Int {
    if case .ticks(_, let digits) = self { digits } else { 0 }
  }

  /// Days, if no row with a value has a time of day.
  func days(_ column: Column) -> [Int64]? {
    switch self {
    case .days(let days): return days
    case .ticks(let ticks, let digits):
      let day = 86_400 * powersOfTen[digits]
      if column.firstPresent(where: { ticks[$0] % day != 0 }) != nil { return nil }
      return ticks.map { $0 / day }
    }
  }

  /// Ticks of 10^-`wanted` seconds; finer ones are rounded down. `nil` if they are beyond 64 bits.
  func ticks(digits wanted: Int, _ column: Column) -> [Int64]? {
    let (values, factor, divisor): ([Int64], Int64, Int64)
    switch self {
    case .days(let days): (values, factor, divisor) = (days, 86_400 * powersOfTen[wanted], 1)
    case .ticks(let ticks, let digits) where digits == wanted: return ticks
    case .ticks(let ticks, let digits) where digits > wanted:
      (values, factor, divisor) = (ticks, 1, powersOfTen[digits - wanted])
    case .ticks(let ticks, let digits): (values, factor, divisor) = (ticks, powersOfTen[wanted - digits], 1)
    }
    var result = [Int64](repeating: 0, count: values.count)
    let misfit = column.firstPresent { row in
      let (product, overflow) = values[row].multipliedReportingOverflow(by: factor)
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
      result[row] = remainder < 0 ? quotient - 1 : quotient
      return overflow
    }
    return misfit == nil ? result : nil
  }
}

extension TemporalFormat {
  /// Whether dates are eight digits, `20240131`.
  var isCompact: Bool { elements == [.year, .month(padded: true), .day(padded: true)] }

  /// The offset from UTC that stands at the end, `Z` or `+02:00`, in seconds.
  var offsetSeconds: Int64? {
    let tail = elements.reversed().prefix { if case .literal = $0 { true } else { false } }
    let text = tail.reversed().compactMap { if case .literal(let byte) = $0 { byte } else { nil } }
    if text == [UInt8(ascii: "Z")] { return 0 }
    let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }.map { Int64($0) - 48 }
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), digits.count == 4,
      digits.allSatisfy({ (0...9).contains($0) })
    else { return nil }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    return (sign == UInt8(ascii: "-") ? -60 : 60) * minutes
  }
}

extension CivilDate {
  /// `20240131`.
  var compact: Int64 { (year * 100 + month) * 100 + day }

  /// `nil` if the eight digits are no day.
  init?(compact: Int64) {
    guard (1_01_01...9999_12_31).contains(compact) else { return nil }
    self.init(year: compact / 10_000, month: compact / 100 % 100, day: compact % 100)
  }
}
