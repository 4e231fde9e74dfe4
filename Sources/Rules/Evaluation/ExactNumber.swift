/// A decimal number as it was written, any number of digits.
public struct ExactNumber: Sendable, Hashable {
  public let isNegative: Bool
  /// Without zeros at either end; empty for zero.
  private let digits: [UInt8]
  /// The value is ± digits * 10^exponent.
  private let exponent: Int

  /// Digits with an optional sign, point and exponent; `nil` for anything else, and for exponents beyond ±9,999.
  public init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    let sign = rest.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var digits: [UInt8] = []
    var exponent = 0
    var hasPoint = false
    while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if byte == UInt8(ascii: "."), !hasPoint, !digits.isEmpty, !rest.isEmpty {
        hasPoint = true
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      digits.append(byte - UInt8(ascii: "0"))
      if hasPoint { exponent -= 1 }
    }
    guard !digits.isEmpty else { return nil }
    if !rest.isEmpty {
      guard let stated = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), abs(stated) <= 9999 else {
        return nil
      }
      exponent += stated
    }
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    let significant = Array(digits.drop { $0 == 0 })
    self.digits = significant
    self.exponent = significant.isEmpty ? 0 : exponent
    isNegative = sign == UInt8(ascii: "-") && !significant.isEmpty
  }

  /// The greatest whole number not above the value times 10^`scale`, and whether it is that very product. Beyond ±10^37
  /// the whole number is ±10^37.
  public func floor(scale: Int) -> (value: Int128, isExact: Bool) {
    let shift = exponent + scale
    var whole: Int128 = 0
    let wholeDigits = digits.count + shift
    if wholeDigits > 37 {
      whole = Self.largest
    } else if wholeDigits > 0 {
      for index in 0..<wholeDigits { whole = whole * 10 + (index < digits.count ? Int128(digits[index]) : 0) }
    }
    let isExact = shift >= 0 || digits.isEmpty
    return isNegative ? (isExact ? -whole : -whole - 1, isExact) : (whole, isExact)
  }

  /// The value as a whole number of 10^-scale with the least scale, if it fits 36 digits.
  var scaled: (value: Int128, scale: Int)? {
    let scale = max(0, -exponent)
    guard scale <= 36, digits.count + max(0, exponent) <= 36 else { return nil }
    return (floor(scale: scale).value, scale)
  }

  /// The double nearest to it.
  public var double: Double {
    let text = String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    let magnitude = digits.isEmpty ? 0 : Double("\(text)e\(exponent)") ?? .infinity
    return isNegative ? -magnitude : magnitude
  }

  private static let largest: Int128 = (0..<37).reduce(1) { power, _ in power * 10 }
}

/// 10^`exponent`, up to 10^38.
func powerOfTen(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
