internal import Kernels
internal import Scheduling
public import Tabular

/// Measures how varied the rows of a stream are. Exact over all rows, but for what ``RowHasher`` says of collisions.
///
/// Memory grows with the distinct rows: 30 to 45 bytes each; nothing else grows.
public struct DiversityMonitor: Sendable {
  private let schema: Schema
  private let hasher: RowHasher
  private let places: [Int]
  private var rows = RowCounts()
  private var last: RowHasher.Hash?
  private var repeats = 0
  private var rowCount = 0
  private var values: [ValueCounts]
  private let counter: CellCounter?
  private let reference: DriftReference?
  private var cells: [[Int]]
  private let real: RealRows?

  /// What is kept of a real table.
  public struct RealRows: Sendable {
    let reference: DriftReference
    let multiplicities: [Int: Int]
    let repetitionRate: Double
    let rows: Int

    /// - Parameter columns: Names of the columns that both tables have.
    public init(_ table: Table, columns: [String], threads: Int) throws {
      reference = try DriftReference(table, pairs: false, threads: threads)
      let wanted = Set(columns)
      var monitor = try DiversityMonitor(table.schema, columns: wanted)
      monitor.add(table, threads: threads)
      multiplicities = monitor.rows.multiplicities
      repetitionRate = monitor.repetitionRate
      rows = table.rowCount
    }
  }

  /// - Parameter columns: Those whose values make a row; `nil`: all. Identifiers, which make every row a row of its own, never do.
  public init(_ schema: Schema, columns: Set<String>? = nil, against real: RealRows? = nil) throws {
    self.schema = schema
    places = schema.fields.indices.filter {
      if case .identifier = schema.fields[$0].type { return false }
      return columns?.contains(schema.fields[$0].name) ?? true
    }
    hasher = RowHasher(columns: places)
    values = places.map { _ in ValueCounts() }
    self.real = real
    reference = real?.reference
    counter = try reference.map {
      try CellCounter($0.columns.map { CellMapping($0.cells) }, schema: schema, pairs: nil)
    }
    cells = reference?.columns.map { [Int](repeating: 0, count: $0.cells.count) } ?? []
  }

  private struct Target: @unchecked Sendable {
    // Every task writes rows of its own.
    let hashes: UnsafeMutableBufferPointer<RowHasher.Hash>
  }

  /// The hashes of a table's rows.
  static func hashes(_ table: Table, _ hasher: RowHasher, threads: Int) -> [RowHasher.Hash] {
    let words = hasher.prepared(table)
    let plan = ChunkPlan(rows: 0..<table.rowCount, chunkRows: 1 << 13)
    return [RowHasher.Hash](unsafeUninitializedCapacity: table.rowCount) { hashes, count in
      let target = Target(hashes: hashes)
      Parallel.forEach(count: plan.count, threads: threads) { chunk in
        let rows = plan[chunk]
        hasher.hash(
          table, words, rows: rows, into: UnsafeMutableBufferPointer(rebasing: target.hashes[rows]))
      }
      count = table.rowCount
    }
  }

  private struct OpenCounts: @unchecked Sendable {
    let values: UnsafeMutableBufferPointer<ValueCounts>
  }

  /// Adds the next rows of the stream. - Parameter threads: The result does not depend on it.
  public mutating func add(_ table: Table, threads: Int) {
    guard table.rowCount > 0 else { return }
    let hashes = Self.hashes(table, hasher, threads: threads)
    for hash in hashes {
      if hash == last { repeats += 1 }
      last = hash
    }
    rows.add(hashes, threads: threads)
    rowCount += table.rowCount
    let places = places
    values.withUnsafeMutableBufferPointer { values in
      let open = OpenCounts(values: values)
      Parallel.forEach(count: places.count, threads: threads) { index in
        open.values[index].add(table.columns[places[index]])
      }
    }
    if let counter {
      let counts = counter.counts(table, firstRow: 0, batchRows: .max, threads: threads)
      for part in counts.parts {
        for column in cells.indices {
          for (cell, count) in part.columns[column].enumerated() { cells[column][cell] += count }
        }
      }
    }
  }

  public var uniqueRatio: Double { rowCount == 0 ? 0 : Double(rows.distinct) / Double(rowCount) }
  public var repetitionRate: Double { rowCount == 0 ? 0 : Double(repeats) / Double(rowCount) }

  /// Everything so far.
  public func report() -> DiversityReport {
    let multiplicities = rows.multiplicities
    let found = zip(places, values).map { place, counted -> DiversityReport.Column in
      let field = schema.fields[place]
      let counts = counted.counts
      return DiversityReport.Column(
        name: field.name, entropy: counts.map(Entropy.bits),
        distinctValues: counts.map { $0.count - (counted.missing > 0 ? 1 : 0) },
        missingShare: rowCount == 0 ? 0 : Double(counted.missing) / Double(rowCount),
        against: comparison(field.name))
    }
    let left = schema.fields.filter { if case .identifier = $0.type { true } else { false } }
    var report = DiversityReport(
      rows: rowCount, distinctRows: rows.distinct, uniqueRatio: uniqueRatio, repetitionRate: repetitionRate,
      topRowShare: rowCount == 0 ? 0 : Double(multiplicities.keys.max() ?? 0) / Double(rowCount),
      columns: found, against: nil,
      notes: left.isEmpty
        ? []
        : [
          "Identifiers make every row a row of its own and are left out: "
            + left.map { "\"\(ColumnPlace.shown($0.name))\"" }.joined(separator: ", ") + "."
        ])
    if let real { report.against = comparison(real, multiplicities, report) }
    return report
  }

  private func comparison(_ name: String) -> DiversityReport.ColumnComparison? {
    guard let reference, let index = reference.columns.firstIndex(where: { $0.cells.name == name }) else {
      return nil
    }
    let column = reference.columns[index]
    let realCounts = column.counts!
    let (own, real) = (Entropy.bits(cells[index]), Entropy.bits(realCounts))
    let values = 0..<column.cells.valueCells
    let there = values.filter { realCounts[$0] > 0 }
    let covered = there.count { cells[index][$0] > 0 }
    let expected = there.reduce(0.0) { sum, cell in
      let share = column.shares[cell]
      let absent =
        share >= 1 ? 0 : Exponential.of(Double(rowCount) * KernelSet.active.logarithm(of: 1 - share))
      return sum + 1 - absent
    }
    return DiversityReport.ColumnComparison(
      realEntropy: real, relativeEntropy: real > 0 ? own / real : nil,
      coverage: there.isEmpty ? 1 : Double(covered) / Double(there.count),
      expectedCoverage: there.isEmpty ? 1 : expected / Double(there.count))
  }

  /// Limits of mode collapse, each against the real table.
  enum Collapse {
    static let uniqueRatio = 0.9
    static let entropy = 0.8
    static let coverage = 0.8
    static let topRow = 0.01
    static let repetition = 0.02
  }

  private func comparison(
    _ real: RealRows, _ own: [Int: Int], _ report: DiversityReport
  ) -> DiversityReport.Comparison {
    let equal = max(1, min(real.rows, rowCount))
    let ratio = Rarefaction.distinct(own, sample: equal) / Double(equal)
    let realRatio = Rarefaction.distinct(real.multiplicities, sample: equal) / Double(equal)
    let realTop = Double(real.multiplicities.keys.max() ?? 0) / Double(real.rows)
    func percent(_ share: Double) -> String {
      let tenths = Int((share * 1000).rounded())
      return "\(tenths / 10).\(tenths % 10) %"
    }
    var reasons: [String] = []
    if ratio < Collapse.uniqueRatio * realRatio {
      reasons.append(
        "Of as many rows, \(percent(ratio)) are distinct here and \(percent(realRatio)) in the real table.")
    }
    if report.topRowShare > realTop + Collapse.topRow, report.topRowShare > 2 * realTop {
      reasons.append(
        "One row makes up \(percent(report.topRowShare)) of all, in the real table at most \(percent(realTop))."
      )
    }
    if report.repetitionRate > real.repetitionRate + Collapse.repetition {
      reasons.append(
        "\(percent(report.repetitionRate)) of the rows equal the row before, in the real table \(percent(real.repetitionRate))."
      )
    }
    for column in report.columns {
      guard let against = column.against else { continue }
      let name = "\"\(ColumnPlace.shown(column.name))\""
      if let relative = against.relativeEntropy, relative < Collapse.entropy, against.realEntropy > 0.1 {
        reasons.append("Column \(name) has \(percent(relative)) of the real column's entropy.")
      }
      if against.coverage < Collapse.coverage * against.expectedCoverage {
        reasons.append(
          "Column \(name) has \(percent(against.coverage)) of the real column's levels, where chance leaves "
            + "\(percent(against.expectedCoverage)).")
      }
    }
    return DiversityReport.Comparison(
      realRows: real.rows, equalRows: equal, uniqueRatio: ratio, realUniqueRatio: realRatio,
      realRepetitionRate: real.repetitionRate, realTopRowShare: realTop, modeCollapse: !reasons.isEmpty,
      reasons: reasons)
  }
}
