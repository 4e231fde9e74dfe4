internal import Kernels
internal import Tabular

/// A column of a real and of a synthetic table in the terms of SDMetrics 0.32.
struct SDMetricsColumn: Sendable {
  let name: String
  /// Of numbers, dates and times.
  let numbers: Numbers?
  /// Levels, or numbers in bins; nil where numbers cannot be cut into bins.
  let codes: CodedColumn?
  /// The score of its shape.
  let shape: Double?

  struct Numbers: Sendable {
    /// As the cells spell them, NaN where missing; dates and times in nanoseconds.
    let real: [Double]
    let synthetic: [Double]
    let realRange: ValueRange
    let syntheticRange: ValueRange
    /// Whether pandas can read all of them: it holds no date before 1677 or after 2262.
    let readable: Bool

    /// Whether one of the tables has one number only.
    var isConstant: Bool {
      [realRange, syntheticRange].contains { $0.count > 0 && $0.low == $0.high }
    }
  }

  /// The metric of its shape.
  var metric: String { numbers == nil ? "TVComplement" : "KSComplement" }

  /// nil for identifiers and text, which the quality report leaves out.
  init?(_ field: Field, real: Column, synthetic: Column) {
    guard let aligned = AlignedColumn(field, real: real, synthetic: synthetic) else { return nil }
    name = field.name
    switch aligned {
    case .levels(let real, let synthetic, let count):
      numbers = nil
      codes = CodedColumn(aligned)
      // Missing, the first, is no level of a shape.
      shape = TotalVariation.sdmetricsComplement(
        real: Array(real.counts(levels: count).dropFirst()),
        synthetic: Array(synthetic.counts(levels: count).dropFirst()))
    case .numbers(let stored):
      let readable = real.isReadable(field.type) && synthetic.isReadable(field.type)
      let numbers = Numbers(real: real, synthetic: synthetic, field.type, readable: readable)
      self.numbers = numbers
      let binned = (
        real: SDMetricsBins.codes(numbers.real, numbers.realRange),
        synthetic: SDMetricsBins.codes(numbers.synthetic, numbers.syntheticRange)
      )
      if readable, let real = binned.real, let synthetic = binned.synthetic {
        codes = CodedColumn(
          real: .bytes(real), synthetic: .bytes(synthetic), count: SDMetricsBins.count, binned: true)
      } else {
        codes = nil
      }
      guard readable else {
        shape = nil
        return
      }
      let pair = SDMetricsColumn.comparable(field, real, synthetic) ?? stored
      if pair.whole {
        let isEmpty = pair.realRange.count == 0 || pair.syntheticRange.count == 0
        shape = isEmpty ? nil : 1 - KolmogorovSmirnov.distance(pair)
      } else {
        shape = KolmogorovSmirnov.sdmetricsComplement(real: pair.real, synthetic: pair.synthetic)
      }
    }
  }

  /// Numbers that are compared for being equal or less only: where pandas keeps whole numbers that a double does not
  /// tell apart, less the least of them. nil where the stored ones will do.
  private static func comparable(_ field: Field, _ real: Column, _ synthetic: Column) -> NumberPair? {
    guard case .int64 = real.values, case .int64 = synthetic.values else { return nil }
    var exact = real.validity == nil && synthetic.validity == nil
    switch field.type {
    case .date, .timestamp: exact = true
    case .decimal: exact = false
    default: break
    }
    guard exact, let (low, high) = extremes([real, synthetic]), low < -(1 << 53) || high > 1 << 53 else {
      return nil
    }
    func shifted(_ column: Column) -> Column {
      guard case .int64(let values) = column.values else { return column }
      return Column(.int64(values.map { $0 &- low }), validity: column.validity)
    }
    return NumberPair(real: shifted(real), synthetic: shifted(synthetic))
  }

  /// The least and the greatest of the stored whole numbers.
  fileprivate static func extremes(_ columns: [Column]) -> (low: Int64, high: Int64)? {
    var (low, high) = (Int64.max, Int64.min)
    for column in columns {
      guard case .int64(let values) = column.values else { continue }
      if let validity = column.validity {
        for row in values.indices where validity[row] {
          (low, high) = (min(low, values[row]), max(high, values[row]))
        }
      } else {
        for value in values { (low, high) = (min(low, value), max(high, value)) }
      }
    }
    return low <= high ? (low, high) : nil
  }
}

extension SDMetricsColumn.Numbers {
  fileprivate init(real: Column, synthetic: Column, _ type: FieldType, readable: Bool) {
    self.real = real.writtenNumbers(type)
    self.synthetic = synthetic.writtenNumbers(type)
    realRange = self.real.withUnsafeBufferPointer { KernelSet.active.range($0) }
    syntheticRange = self.synthetic.withUnsafeBufferPointer { KernelSet.active.range($0) }
    self.readable = readable
  }
}

extension Column {
  /// Whether every date or time fits into 64 bits as nanoseconds since 1970.
  fileprivate func isReadable(_ type: FieldType) -> Bool {
    let ticks: Int64
    switch type {
    case .date: ticks = 86_400_000_000_000
    case .timestamp(let format): ticks = (format.fractionDigits..<9).reduce(1) { product, _ in product * 10 }
    default: return true
    }
    guard let (low, high) = SDMetricsColumn.extremes([self]) else { return true }
    return !low.multipliedReportingOverflow(by: ticks).overflow
      && !high.multipliedReportingOverflow(by: ticks).overflow
  }
}

/// numpy's ten bins of equal width over a table's own range, whose edges are 0.5 away from a constant.
enum SDMetricsBins {
  static let bins = 10
  /// 1 to 10, and 11, which is the greatest value and missing as well; 0 does not occur.
  static let count = bins + 2

  /// nil where the range is not finite.
  static func codes(_ values: [Double], _ range: ValueRange) -> [UInt8]? {
    var (low, high) = range.count > 0 ? (range.low, range.high) : (0, 1)
    guard low.isFinite, high.isFinite else { return nil }
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    let step = (high - low) / Double(bins)
    let edges = (0..<bins).map { Double($0) * step + low } + [high]
    return [UInt8](unsafeUninitializedCapacity: values.count) { output, count in
      count = values.count
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: Column.blockRows) { codes in
        values.withUnsafeBufferPointer { values in
          for start in stride(from: 0, to: values.count, by: Column.blockRows) {
            let rows = start..<min(start + Column.blockRows, values.count)
            KernelSet.active.codes(
              cuts: edges, of: .init(rebasing: values[rows]), into: .init(rebasing: codes[..<rows.count]))
            for row in rows {
              output[row] =
                values[row].isNaN ? UInt8(bins + 1) : UInt8(truncatingIfNeeded: codes[row - start])
            }
          }
        }
      }
    }
  }
}
