internal import Tabular

/// How the stored numbers of a column read.
struct ColumnUnits {
  private let type: FieldType

  init(_ field: Field) { type = field.type }

  var isTemporal: Bool {
    switch type {
    case .date, .timestamp: true
    default: false
    }
  }

  /// One stored number in a few characters.
  func text(_ stored: Double) -> String {
    switch type {
    case .decimal(let scale, _): NumberText.short(stored / ColumnUnits.power(scale))
    case .date: ColumnUnits.day(stored)
    case .timestamp(let format):
      ColumnUnits.moment(stored / ColumnUnits.power(format.fractionDigits))
    default: NumberText.short(stored)
    }
  }

  /// Two to five numbers between the ends where an axis may be marked, with their texts.
  func ticks(_ low: Double, _ high: Double) -> [(place: Double, text: String)] {
    guard low < high else { return [(low, text(low))] }
    switch type {
    case .date: return ColumnUnits.dayTicks(low, high, perDay: 1)
    case .timestamp(let format):
      return ColumnUnits.dayTicks(low, high, perDay: 86_400 * ColumnUnits.power(format.fractionDigits))
    case .decimal(let scale, _):
      let unit = ColumnUnits.power(scale)
      return LinearScale.ticks(low / unit, high / unit).map { ($0 * unit, NumberText.short($0)) }
    default:
      return LinearScale.ticks(low, high).map { ($0, NumberText.short($0)) }
    }
  }

  private static func dayTicks(_ low: Double, _ high: Double, perDay: Double) -> [(Double, String)] {
    let (first, last) = (low / perDay, high / perDay)
    guard abs(first) < 3e9, abs(last) < 3e9 else { return [] }
    let years = (last - first) / 365.25
    if years < 3 {
      // Thirds: no round dates are near.
      return [first + (last - first) / 6, first + (last - first) * 5 / 6].map {
        (
          perDay == 1 ? $0.rounded() * perDay : $0 * perDay,
          perDay == 1 || last - first > 2 ? day($0) : moment($0 * 86_400)
        )
      }
    }
    return LinearScale.ticks(
      Double(CivilDate(daysSince1970: Int64(first)).year), Double(CivilDate(daysSince1970: Int64(last)).year)
    ).compactMap { year in
      guard year == year.rounded(), let date = CivilDate(year: Int64(year), month: 1, day: 1) else {
        return nil
      }
      let place = Double(date.daysSince1970)
      return first <= place && place <= last ? (place * perDay, String(Int(year))) : nil
    }
  }

  private static func day(_ days: Double) -> String {
    guard abs(days) < 3e9 else { return NumberText.short(days) }
    let date = CivilDate(daysSince1970: Int64(days.rounded(.down)))
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(date.year)-\(two(date.month))-\(two(date.day))"
  }

  private static func moment(_ seconds: Double) -> String {
    let days = (seconds / 86_400).rounded(.down)
    let minutes = Int(max(0, min(86_399, seconds - days * 86_400)) / 60)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return day(days) + " " + two(minutes / 60) + ":" + two(minutes % 60)
  }

  static func power(_ digits: Int) -> Double { (0..<digits).reduce(1) { power, _ in power * 10 } }
}
