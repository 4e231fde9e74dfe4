package import Tabular

/// Values as people read them.
package enum ValueText {
  /// A number as a column stores it: dates as dates, decimals with all digits of their scale.
  package static func text(_ value: Double, _ type: FieldType) -> String {
    guard value.isFinite else { return value > 0 ? "infinity" : "-infinity" }
    switch type {
    case .decimal(let scale, _): return fixed(value, scale: scale)
    case .date: return date(Int64(clamping: value))
    case .timestamp(let format):
      return timestamp(Int64(clamping: value), fractionDigits: format.fractionDigits)
    case .float64: return significant(value)
    default: return "\(Int64(clamping: value))"
    }
  }

  /// A level; long ones are cut, and one that is empty is named.
  static func level(_ name: String) -> String {
    if name.isEmpty { return "empty text" }
    return name.count > 40 ? name.prefix(39) + "…" : name
  }

  /// A name for what is no level, such as missing values, that none of the levels has: in parentheses if one has it.
  static func label(_ name: String, besides levels: [String]) -> String {
    var label = name
    while levels.contains(label) { label = "(\(label))" }
    return label
  }

  /// A share: `32.4 %`, `0.31 %`.
  static func percent(_ share: Double) -> String {
    let value = share * 100
    if value > 0 && value < 0.01 { return "less than 0.01 %" }
    let scale = value < 1 ? 2 : 1
    return trimmed(fixed((value * (scale == 2 ? 100 : 10)).rounded(), scale: scale)) + " %"
  }

  /// Four significant digits.
  static func significant(_ value: Double) -> String {
    let size = abs(value)
    if size == 0 { return "0" }
    if size >= 1e15 || size < 1e-6 { return "\(value)" }
    var (digits, bound) = (3, 10.0)
    while size >= bound && digits > 0 { (digits, bound) = (digits - 1, bound * 10) }
    bound = 1
    while size < bound { (digits, bound) = (digits + 1, bound / 10) }
    var scaled = value
    for _ in 0..<digits { scaled *= 10 }
    return trimmed(fixed(scaled.rounded(), scale: digits))
  }

  /// A whole number of units of 10^-scale.
  private static func fixed(_ value: Double, scale: Int) -> String {
    let units = Int64(clamping: value)
    if scale == 0 { return "\(units)" }
    var digits = "\(units.magnitude)"
    if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
    return (units < 0 ? "-" : "") + digits.dropLast(scale) + "." + digits.suffix(scale)
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func date(_ days: Int64) -> String {
    guard abs(days) < 1 << 40 else { return "day \(days)" }
    let date = CivilDate(daysSince1970: days)
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  private static func timestamp(_ ticks: Int64, fractionDigits: Int) -> String {
    var perSecond: Int64 = 1
    for _ in 0..<fractionDigits { perSecond *= 10 }
    let perDay = 86_400 * perSecond
    let day = ticks >= 0 ? ticks / perDay : -((-(ticks + 1)) / perDay) - 1
    let rest = ticks - day * perDay
    let seconds = rest / perSecond
    var text = "\(date(day)) \(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2))"
    text += ":\(padded(seconds % 60, 2))"
    let fraction = rest % perSecond
    return fraction == 0 ? text : trimmed(text + "." + padded(fraction, fractionDigits))
  }
}

extension Int64 {
  /// The nearest whole number that there is.
  fileprivate init(clamping value: Double) {
    self = value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value)
  }
}
