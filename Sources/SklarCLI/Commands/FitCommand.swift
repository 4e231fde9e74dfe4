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

      With --epsilon the model keeps differential privacy: noise is added to all that is learned, and the schema, which \
      is then required, must be public; 'sklar schema' writes one to start from. No message tells anything of the \
      rows. docs/privacy/README.md is the guide.
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

  @Flag(
    help: ArgumentHelp(
      "Read a CSV or TSV file twice, block by block, instead of holding it in memory.",
      discussion: "Groups of numbers end within 1/4096 of the rows of where they would otherwise."))
  var stream = false

  @Option(
    help: ArgumentHelp(
      "The kind of model. Default: copula; with --epsilon: auto, which is pairwise where the schema has nominal columns.",
      valueName: "copula|pairwise|auto"))
  var model: ModelName?

  @Option(
    name: .customLong("suggest-rules"),
    help: ArgumentHelp(
      "Write the rules that hold in every row, to be edited, as a file that validate and sample --rules take.",
      valueName: "file"))
  var suggestRules: String?

  @Option(
    help: ArgumentHelp(
      "Refuse a table with rows that break these rules; nothing is then written.", valueName: "file"))
  var rules: String?

  @OptionGroup(title: "Privacy") var privacy: PrivacyOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try refuseOverwriting(data, with: output)
    if let schema { try refuseOverwriting(schema, with: output) }
    for path in [suggestRules].compactMap({ $0 }) {
      try refuseOverwriting(data, with: path)
      guard !isSameOutput(path, output) else {
        throw ValidationError("--suggest-rules and -o name the same file. Give each its own.")
      }
    }
    if suggestRules != nil || rules != nil, stream || privacy.isAsked {
      throw ValidationError(
        "--rules and --suggest-rules look at all rows at once: they go neither with --stream nor --epsilon.")
    }
    if stream, schema?.lowercased().hasSuffix(".json") == true {
      throw ValidationError("--stream takes a schema of 'sklar schema', not SDV metadata.")
    }
    if privacy.isAsked {
      if stream {
        throw ValidationError("--epsilon holds the table in memory: it does not go with --stream.")
      }
    } else if model == .pairwise {
      throw ValidationError("--model pairwise needs --epsilon: it is a model for private fits.")
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    if let parameters = try privacy.parameters() { return try fitPrivately(parameters) }
    let clock = ContinuousClock()
    let start = clock.now
    let threads = common.threadCount
    let estimator = GaussianCopulaEstimator(target: target, seed: Seed(seed), threads: threads)
    let (fit, readTime) = try stream ? (streamed(estimator), nil) : inMemory(estimator)
    // A model that could not be sampled from is not to be written.
    _ = try RowSampler(fit.model, seed: Seed(0))
    try fit.model.write(to: output)
    guard !common.quiet else { return }
    let summary = ModelSummary(fit.model)
    var lines = summary.overview
    lines.append(summary.correlationLine(error: fit.correlationError, repair: fit.repair))
    lines.append(
      "time      \(fixed(seconds(clock.now - start), 2)) s"
        + (readTime.map { ", of which reading \(fixed(seconds($0), 2)) s" } ?? ", in two passes")
    )
    lines.append("written   \(output)")
    let text = lines.joined(separator: "\n")
    // A model on standard output must not be followed by prose.
    if output == "-" { Terminal.write(text + "\n") } else { try printText(text + "\n") }
  }

  /// Everything that is printed, and that the model holds, is public or was released.
  private func fitPrivately(_ parameters: PrivacyParameters) throws {
    guard let path = schema else { throw PrivateFitRefusal.schemaMissing }
    guard !path.lowercased().hasSuffix(".json") else { throw PrivateFitRefusal.schemaIsMetadata }
    let schema = try SchemaFile.read(path: path)
    let fit = PrivateFit(
      parameters, kind: model?.kind ?? .automatic, target: target, seed: Seed(seed),
      threads: common.threadCount)
    // Before anything of the table is opened.
    try fit.check(schema)
    let table = try TableReader(reading.options(nil, common.threadCount)).confidential(
      path: data, schema: schema, unit: parameters.unit)
    let model = try fit.model(table, program: sklarVersion)
    _ = try RowSampler(model, seed: Seed(0))
    try model.write(to: output)
    guard !common.quiet else { return }
    let summary = ModelSummary(model)
    let text = (summary.overview + summary.unlisted(in: schema) + summary.privacy + ["written   \(output)"])
      .joined(separator: "\n")
    if output == "-" { Terminal.write(text + "\n") } else { try printText(text + "\n") }
  }

  private func inMemory(_ estimator: GaussianCopulaEstimator) throws -> (
    GaussianCopulaEstimator.Fit, Duration?
  ) {
    let clock = ContinuousClock()
    let start = clock.now
    let read =
      try schema.map { try reading.read(data, schemaFile: $0, threads: estimator.threads) }
      ?? reading.read(data, threads: estimator.threads)
    let time = clock.now - start
    common.report(read.notes)
    try holdToRules(read.table)
    try suggestRules(for: read.table)
    let fit = try estimator.fit(
      read.table,
      provenance: SynthesisModel.Provenance(
        rows: read.table.rowCount, columns: read.table.columns.count, sha256: read.sha256,
        program: sklarVersion, options: estimator.options))
    return (fit, time)
  }

  private func streamed(_ estimator: GaussianCopulaEstimator) throws -> GaussianCopulaEstimator.Fit {
    let options = try reading.options(schema.map { try SchemaFile.read(path: $0) }, estimator.threads)
    return try StreamedFit(path: data, options: options, estimator: estimator).run(
      program: sklarVersion, notes: { common.report($0) })
  }

  /// Throws if a row breaks one of the rules.
  private func holdToRules(_ table: Table) throws {
    guard let path = rules else { return }
    let bound = try RuleFile.read(path: path).bound(to: table.schema) {
      try RuleFile.reference($0, schema: table.schema, threads: common.threadCount)
    }
    let broken = RuleChecker(bound).broken(table, threads: common.threadCount)
    for (rule, bits) in zip(bound, broken) where bits.setCount > 0 {
      throw RuleError(
        .unsatisfied, rule.rule,
        "\(quantity(bits.setCount)) of \(quantity(table.rowCount)) rows break it. Fit the rows that do not: sklar validate "
          + "DATA --rules FILE --valid OUT.")
    }
  }

  private func suggestRules(for table: Table) throws {
    guard let path = suggestRules else { return }
    let suggested = RuleSet.suggested(for: table) { $1.text(of: $0) }
    let text = RuleFile.yaml(
      for: suggested,
      comment: [
        "Rules that hold in every row of the table they were suggested for. Bounds and levels are values of that table:",
        "keep the file as confidential as it. Remove what holds by chance.",
      ])
    let file = try OutputFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }
}
