import ArgumentParser
import Reporting
import Sklar

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Generate rows from a model, or from several.",
    discussion: """
      The bytes are a function of the model, the seed, the rows asked for and the format: never of the threads or \
      the machine. Any part of a run can be made alone: --rows 500000..<700000 and --shard 2/3 give exactly those \
      lines of the whole.

      sklar sample fast.model:0.8 quality.model:0.2 -n 1M -o rows.csv
      sklar sample adult.model:0.9 'exec:./rows.py':0.1 -n 10000 -o rows.csv

      Several models with shares make a tiered run: each gives its share, exactly, and the rows are mixed. A program \
      can stand for a model: it is run by the shell with SKLAR_ROWS and SKLAR_SEED in its environment and prints a CSV \
      with a header, or JSON Lines.
      """)

  @Argument(
    help: ArgumentHelp(
      "A model file, as fit, define or merge write it, or exec:COMMAND; several with the share of each behind a colon.",
      valueName: "model"))
  var models: [TierArgument]

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

  @Option(
    help: ArgumentHelp(
      "Write what the run is made of as JSON: the sources, their shares and rows; - for standard output.",
      valueName: "file"))
  var report: String?

  @OptionGroup var programs: ProgramTimeout
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
    for model in models where !model.isProgram { try refuseOverwriting(model.path, with: output) }
    _ = try TierArgument.shares(models)
    if let report, isSameOutput(report, output) {
      throw ValidationError("--report and -o lead to the same place. Name another file.")
    }
    if isTiered || models[0].isProgram {
      if count == nil {
        throw ValidationError("A run of several sources, or of a program, needs its length: -n ROWS.")
      }
      if monitoring.monitor {
        throw ValidationError(
          "--monitor watches the rows of one model. Use sklar drift for what several make.")
      }
    }
    if rows == nil, count == nil { throw ValidationError("Say how many rows: -n ROWS.") }
    if shard != nil, count == nil { throw ValidationError("--shard needs the run's length: -n ROWS.") }
  }

  /// A pipe or a device has no ending to tell a format by.
  private var formatName: String? { format ?? (isStream(output) ? "csv" : nil) }

  func run() throws {
    common.warnOfInstructionSet()
    let format = try OutputFormat(path: output, named: formatName)
    let range = rows?.range ?? shard?.rows(of: count!.value) ?? 0..<count!.value
    let run = RunPlan(
      seed: Seed(seed), rows: range, count: count?.value, threads: common.threadCount, quiet: common.quiet)
    let (source, composition, opened) = try makeSource(run)
    let encoder = format.encoder(
      source.schema, header: !noHeader, compression: Compression(suffixOf: output))
    let generation = Generation(
      source: source, encoder: encoder, rows: range, threads: common.threadCount)
    try source.check(rowsUpTo: range.upperBound)
    let watch = try opened.flatMap {
      try monitoring.watch($0, source.schema, threads: common.threadCount, quiet: common.quiet)
    }
    let reportFile = try report.map { try OutputFile(path: $0) }

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
    if !common.quiet {
      tell(range.count, bytes, progress.elapsed)
      if composition.tiers.count > 1 { Terminal.write(composition.text) }
    }
    if let reportFile {
      try reportFile.write(try JSONReport.document(composition))
      try reportFile.commit()
    }
    try watch?.finish()
  }

  private var isTiered: Bool { models.count > 1 }

  /// The rows of all models and programs, what they are made of, and the model if there is just one.
  private func makeSource(
    _ run: RunPlan
  ) throws -> (any RowSource, RunComposition, SynthesisModel?) {
    let shares = try TierArgument.shares(models)
    func composition(_ rows: [Int]) -> RunComposition {
      RunComposition(
        seed: seed, runRows: run.count ?? run.rows.upperBound, firstRow: run.rows.lowerBound,
        rows: run.rows.count,
        tiers: models.indices.map {
          RunComposition.Tier(source: models[$0].path, share: shares[$0], rows: rows[$0])
        })
    }
    guard isTiered || models[0].isProgram else {
      let (model, _) = try openModel(models[0].path, seed: run.seed)
      return (try conditioned(model, run), composition([run.rows.count]), model)
    }
    let tiers = TierShares(shares, rowCount: run.count!, seed: run.seed)
    let ranges = tiers.ranges(for: run.rows)
    var sources = [(any RowSource)?](repeating: nil, count: models.count)
    // Models first: a program's rows are read in their terms, and a program may be dear.
    for (index, tier) in models.enumerated() where !tier.isProgram && tiers.counts[index] > 0 {
      let plan = RunPlan(
        seed: run.seed.tier(index), rows: ranges[index], count: tiers.counts[index], threads: run.threads,
        quiet: run.quiet)
      let (model, _) = try openModel(tier.path, seed: plan.seed)
      sources[index] = try conditioned(model, plan)
    }
    let reference = sources.compactMap { $0?.schema }.first
    for (index, tier) in models.enumerated() where tier.isProgram && tiers.counts[index] > 0 {
      guard !conditions.isUsed, !variety.isUsed else {
        throw ValidationError(
          "\(tier.path): --where, --given, --balance, --temperature and --min-unique ask a model; a program decides for "
            + "itself. Leave them out, or pass the wish to the program.")
      }
      guard rules.rules == nil else {
        throw ValidationError(
          "\(tier.path): --rules makes a model try again; a program is not asked twice. Hold its rows to the rules with "
            + "sklar validate '\(tier.path)' --rules FILE --valid OUT.")
      }
      var options = TableReader.Options(threads: run.threads, computesDigest: false)
      options.program = Program.Options(
        rows: tiers.counts[index], seed: run.seed.value, seconds: programs.seconds)
      sources[index] = try ProgramRows(path: tier.path, options: options, reference: reference)
    }
    let taking = models.indices.filter { sources[$0] != nil }
    guard !taking.isEmpty else {
      // No rows at all: the columns of the first model that there is.
      guard let index = models.indices.first(where: { !models[$0].isProgram }) else {
        throw ValidationError("A program is not run for no rows. Ask for at least one: -n ROWS.")
      }
      let (model, _) = try openModel(models[index].path, seed: run.seed)
      return (try conditioned(model, run), composition(tiers.counts), nil)
    }
    let mixed = try TieredSource(
      taking.map { (models[$0].path, sources[$0]!) },
      shares: tiers.without(models.indices.filter { !taking.contains($0) }),
      seed: run.seed)
    return (mixed, composition(tiers.composition(of: run.rows)), nil)
  }

  /// A model's rows as the options ask for them.
  private func conditioned(_ model: SynthesisModel, _ run: RunPlan) throws -> any RowSource {
    func held(_ model: SynthesisModel, quiet: Bool) throws -> any RowSource {
      try rules.source(of: model, run, quiet: quiet) { try conditions.source(model, $0, and: $1) }
    }
    let varied = try variety.model(model, run) { try held($0, quiet: true) }
    return try held(varied, quiet: common.quiet)
  }

  private func tell(_ rows: Int, _ bytes: Int, _ time: Double) {
    let rate = time > 0 && rows > 0 ? ", \(quantity(Int(Double(rows) / time))) rows/s" : ""
    Terminal.write(
      "\(quantity(rows)) rows, \(quantity(bytes)) bytes in \(duration(time))\(rate) -> "
        + (output == "-" ? "standard output" : output) + "\n")
  }
}
