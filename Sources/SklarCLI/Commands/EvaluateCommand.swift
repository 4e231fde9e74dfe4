import ArgumentParser
import Reporting
import Sklar

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Say how like the real table a synthetic one is, beside what chance and held-out rows reach.",
    discussion: """
      REAL is what the generator was trained on, SYNTH what it made, whatever generator that was. --holdout names real \
      rows that it has not seen: what they reach is what a perfect generator would. The tables need the same columns, \
      by name; REAL decides their types, and the others may be written otherwise (39.0 for 39, 1 for true).

      The score is the mean of two: how like the columns are one by one, and pair by pair, each in 0 to 1. \
      --fail-below makes it a gate: exit status 3 if it is lower, after everything has been written. \
      docs/evaluate.md says what each number means. Reports hold aggregates and names of levels of REAL: keep them \
      as confidential as it is.
      """)

  @Argument(help: ArgumentHelp("The real table.", valueName: "real"))
  var real: String

  @Argument(help: ArgumentHelp("The synthetic table.", valueName: "synth"))
  var synthetic: String

  @Option(help: ArgumentHelp("Real rows that the generator has not seen.", valueName: "data"))
  var holdout: String?

  @Option(
    help: ArgumentHelp(
      "The column that models trained on either table are to predict.", valueName: "column"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "Show the numbers as another program computes them, its faults included: sdmetrics.", valueName: "name")
  )
  var compat: Compatibility?

  @Option(
    help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Write the report as one web page that needs no network.", valueName: "file"))
  var html: String?

  @Option(
    name: .customLong("fail-below"),
    help: ArgumentHelp("Exit with status 3 if the score is below this, 0 to 1.", valueName: "score"))
  var failBelow: Double?

  @Option(help: ArgumentHelp("Of the rows drawn where not all are looked at.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  /// A program whose numbers are shown in place of ours.
  enum Compatibility: String, ExpressibleByArgument, CaseIterable { case sdmetrics }

  private var inputs: [String] { [real, synthetic] + (holdout.map { [$0] } ?? []) }
  private var outputs: [String] { [json, html].compactMap { $0 } }

  func validate() throws {
    if let failBelow, !(0...1).contains(failBelow) {
      throw ValidationError("--fail-below must be between 0 and 1.")
    }
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of the tables can be standard input.")
    }
    for output in outputs {
      for input in inputs { try refuseOverwriting(input, with: output) }
    }
    if let json, let html, isSameOutput(json, html) {
      throw ValidationError("--json and --html name the same file. Give each its own.")
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let start = ContinuousClock.now
    let stage = Stage(quiet: common.quiet)
    // What cannot be written is refused before the work.
    let jsonFile = try json.map { try OutputFile(path: $0) }
    let htmlFile = try html.map { try OutputFile(path: $0) }

    stage.begin("reading")
    defer { stage.end() }
    let compared = try ComparedFiles(
      real: real, synthetic: synthetic, holdout: holdout, target: target,
      reading: reading.options(nil, common.threadCount), check: checkTarget)
    stage.end()
    if !common.quiet { for note in compared.notes { Terminal.write("sklar: note: \(note)\n") } }

    let options = EvaluationOptions(seed: seed, threads: common.threadCount)
    let tables = compared.tables
    stage.begin(
      "comparing \(quantity(tables.synthetic.rowCount)) rows with \(quantity(tables.real.rowCount))")
    var report = try EvaluationReport(tables, options: options)
    if compat == .sdmetrics { report.sdmetrics = try SDMetricsQuality(tables, options: options) }
    report.notes += compared.notes.map(\.description)
    report.passed = failBelow.map { report.score >= $0 }
    report.manifest = Manifest(
      program: "sklar \(sklarVersion)", command: commandLine, seed: seed, resamples: options.resamples,
      sampleLimit: options.sampleLimit, files: compared.files)
    stage.begin("writing")
    if let htmlFile {
      let page = try HTMLReport(report, tables: tables, threads: common.threadCount)
      try htmlFile.write(Array(page.text.utf8))
    }
    if let jsonFile {
      try JSONReport(report).forEachPiece(threads: common.threadCount) { try jsonFile.write($0) }
    }
    try htmlFile?.commit()
    try jsonFile?.commit()
    stage.end()

    if !common.quiet, !outputs.contains(where: isStandardOutput) {
      let time = seconds(ContinuousClock.now - start)
      try printText(
        EvaluationSummary(report, failBelow: failBelow, seconds: time, outputs: outputs).text)
    }
    if let failBelow, report.passed == false {
      let score = EvaluationSummary.below(report.score, failBelow)
      Terminal.write("sklar: the gate did not hold: the score is \(score), below \(failBelow)\n")
      throw ExitCode(3)
    }
  }

  private func checkTarget(_ schema: Schema) throws {
    guard let target else { return }
    guard let index = schema.index(of: target) else {
      let names = schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
      throw ValidationError("--target: The real table has no column of this name. Its columns are: \(names)")
    }
    switch schema.fields[index].type {
    case .identifier, .text:
      throw ValidationError(
        "--target: This column holds identifiers or free text, which nothing can be learnt to predict.")
    default: break
    }
  }

  /// What decides the numbers, without folders and without where they went.
  private var commandLine: String {
    var words = ["sklar", "evaluate", quoted(fileName(real)), quoted(fileName(synthetic))]
    if let holdout { words += ["--holdout", quoted(fileName(holdout))] }
    if let target { words += ["--target", quoted(target)] }
    if let compat { words += ["--compat", compat.rawValue] }
    if let failBelow { words += ["--fail-below", "\(failBelow)"] }
    if seed != 0 { words += ["--seed", "\(seed)"] }
    if let delimiter = reading.delimiter { words += ["--delimiter", quoted(delimiter)] }
    for spelling in reading.missing { words += ["--missing", quoted(spelling)] }
    return words.joined(separator: " ")
  }
}
