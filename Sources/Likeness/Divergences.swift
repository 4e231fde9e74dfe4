import Evaluation
import Kernels
import Sklar

/// Per divergence, the seconds per column, beside those of reading the columns once and of one radix sort.
///
/// Seconds are medians of several runs, on one thread, added up over the columns that the work applies to and divided
/// by their number; the ratio is to the work named last in the line, on the same columns.
func printDivergences(_ tables: TablePair) throws {
  let names = tables.real.schema.fields.map(\.name)
  let columns = names.indices.map {
    ComparedPair(
      field: tables.real.schema.fields[$0], real: tables.real.columns[$0], other: tables.other.columns[$0])
  }
  print("columns of \(tables.real.rowCount) and \(tables.other.rowCount) rows, one thread")
  print("work".padded(to: 44) + "columns   seconds per column   ratio")
  for kind in [ComparedPair.Kind.levels, .numbers] {
    let chosen = columns.filter { $0.kind == kind }
    guard !chosen.isEmpty else { continue }
    let read = mean(chosen) { $0.read() }
    line("read the columns of \(kind) once", chosen.count, read, nil)
    for (name, divergence) in countingDivergences {
      let time = mean(chosen) { pair in
        guard let counts = ColumnCounts(pair.field, real: pair.real, synthetic: pair.other) else { return 0 }
        return divergence(counts.real, counts.synthetic)
      }
      line("\(name), \(kind)", chosen.count, time, read)
    }
    if kind == .numbers {
      let numbers = chosen.map { (pair: $0, real: $0.numbers(\.real), other: $0.numbers(\.other)) }
      let sort = mean(numbers) { sorted($0.real) + sorted($0.other) }
      line("one radix sort of the columns of numbers", chosen.count, sort, nil)
      let distance = mean(numbers) { KolmogorovSmirnov.distance($0.real, $0.other) }
      line("Kolmogorov-Smirnov, by sorting", chosen.count, distance, sort)
    }
  }
}

private let countingDivergences: [(String, @Sendable ([Int], [Int]) -> Double)] = [
  ("total variation", { TotalVariation.distance($0, $1) }),
  ("Jensen-Shannon", { JensenShannon.distance($0, $1) }),
  ("Hellinger", { Hellinger.distance($0, $1) }),
  ("chi-squared", { ChiSquared.statistic($0, $1).value }),
  ("Kullback-Leibler", { KullbackLeibler.divergence($0, from: $1) }),
]

/// One column of two tables.
private struct ComparedPair {
  enum Kind { case levels, numbers, neither }

  let field: Field
  let real: Column
  let other: Column

  var kind: Kind {
    switch (field.type, real.values) {
    case (.identifier, _), (.text, _), (_, .strings): .neither
    case (_, .codes): .levels
    case (_, .int64), (_, .float64): .numbers
    }
  }

  /// Every stored value is read and added up, as bits.
  func read() -> Double { Double(truncatingIfNeeded: sum(real) &+ sum(other)) }

  func numbers(_ side: (ComparedPair) -> Column) -> [Double] {
    switch side(self).values {
    case .int64(let values): values.map(Double.init)
    case .float64(let values): values
    case .codes, .strings: []
    }
  }
}

private func sum(_ column: Column) -> UInt64 {
  switch column.values {
  case .int64(let values): values.withUnsafeBufferPointer { $0.reduce(0) { $0 &+ UInt64(bitPattern: $1) } }
  case .float64(let values): values.withUnsafeBufferPointer { $0.reduce(0) { $0 &+ $1.bitPattern } }
  // In 32 bits: widening every code would cost more than reading it.
  case .codes(let codes, _):
    UInt64(codes.withUnsafeBufferPointer { $0.reduce(0) { $0 &+ UInt32(bitPattern: $1) } })
  case .strings: 0
  }
}

extension Double {
  fileprivate init(truncatingIfNeeded bits: UInt64) { self = Double(bits >> 12) }
}

private func sorted(_ values: [Double]) -> Double {
  var copy = values
  copy.withUnsafeMutableBufferPointer { copy in
    withUnsafeTemporaryAllocation(of: Double.self, capacity: copy.count) {
      KernelSet.active.sort(copy, scratch: $0)
    }
  }
  return copy.first ?? 0
}

/// The mean over `items` of the median time of 21 runs.
private func mean<Item>(_ items: [Item], _ work: (Item) -> Double) -> Double {
  let clock = ContinuousClock()
  var total = 0.0
  var digest = 0.0
  for item in items {
    total += median((0..<21).map { _ in seconds(clock.measure { digest += work(item) }) })
  }
  // Results that nobody looks at need not be computed.
  if digest.isNaN { print("a divergence is no number") }
  return total / Double(items.count)
}

private func line(_ name: String, _ columns: Int, _ time: Double, _ floor: Double?) {
  let ratio = floor.map { decimal(time / $0, 2) } ?? ""
  print(name.padded(to: 44) + "\(columns)".padded(to: 10) + decimal(time, 9).padded(to: 21) + ratio)
}
