internal import Kernels

/// What the present values of one column, or of its part in one chunk, are spelt like. Each value is
/// counted in one of the kinds. Summaries of parts are merged in any order with the same result.
struct ColumnSummary: Equatable {
  /// Values that are neither missing nor quoted and empty.
  var present = 0
  var quotedEmpty = 0

  /// One bit per spelling: false, true, False, True, FALSE, TRUE.
  var booleanSpellings: UInt8 = 0
  var booleans = 0

  var integers = 0
  var oversized = 0
  var decimals = 0
  var floats = 0
  var infinities = 0
  var firstInfinity = Int.max
  var integerDigits = 0
  var maximumFraction = 0
  var minimumFraction = Int.max
  /// Integers of eight digits that are days of 1900 to 2100; where strings are told from numbers, strings of
  /// eight such digits, which are nothing else then.
  var compactDates = 0

  var temporals = 0
  var layout = TemporalShape.Layout()
  var traits: TemporalShape.Traits = []
  var layoutsDiffer = false

  var strings = 0
  /// The offset of the first value that is a string.
  var firstString = Int.max
  /// Values left unclassified, since so many before them were strings.
  var unclassified = 0

  /// A column with this many strings in one chunk is a column of strings, whatever else it holds.
  static let stringsToGiveUp = 64

  var numbers: Int { integers + oversized + decimals + floats + infinities }

  /// Counts the value that `span` holds.
  @inline(__always) mutating func count(_ span: FieldSpan, _ base: UnsafePointer<UInt8>) {
    if span.start == span.end, span.isQuoted {
      quotedEmpty &+= 1
      return
    }
    present &+= 1
    if strings >= ColumnSummary.stringsToGiveUp {
      unclassified &+= 1
      return
    }
    classify(span, base)
  }

  @inline(never) private mutating func classify(_ span: FieldSpan, _ base: UnsafePointer<UInt8>) {
    if span.flags.contains(.typed) { return classifyTyped(span, base) }
    guard span.start < span.end else { return countString(at: span.start) }
    let first = base[span.start]
    // A number, a date or an infinity starts with one of few bytes.
    if first &- UInt8(ascii: "0") <= 9 || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
      || first == UInt8(ascii: ".") || first | 0x20 == UInt8(ascii: "i")
    {
      let number = NumberShape(base, span.start, span.end)
      if number.kind != .none { return count(number, span, base) }
      if let shape = TemporalShape(base, span.start, span.end) { return count(shape) }
    } else if let spelling = ColumnSummary.booleanSpelling(span, base) {
      booleans &+= 1
      booleanSpellings |= 1 << spelling
      return
    }
    countString(at: span.start)
  }

  /// A string is no number or boolean, whatever it looks like; a number is no date.
  private mutating func classifyTyped(_ span: FieldSpan, _ base: UnsafePointer<UInt8>) {
    if span.flags.contains(.escaped) {
      FieldContent.bytes(of: span, base).withUnsafeBufferPointer { content in
        guard let start = content.baseAddress else { return }
        classifyString(start, 0, content.count, at: span.start)
      }
    } else if span.isQuoted {
      classifyString(base, span.start, span.end, at: span.start)
    } else if let spelling = ColumnSummary.booleanSpelling(span, base) {
      booleans &+= 1
      booleanSpellings |= 1 << spelling
    } else {
      count(NumberShape(base, span.start, span.end), span, base)
    }
  }

  private mutating func classifyString(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, at offset: Int
  ) {
    if let shape = TemporalShape(base, start, end) {
      count(shape)
    } else if end - start == 8, CompactDate.isSpelt(base, start) {
      compactDates &+= 1
    } else {
      countString(at: offset)
    }
  }

  private mutating func countString(at offset: Int) {
    strings &+= 1
    firstString = min(firstString, offset)
  }

  @inline(__always) private mutating func count(
    _ number: NumberShape, _ span: FieldSpan, _ base: UnsafePointer<UInt8>
  ) {
    integerDigits = max(integerDigits, number.integerDigits)
    switch number.kind {
    case .none: break
    case .integer:
      integers &+= 1
      minimumFraction = 0
      if span.count == 8, !span.flags.contains(.typed), CompactDate.isDay(number.integer) {
        compactDates &+= 1
      }
    case .oversized: oversized &+= 1
    case .decimal:
      decimals &+= 1
      maximumFraction = max(maximumFraction, number.fractionDigits)
      minimumFraction = min(minimumFraction, number.fractionDigits)
    case .float: floats &+= 1
    case .infinite:
      infinities &+= 1
      firstInfinity = min(firstInfinity, span.start)
    }
  }

  private mutating func count(_ shape: TemporalShape) {
    if temporals == 0 { layout = shape.layout } else if layout != shape.layout { layoutsDiffer = true }
    traits.formUnion(shape.traits)
    temporals &+= 1
  }

  private static let booleanWords: [StaticString] = ["false", "true", "False", "True", "FALSE", "TRUE"]

  private static func booleanSpelling(_ span: FieldSpan, _ base: UnsafePointer<UInt8>) -> UInt8? {
    guard span.count == 4 || span.count == 5 else { return nil }
    let first = base[span.start] | 0x20
    guard first == UInt8(ascii: "t") || first == UInt8(ascii: "f") else { return nil }
    for (index, word) in booleanWords.enumerated() where word.utf8CodeUnitCount == span.count {
      if (0..<span.count).allSatisfy({ base[span.start + $0] == word.utf8Start[$0] }) { return UInt8(index) }
    }
    return nil
  }

  /// Counts numbers that were read in bulk, none of which may be a day.
  mutating func count(_ numbers: NumberCounts) {
    present += numbers.integers + numbers.decimals + numbers.floats
    integers += numbers.integers
    decimals += numbers.decimals
    floats += numbers.floats
    integerDigits = max(integerDigits, numbers.integerDigits)
    if numbers.integers > 0 { minimumFraction = 0 }
    if numbers.decimals > 0 {
      maximumFraction = max(maximumFraction, numbers.mostFractionDigits)
      minimumFraction = min(minimumFraction, numbers.fewestFractionDigits)
    }
  }

  mutating func merge(_ other: ColumnSummary) {
    present += other.present
    quotedEmpty += other.quotedEmpty
    booleanSpellings |= other.booleanSpellings
    booleans += other.booleans
    integers += other.integers
    oversized += other.oversized
    decimals += other.decimals
    floats += other.floats
    infinities += other.infinities
    firstInfinity = min(firstInfinity, other.firstInfinity)
    integerDigits = max(integerDigits, other.integerDigits)
    maximumFraction = max(maximumFraction, other.maximumFraction)
    minimumFraction = min(minimumFraction, other.minimumFraction)
    compactDates += other.compactDates
    if other.temporals > 0 {
      if temporals == 0 { layout = other.layout } else if layout != other.layout { layoutsDiffer = true }
      layoutsDiffer = layoutsDiffer || other.layoutsDiffer
      traits.formUnion(other.traits)
      temporals += other.temporals
    }
    strings += other.strings
    firstString = min(firstString, other.firstString)
    unclassified += other.unclassified
  }
}

extension ColumnSummary {
  /// The spellings of false and true, if all values are spelt in one casing.
  var booleanLevels: [String]? {
    switch booleanSpellings {
    case 0b01, 0b10, 0b11: ["false", "true"]
    case 0b01_00, 0b10_00, 0b11_00: ["False", "True"]
    case 0b01_0000, 0b10_0000, 0b11_0000: ["FALSE", "TRUE"]
    default: nil
    }
  }
}
