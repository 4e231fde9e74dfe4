internal import Kernels
public import Tabular

/// Watches a stream of rows for drift from a reference, in memory that does not grow with the rows.
///
/// Rows come as the counts that a ``CellCounter`` made, in order; after each batch of rows verdicts are formed:
/// - `over`: Σ|Δshare| of a column over all rows so far is above the limit. It is judged once the mean that rows without
///   any drift would have (see ``DriftReference/ReferenceColumn/expectedDrift(rows:)``) is under a fifth of the limit.
/// - `changed`: a sequential test finds that rows no longer come from the reference, with a false alarm in a
///   share of at most `level` of all runs, however long they are and however many columns they have.
public struct DriftMonitor: Sendable {
  public let reference: DriftReference
  public let options: DriftOptions
  private let mappings: [CellMapping]

  private struct Watched: Sendable {
    var detector: ChangeDetector
    var counts: [Int]
    var batch: [Int]
    var firstOver: Int?
    var isOver = false
    var changedAt: Int?
    var changedFrom: Int?
    var evidence = 0.0
  }

  private var columns: [Watched]
  private var pairCounts: [[UInt32]] = []
  private var pairsAreOver = false
  private var nextPairCheck = 0
  private var batch = 0
  private var batchRows = 0
  private var closed = 0
  private var batches: [DriftReport.Batch] = []
  private var stride = 1
  public private(set) var rows = 0

  /// What a user should be told at once.
  public enum Event: Sendable, Hashable {
    case over(column: String, drift: Double, rows: Int)
    case changed(column: String, fromRow: Int, rows: Int)
    case pairOver(first: String, second: String, change: Double, rows: Int)
  }

  /// The most batches that a report lists; beyond, every second one is left out, and so on.
  public static let mostBatches = 2048

  public init(_ reference: DriftReference, _ options: DriftOptions = DriftOptions()) {
    self.reference = reference
    self.options = options
    mappings = reference.columns.map { CellMapping($0.cells) }
    columns = reference.columns.map {
      let none = [Int](repeating: 0, count: $0.cells.count)
      return Watched(detector: ChangeDetector($0), counts: none, batch: none)
    }
  }

  /// Counts rows of tables of `schema` for this monitor.
  /// - Throws: `DriftError` for columns of the reference that the schema lacks, and columns of another kind.
  public func counter(for schema: Schema) throws(DriftError) -> CellCounter {
    try CellCounter(mappings, schema: schema, pairs: reference.pairs)
  }

  /// Whether the gate holds for all rows so far.
  public var passes: Bool {
    !columns.contains { $0.isOver || (options.gatesChanges && $0.changedAt != nil) } && !pairsAreOver
  }

  /// Adds the next rows.
  public mutating func add(_ counts: DriftCounts) -> [Event] {
    var events: [Event] = []
    for part in counts.parts {
      if part.batch != batch {
        events += closeBatch()
        batch = part.batch
      }
      for column in columns.indices {
        for (cell, count) in part.columns[column].enumerated() where count > 0 {
          columns[column].batch[cell] += count
        }
      }
      if reference.pairs != nil { PairReference.add(part.pairs, to: &pairCounts) }
      batchRows += part.rows
      if batchRows == options.batchRows {
        events += closeBatch()
        batch += 1
      }
    }
    return events
  }

  /// Judges the last, shorter batch.
  public mutating func finish() -> [Event] { closeBatch() + checkPairs() }

  private var neededEvidence: Double {
    KernelSet.active.logarithm(of: Double(max(columns.count, 1)) / options.level)
  }

  private mutating func closeBatch() -> [Event] {
    guard batchRows > 0 else { return [] }
    var events: [Event] = []
    let firstRow = rows
    rows += batchRows
    var record = DriftReport.Batch(
      batch: batch, firstRow: firstRow, rows: batchRows, drift: 0, driftSoFar: 0, over: [], changed: [],
      columns: [])
    for index in columns.indices {
      let reference = reference.columns[index]
      let cells = reference.cells
      let ordered = cells.kind == .levels ? 0 : cells.valueCells
      let own = columns[index].batch
      for (cell, count) in own.enumerated() { columns[index].counts[cell] += count }
      let alone = ShareDistance(reference.shares, own, ordered: ordered)
      let sum = ShareDistance(reference.shares, columns[index].counts, ordered: ordered)
      record.columns.append(alone)
      record.drift = max(record.drift, alone.drift)
      record.driftSoFar = max(record.driftSoFar, sum.drift)
      let over = isJudged(reference) && sum.drift > options.maxDrift
      if over {
        record.over.append(cells.name)
        if !columns[index].isOver {
          events.append(.over(column: cells.name, drift: sum.drift, rows: rows))
          columns[index].firstOver = columns[index].firstOver ?? batch
        }
      }
      columns[index].isOver = over
      if columns[index].changedAt == nil {
        columns[index].detector.add(own)
        let evidence = columns[index].detector.logEvidence
        columns[index].evidence = max(columns[index].evidence, evidence)
        if evidence >= neededEvidence {
          columns[index].changedAt = batch
          columns[index].changedFrom = columns[index].detector.likelyStart
          record.changed.append(cells.name)
          events.append(
            .changed(column: cells.name, fromRow: columns[index].detector.likelyStart, rows: rows))
        }
      }
      for cell in own.indices { columns[index].batch[cell] = 0 }
    }
    batchRows = 0
    closed += 1
    keep(record)
    if rows >= nextPairCheck {
      events += checkPairs()
      // Often enough not to be late by more than a quarter, and seldom enough to cost nothing.
      nextPairCheck = rows + max(rows / 4, 20_000)
    }
    return events
  }

  private func isJudged(_ column: DriftReference.ReferenceColumn) -> Bool {
    column.expectedDrift(rows: rows) < options.maxDrift / 5
  }

  private mutating func keep(_ record: DriftReport.Batch) {
    guard record.batch % stride == 0 || !record.changed.isEmpty else { return }
    batches.append(record)
    while batches.count > Self.mostBatches {
      stride *= 2
      batches.removeAll { $0.batch % stride != 0 && $0.changed.isEmpty }
    }
  }

  private mutating func checkPairs() -> [Event] {
    guard options.maxPairDrift != nil, rows > 0 else { return [] }
    let over = pairs().filter { $0.verdict == .over }
    defer { pairsAreOver = !over.isEmpty }
    guard !pairsAreOver, let worst = over.first else { return [] }
    return [.pairOver(first: worst.first, second: worst.second, change: worst.change, rows: rows)]
  }

  /// All pairs, the largest change first.
  private func pairs() -> [DriftReport.Pair] {
    guard let pairs = reference.pairs, !pairCounts.isEmpty else { return [] }
    let names = reference.columns.map(\.cells.name)
    return pairCounts.indices.map { pair in
      let value = pairs.value(pair, pairCounts[pair])
      let change = abs(value - pairs.values[pair])
      let verdict = options.maxPairDrift.map { limit -> DriftReport.Verdict in
        pairs.error(pair, rows: rows) >= limit / 5 ? .tooFewRows : change > limit ? .over : .within
      }
      return DriftReport.Pair(
        first: names[pairs.pairs[pair].first], second: names[pairs.pairs[pair].second],
        measure: pairs.isCorrelation(pair) ? "correlation" : "cramers_v", reference: pairs.values[pair],
        value: value, change: change, verdict: verdict)
    }.enumerated().sorted { ($1.element.change, $0.offset) < ($0.element.change, $1.offset) }.map(\.element)
  }

  /// Everything so far; batches that are not complete are left out: call `finish` first.
  public func report() -> DriftReport {
    let ten = KernelSet.active.logarithm(of: 10)
    let found = zip(reference.columns, columns).map { reference, watched -> DriftReport.Column in
      let cells = reference.cells
      let total = Double(max(watched.counts.reduce(0, +), 1))
      let shares = watched.counts.map { Double($0) / total }
      let order = shares.indices.sorted {
        (abs(shares[$1] - reference.shares[$1]), $0) < (abs(shares[$0] - reference.shares[$0]), $1)
      }
      let verdict: DriftReport.Verdict =
        watched.isOver ? .over : isJudged(reference) ? .within : .tooFewRows
      return DriftReport.Column(
        name: cells.name, kind: cells.kind, verdict: verdict, firstOver: watched.firstOver,
        distance: ShareDistance(
          reference.shares, watched.counts, ordered: cells.kind == .levels ? 0 : cells.valueCells),
        expectedDrift: reference.expectedDrift(rows: rows), referenceRows: reference.rows,
        changed: watched.changedAt != nil, changedAt: watched.changedAt, changedFrom: watched.changedFrom,
        evidence: watched.evidence / ten, neededEvidence: neededEvidence / ten,
        newShare: shares[cells.otherCell], missingShare: shares[cells.missingCell],
        moved: order.prefix(3).map {
          DriftReport.Cell(label: cells.label($0), reference: reference.shares[$0], share: shares[$0])
        })
    }
    return DriftReport(
      passed: passes, rows: rows, batchRows: options.batchRows, batchCount: closed,
      maxDrift: options.maxDrift, maxPairDrift: options.maxPairDrift, changeLevel: options.level,
      over: found.filter { $0.verdict == .over }.map(\.name), changed: found.filter(\.changed).map(\.name),
      columns: found, pairs: pairs(), batchesEvery: stride, batches: batches, notes: reference.notes)
  }
}
