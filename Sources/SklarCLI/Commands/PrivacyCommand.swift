import ArgumentParser
import Reporting
import Sklar

struct PrivacyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "privacy",
    abstract: "Attack a synthetic table: copies, membership, singling out, linkage and inference.",
    discussion: """
      REAL is what the generator was trained on, SYNTH what it made, whatever generator that was, and --holdout real \
      rows of the same source that it has not seen. Each attack is tried on both, and only what it gains on REAL \
      counts.

      The risk is low, medium or high by excess copies and by members found at few false positives; docs/privacy/audit.md \
      has the rule. Low says that these attacks found little, no more: only a privacy ledger is an upper bound. \
      --fail-above makes it a gate: exit status 3 if the risk is higher, or if the tables are too small to measure it, \
      after everything has been written. The report is \
      computed from private rows: keep it as confidential as REAL.
      """)

  @Argument(help: ArgumentHelp("The real table.", valueName: "real"))
  var real: String

  @Argument(help: ArgumentHelp("The synthetic table.", valueName: "synth"))
  var synthetic: String

  @Option(help: ArgumentHelp("Real rows that the generator has not seen.", valueName: "data"))
  var holdout: String

  @Option(
    help: ArgumentHelp(
      "A column whose values are inferred from the others; repeat for more. Default: each of up to 30.",
      valueName: "column"))
  var secret: [String] = []

  @Flag(help: "Show the known test of membership by the nearest distance, too, on groups of equal size.")
  var classic = false

  @Option(
    help: ArgumentHelp(
      "The delta that lower bounds on epsilon are for. Default: 0.", valueName: "number"))
  var delta: Double = 0

  @Option(
    help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    name: .customLong("fail-above"),
    help: ArgumentHelp(
      "Exit with status 3 if the risk is higher than this, or not measurable: low or medium.",
      valueName: "risk"))
  var failAbove: Ceiling?

  @Option(help: ArgumentHelp("Of all rows drawn.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  /// The highest risk that a gate lets through.
  enum Ceiling: String, ExpressibleByArgument, CaseIterable {
    case low, medium

    var risk: PrivacyReport.Risk { self == .low ? .low : .medium }
  }

  private var inputs: [String] { [real, synthetic, holdout] }

  func validate() throws {
    guard 0 <= delta && delta < 1 else { throw ValidationError("--delta must be from 0 to below 1.") }
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of the tables can be standard input.")
    }
    if let json { for input in inputs { try refuseOverwriting(input, with: json) } }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let start = ContinuousClock.now
    let stage = Stage(quiet: common.quiet)
    // What cannot be written is refused before the work.
    let jsonFile = try json.map { try OutputFile(path: $0) }

    stage.begin("reading")
    defer { stage.end() }
    let compared = try ComparedFiles(
      real: real, synthetic: synthetic, holdout: holdout,
      reading: reading.options(nil, common.threadCount), check: checkSecrets)
    stage.end()
    if !common.quiet { for note in compared.notes { Terminal.write("sklar: note: \(note)\n") } }

    let tables = compared.tables
    stage.begin("attacking \(quantity(tables.synthetic.rowCount)) rows")
    var report = try PrivacyReport(
      tables,
      options: AuditOptions(
        seed: seed, threads: common.threadCount, secrets: secret.isEmpty ? nil : secret, classic: classic,
        delta: delta))
    report.notes += compared.notes.map(\.description)
    report.passed = failAbove.map { report.passes($0.risk) }
    report.manifest = AuditManifest(
      program: "sklar \(sklarVersion)", command: commandLine, seed: seed, files: compared.files)
    if let jsonFile {
      try jsonFile.write(try JSONReport.document(report))
      try jsonFile.commit()
    }
    stage.end()

    if !common.quiet, !(json.map(isStandardOutput) ?? false) {
      try printText(
        PrivacySummary(report, seconds: seconds(ContinuousClock.now - start), output: json).text)
    }
    if let failAbove, report.passed == false {
      Terminal.write(
        report.measurable
          ? "sklar: the gate did not hold: the risk is \(report.risk.rawValue), above \(failAbove.rawValue)\n"
          : "sklar: the gate did not hold: the risk is not measurable with so few distinctive rows\n")
      throw ExitCode(3)
    }
  }

  private func checkSecrets(_ schema: Schema) throws {
    for name in secret {
      guard let index = schema.index(of: name) else {
        let names = schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
        throw ValidationError(
          "--secret: The real table has no column of this name. Its columns are: \(names)")
      }
      switch schema.fields[index].type {
      case .identifier, .text:
        throw ValidationError(
          "--secret: This column holds identifiers or free text, which no attack here infers.")
      default: break
      }
    }
  }

  /// What decides the numbers, without folders and without where they went.
  private var commandLine: String {
    var words = ["sklar", "privacy", quoted(fileName(real)), quoted(fileName(synthetic))]
    words += ["--holdout", quoted(fileName(holdout))]
    for name in secret { words += ["--secret", quoted(name)] }
    if classic { words.append("--classic") }
    if delta != 0 { words += ["--delta", "\(delta)"] }
    if let failAbove { words += ["--fail-above", failAbove.rawValue] }
    if seed != 0 { words += ["--seed", "\(seed)"] }
    if let delimiter = reading.delimiter { words += ["--delimiter", quoted(delimiter)] }
    for spelling in reading.missing { words += ["--missing", quoted(spelling)] }
    return words.joined(separator: " ")
  }
}
