internal import Foundation

/// Numbers as a page shows them.
enum NumberText {
  /// With `digits` after the point, rounded half away from zero; U+2212 for minus.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "−∞" }
    let scaled = (abs(value) * power(digits)).rounded()
    guard scaled < 1e15 else { return scientific(value) }
    let whole = Int(scaled)
    let sign = value < 0 && whole != 0 ? "−" : ""
    let unit = Int(power(digits))
    if digits == 0 { return sign + count(whole) }
    let fraction = String(whole % unit)
    return sign + count(whole / unit) + "." + String(repeating: "0", count: digits - fraction.count)
      + fraction
  }

  /// A score, three digits. What is not 1 never reads 1.000, nor 0 what is not 0.
  static func score(_ value: Double) -> String {
    if value < 1, value >= 0.9995 { return ">0.999" }
    if value > 0, value < 0.0005 { return "<0.001" }
    return fixed(value, 3)
  }

  /// A share as per cent. What is not nothing never reads 0.0 %.
  static func percent(_ share: Double, _ digits: Int = 1) -> String {
    let least = 0.5 / power(digits)
    if share > 0, share * 100 < least { return "<" + fixed(1 / power(digits), digits) + "\u{A0}%" }
    if share < 1, share * 100 >= 100 - least {
      return ">" + fixed(100 - 1 / power(digits), digits) + "\u{A0}%"
    }
    return fixed(share * 100, digits) + "\u{A0}%"
  }

  /// A whole number with commas.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return (value < 0 ? "−" : "") + result
  }

  /// A number of any size in a few characters, about four digits.
  static func short(_ value: Double) -> String {
    let size = abs(value)
    guard value.isFinite, size > 0 else { return value == 0 ? "0" : fixed(value, 0) }
    switch size {
    case 1e12..., ..<1e-4: return scientific(value)
    case 1e9...: return trimmed(fixed(value / 1e9, 2)) + "G"
    case 1e6...: return trimmed(fixed(value / 1e6, 2)) + "M"
    case 1e4...: return trimmed(fixed(value / 1e3, size < 1e5 ? 1 : 0)) + "k"
    case 100...: return trimmed(fixed(value, 1))
    case 1...: return trimmed(fixed(value, 2))
    default: return trimmed(fixed(value, 4))
    }
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static func scientific(_ value: Double) -> String {
    String(format: "%.1e", value).replacingOccurrences(of: "-", with: "−")
  }

  private static func power(_ digits: Int) -> Double { (0..<digits).reduce(1) { power, _ in power * 10 } }
}
