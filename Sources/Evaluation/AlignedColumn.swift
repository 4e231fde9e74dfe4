internal import Kernels
package import Tabular

/// One column of two tables in terms that can be compared: numbers with numbers, levels by their names.
enum AlignedColumn: Sendable {
  case numbers(NumberPair)
  /// Codes in a common list of `count` levels; missing is code 0.
  case levels(real: Codes, synthetic: Codes, count: Int)

  /// `nil` for identifiers and text, which have no distribution to compare.
  init?(_ field: Field, real: Column, synthetic: Column) {
    switch (real.values, synthetic.values) {
    case (.codes(let realCodes, let realLevels), .codes(let codes, let levels)):
      if case .text = field.type { return nil }
      let common = CommonLevels(real: realLevels, synthetic: levels)
      self = .levels(
        real: Codes(realCodes, real.validity, common.real, count: common.count),
        synthetic: Codes(codes, synthetic.validity, common.synthetic, count: common.count),
        count: common.count)
    case (.strings, _), (_, .strings): return nil
    default:
      if case .identifier = field.type { return nil }
      self = .numbers(NumberPair(real: real, synthetic: synthetic))
    }
  }
}

/// A column of numbers of two tables, NaN where missing.
struct NumberPair: Sendable {
  let real: [Double]
  let synthetic: [Double]
  let realRange: ValueRange
  let syntheticRange: ValueRange
  /// Whether the values are stored as whole numbers.
  let whole: Bool
}

extension NumberPair {
  init(real: Column, synthetic: Column) {
    let (first, second) = (NumberColumn(real.numbers), NumberColumn(synthetic.numbers))
    var whole = false
    if case (.int64, .int64) = (real.values, synthetic.values) { whole = true }
    self.init(first, second, whole: whole)
  }
}

/// Codes of levels in the fewest bytes.
enum Codes: Sendable {
  case bytes([UInt8])
  case words([Int32])

  /// The codes that `map` makes of `codes`, 0 where missing.
  init(_ codes: [Int32], _ validity: Bitmap?, _ map: [Int32], count: Int) {
    self =
      count <= 256
      ? .bytes(mapped(codes, validity, map.map(UInt8.init))) : .words(mapped(codes, validity, map))
  }

  var rowCount: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .words(let words): words.count
    }
  }

  var words: [Int32] {
    switch self {
    case .bytes(let bytes): bytes.map(Int32.init)
    case .words(let words): words
    }
  }

  func counts(levels: Int) -> [Int] {
    var counts = [UInt32](repeating: 0, count: levels)
    counts.withUnsafeMutableBufferPointer { counts in
      switch self {
      case .bytes(let codes): codes.withUnsafeBufferPointer { KernelSet.active.count($0, into: counts) }
      case .words(let codes): codes.withUnsafeBufferPointer { KernelSet.active.count($0, into: counts) }
      }
    }
    return counts.map(Int.init)
  }
}

private func mapped<Code: FixedWidthInteger>(_ codes: [Int32], _ validity: Bitmap?, _ map: [Code]) -> [Code] {
  [Code](unsafeUninitializedCapacity: codes.count) { output, count in
    codes.withUnsafeBufferPointer { codes in
      map.withUnsafeBufferPointer { map in
        for row in codes.indices { output[row] = map[Int(codes[row])] }
      }
    }
    validity?.forEachUnset { output[$0] = 0 }
    count = codes.count
  }
}

/// The levels of two tables in one list: those of the real table, then the others; 0 stands for missing.
struct CommonLevels: Sendable {
  /// The common code of each code of the real table.
  let real: [Int32]
  let synthetic: [Int32]
  let count: Int

  init(real: StringArray, synthetic: StringArray) {
    var common = Dictionary(
      real.indices.map { (real.string($0), Int32($0 + 1)) }, uniquingKeysWith: { a, _ in a })
    // Not the size of the dictionary: a list that names a level twice has two codes for it.
    var next = Int32(real.count + 1)
    self.real = real.indices.map { Int32($0 + 1) }
    self.synthetic = synthetic.indices.map { index in
      let name = synthetic.string(index)
      if let known = common[name] { return known }
      defer { next += 1 }
      common[name] = next
      return next
    }
    count = Int(next)
  }
}

extension Column {
  /// The values of a column of numbers, NaN where missing.
  package var numbers: [Double] {
    if case .float64(let reals) = values, validity == nil { return reals }
    return [Double](unsafeUninitializedCapacity: count) { output, initialised in
      switch values {
      case .int64(let integers): for row in integers.indices { output[row] = Double(integers[row]) }
      case .float64(let reals): _ = output.update(fromContentsOf: reals)
      case .codes, .strings: preconditionFailure("a number column stores numbers")
      }
      validity?.forEachUnset { output[$0] = .nan }
      initialised = count
    }
  }
}

extension Bitmap {
  /// Calls `body` with the index of each bit that is not set, in order.
  func forEachUnset(_ body: (Int) -> Void) { forEachUnset(in: 0..<count, body) }

  /// The same of the bits of a range that starts with a word.
  func forEachUnset(in range: Range<Int>, _ body: (Int) -> Void) {
    precondition(range.lowerBound.isMultiple(of: 64))
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      var unset = ~words[start / 64]
      if range.upperBound - start < 64 { unset &= (1 << UInt64(range.upperBound - start)) - 1 }
      while unset != 0 {
        body(start + unset.trailingZeroBitCount)
        unset &= unset - 1
      }
    }
  }
}
