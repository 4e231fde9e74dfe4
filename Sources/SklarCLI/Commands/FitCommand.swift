import ArgumentParser
import Sklar

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Learn a table: marginals, missing values and how its columns hang together.",
    discussion: """
      DATA is a CSV or TSV with a header row, or JSON Lines (.jsonl, .ndjson), also .gz or .zst, or - for standard \
      input. Types are inferred over the whole file; 'sklar schema' writes them down to be edited, --schema takes \
      them back. A schema file that ends in .json is SDV metadata: hints for the types.
      """)

  @Argument(help: ArgumentHelp("The table to learn.", valueName: "data"))
  var data: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model file to write; .zst compresses it.", valueName: "model"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The column that models trained on the synthetic rows will predict: its ties are kept first.",
      valueName: "column"))
  var target: String?

  @Option(help: ArgumentHelp("Types, spellings and bounds to hold the table to.", valueName: "file"))
  var schema: String?

  @Option(help: ArgumentHelp("Of the simulation that tables with missing values need.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try refuseOverwriting(data, with: output)
    if let schema { try refuseOverwriting(schema, with: output) }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let clock = ContinuousClock()
    let start = clock.now
    let threads = common.threadCount
    let read =
      try schema.map { try reading.read(data, schemaFile: $0, threads: threads) }
      ?? reading.read(data, threads: threads)
    let readTime = clock.now - start
    common.report(read.notes)
    let estimator = GaussianCopulaEstimator(target: target, seed: Seed(seed), threads: threads)
    let fit = try estimator.fit(
      read.table,
      provenance: SynthesisModel.Provenance(
        rows: read.table.rowCount, columns: read.table.columns.count, sha256: read.sha256,
        program: sklarVersion, options: estimator.options))
    // A model that could not be sampled from is not to be written.
    _ = try RowSampler(fit.model, seed: Seed(0))
    try fit.model.write(to: output)
    guard !common.quiet else { return }
    let summary = ModelSummary(fit.model)
    var lines = summary.overview
    lines.append(summary.correlationLine(error: fit.correlationError, repair: fit.repair))
    lines.append(
      "time      \(fixed(seconds(clock.now - start), 2)) s, of which reading \(fixed(seconds(readTime), 2)) s"
    )
    lines.append("written   \(output)")
    let text = lines.joined(separator: "\n")
    // A model on standard output must not be followed by prose.
    if output == "-" { Terminal.write(text + "\n") } else { try printText(text + "\n") }
  }
}
