import Foundation
import Kernels
import Randomness
import Testing

@Suite struct SpellingTests {
  /// The cells that `body` appends to `count` rows, a block of rows at a time.
  private func cells(_ count: Int, _ body: (Range<Int>, RowCursors) -> Void) -> [String] {
    let stride = 256
    var memory = [UInt8](repeating: 0xAA, count: stride * KernelSet.spellingRows)
    var cells: [String] = []
    memory.withUnsafeMutableBufferPointer { memory in
      for start in Swift.stride(from: 0, to: count, by: KernelSet.spellingRows) {
        let range = start..<min(start + KernelSet.spellingRows, count)
        var cursors: [UnsafeMutablePointer<UInt8>?] = range.indices.map {
          memory.baseAddress! + ($0 - start) * stride
        }
        cursors.withUnsafeMutableBufferPointer { body(range, $0) }
        for (row, cursor) in cursors.enumerated() {
          let first = memory.baseAddress! + row * stride
          cells.append(
            String(decoding: UnsafeBufferPointer(start: first, count: cursor! - first), as: UTF8.self))
        }
      }
    }
    return cells
  }

  private func withPrefix<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let padded = Array(text.utf8) + [UInt8](repeating: 0x5A, count: KernelSet.spellingSlack)
    return padded.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<text.utf8.count])) }
  }

  private func reals(
    _ values: [Double], _ kernels: KernelSet, plainIntegers: Bool = false, prefix: String = ""
  ) -> [String] {
    withPrefix(prefix) { prefix in
      values.withUnsafeBufferPointer { values in
        cells(values.count) {
          kernels.spell(
            UnsafeBufferPointer(rebasing: values[$0]), plainIntegers: plainIntegers, prefix: prefix, into: $1)
        }
      }
    }
  }

  private func expectSwiftsNotation(_ values: [Double]) {
    let expected = values.map(\.description)
    for kernels in kernelSets {
      let spelt = reals(values, kernels)
      guard spelt != expected else { continue }
      let wrong = values.indices.first { spelt[$0] != expected[$0] }!
      Issue.record("\(kernels.instructionSet): \(spelt[wrong]) for \(expected[wrong])")
    }
  }

  /// Random bits of a stream of its own.
  private func bits(_ count: Int, seed: UInt64) -> [UInt64] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      // SplitMix64.
      state = state &+ 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }

  @Test func doublesOfAllBitPatterns() {
    #if DEBUG
      let rounds = 1
    #else
      let rounds = ProcessInfo.processInfo.environment["SKLAR_LONG_TESTS"] == "1" ? 500 : 10
    #endif
    for round in 0..<UInt64(rounds) {
      expectSwiftsNotation(bits(100_000, seed: round).map { Double(bitPattern: $0) })
    }
  }

  @Test func doublesAsDataHasThem() {
    let bits = bits(30_000, seed: 77)
    var values: [Double] = []
    for (index, bits) in bits.enumerated() {
      let unit = Double(bits >> 11) * 0x1p-53
      values += [unit, -unit * 1e3, unit * 1e-3, (unit - 0.5) * 1e9]
      // Decimals, whole numbers, and numbers on short binary grids, whose digits end in ties.
      values.append(Double(bits >> 40) / [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8][index % 9])
      values.append(Double(bits >> UInt64(11 + index % 53)))
      values.append(Double(Int64(bitPattern: bits) >> (index % 60)) * 0x1p-17)
      values.append(Double(bits >> 30) * [0x1p-20, 0x1p-24, 0x1p-40, 0x1p-50, 0x1p20, 0x1p30][index % 6])
    }
    expectSwiftsNotation(values)
  }

  @Test func doublesAtTheEdges() {
    var values: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, -.nan, .signalingNaN, .greatestFiniteMagnitude, .pi, 9.5e-7, 1e23,
      9007199254740993e3,
      9.5367431640625e-07, .leastNonzeroMagnitude, .leastNormalMagnitude, Double("2.2250738585072011e-308")!,
    ]
    func add(_ value: Double) {
      for near in [value.nextDown.nextDown, value.nextDown, value, value.nextUp, value.nextUp.nextUp] {
        values += [near, -near]
      }
    }
    for exponent in -1074...1023 { add(scalbn(1, exponent)) }
    for exponent in -323...308 { for digit in 1...9 { add(Double("\(digit)e\(exponent)")!) } }
    for whole in [0x1p52, 0x1p53, 0x1p54, 0x1p55, 1e15, 1e16, 1e17, 18_014_398_509_481_984] {
      for step in -100...100 { values.append(whole + Double(step)) }
    }
    // Halves of the last integers that have some, and the whole subnormal beginning.
    for step in 0..<200 {
      values += [0x1p52 - 0.5 * Double(step), 0x1p51 + 0.5 * Double(step), 0x1p50 + 0.25 * Double(step)]
      values.append(Double(bitPattern: UInt64(step)))
    }
    values += bits(10_000, seed: 5).map { Double(bitPattern: $0 >> 12) }
    expectSwiftsNotation(values)
  }

  @Test func plainIntegers() {
    let values = [
      0, -0.0, 1, -1, 12, 1e7, 1e8, 123_456_789, 0x1p53, 0x1p54, 0x1p55, 1e16, 1.5, 0.5, 1e-7, 100, -1e15,
    ]
    let expected = values.map { value in
      value.description.hasSuffix(".0") && !(value == 0 && value.sign == .minus)
        ? String(value.description.dropLast(2)) : value.description
    }
    for kernels in kernelSets { #expect(reals(values, kernels, plainIntegers: true) == expected) }
  }

  @Test func prefixesOfAllLengths() {
    for length in 0...70 {
      let prefix = String((0..<length).map { Character(Unicode.Scalar(UInt8(65 + $0 % 26))) })
      for kernels in kernelSets {
        #expect(reals([0.25, -1], kernels, prefix: prefix) == [prefix + "0.25", prefix + "-1.0"])
      }
    }
  }

  @Test func integers() {
    var values: [Int64] = [.min, .min + 1, .max, 0, -1, 99_999_999, 100_000_000, -100_000_000]
    values += bits(5000, seed: 9).enumerated().map { Int64(bitPattern: $1) >> ($0 % 64) }
    // Some blocks without long ones.
    values += (0..<500).map { Int64($0 * $0 * 37) - 2000 }
    for kernels in kernelSets {
      let spelt = withPrefix("=") { prefix in
        values.withUnsafeBufferPointer { values in
          cells(values.count) {
            kernels.spell(UnsafeBufferPointer(rebasing: values[$0]), prefix: prefix, into: $1)
          }
        }
      }
      #expect(spelt == values.map { "=\($0)" })
    }
  }

  /// Division by hand, on text.
  private func decimal(_ value: Int64, scale: Int, minimumDigits: Int) -> String {
    var digits = String(value.magnitude)
    digits = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    var fraction = String(digits.suffix(scale))
    while fraction.count > minimumDigits, fraction.last == "0" { fraction.removeLast() }
    return (value < 0 ? "-" : "") + digits.dropLast(scale) + (fraction.isEmpty ? "" : "." + fraction)
  }

  @Test func decimals() {
    var values: [Int64] = [
      .min, .max, 0, 1, -1, 10, -10, 99_999_999, 100_000_000, 4_294_967_295, 4_294_967_296,
    ]
    values += bits(300, seed: 21).enumerated().map { Int64(bitPattern: $1) >> ($0 % 64) }
    values += (0..<100).map { Int64($0 * $0 * 1000) - 5000 }
    for scale in 0...18 {
      for minimumDigits in Set([0, scale / 2, scale]) {
        let expected = values.map { decimal($0, scale: scale, minimumDigits: minimumDigits) }
        for kernels in kernelSets {
          let spelt = withPrefix("") { prefix in
            values.withUnsafeBufferPointer { values in
              cells(values.count) {
                kernels.spell(
                  UnsafeBufferPointer(rebasing: values[$0]), scale: scale, minimumDigits: minimumDigits,
                  prefix: prefix, into: $1)
              }
            }
          }
          #expect(spelt == expected)
        }
      }
    }
  }

  @Test func slots() throws {
    for longest in [0, 1, 14, 15, 16, 31, 32, 62, 63] {
      let texts = (0...longest).map { length in String(repeating: "ab", count: length).prefix(length) }
      let slots = try #require(CellSlots(texts.map { Array($0.utf8) }))
      #expect(slots.longest == longest)
      // Codes without a slot count as 0.
      let codes = (0..<200).map { Int32($0 % (longest + 1)) } + [-1, .max, .min, Int32(longest + 1)]
      let expected = codes.map { String(texts[(0...longest).contains(Int($0)) ? Int($0) : 0]) }
      for kernels in kernelSets {
        let spelt = codes.withUnsafeBufferPointer { codes in
          cells(codes.count) { kernels.spell(UnsafeBufferPointer(rebasing: codes[$0]), slots, into: $1) }
        }
        #expect(spelt == expected)
      }
    }
    #expect(CellSlots([[UInt8]]()) == nil)
    #expect(CellSlots([[UInt8](repeating: 65, count: 64)]) == nil)
  }

  @Test func moments() throws {
    var places = TemporalSlots.Places()
    (places.year, places.month, places.day) = (0, 5, 8)
    (places.hour, places.minute, places.second, places.fraction) = (11, 14, 17, 20)
    let text = Array("yyyy-mm-ddThh:nn:ss.fffZ".utf8)
    let format = try #require(TemporalSlots(text: text, places: places, fractionDigits: 3, isDate: false))
    func spell(_ values: [Int64], _ kernels: KernelSet) -> [String] {
      withPrefix(",") { prefix in
        values.withUnsafeBufferPointer { values in
          cells(values.count) {
            _ = kernels.spell(
              UnsafeBufferPointer(rebasing: values[$0]), format, prefix: prefix, into: $1)
          }
        }
      }
    }
    let expected = [
      (0, ",1970-01-01T00:00:00.000Z"), (-1, ",1969-12-31T23:59:59.999Z"),
      (951_782_400_007, ",2000-02-29T00:00:00.007Z"), (253_402_300_799_999, ",9999-12-31T23:59:59.999Z"),
      (-62_167_219_200_000, ",0000-01-01T00:00:00.000Z"),
    ]
    for kernels in kernelSets {
      #expect(spell(expected.map { Int64($0.0) }, kernels) == expected.map(\.1))
      // One value out of range: the block stays as it was.
      for outside in [253_402_300_800_000, -62_167_219_200_001, Int64.min, .max] {
        #expect(spell([0, outside], kernels) == ["", ""])
      }
    }
    #expect(
      TemporalSlots(text: [UInt8](repeating: 65, count: 41), places: .init(), fractionDigits: 0, isDate: true)
        == nil)
  }
}
