/// How doubles are spelt: the fewest digits that read back as the same double, in Swift's notation.
struct RealText: Sendable, Hashable {
  /// The most bytes `append` stores: `-2.2250738585072014e-308` has 24.
  static let bound = 32

  let plainIntegers: Bool

  /// Appends `value`. Whole numbers end in `.0` unless integers are plain; negative zero is `-0.0` always.
  @inline(__always) func append(_ value: Double, to cursor: inout ByteCursor) {
    let magnitude = value.magnitude
    if magnitude < 9_007_199_254_740_992, magnitude.rounded(.towardZero) == magnitude {
      if value.sign == .minus { cursor.append(UInt8(ascii: "-")) }
      Digits.append(UInt64(magnitude), to: &cursor)
      if !plainIntegers || (value == 0 && value.sign == .minus) {
        cursor.append(word: 0x302E, count: 2)
      }
      return
    }
    if magnitude >= 1e-3, magnitude < 1e8, appendShort(magnitude, negative: value < 0, to: &cursor) { return }
    appendDescription(value, to: &cursor)
  }

  private static let millionths = DecimalText(scale: 6, minimumDigits: 1)

  /// Appends `magnitude` if it is a number of millionths, which data often is.
  ///
  /// It then has at most 14 digits. No two decimals of 15 digits or fewer read as the same double, so
  /// these digits, less trailing zeros, are the shortest there are. That they read as `magnitude` is
  /// sure because both operands of the division are exact and it rounds to nearest, as reading does.
  @inline(__always) private func appendShort(
    _ magnitude: Double, negative: Bool, to cursor: inout ByteCursor
  ) -> Bool {
    let scaled = (magnitude * 1e6).rounded(.toNearestOrEven)
    guard scaled / 1e6 == magnitude else { return false }
    if negative { cursor.append(UInt8(ascii: "-")) }
    Self.millionths.append(Int64(scaled), to: &cursor)
    return true
  }

  @inline(never) private func appendDescription(_ value: Double, to cursor: inout ByteCursor) {
    var text = value.description
    text.withUTF8 { bytes in
      for byte in bytes { cursor.append(byte) }
    }
    if plainIntegers, text.utf8.suffix(2).elementsEqual(".0".utf8), value.isFinite { cursor.removeLast(2) }
  }
}
