internal import Kernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Numbers from their spelling, exactly or correctly rounded.
enum NumberParsing {
  /// Powers of ten that a double holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
  ]

  /// Powers of ten that an Int64 holds.
  static let integerPowersOfTen: [Int64] = (0...18).map { power in
    (0..<power).reduce(1) { value, _ in value * 10 }
  }

  /// The value of plain digits with an optional minus sign; `nil` if the field is anything else, has
  /// leading zeros, or is beyond 64 bits.
  @inline(__always) static func integer(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int64? {
    let shape = NumberShape(base, start, end)
    return shape.kind == .integer ? shape.integer : nil
  }

  /// The value times 10^`scale` of digits with an optional point and minus sign; `nil` if the field is
  /// anything else, has more than `scale` digits after the point, or is beyond 64 bits.
  @inline(__always) static func decimal(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, scale: Int
  ) -> Int64? {
    var index = start
    let negative = index < end && base[index] == UInt8(ascii: "-")
    if negative { index &+= 1 }
    var value: Int64 = 0
    var digits = 0
    var fraction = -1
    let first = index
    while index < end {
      let byte = base[index]
      index &+= 1
      if byte == UInt8(ascii: "."), fraction < 0, digits > 0 {
        fraction = 0
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.subtractingReportingOverflow(Int64(digit))
      if overflow || overflows { return nil }
      value = sum
      digits &+= 1
      if fraction >= 0 { fraction &+= 1 }
    }
    let integerDigits = digits - max(0, fraction)
    guard digits > 0, fraction != 0, fraction <= scale,
      integerDigits == 1 || base[first] != UInt8(ascii: "0")
    else { return nil }
    // Gathered below zero, where 64 bits reach one further.
    let (scaled, overflow) = value.multipliedReportingOverflow(
      by: integerPowersOfTen[scale - max(0, fraction)])
    if overflow { return nil }
    if negative { return scaled }
    return scaled == .min ? nil : -scaled
  }

  /// The double nearest to the number that the whole field spells, which `NumberShape` has found to be one.
  ///
  /// Up to 2^53 with a power of ten up to 22, one exact division or multiplication rounds correctly
  /// (W. Clinger, "How to Read Floating Point Numbers Accurately", 1990); with up to 19 digits,
  /// `KernelSet.double` mostly does; the C library does the rest.
  @inline(__always) static func double(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Double {
    var index = start
    let negative = index < end && base[index] == UInt8(ascii: "-")
    if negative || (index < end && base[index] == UInt8(ascii: "+")) { index &+= 1 }
    var mantissa: UInt64 = 0
    var digits = 0
    var fraction = 0
    var afterPoint = false
    while index < end {
      let byte = base[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit <= 9 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { digits &+= 1 }
        if afterPoint { fraction &+= 1 }
      } else if byte == UInt8(ascii: "."), !afterPoint {
        afterPoint = true
      } else {
        break
      }
      index &+= 1
    }
    guard index == end, digits <= 19, fraction <= 400 else { return libraryDouble(base, start, end) }
    if mantissa <= 1 << 53, fraction <= 22 {
      let value = Double(mantissa) / powersOfTen[fraction]
      return negative ? -value : value
    }
    guard let value = KernelSet.active.double(digits: mantissa, exponent: Int32(-fraction)) else {
      return libraryDouble(base, start, end)
    }
    return negative ? -value : value
  }

  @inline(never) private static func libraryDouble(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> Double {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: end - start + 1) { text in
      for offset in 0..<(end - start) { text[offset] = CChar(bitPattern: base[start + offset]) }
      text[end - start] = 0
      return strtod(text.baseAddress!, nil)
    }
  }
}
