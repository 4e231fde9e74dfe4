internal import Kernels

/// Decimal digits, eight at a time: no table, no branch per digit.
enum Digits {
  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// The eight decimal digits of `value` (below 10^8), first digit in the lowest byte, as numbers 0 to 9.
  /// Splits by 10^4, 10^2 and 10 in all lanes at once; each division is a multiplication by a rounded-up
  /// reciprocal, exact for the lane's range.
  @inline(__always) static func eight(_ value: UInt64) -> UInt64 {
    let fours = (value / 10_000) | (value % 10_000) << 32
    let hundreds = ((fours &* 10_486) >> 20) & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- 100 &* hundreds) << 16
    let tens = ((twos &* 103) >> 10) & 0x000F_000F_000F_000F
    return tens | (twos &- 10 &* tens) << 8
  }

  /// Appends `value` (below 10^8) with at least `width` digits, 1 to 8.
  @inline(__always) static func appendSmall(_ value: UInt64, width: Int, to cursor: inout ByteCursor) {
    let digits = eight(value)
    let leading = min(digits.trailingZeroBitCount >> 3, 8 - width)
    cursor.append(word: (digits | zeros) >> UInt64(leading * 8), count: 8 - leading)
  }

  /// Appends `value` with at least `width` digits, 1 to 20.
  @inline(__always) static func append(_ value: UInt64, width: Int = 1, to cursor: inout ByteCursor) {
    if value < 100_000_000 && width <= 8 {
      appendSmall(value, width: width, to: &cursor)
    } else {
      appendLarge(value, width: width, to: &cursor)
    }
  }

  /// Appends `value` (0 to 99) with at least `width` digits, 1 or 2.
  @inline(__always) static func appendPair(_ value: Int64, width: Int, to cursor: inout ByteCursor) {
    let number = UInt64(truncatingIfNeeded: value)
    let tens = (number &* 103) >> 10
    let pair = (tens | (number &- 10 &* tens) << 8) | 0x3030
    if tens == 0 && width == 1 {
      cursor.append(word: pair >> 8, count: 1)
    } else {
      cursor.append(word: pair, count: 2)
    }
  }

  private static func appendLarge(_ value: UInt64, width: Int, to cursor: inout ByteCursor) {
    let (upper, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
    if upper < 100_000_000 && width <= 16 {
      appendSmall(upper, width: max(1, width - 8), to: &cursor)
    } else {
      let (top, middle) = upper.quotientAndRemainder(dividingBy: 100_000_000)
      appendSmall(top, width: max(1, width - 16), to: &cursor)
      cursor.append(word: eight(middle) | zeros, count: 8)
    }
    cursor.append(word: eight(low) | zeros, count: 8)
  }

  /// The most bytes `append(_: Int64)` stores: a sign and 19 digits.
  static let integerBound = 20

  /// Appends `value` with its sign if it is negative.
  @inline(__always) static func append(_ value: Int64, to cursor: inout ByteCursor) {
    if value < 0 { cursor.append(UInt8(ascii: "-")) }
    append(value.magnitude, to: &cursor)
  }
}

/// How a scaled integer is spelt as a decimal number.
struct DecimalText: Sendable, Hashable {
  private let scale: Int
  private let minimumDigits: Int

  /// Scales outside 0...18 do not fit into 64 bits and are taken as the nearest that does.
  init(scale: Int, minimumDigits: Int) {
    self.scale = min(max(scale, 0), 18)
    self.minimumDigits = min(max(minimumDigits, 0), self.scale)
  }

  /// Appends to each row `prefix` and its value / 10^scale: at least `minimumDigits` digits after the point, none of
  /// the rest that would be trailing zeros, no point without digits after it; the sign stays on values above -1.
  func append(
    _ values: UnsafeBufferPointer<Int64>, prefix: UnsafeBufferPointer<UInt8>, to rows: RowCursors
  ) {
    KernelSet.active.spell(
      values, scale: scale, minimumDigits: minimumDigits, prefix: prefix, into: rows)
  }

  /// The spelling of `value`.
  func spelling(_ value: Int64) -> [UInt8] {
    var block = RowBlock(rowBound: KernelSet.longestNumber)
    block.begin(rows: 1)
    PaddedBytes([]).withBytes { prefix in
      withUnsafePointer(to: value) {
        append(UnsafeBufferPointer(start: $0, count: 1), prefix: prefix, to: block.rows)
      }
    }
    var bytes: [UInt8] = []
    block.flush(to: &bytes)
    return bytes
  }
}
