import ArgumentParser
import Sklar

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Generate rows from a model.",
    discussion: """
      The bytes are a function of the model, the seed, the rows asked for and the format: never of the threads or \
      the machine. Any part of a run can be made alone: --rows 500000..<700000 and --shard 2/3 give exactly those \
      lines of the whole.
      """)

  @Argument(help: ArgumentHelp("A model file, as fit, define or merge write it.", valueName: "model"))
  var model: String

  @Option(
    name: [.customShort("n"), .customLong("count")],
    help: ArgumentHelp("How many rows the run has: 1000000, 1_000_000, 1e6 or 1M.", valueName: "rows"))
  var count: RowCount?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write: .csv, .tsv, .jsonl or .arrow, each also .gz or .zst, or .parquet; - for standard output.",
      valueName: "out"))
  var output: String

  @Option(help: ArgumentHelp("Which run: every seed is another one.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Only these rows of the run, counted from 0.", valueName: "a..<b"))
  var rows: RowRange?

  @Option(help: ArgumentHelp("Only part K of N of the run.", valueName: "k/n"))
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "csv, tsv, jsonl, parquet or arrow, whatever the output's name says.", valueName: "name"))
  var format: String?

  @Flag(name: .customLong("no-header"), help: "Leave the line of column names out.")
  var noHeader = false

  @OptionGroup var conditions: ConditionOptions
  @OptionGroup var variety: VarietyOptions
  @OptionGroup var rules: SamplingRuleOptions
  @OptionGroup var monitoring: MonitorOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if rows != nil, shard != nil { throw ValidationError("--rows and --shard exclude each other.") }
    if let rows, let count, rows.range.upperBound > count.value {
      throw ValidationError("--rows ends at \(rows.range.upperBound), but the run has \(count.value) rows.")
    }
    do {
      let format = try OutputFormat(path: output, named: formatName)
      if noHeader, !format.namesAreOptional {
        throw ValidationError("--no-header: A file of the format \(format) always names its columns.")
      }
    } catch let error as OutputFormatError {
      throw ValidationError("\(error)")
    }
    try refuseOverwriting(model, with: output)
    if rows == nil, count == nil { throw ValidationError("Say how many rows: -n ROWS.") }
    if shard != nil, count == nil { throw ValidationError("--shard needs the run's length: -n ROWS.") }
  }

  /// A pipe or a device has no ending to tell a format by.
  private var formatName: String? { format ?? (isStream(output) ? "csv" : nil) }

  func run() throws {
    common.warnOfInstructionSet()
    let format = try OutputFormat(path: output, named: formatName)
    let (opened, _) = try openModel(model, seed: Seed(seed))
    let range = rows?.range ?? shard?.rows(of: count!.value) ?? 0..<count!.value
    let run = RunPlan(
      seed: Seed(seed), rows: range, count: count?.value, threads: common.threadCount, quiet: common.quiet)
    func held(_ model: SynthesisModel, quiet: Bool) throws -> any RowSource {
      try rules.source(of: model, run, quiet: quiet) { try conditions.source(model, $0, and: $1) }
    }
    let model = try variety.model(opened, run) { try held($0, quiet: true) }
    let source = try held(model, quiet: common.quiet)
    let encoder = format.encoder(
      source.schema, header: !noHeader, compression: Compression(suffixOf: output))
    let generation = Generation(
      source: source, encoder: encoder, rows: range, threads: common.threadCount)
    try source.check(rowsUpTo: range.upperBound)
    let watch = try monitoring.watch(opened, source.schema, threads: common.threadCount, quiet: common.quiet)

    let file = try OutputFile(path: output)
    var progress = ProgressBar(total: range.count, quiet: common.quiet)
    let bytes: Int
    do {
      bytes = try generation.run(into: file, observer: watch?.observer) { progress.update(rows: $0) }
      try file.commit()
    } catch {
      progress.finish()
      throw error
    }
    progress.finish()
    if !common.quiet { report(range.count, bytes, progress.elapsed) }
    try watch?.finish()
  }

  private func report(_ rows: Int, _ bytes: Int, _ time: Double) {
    let rate = time > 0 && rows > 0 ? ", \(quantity(Int(Double(rows) / time))) rows/s" : ""
    Terminal.write(
      "\(quantity(rows)) rows, \(quantity(bytes)) bytes in \(duration(time))\(rate) -> "
        + (output == "-" ? "standard output" : output) + "\n")
  }
}
