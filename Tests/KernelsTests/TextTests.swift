import Foundation
import Kernels
import Testing

@Suite struct TextTests {
  /// Reads fields as doubles; `nil` for those left to the caller.
  private func doubles(_ kernels: KernelSet, _ fields: [String]) -> ([Double?], NumberCounts) {
    let text = Text(fields)
    var counts = NumberCounts()
    var values = [Double](repeating: .nan, count: fields.count)
    let others = text.rows { column, others in
      values.withUnsafeMutableBufferPointer {
        kernels.doubles(
          column, rows: fields.count, into: $0.baseAddress!, others: others, counts: &counts)
      }
    }
    return (values.indices.map { others.contains($0) ? nil : values[$0] }, counts)
  }

  /// Every set reads `fields` like `strtod`, to the bit, or leaves them; at most `left` of a million are left.
  private func expectLikeLibrary(_ fields: [String], left: Int) {
    let expected = fields.map { strtod($0, nil).bitPattern }
    for kernels in kernelSets {
      let (values, _) = doubles(kernels, fields)
      let wrong = values.indices.filter { row in values[row].map { $0.bitPattern != expected[row] } ?? false }
      #expect(wrong.isEmpty, "\(kernels.instructionSet): \(wrong.prefix(3).map { fields[$0] })")
      #expect(values.count { $0 == nil } <= left * fields.count / 1_000_000)
    }
  }

  @Test func doublesOfRandomBitsAreRead() {
    var random = SplitMix(seed: 1)
    let values = (0..<200_000).map { _ in
      // All exponents of normal numbers.
      let exponent = 1 + random.next() % 2046
      return Double(bitPattern: random.next() & 0x800F_FFFF_FFFF_FFFF | exponent << 52)
    }
    expectLikeLibrary(values.map { "\($0)" }, left: 20_000)
    expectLikeLibrary(values.map { String(format: "%.16e", $0) }, left: 20_000)
  }

  @Test func pointedNumbersAreRead() {
    var random = SplitMix(seed: 2)
    // Up to 6 digits, a point, and up to 19 digits in all.
    let fields = (0..<200_000).map { _ in
      let digits =
        String(repeating: "0", count: Int(random.next() % 6)) + "\(random.next())" + "\(random.next())"
      let before = 1 + Int(random.next() % 6)
      let after = 1 + Int(random.next() % UInt64(19 - before))
      let integer = before == 1 ? "0" : "\(1 + random.next() % 9)" + "\(random.next())".prefix(before - 1)
      return (random.next() & 1 == 0 ? "" : "-") + integer + "." + digits.prefix(after)
    }
    expectLikeLibrary(fields, left: 0)
  }

  @Test func halfWayCasesRoundToEven() {
    var random = SplitMix(seed: 3)
    var fields: [String] = [
      "9007199254740993", "9007199254740995.0", "0.500000000000000166", "1152921504606847104",
    ]
    for _ in 0..<50_000 {
      // An odd number of 54 bits lies half-way between two doubles; so do its halves, quarters, ... as decimals.
      let odd = 1 << 53 | random.next() >> 11 | 1
      fields.append("\(odd)")
      let shift = UInt64(1 + random.next() % 3)
      let scale: [UInt64] = [1, 5, 25, 125]
      let fraction = (odd & (1 << shift - 1)) * scale[Int(shift)]
      let text = String(fraction)
      fields.append("\(odd >> shift)." + String(repeating: "0", count: Int(shift) - text.count) + text)
      fields.append("\(odd).5")
      fields.append("\(odd)e\(random.next() % 4)")
    }
    var wrong = 0
    for field in fields {
      guard let point = field.firstIndex(of: ".") else { continue }
      let digits = UInt64(field.filter { $0 != "." })!
      let exponent = -Int32(field.distance(from: point, to: field.endIndex) - 1)
      let expected = strtod(field, nil)
      wrong += kernelSets.count { $0.double(digits: digits, exponent: exponent) != expected }
    }
    #expect(wrong == 0)
    expectLikeLibrary(fields, left: 1_000_000)
  }

  @Test func digitsAndPowersRoundCorrectly() {
    var random = SplitMix(seed: 4)
    for kernels in kernelSets {
      var undecided = 0
      var wrong = 0
      for _ in 0..<300_000 {
        let digits = random.next() >> (random.next() % 64)
        let exponent = Int32(random.next() % 720) - 370
        let expected = strtod("\(digits)e\(exponent)", nil)
        guard let value = kernels.double(digits: digits, exponent: exponent) else {
          if expected.isNormal { undecided += 1 }
          continue
        }
        if value != expected { wrong += 1 }
      }
      #expect(wrong == 0 && undecided < 30)
      #expect(kernels.double(digits: 0, exponent: 5) == 0)
      #expect(kernels.double(digits: 1, exponent: 308) == 1e308)
      #expect(kernels.double(digits: 17_976_931_348_623_157, exponent: 292) == .greatestFiniteMagnitude)
      #expect(kernels.double(digits: 18, exponent: 307) == nil, "too large")
      #expect(kernels.double(digits: 49, exponent: -325) == nil, "subnormal")
    }
  }

  @Test func otherSpellingsAreLeft() {
    let fields = [
      "", "-", "+1.5", ".5", "5.", "007", "00.5", "1.5x", "1..5", "1.5.5", "NA", "inf", "1e", "1e+", "e5",
      " 1.5",
      "1.5 ", "9223372036854775808", "20240229", "19000101", "1/2", "1:5", "1.\u{e9}", "--1.5", "-.5",
      "12345678901234567890123456789.5",
    ]
    for kernels in kernelSets {
      #expect(doubles(kernels, fields).0.allSatisfy { $0 == nil }, "\(kernels.instructionSet)")
    }
  }

  @Test func spellingsAreCounted() {
    let fields = ["1", "-25", "0.125", "-3.5", "123456.25", "1e5", "1.5e-7", "x", "-0", "12345678.5"]
    for kernels in kernelSets {
      let (values, counts) = doubles(kernels, fields)
      #expect(
        values == [1, -25, 0.125, -3.5, 123456.25, 1e5, 1.5e-7, nil, -0.0, 12345678.5])
      #expect(counts.integers == 3 && counts.decimals == 4 && counts.floats == 2)
      #expect(counts.integerDigits == 8)
      #expect(counts.mostFractionDigits == 3 && counts.fewestFractionDigits == 1)
    }
  }

  @Test func scaledIntegersAreExact() {
    let fields = [
      "1.25", "-1.2", "7", "-9223372036854775.8", "9223372036854775807", "0.0", "-0.50", "1.234", "1e2", "x",
      "92233720368547758.07", "92233720368547758.08",
    ]
    for kernels in kernelSets {
      let text = Text(fields)
      var counts = NumberCounts()
      var values = [Int64](repeating: 0, count: fields.count)
      let others = text.rows { column, others in
        values.withUnsafeMutableBufferPointer {
          kernels.scaledIntegers(
            column, scale: 2, rows: fields.count, into: $0.baseAddress!, others: others, counts: &counts)
        }
      }
      #expect(others == [4, 7, 8, 9, 11])
      #expect(values[0..<4] == [125, -120, 700, -922_337_203_685_477_580])
      #expect(values[5] == 0 && values[6] == -50 && values[10] == .max)
      #expect(counts.integers == 1 && counts.decimals == 6)
    }
  }

  @Test func integersAreExact() {
    var random = SplitMix(seed: 5)
    let numbers =
      (0..<100_000).map { _ in
        Int64(bitPattern: random.next()) >> Int64(random.next() % 63)
      } + [.max, .min, .max - 1, .min + 1]
    let fields = numbers.map { "\($0)" }
    for kernels in kernelSets {
      let text = Text(fields)
      var counts = NumberCounts()
      var values = [Int64](repeating: 0, count: fields.count)
      let others = text.rows { column, others in
        values.withUnsafeMutableBufferPointer {
          kernels.scaledIntegers(
            column, scale: 0, rows: fields.count, into: $0.baseAddress!, others: others, counts: &counts)
        }
      }
      let left = Set(others)
      #expect(left.allSatisfy { fields[$0].count == 8 }, "only what may be a day")
      #expect(numbers.indices.allSatisfy { left.contains($0) || values[$0] == numbers[$0] })
    }
  }

  @Test func levelsAreFound() {
    var random = SplitMix(seed: 6)
    let known = (0..<300).map { "level \($0 * $0)" } + ["a", "0123456789abcdef", "x\u{e9}"]
    let fields =
      (0..<5000).map { _ in
        random.next() % 8 == 0 ? "new \(random.next() % 99)" : known[Int(random.next() % UInt64(known.count))]
      } + ["", "0123456789abcdefg", "0123456789abcde"]
    var levels = ShortLevels()
    for (code, level) in known.enumerated() {
      Array(level.utf8).withUnsafeBufferPointer { levels.insert($0, code: Int32(code)) }
    }
    #expect(levels.count == known.count)
    for kernels in kernelSets {
      let text = Text(fields)
      var codes = [Int32](repeating: -1, count: fields.count)
      let others = text.rows { column, others in
        codes.withUnsafeMutableBufferPointer {
          kernels.codes(
            column, rows: fields.count, levels: levels, into: $0.baseAddress!, others: others)
        }
      }
      #expect(others == fields.indices.filter { !known.contains(fields[$0]) })
      let left = Set(others)
      #expect(fields.indices.allSatisfy { left.contains($0) || known[Int(codes[$0])] == fields[$0] })
    }
  }

  @Test func textIsCounted() {
    var random = SplitMix(seed: 7)
    for size in [0, 1, 63, 64, 65, 1000, 4097] {
      for alphabet in ["a\n\"", "ab,\n", "a", "\u{e9}\n"] {
        let letters = Array(alphabet.utf8)
        var text = (0..<size).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
        if size == 1000 { text[777] = 0 }
        var quotes = 0
        var feeds = [0, 0]
        for byte in text {
          if byte == UInt8(ascii: "\"") { quotes += 1 }
          if byte == UInt8(ascii: "\n") { feeds[quotes & 1] += 1 }
        }
        for kernels in kernelSets {
          let counts = text.withUnsafeBufferPointer { kernels.counts(of: $0) }
          #expect(counts.quotes == quotes && counts.lineFeeds == feeds[0])
          #expect(counts.lineFeedsAfterOddQuotes == feeds[1])
          #expect(counts.hasNUL == (size == 1000) && counts.hasHighBytes == text.contains { $0 > 127 })
        }
      }
    }
  }

  @Test(arguments: [1, 2, 7, 64, 3000]) func recordsAreCut(width: Int) {
    var random = SplitMix(seed: UInt64(width))
    let rows = width > 1000 ? 9 : 2500
    let table = (0..<rows).map { _ in
      (0..<width).map { _ in String(repeating: "x", count: Int(random.next() % 12)) }
    }
    for (lineEnd, isClosed) in [("\n", true), ("\r\n", true), ("\n", false), ("\r\n", false)] {
      var text = table.map { $0.joined(separator: ";") }.joined(separator: lineEnd)
      // A record that is empty altogether needs its line end.
      if isClosed || text.hasSuffix("\n") { text += lineEnd }
      for kernels in kernelSets { #expect(cut(text, width, kernels) == table.flatMap(\.self)) }
    }
    for kernels in kernelSets {
      let good = table.map { $0.joined(separator: ";") + "\n" }.joined()
      #expect(cut(good + "x;\n" + good, width, kernels) == nil || width == 2)
      #expect(cut(good + String(repeating: ";", count: width) + "\n", width, kernels) == nil)
      if width > 2 { #expect(cut(good + "\n" + good, width, kernels) == nil) }
    }
  }

  private func cut(_ text: String, _ width: Int, _ kernels: KernelSet) -> [String]? {
    let bytes = Array(text.utf8)
    let room = RecordCursor.room(width: width)
    var fields: [String] = []
    return bytes.withUnsafeBufferPointer { buffer -> [String]? in
      var cursor = RecordCursor(buffer, delimiter: UInt8(ascii: ";"), width: width, kernels: kernels)
      let starts = UnsafeMutablePointer<UInt32>.allocate(capacity: room)
      let ends = UnsafeMutablePointer<UInt32>.allocate(capacity: room)
      defer {
        starts.deallocate()
        ends.deallocate()
      }
      while !cursor.isAtEnd {
        guard let rows = cursor.next(starts: starts, ends: ends), rows > 0 else { return nil }
        for field in 0..<(rows * width) {
          fields.append(String(decoding: buffer[Int(starts[field])..<Int(ends[field])], as: UTF8.self))
        }
      }
      return fields
    }
  }
}

/// A text of one column, with room on both sides.
private struct Text {
  private var bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 32)
  private var starts: [UInt32] = []
  private var ends: [UInt32] = []

  init(_ fields: [String]) {
    for field in fields {
      starts.append(UInt32(bytes.count))
      bytes += field.utf8
      ends.append(UInt32(bytes.count))
      bytes.append(UInt8(ascii: "\n"))
    }
    bytes += [UInt8](repeating: UInt8(ascii: "#"), count: 32)
  }

  /// The rows that `read` leaves.
  func rows(_ read: (TextFields, UnsafeMutablePointer<UInt32>) -> Int) -> [Int] {
    var others = [UInt32](repeating: 0, count: starts.count)
    let count = bytes.withUnsafeBufferPointer { text in
      starts.withUnsafeBufferPointer { starts in
        ends.withUnsafeBufferPointer { ends in
          others.withUnsafeMutableBufferPointer {
            read(
              TextFields(
                text: text.baseAddress!, before: 0, size: text.count, starts: starts.baseAddress!,
                ends: ends.baseAddress!, flags: nil, refused: 0, column: 0, width: 1),
              $0.baseAddress!)
          }
        }
      }
    }
    return others[..<count].map(Int.init)
  }
}

/// A small generator for tests (Steele, Lea, Flood 2014).
private struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
