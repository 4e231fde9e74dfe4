import ArgumentParser
import Reporting
import Sklar

struct BlendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blend",
    abstract: "Mix real and synthetic rows for training; validation and test rows are only real.",
    discussion: """
      sklar blend --real real.csv --synthetic rows.csv -o train.csv --validation validation.csv

      The real rows are split before anything else. Copies of a row stay together, and synthetic rows that equal a \
      validation or test row are left out of training, so that nothing is validated on what was trained on; --near \
      leaves out rows that nearly equal one, too. Everything is in random order, which --seed decides.

      A training row is written as the real table writes its values, whichever table it is from. docs/training-mix.md \
      says more.
      """)

  @Option(help: ArgumentHelp("The real table.", valueName: "data"))
  var real: String

  @Option(help: ArgumentHelp("The synthetic table.", valueName: "data"))
  var synthetic: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The training rows: .csv, .tsv, .jsonl or .arrow, each also .gz or .zst, or .parquet.", valueName: "out"
    ))
  var output: String

  @Option(help: ArgumentHelp("The validation rows, all real.", valueName: "out"))
  var validation: String

  @Option(help: ArgumentHelp("The test rows, all real.", valueName: "out"))
  var test: String?

  @Option(
    help: ArgumentHelp("The share of the real rows to validate on, between 0 and 1.", valueName: "share"))
  var validationShare = 0.2

  @Option(
    help: ArgumentHelp(
      "The share of the real rows to test on, between 0 and 1. Default: 0.2 with --test.", valueName: "share")
  )
  var testShare: Double?

  @Option(
    help: ArgumentHelp("Each part gets the same shares of this column's levels.", valueName: "column"))
  var stratify: String?

  @Option(
    help: ArgumentHelp(
      "The synthetic share of the training rows, 0 to 1; rows of the other kind are left out at random. Default: all rows.",
      valueName: "share"))
  var ratio: Double?

  @Option(
    help: ArgumentHelp(
      "Leave out training rows at most so far from a validation or test row: the mean difference of a column, 0 to 1.",
      valueName: "distance"))
  var near: Double?

  @Option(
    help: ArgumentHelp("Write counts and ratios as JSON to a file; - for standard output.", valueName: "file")
  )
  var json: String?

  @Option(help: ArgumentHelp("Of the split and the order.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  private var tables: [String] { [output, validation] + (test.map { [$0] } ?? []) }

  func validate() throws {
    if real == "-", synthetic == "-" {
      throw ValidationError("Only one of the tables can be standard input.")
    }
    func check(_ share: Double?, _ name: String) throws {
      guard let share else { return }
      guard 0 < share && share < 1 else {
        throw ValidationError("\(name) must be above 0 and below 1.")
      }
    }
    try check(validationShare, "--validation-share")
    try check(testShare, "--test-share")
    if testShare != nil, test == nil { throw ValidationError("--test-share needs --test OUT.") }
    if test != nil, validationShare + (testShare ?? 0.2) >= 1 {
      throw ValidationError(
        "--validation-share and --test-share leave no real row to train on. Let them sum to less than 1.")
    }
    for (value, name) in [(ratio, "--ratio"), (near, "--near")] {
      if let value, !(0...1).contains(value) {
        throw ValidationError("\(name) must be between 0 and 1.")
      }
    }
    do {
      for path in tables { _ = try OutputFormat(path: path, named: isStream(path) ? "csv" : nil) }
    } catch {
      throw ValidationError("\(error)")
    }
    let outputs = tables + (json.map { [$0] } ?? [])
    for (index, path) in outputs.enumerated() {
      for input in [real, synthetic] { try refuseOverwriting(input, with: path) }
      if outputs[..<index].contains(where: { isSameOutput($0, path) }) {
        throw ValidationError("Two outputs are the same file, \(path). Give each its own.")
      }
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let start = ContinuousClock.now
    let stage = Stage(quiet: common.quiet)
    // What cannot be written is refused before the work.
    let files = try tables.map { try OutputFile(path: $0) }
    let jsonFile = try json.map { try OutputFile(path: $0) }

    stage.begin("reading")
    defer { stage.end() }
    let read = try AuditedFiles(
      synthetic, against: real, reading: reading.options(nil, common.threadCount),
      roles: (data: "synthetic", reference: "real"))
    guard let realTable = read.reference else { return }
    stage.begin("mixing")
    let mix: TrainingMix
    do {
      mix = try TrainingMix(
        real: realTable, synthetic: read.data,
        options: TrainingMixOptions(
          validationShare: validationShare, testShare: test == nil ? 0 : testShare ?? 0.2,
          stratify: stratify, ratio: ratio, nearness: near, seed: seed, threads: common.threadCount))
    } catch let error as TrainingMixError where error.code == .noSuchColumn {
      throw ValidationError("--stratify: \(error)")
    }
    var report = mix.report
    report.manifest = AuditManifest(
      program: "sklar \(sklarVersion)", command: commandLine, seed: seed, files: read.files)
    stage.begin("writing")
    for ((path, file), table) in zip(
      zip(tables, files), [mix.training, mix.validation] + (test == nil ? [] : [mix.test]))
    {
      let format = try OutputFormat(path: path, named: isStream(path) ? "csv" : nil)
      try table.write(
        with: format.encoder(table.schema, compression: Compression(suffixOf: path)), into: file,
        threads: common.threadCount)
    }
    if let jsonFile { try jsonFile.write(try JSONReport.document(report)) }
    for file in files { try file.commit() }
    try jsonFile?.commit()
    stage.end()

    guard !common.quiet else { return }
    let text = summary(report, seconds: seconds(ContinuousClock.now - start))
    if (tables + (json.map { [$0] } ?? [])).contains(where: isStandardOutput) {
      Terminal.write(text)
    } else {
      try printText(text)
    }
  }

  private func summary(_ report: TrainingMixReport, seconds: Double) -> String {
    let rows = report.rows
    var text = SummaryText()
    func percent(_ share: Double) -> String { "\(fixed(100 * share, 1)) %" }
    text.add(
      "training",
      "\(quantity(rows.training)) rows: \(quantity(rows.trainingReal)) real (\(percent(report.realRatio))), \(quantity(rows.trainingSynthetic)) synthetic (\(percent(report.syntheticRatio)))"
    )
    text.add(
      "validation", "\(quantity(rows.validation)) real rows, \(percent(report.validationShare)) of them")
    if test != nil {
      text.add("test", "\(quantity(rows.test)) real rows, \(percent(report.testShare)) of them")
    }
    let removed = report.removed
    let left = [
      (removed.syntheticCopies, "synthetic equal to a held-out row"),
      (removed.syntheticNear, "synthetic near a held-out row"),
      (removed.realNear, "real near a held-out row"),
      (removed.syntheticForRatio, "synthetic for the ratio"), (removed.realForRatio, "real for the ratio"),
    ].filter { $0.0 > 0 }.map { "\(quantity($0.0)) \($0.1)" }
    text.add("left out", left.isEmpty ? "nothing" : left.joined(separator: "; "))
    if report.realRepeats > 0 {
      text.add(
        "copies",
        "\(quantity(report.realRepeats)) real rows equal an earlier one; all copies of a row are in one part")
    }
    if report.syntheticCopiesOfTraining > 0 {
      text.add(
        report.realRepeats > 0 ? "" : "copies",
        "\(quantity(report.syntheticCopiesOfTraining)) synthetic training rows equal a real training row")
    }
    if let strata = report.strata, let name = report.stratify {
      var table = [
        [ColumnPlace.shown(name), "train, real", "validation"] + (test == nil ? [] : ["test"])
      ]
      for stratum in strata.prefix(12) {
        table.append(
          [ColumnPlace.shown(stratum.level), quantity(stratum.trainingReal), quantity(stratum.validation)]
            + (test == nil ? [] : [quantity(stratum.test)]))
      }
      text.add("strata", table: table)
    }
    for (index, note) in report.notes.enumerated() { text.add(index == 0 ? "notes" : "", note) }
    text.add("time", "\(fixed(seconds, 2)) s")
    text.add("written", (tables + (json.map { [$0] } ?? [])).joined(separator: ", "))
    return text.text
  }

  /// What decides the rows, without folders and without where they went.
  private var commandLine: String {
    var words = [
      "sklar", "blend", "--real", quoted(fileName(real)), "--synthetic", quoted(fileName(synthetic)),
    ]
    words += ["--validation-share", "\(validationShare)"]
    if test != nil { words += ["--test-share", "\(testShare ?? 0.2)"] }
    if let stratify { words += ["--stratify", quoted(stratify)] }
    if let ratio { words += ["--ratio", "\(ratio)"] }
    if let near { words += ["--near", "\(near)"] }
    if seed != 0 { words += ["--seed", "\(seed)"] }
    if let delimiter = reading.delimiter { words += ["--delimiter", quoted(delimiter)] }
    for spelling in reading.missing { words += ["--missing", quoted(spelling)] }
    return words.joined(separator: " ")
  }
}
