/// Reads dates and timestamps of one format.
package struct TemporalParsing: Sendable {
  private let elements: [TemporalFormat.Element]
  private let hasTime: Bool
  private let fractionDigits: Int
  private let ticksPerSecond: Int64

  package init(_ format: TemporalFormat, hasTime: Bool) {
    elements = format.elements
    self.hasTime = hasTime
    fractionDigits = format.fractionDigits
    ticksPerSecond = (0..<format.fractionDigits).reduce(1) { ticks, _ in ticks * 10 }
  }

  /// Days, or ticks, since 1970; `nil` if the field is spelt otherwise, there is no such day or time, or
  /// its ticks are beyond 64 bits.
  package func value(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int64? {
    var index = start
    var year: Int64 = 0
    var month: Int64 = 0
    var day: Int64 = 0
    var hour: Int64 = 0
    var minute: Int64 = 0
    var second: Int64 = 0
    var fraction: Int64 = 0
    func digits(_ count: Int) -> Int64? {
      guard index + count <= end else { return nil }
      var value: Int64 = 0
      for _ in 0..<count {
        let digit = base[index] &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        value = value &* 10 &+ Int64(digit)
        index &+= 1
      }
      return value
    }
    func small(padded: Bool) -> Int64? {
      if padded { return digits(2) }
      guard let first = digits(1) else { return nil }
      guard index < end, base[index] &- UInt8(ascii: "0") <= 9 else { return first }
      guard first > 0, let second = digits(1) else { return nil }
      return first * 10 + second
    }
    for element in elements {
      let number: Int64?
      switch element {
      case .literal(let byte):
        guard index < end, base[index] == byte else { return nil }
        index &+= 1
        continue
      case .year:
        number = digits(4)
        year = number ?? 0
      case .month(let padded):
        number = small(padded: padded)
        month = number ?? 0
      case .day(let padded):
        number = small(padded: padded)
        day = number ?? 0
      case .hour(let padded):
        number = small(padded: padded)
        hour = number ?? 0
      case .minute:
        number = digits(2)
        minute = number ?? 0
      case .second:
        number = digits(2)
        second = number ?? 0
      case .fraction(let count):
        number = digits(count)
        fraction = number ?? 0
      }
      if number == nil { return nil }
    }
    guard index == end, year >= 1, hour <= 23, minute <= 59, second <= 59,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    if !hasTime { return date.daysSince1970 }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
    let (ticks, overflow) = seconds.multipliedReportingOverflow(by: ticksPerSecond)
    let (sum, overflows) = ticks.addingReportingOverflow(fraction)
    return overflow || overflows ? nil : sum
  }
}
