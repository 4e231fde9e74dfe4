import ArgumentParser
import Reporting
import Sklar

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audit a table for bias: groups, their outcomes, and what a generator made of them.",
    discussion: """
      sklar audit data.csv --sensitive sex,race --outcome income
      sklar audit synthetic.csv --against real.csv --outcome income --favorable '>50K'

      DATA is any table, real or synthetic. --against names what it is compared with, the real one; then groups that \
      grew or shrank and gaps that are wider than in the real table are told from chance. Without --sensitive, columns \
      are proposed by their names, which stderr tells. Numbers are parted by quantiles, or as --cuts says. A missing \
      value is the group "unknown".

      --max-deviation, --min-ratio and --fail-on-amplification make it a gate: exit status 3 if it does not hold, after \
      everything has been written. docs/bias.md says what each number means.
      """)

  @Argument(help: ArgumentHelp("The table to audit.", valueName: "data"))
  var data: String

  @Option(help: ArgumentHelp("The table to compare it with, the real one.", valueName: "data"))
  var against: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Sensitive columns, with commas between.", valueName: "columns"))
  var sensitive: [String] = []

  @Option(help: ArgumentHelp("The column whose rates are compared between groups.", valueName: "column"))
  var outcome: String?

  @Option(help: ArgumentHelp("The level of the outcome that it is good to have.", valueName: "level"))
  var favorable: String?

  @Option(help: ArgumentHelp("A column of predictions of the outcome.", valueName: "column"))
  var predictions: String?

  @Option(
    help: ArgumentHelp(
      "How the favorable level is spelt among the predictions. Default: as in the outcome.",
      valueName: "level"))
  var predictedFavorable: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Columns that may explain a difference of the outcome: it is compared within their strata, too.",
      valueName: "columns"))
  var given: [String] = []

  @Option(
    help: ArgumentHelp(
      "The shares that groups ought to have: 'uniform', a YAML file, or a CSV of column, level and share.",
      valueName: "file"))
  var expected: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Where the groups of a column of numbers begin: 'age=25,40,60'. Repeat for more.",
      valueName: "column=numbers"))
  var cuts: [StatedCuts] = []

  @Option(
    help: ArgumentHelp(
      "Groups of fewer rows take no part in differences of the outcome.", valueName: "rows"))
  var leastRows = 30

  @Option(
    help: ArgumentHelp(
      "Exit with status 3 if a column's shares deviate by more from what is expected, or without that from --against, 0 to 2.",
      valueName: "deviation"))
  var maxDeviation: Double?

  @Option(
    help: ArgumentHelp(
      "Exit with status 3 if the lowest rate of a column's groups is below this share of the highest, 0 to 1; 0.8 is the four-fifths rule.",
      valueName: "ratio"))
  var minRatio: Double?

  @Flag(help: "Exit with status 3 if a gap in the outcome is wider than in --against, beyond chance.")
  var failOnAmplification = false

  @Option(
    help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  private var inputs: [String] {
    [data] + [against, expected == "uniform" ? nil : expected].compactMap { $0 }
  }

  func validate() throws {
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of the inputs can be standard input.")
    }
    if let json { for input in inputs { try refuseOverwriting(input, with: json) } }
    guard leastRows >= 1 else { throw ValidationError("--least-rows must be at least 1.") }
    if let maxDeviation, !(0...2).contains(maxDeviation) {
      throw ValidationError("--max-deviation must be between 0 and 2.")
    }
    if let minRatio, !(0...1).contains(minRatio) {
      throw ValidationError("--min-ratio must be between 0 and 1.")
    }
    if maxDeviation != nil, expected == nil, against == nil {
      throw ValidationError("--max-deviation needs something to deviate from: --expected or --against.")
    }
    if outcome == nil {
      for (name, isGiven) in [
        ("--favorable", favorable != nil), ("--predictions", predictions != nil),
        ("--given", !given.isEmpty), ("--min-ratio", minRatio != nil),
        ("--fail-on-amplification", failOnAmplification),
      ] where isGiven {
        throw ValidationError("\(name) needs --outcome COLUMN.")
      }
    }
    if failOnAmplification, against == nil {
      throw ValidationError("--fail-on-amplification needs --against DATA.")
    }
    if predictedFavorable != nil, predictions == nil {
      throw ValidationError("--predicted-favorable needs --predictions COLUMN.")
    }
    for (index, stated) in cuts.enumerated()
    where cuts[..<index].contains(where: { $0.column == stated.column }) {
      throw ValidationError("--cuts: The column \(ColumnPlace.shown(stated.column)) has cuts twice.")
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let start = ContinuousClock.now
    let stage = Stage(quiet: common.quiet)
    // What cannot be written is refused before the work.
    let jsonFile = try json.map { try OutputFile(path: $0) }
    let stated = try ExpectedSharesArgument(expected, reading.options(nil, common.threadCount))

    stage.begin("reading")
    defer { stage.end() }
    let files = try AuditedFiles(data, against: against, reading: reading.options(nil, common.threadCount))
    stage.end()
    let columns = try sensitiveColumns(files.data.schema, stated: stated.columns)

    stage.begin("counting \(quantity(files.data.rowCount)) rows")
    var report = try misuse {
      try BiasReport(
        files.data, against: files.reference,
        options: BiasOptions(
          sensitive: columns, outcome: outcome, favorable: favorable, predictions: predictions,
          predictedFavorable: predictedFavorable, given: given.columnNames(of: files.data.schema),
          expected: stated.shares,
          cuts: Dictionary(uniqueKeysWithValues: cuts.map { ($0.column, $0.numbers) }), leastRows: leastRows,
          threads: common.threadCount))
    }
    let failures = gates(report)
    report.passed = hasGates ? failures.isEmpty : nil
    report.manifest = AuditManifest(
      program: "sklar \(sklarVersion)", command: commandLine(columns), seed: 0, files: files.files)
    if let jsonFile {
      try jsonFile.write(try JSONReport.document(report))
      try jsonFile.commit()
    }
    stage.end()
    if !common.quiet, !(json.map(isStandardOutput) ?? false) {
      try printText(
        AuditSummary(report, seconds: seconds(ContinuousClock.now - start), output: json).text)
    }
    guard failures.isEmpty else {
      for failure in failures { Terminal.write("sklar: the gate did not hold: \(failure)\n") }
      throw ExitCode(3)
    }
  }

  // MARK: - Columns

  private func sensitiveColumns(_ schema: Schema, stated: [String]) throws -> [String] {
    var names = sensitive.columnNames(of: schema)
    let given = given.columnNames(of: schema)
    if names.isEmpty {
      let other = [outcome, predictions].compactMap { $0 } + given
      names = SensitiveNames.columns(of: schema).filter { !other.contains($0) }
      if !names.isEmpty, !common.quiet {
        Terminal.write(
          "sklar: note: taken for sensitive by their names: \(names.map(ColumnPlace.shown).joined(separator: ", ")); --sensitive names others\n"
        )
      }
    }
    for name in stated where !names.contains(name) { names.append(name) }
    guard !names.isEmpty else {
      let all = schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
      throw ValidationError(
        "No column's name says that it is sensitive. Name them: --sensitive A,B. The columns are: \(all)")
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw ValidationError("--sensitive: The column \(ColumnPlace.shown(name)) is named twice.")
    }
    for name in [outcome, predictions].compactMap({ $0 }) + given where names.contains(name) {
      throw ValidationError(
        "The column \(ColumnPlace.shown(name)) cannot be sensitive and outcome, prediction or given at once.")
    }
    return names
  }

  // MARK: - Gates

  private var hasGates: Bool { maxDeviation != nil || minRatio != nil || failOnAmplification }

  private func gates(_ report: BiasReport) -> [String] {
    var failures: [String] = []
    if let maxDeviation {
      for table in report.columns {
        if let deviation = table.expectation?.deviation ?? (expected == nil ? table.change?.deviation : nil),
          deviation > maxDeviation
        {
          failures.append("\(table.name) deviates by \(fixed(deviation, 4)), more than \(maxDeviation)")
        }
      }
    }
    if let minRatio {
      for table in report.columns {
        for (gap, what) in [
          (table.outcome?.parity, "outcomes"), (table.outcome?.predictedParity, "predictions"),
        ] {
          if let ratio = gap?.ratio, ratio < minRatio {
            failures.append(
              "\(table.name): the ratio of the rates of \(what) is \(fixed(ratio, 4)), below \(minRatio)")
          }
        }
      }
    }
    if failOnAmplification, report.isAmplified { failures.append("a gap in the outcome is amplified") }
    return failures
  }

  /// What decides the numbers, without folders and without where they went.
  private func commandLine(_ columns: [String]) -> String {
    var words = ["sklar", "audit", quoted(fileName(data))]
    if let against { words += ["--against", quoted(fileName(against))] }
    words += ["--sensitive", quoted(columns.joined(separator: ","))]
    for (name, value) in [
      ("--outcome", outcome), ("--favorable", favorable), ("--predictions", predictions),
      ("--predicted-favorable", predictedFavorable), ("--expected", expected.map(fileName)),
    ] {
      if let value { words += [name, quoted(value)] }
    }
    if !given.isEmpty { words += ["--given", quoted(given.joined(separator: ","))] }
    for stated in cuts { words += ["--cuts", quoted(stated.text)] }
    if leastRows != 30 { words += ["--least-rows", "\(leastRows)"] }
    if let maxDeviation { words += ["--max-deviation", "\(maxDeviation)"] }
    if let minRatio { words += ["--min-ratio", "\(minRatio)"] }
    if failOnAmplification { words.append("--fail-on-amplification") }
    if let delimiter = reading.delimiter { words += ["--delimiter", quoted(delimiter)] }
    for spelling in reading.missing { words += ["--missing", quoted(spelling)] }
    return words.joined(separator: " ")
  }
}

/// What an audit finds wrong with its options is misuse; what it finds wrong with the data is not.
func misuse<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as BiasAuditError where error.code != .unsuitableColumn {
    throw ValidationError("\(error)")
  }
}

/// The shares that `--expected` asks for.
struct ExpectedSharesArgument {
  var shares: ExpectedShares?
  /// The columns that they are stated for.
  var columns: [String] = []

  init(_ argument: String?, _ reading: TableReader.Options) throws {
    guard let argument else { return }
    guard argument != "uniform" else {
      shares = .uniform
      return
    }
    let file = try SharesFile.read(path: argument, reading: reading)
    (shares, columns) = (.stated(file.shares), file.columns)
  }
}

extension [String] {
  /// Names of columns with commas between, in one or several options; one that holds a comma stands alone.
  func columnNames(of schema: Schema) -> [String] {
    flatMap { text -> [String] in
      if schema.index(of: text) != nil { return [text] }
      return text.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// `age=25,40,60`.
struct StatedCuts: ExpressibleByArgument {
  let text: String
  let column: String
  let numbers: [Double]

  init?(argument: String) {
    guard let place = argument.lastIndex(of: "="), place > argument.startIndex else { return nil }
    column = String(argument[..<place])
    let parts = argument[argument.index(after: place)...].split(
      separator: ",", omittingEmptySubsequences: false)
    let values = parts.map { Double($0.trimmingSpaces) }
    guard !values.isEmpty, values.count <= 100, values.allSatisfy({ $0?.isFinite == true }) else {
      return nil
    }
    numbers = values.map { $0! }
    guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    text = argument
  }
}
