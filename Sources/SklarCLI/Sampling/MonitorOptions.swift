import ArgumentParser
import Reporting
import Sklar

/// What drift is judged by.
struct DriftLimits: ParsableArguments {
  @Option(
    name: .customLong("max-drift"),
    help: ArgumentHelp(
      "The most that the sum of the changes of a column's shares may be, over all rows.", valueName: "number")
  )
  var maxDrift: Double = 0.1

  @Option(
    name: .customLong("max-pair-drift"),
    help: ArgumentHelp(
      "The most that the correlation, or Cramer's V, of two columns may change. Default: not judged.",
      valueName: "number"))
  var maxPairDrift: Double?

  @Option(
    help: ArgumentHelp(
      "'changed': a column that the sequential test finds changed breaks the gate, too.", valueName: "verdict"
    ))
  var gate: Gate?

  @Option(help: ArgumentHelp("Rows of a batch.", valueName: "rows"))
  var batch: RowCount = RowCount(argument: "10000")!

  enum Gate: String, ExpressibleByArgument, CaseIterable { case changed }

  func validate() throws {
    guard maxDrift > 0, maxDrift <= 2 else {
      throw ValidationError("--max-drift must lie above 0 and up to 2: changes of shares sum to no more.")
    }
    if let maxPairDrift, !(maxPairDrift > 0 && maxPairDrift <= 2) {
      throw ValidationError("--max-pair-drift must lie above 0 and up to 2.")
    }
    guard (1...1_000_000_000).contains(batch.value) else {
      throw ValidationError("--batch must be between 1 and 1,000,000,000 rows.")
    }
  }

  var options: DriftOptions {
    DriftOptions(
      batchRows: batch.value, maxDrift: maxDrift, maxPairDrift: maxPairDrift, gatesChanges: gate == .changed)
  }
}

/// Drift watched while rows are made: `--monitor`.
struct MonitorOptions: ParsableArguments {
  @Flag(
    help: """
      Watch the rows for drift from the model while they are written; exit with status 3 after the last row if a column \
      is over --max-drift.
      """)
  var monitor = false

  @Option(
    name: .customLong("monitor-json"),
    help: ArgumentHelp("Write what --monitor saw as JSON to a file.", valueName: "file"))
  var monitorJSON: String?

  @OptionGroup var limits: DriftLimits

  func validate() throws {
    guard !monitor else { return }
    if monitorJSON != nil { throw ValidationError("--monitor-json needs --monitor.") }
    if limits.maxDrift != 0.1 || limits.maxPairDrift != nil || limits.gate != nil
      || limits.batch.value != 10_000
    {
      throw ValidationError("--max-drift, --max-pair-drift, --gate and --batch need --monitor.")
    }
  }

  /// What watches a run of rows of `schema` from `model`; `nil` unless asked for.
  func watch(_ model: SynthesisModel, _ schema: Schema, threads: Int, quiet: Bool) throws -> RunWatch? {
    guard monitor else { return nil }
    let file = try monitorJSON.map { try OutputFile(path: $0) }
    let reference = try DriftReference(model, pairs: limits.maxPairDrift != nil, threads: threads)
    return try RunWatch(
      DriftMonitor(reference, limits.options), schema: schema, json: monitorJSON, file: file, quiet: quiet)
  }
}

/// A run being watched.
final class RunWatch {
  private var monitor: DriftMonitor
  private let counter: CellCounter
  private let json: String?
  private let file: OutputFile?
  private let quiet: Bool

  init(_ monitor: DriftMonitor, schema: Schema, json: String?, file: OutputFile?, quiet: Bool) throws {
    self.monitor = monitor
    counter = try monitor.counter(for: schema)
    (self.json, self.file, self.quiet) = (json, file, quiet)
  }

  var observer: RowObserver {
    let (counter, batchRows) = (counter, monitor.options.batchRows)
    return RowObserver { table, firstRow in
      counter.counts(table, firstRow: firstRow, batchRows: batchRows)
    } consume: { counts in
      self.tell(self.monitor.add(counts))
    }
  }

  private func tell(_ events: [DriftMonitor.Event]) {
    if !quiet { for event in events { Terminal.write("sklar: warning: \(event.text)\n") } }
  }

  /// After the last row: writes the report.
  /// - Throws: `ExitCode(3)` if the gate did not hold.
  func finish() throws {
    tell(monitor.finish())
    let report = monitor.report()
    if let file {
      try file.write(try JSONReport.document(report))
      try file.commit()
    }
    if !quiet {
      Terminal.write(DriftSummary(report, reference: "the model", isFull: false, output: json).text)
    }
    if !report.passed {
      Terminal.write("sklar: the gate did not hold: \(DriftSummary.failure(report))\n")
      throw ExitCode(3)
    }
  }
}

extension DriftMonitor.Event {
  /// In one line; names columns, never values.
  var text: String {
    switch self {
    case .over(let column, let drift, let rows):
      "\(ColumnPlace.prefix(column))over: the drift of the first \(quantity(rows)) rows is \(fixed(drift, 3))"
    case .changed(let column, let fromRow, let rows):
      "\(ColumnPlace.prefix(column))changed: rows no longer come from the reference, from about row "
        + "\(quantity(fromRow + 1)) on (found at row \(quantity(rows)))"
    case .pairOver(let first, let second, let change, let rows):
      "columns \"\(ColumnPlace.shown(first))\" and \"\(ColumnPlace.shown(second))\": over: their dependence has "
        + "changed by \(fixed(change, 3)) in the first \(quantity(rows)) rows"
    }
  }
}
