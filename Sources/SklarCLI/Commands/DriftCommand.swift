import ArgumentParser
import Reporting
import Sklar

struct DriftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Watch a table, or an endless stream of rows, for drift from a table or a model.",
    discussion: """
      sklar drift real.csv synthetic.csv
      producer | sklar drift data.model - --gate changed --stop

      Each column's values are counted in cells: levels, or intervals that hold about a tenth of the reference's numbers. \
      The drift of a column is the sum of the absolute changes of their shares (0.1: a twentieth of the rows would have to \
      move). A column is over when that is above --max-drift over all rows so far; it is judged once rows without any drift \
      would have less than a fifth of the limit on average, which depends on the number of rows of both. A column \
      has changed when a sequential test says so that gives a false alarm in one run of a million, however long.

      A gate that does not hold is exit status 3: a column over, a pair over --max-pair-drift, and with --gate changed a \
      change. The data are read once, batch by batch, in memory that does not grow. docs/drift.md says more.
      """)

  @Argument(help: ArgumentHelp("What rows should be like: a table or a model.", valueName: "reference"))
  var reference: String

  @Argument(help: ArgumentHelp("The rows: a file, or - for standard input.", valueName: "data"))
  var data: String

  @OptionGroup var limits: DriftLimits

  @Flag(help: "Stop reading as soon as the gate does not hold.")
  var stop = false

  @Option(
    help: ArgumentHelp(
      """
      Write as many rows of DATA, some left out and some repeated, whose shares are those of the reference. Needs a file.
      """, valueName: "out"))
  var correct: String?

  @Option(help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Of the rows that --correct chooses.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if reference == "-" {
      throw ValidationError("REFERENCE must be a file; only DATA can be standard input.")
    }
    for output in [json, correct].compactMap({ $0 }) {
      for input in [reference, data] { try refuseOverwriting(input, with: output) }
    }
    guard let correct else { return }
    if data == "-" || isStream(data) {
      throw ValidationError("--correct needs all rows: give DATA as a file, not as a stream.")
    }
    if stop { throw ValidationError("--correct needs all rows, which --stop does not read.") }
    if let json, isSameOutput(json, correct) {
      throw ValidationError("--json and --correct name the same file. Give each its own.")
    }
    do {
      _ = try OutputFormat(path: correct)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let jsonFile = try json.map { try OutputFile(path: $0) }
    let correctFile = try correct.map { try OutputFile(path: $0) }
    let stage = Stage(quiet: common.quiet)
    stage.begin("reading the reference")
    defer { stage.end() }
    let reference = try DriftReference(
      path: reference, options: reading.options(nil, common.threadCount),
      pairs: limits.maxPairDrift == nil ? nil : true)
    stage.end()

    var report = try watched(reference, stage)
    if let correct, let correctFile {
      stage.begin("correcting")
      let text = try corrected(reference, into: correctFile, path: correct)
      report.notes.append(text)
    }
    if let jsonFile {
      try jsonFile.write(try JSONReport.document(report))
      try jsonFile.commit()
    }
    stage.end()
    if !common.quiet {
      let rows = reference.columns.compactMap(\.rows).max()
      let isModel = reference.columns.contains { $0.counts == nil }
      let text = DriftSummary(
        report, reference: isModel ? "the model's shares" : "\(quantity(rows ?? 0)) rows", output: json
      ).text
      if [json, correct].compactMap({ $0 }).contains(where: isStandardOutput) {
        Terminal.write(text)
      } else {
        try printText(text)
      }
    }
    if !report.passed {
      Terminal.write("sklar: the gate did not hold: \(DriftSummary.failure(report))\n")
      throw ExitCode(3)
    }
  }

  private struct Stopped: Error {}

  private func watched(_ reference: DriftReference, _ stage: Stage) throws -> DriftReport {
    var monitor = DriftMonitor(reference, limits.options)
    var counter: CellCounter?
    var unfit: [String: Int] = [:]
    var names: [String] = []
    let isEndless = data == "-" || isStream(data)
    func tell(_ events: [DriftMonitor.Event]) throws {
      // Of a file the summary says it all.
      if isEndless, !common.quiet {
        for event in events { Terminal.write("sklar: warning: \(event.text)\n") }
      }
      if stop, !monitor.passes { throw Stopped() }
    }
    var options = reading.options(nil, common.threadCount)
    options.computesDigest = false
    stage.begin("reading rows")
    do {
      var blocks = TableStream.Blocks()
      blocks.columns = Set(reference.columns.map(\.cells.name))
      try TableStream(path: data, options: options, blocks: blocks).forEach { schema in
        monitor = DriftMonitor(reference, limits.options)
        counter = try monitor.counter(for: schema)
        names = schema.fields.map(\.name)
        unfit = [:]
      } _: { block in
        for (column, bits) in block.unfit.enumerated() {
          if let count = bits?.setCount, count > 0 { unfit[names[column], default: 0] += count }
        }
        let counts = counter!.counts(
          block.table, unfit: block.unfit, firstRow: block.firstRow, batchRows: limits.batch.value,
          threads: common.threadCount)
        for batch in counts.batches { try tell(monitor.add(batch)) }
      }
      try tell(monitor.finish())
    } catch is Stopped {}
    guard monitor.rows > 0 else {
      throw DriftError.noRows
    }
    var report = monitor.report()
    for name in names where unfit[name] != nil {
      report.notes.append(
        "\(ColumnPlace.prefix(name))\(quantity(unfit[name]!)) values do not fit the column's type; they count as new."
      )
    }
    return report
  }

  /// Chooses rows so that shares meet the reference's.
  private func corrected(_ reference: DriftReference, into file: OutputFile, path: String) throws -> String {
    var options = reading.options(nil, common.threadCount)
    options.computesDigest = false
    let table = try TableReader(options).read(path: data).table
    let correction = try DriftCorrection(
      table, reference: reference, seed: Seed(seed), threads: common.threadCount)
    let rows = table.rows(correction.rows)
    let encoder = try OutputFormat(path: path).encoder(table.schema, compression: Compression(suffixOf: path))
    try rows.write(with: encoder, into: file, threads: common.threadCount)
    try file.commit()
    return correction.text
  }
}

extension DriftCorrection {
  /// What the correction did, in whole sentences.
  fileprivate var text: String {
    "Corrected rows: the largest drift falls from \(fixed(before, 4)) to \(fixed(after, 4)); "
      + "\(quantity(distinctRows)) of \(quantity(rows.count)) rows are used, the most often \(mostCopies) times"
      + (unreachable.isEmpty
        ? "."
        : ". Values that the data lack stay missing in: \(unreachable.map(ColumnPlace.shown).joined(separator: ", ")).")
  }
}
