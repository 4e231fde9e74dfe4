import Tabular
import TabularIO
import Testing

@Suite struct NumberTests {
  @Test func integersAreExact() throws {
    let values: [Int64] = [.max, .min, 1 << 60, (1 << 60) + 1, -1, 0]
    let (field, column) = try column(values.map(String.init))
    #expect(field.type == .int64)
    #expect(column.integers == values)
  }

  @Test func integersBeyond64BitsStayStrings() throws {
    let result = try read("x,y\n9223372036854775808,a\n1,b\n-9223372036854775809,b\n")
    #expect(result.table.schema.fields[0].type == .categorical)
    #expect(result.table.columns[0].strings == ["9223372036854775808", "1", "-9223372036854775809"])
    #expect(result.notes.map(\.column) == ["x"])
    #expect(result.notes[0].message.contains("beyond 64 bits"))
  }

  @Test(arguments: [
    "007", "-01", "00", "00.5", "1_000", "1,000", " 1", "1 ", "0x10", "--1", "1e", "e5", ".", "-", "+",
  ])
  func notNumbers(_ spelling: String) throws {
    let (field, column) = try column(["\"\(spelling)\"", "5", "5"])
    #expect(field.type == .categorical)
    #expect(column.strings == [spelling, "5", "5"])
  }

  @Test func decimals() throws {
    let (field, column) = try column(["1.50", "-0.25", "100.00", "0.00"])
    #expect(field.type == .decimal(scale: 2, minimumDigits: 2))
    #expect(column.integers == [150, -25, 10000, 0])
    let (mixed, values) = try self.columnOf(["3", "2.5", "-0.125"])
    #expect(mixed.type == .decimal(scale: 3, minimumDigits: 0))
    #expect(values.integers == [3000, 2500, -125])
  }

  @Test func manyDigitsAreDecimalOnlyIfAllHaveAsMany() throws {
    let (fixed, column) = try column(["123456789.123456789", "987654321.987654321"])
    #expect(fixed.type == .decimal(scale: 9, minimumDigits: 9))
    #expect(column.integers == [123_456_789_123_456_789, 987_654_321_987_654_321])
    #expect(try self.columnOf(["123456789.123456789", "0.5"]).0.type == .float64(plainIntegers: false))
    #expect(
      try self.columnOf(["1234567890.123456789", "1234567890.987654321"]).0.type
        == .float64(plainIntegers: false))
    #expect(try self.columnOf(["12345678.1234567", "0.5"]).0.type == .decimal(scale: 7, minimumDigits: 1))
    #expect(try self.columnOf(["12345678.12345678", "0.5"]).0.type == .float64(plainIntegers: false))
  }

  @Test func doublesRoundCorrectly() throws {
    let spellings = [
      "1e5", "0.1", "+3.25", ".5", "5.", "-1.7976931348623157e308", "4.9406564584124654e-324",
      "9007199254740993",
      "123456789012345678901234567890", "2.2250738585072011e-308", "0.30000000000000004", "1E-7", "-0.0",
      "1e-400",
      "3.141592653589793238462643383279",
    ]
    let (field, column) = try column(spellings)
    #expect(field.type == .float64(plainIntegers: true))
    #expect(
      column.reals?.map(\.bitPattern)
        == spellings.map { Double($0.hasPrefix(".") ? "0" + $0 : $0)!.bitPattern })
  }

  @Test func plainIntegersAreSeen() throws {
    #expect(try columnOf(["1e5", "3"]).0.type == .float64(plainIntegers: true))
    #expect(try columnOf(["1e5", "3.0"]).0.type == .float64(plainIntegers: false))
  }

  @Test func manyDoublesAgreeWithTheStandardLibrary() throws {
    var state: UInt64 = 1
    let spellings = (0..<2000).map { _ -> String in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "\(Double(Int64(bitPattern: state) >> 20) / 1e7)"
    }
    let (_, column) = try column(spellings + ["1e0"])
    #expect(column.reals == (spellings + ["1e0"]).map { Double($0)! })
  }

  @Test func notANumberIsMissing() throws {
    let (field, column) = try column(["1.5", "NaN", "nan", "NaN", "2.5"])
    #expect(field.missing == "NaN")
    #expect(field.type == .decimal(scale: 1, minimumDigits: 1))
    #expect(column.presentCount == 2)
  }

  @Test(arguments: ["inf", "-inf", "Infinity", "+INF", "1e400", "-1e999"])
  func infinitiesAreRefused(_ spelling: String) {
    let error = tableError { try read("a,x\n1,1.5\n2,2\n3,\(spelling)\n") }
    #expect(error?.code == .notFinite)
    #expect(error?.line == 4)
    #expect(error?.column == "x")
    #expect(error?.description.contains("missing") == true)
  }

  @Test func infinityListedAsMissingIsMissing() throws {
    let (field, column) = try column(["1.5", "inf", "2"], missing: ["inf"])
    #expect(field.missing == "inf")
    #expect(column.presentCount == 2)
    #expect(try columnOf(["inf", "inf"]).0.type == .categorical)
  }

  @Test func quotedNumbersAreNumbers() throws {
    let (field, column) = try column(["\"1\"", "\"2\"", "\"\""])
    #expect(field.type == .int64)
    #expect(field.missing == "\"\"")
    #expect(column.integers?[..<2] == [1, 2])
    #expect(column.validity?[2] == false)
  }

  @Test func nearlyNumericColumnsGetANote() throws {
    let result = try read("x,y\n" + (1...40).map { "\($0 % 7),a\n" }.joined() + "?,a\n")
    #expect(result.table.schema.fields[0].type == .categorical)
    #expect(result.notes.first?.message.contains("line 42") == true)
    #expect(result.notes.first?.message.contains("?") == false)
  }

  private func columnOf(_ fields: [String]) throws -> (Field, Column) { try column(fields) }
}
