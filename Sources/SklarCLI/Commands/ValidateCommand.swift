import ArgumentParser
import Reporting
import Sklar

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Hold a table to rules: valid rows, invalid rows with reasons, error rates; a gate.",
    discussion: """
      sklar validate data.csv --rules rules.yaml --valid good.csv --invalid bad.csv

      The rules are a YAML file, or the JSON of SDV's constraints: docs/rules.md has all kinds. The table is read once, \
      block by block, at constant memory but for what unique and functional rules have to remember: 8 to 32 bytes for \
      each different value. A value that is missing breaks no rule but not_null; a text that is no value of its \
      column's type breaks every rule of the column. Rows are written as they stand in DATA.

      Exit status 3 if a row is invalid, after everything has been written.
      """)

  @Argument(help: ArgumentHelp("The table to check.", valueName: "data"))
  var data: String

  @Option(help: ArgumentHelp("The rules: YAML, or SDV's constraints as JSON.", valueName: "file"))
  var rules: String

  @Option(help: ArgumentHelp("Write the rows that break no rule, in DATA's format.", valueName: "out"))
  var valid: String?

  @Option(
    help: ArgumentHelp(
      "Write the other rows, with one more column, reasons, in DATA's format.", valueName: "out"))
  var invalid: String?

  @Option(
    help: ArgumentHelp(
      "The table whose combinations are meant by rules that say \"from the data\".", valueName: "data"))
  var against: String?

  @Option(help: ArgumentHelp("Types, spellings and bounds to hold the table to, too.", valueName: "file"))
  var schema: String?

  @Option(help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let inputs = [data, rules] + [against, schema].compactMap { $0 }
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of the inputs can be standard input.")
    }
    let outputs = [valid, invalid, json].compactMap { $0 }
    for output in outputs { for input in inputs { try refuseOverwriting(input, with: output) } }
    for (index, output) in outputs.enumerated()
    where outputs[..<index].contains(where: { isSameOutput($0, output) }) {
      throw ValidationError("--valid, --invalid and --json need files of their own.")
    }
    for output in [valid, invalid].compactMap({ $0 }) {
      let name = output.lowercased().replacing(".gz", with: "").replacing(".zst", with: "")
      if name.hasSuffix(".parquet") || name.hasSuffix(".arrow") {
        throw ValidationError(
          "Rows are written as they stand in DATA: as CSV or JSON Lines, not \(name.split(separator: ".").last ?? "")."
        )
      }
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let start = ContinuousClock.now
    let rules = try RuleFile.read(path: rules)
    guard !rules.rules.isEmpty else {
      throw ValidationError("--rules: The file has no rules. Write at least one.")
    }
    var options = try reading.options(schema.map { try SchemaFile.read(path: $0) }, common.threadCount)
    options.computesDigest = false
    let jsonFile = try json.map { try OutputFile(path: $0) }
    let stage = Stage(quiet: common.quiet)
    stage.begin("checking")
    defer { stage.end() }
    let (report, files) = try RuleValidation(rules: rules, path: data, options: options, against: against)
      .run(RuleValidation.Outputs(valid: valid, invalid: invalid))
    stage.end()
    for file in files { try file.commit() }
    if let jsonFile {
      try jsonFile.write(try JSONReport.document(report))
      try jsonFile.commit()
    }
    if !common.quiet {
      let text = RuleSummary(report, seconds: seconds(ContinuousClock.now - start)).text
      if [valid, invalid, json].compactMap({ $0 }).contains(where: isStandardOutput) {
        Terminal.write(text)
      } else {
        try printText(text)
      }
    }
    guard report.passed else {
      Terminal.write(
        "sklar: the gate did not hold: \(quantity(report.invalidRows)) of \(quantity(report.rows)) rows are invalid\n"
      )
      throw ExitCode(3)
    }
  }
}
