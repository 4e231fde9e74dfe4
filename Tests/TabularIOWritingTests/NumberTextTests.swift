import Foundation
import Tabular
import TabularIO
import Testing

@Suite struct NumberTextTests {
  @Test func integersToTheLastDigit() {
    var values: [Int64] = [.min, .min + 1, .max, .max - 1, 0, -1, 1 << 60 + 1, 9_007_199_254_740_993]
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      values += [power - 1, power, power + 1, -power, 1 - power]
    }
    var state: UInt64 = 1
    for shift in 0..<4000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      values.append(Int64(bitPattern: state) >> (shift % 64))
    }
    #expect(spelling(.int64, .int64(values)) == values.map(\.description))
  }

  /// Division by hand, on text.
  static func decimal(_ value: Int64, scale: Int, minimumDigits: Int) -> String {
    var digits = String(value.magnitude)
    digits = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    var fraction = String(digits.suffix(scale))
    while fraction.count > minimumDigits, fraction.last == "0" { fraction.removeLast() }
    return (value < 0 ? "-" : "") + digits.dropLast(scale) + (fraction.isEmpty ? "" : "." + fraction)
  }

  @Test func decimals() {
    #expect(
      spelling(.decimal(scale: 2, minimumDigits: 2), .int64([250, -5, 0, 100])) == [
        "2.50", "-0.05", "0.00", "1.00",
      ])
    #expect(
      spelling(.decimal(scale: 2, minimumDigits: 0), .int64([250, -5, 0, 100, 101])) == [
        "2.5", "-0.05", "0", "1", "1.01",
      ])
    #expect(
      spelling(.decimal(scale: 3, minimumDigits: 1), .int64([1000, 1230, 1234])) == ["1.0", "1.23", "1.234"])
    var values: [Int64] = [.min, .max, 0, 1, -1, 10, -10, 99_999_999, 100_000_000, 10_000_000_000_000_000]
    var state: UInt64 = 7
    for shift in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      values.append(Int64(bitPattern: state) >> (shift % 64))
    }
    for scale in 0...18 {
      for minimumDigits in 0...scale {
        #expect(
          spelling(.decimal(scale: scale, minimumDigits: minimumDigits), .int64(values))
            == values.map { Self.decimal($0, scale: scale, minimumDigits: minimumDigits) })
      }
    }
  }

  @Test func doublesAreSwiftsShortest() {
    var values: [Double] = [
      0, -0.0, 1, -1, 0.1, -0.1, 0.3, 1.0 / 3, 1e15, 1e16, 1e17, 1e20, 1e-3, 1e-4, 9.99e-5, 1e-5, 123456.789,
      99999999.999999, 100000000.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude,
      9_007_199_254_740_991, 9_007_199_254_740_992, 9_007_199_254_740_994, 18_014_398_509_481_984, .pi,
      0.000001,
      0.001234, 2.5, -2.5,
    ]
    var state: UInt64 = 3
    for index in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bits = Double(bitPattern: state)
      if bits.isFinite { values.append(bits) }
      values.append(Double(state >> 40) / pow(10, Double(index % 9)))
      values.append((Double(state >> 40) / 1e6).nextUp)
    }
    #expect(spelling(.float64(plainIntegers: false), .float64(values)) == values.map(\.description))
    let plain = values.map { value in
      value.description.hasSuffix(".0") && !(value == 0 && value.sign == .minus)
        ? String(value.description.dropLast(2)) : value.description
    }
    #expect(spelling(.float64(plainIntegers: true), .float64(values)) == plain)
  }

  @Test func dates() {
    func dates(_ pattern: String, _ days: [Int64]) -> [String] {
      spelling(.date(format: TemporalFormat(pattern: pattern)!), .int64(days))
    }
    #expect(
      dates("%Y-%m-%d", [0, -1, 19_782, 11_016]) == ["1970-01-01", "1969-12-31", "2024-02-29", "2000-02-29"])
    #expect(dates("%-m/%-d/%Y", [0, 19_782, 300]) == ["1/1/1970", "2/29/2024", "10/28/1970"])
    #expect(dates("on the day of %d.%m.%Y!", [0]) == ["on the day of 01.01.1970!"])
    #expect(dates("%d, %m %Y", [0]) == ["\"01, 01 1970\""])
    #expect(dates("\"%Y\"%m%d", [0]) == ["\"\"\"1970\"\"0101\""])
    // Every day of four centuries against Foundation.
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC")!
    let days = stride(from: Int64(-73_000), to: 73_000, by: 97).map { $0 }
    let expected = days.map { day in
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86400))
      return String(format: "%04d-%02d-%02d", parts.year!, parts.month!, parts.day!)
    }
    #expect(dates("%Y-%m-%d", days) == expected)
    #expect(dates("%Y-%m-%d", [.min, .max]).count == 2)
    #expect(
      dates("%Y-%m-%d", [2_932_896, 2_932_897, -719_528, -719_529]) == [
        "9999-12-31", "10000-01-01", "0000-01-01", "-0001-12-31",
      ])
  }

  @Test func timestamps() {
    func moments(_ pattern: String, _ ticks: [Int64]) -> [String] {
      spelling(.timestamp(format: TemporalFormat(pattern: pattern)!), .int64(ticks))
    }
    #expect(
      moments("%Y-%m-%dT%H:%M:%S.%3fZ", [0, -1, 86_399_999, 951_782_400_007])
        == [
          "1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "1970-01-01T23:59:59.999Z",
          "2000-02-29T00:00:00.007Z",
        ])
    #expect(moments("%-d.%-m.%Y %-H:%M", [0, 59 + 9 * 3600]) == ["1.1.1970 0:00", "1.1.1970 9:00"])
    #expect(moments("%Y%m%d%H%M%S%9f", [-1]) == ["19691231235959999999999"])
    #expect(moments("%Y-%m-%d %H:%M:%S%%", [Int64.min, .max]).count == 2)
  }
}
