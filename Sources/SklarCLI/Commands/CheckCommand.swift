import ArgumentParser
import Reporting
import Sklar

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look at every edge on which a synthetic table may cut: one verdict each, and where to look.",
    discussion: """
      sklar check real.csv synthetic.csv --holdout test.csv --target income --rules rules.yaml

      Bias, memorised rows and personal data, drift, artefacts, privacy, repetition and rules: ok, warn, fail, or not \
      measured where what it takes was not given. Each verdict names the figure that decided it and the command that shows \
      more. --gate fail makes it a gate: exit status 3 if an edge fails; --gate warn also if one warns. What is not \
      measured does not fail. docs/check.md says which limits decide.
      """)

  @Argument(help: ArgumentHelp("The real table.", valueName: "real"))
  var real: String

  @Argument(help: ArgumentHelp("The synthetic table.", valueName: "synth"))
  var synthetic: String

  @Option(help: ArgumentHelp("Real rows that the generator has not seen.", valueName: "data"))
  var holdout: String?

  @Option(help: ArgumentHelp("Rules that rows have to keep.", valueName: "file"))
  var rules: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Sensitive columns, with commas between. Default: by their names.", valueName: "columns"))
  var sensitive: [String] = []

  @Option(
    help: ArgumentHelp("The column that models predict, and whose rates are compared.", valueName: "column"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "Exit with status 3 if an edge is so bad, or worse: fail or warn.", valueName: "verdict"))
  var gate: Gate?

  @Option(help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write an evaluation with these verdicts as one web page that needs no network.", valueName: "file"))
  var html: String?

  @Option(help: ArgumentHelp("Of all rows drawn.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  enum Gate: String, ExpressibleByArgument, CaseIterable {
    case warn, fail

    var verdict: CheckReport.Verdict { self == .warn ? .warn : .fail }
  }

  private var inputs: [String] { [real, synthetic] + [holdout, rules].compactMap { $0 } }

  func validate() throws {
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of the inputs can be standard input.")
    }
    if rules != nil, synthetic == "-" || real == "-" {
      throw ValidationError("With --rules the tables are read twice: give them as files.")
    }
    for output in [json, html].compactMap({ $0 }) {
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
    let jsonFile = try json.map { try OutputFile(path: $0) }
    let htmlFile = try html.map { try OutputFile(path: $0) }
    let ruleSet = try rules.map { try RuleFile.read(path: $0) }

    stage.begin("reading")
    defer { stage.end() }
    let options = reading.options(nil, common.threadCount)
    var columns: [String] = []
    let compared = try ComparedFiles(
      real: real, synthetic: synthetic, holdout: holdout, target: target, reading: options
    ) { schema in
      columns = sensitive.columnNames(of: schema)
      let names = schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
      for name in columns + (target.map { [$0] } ?? []) where schema.index(of: name) == nil {
        throw ValidationError(
          "The real table has no column \"\(ColumnPlace.shown(name))\". Its columns are: \(names)")
      }
    }
    let check = TableCheck(
      compared.tables, sensitive: columns, target: target,
      names: (quoted(fileName(real)), quoted(fileName(synthetic)), holdout.map { quoted(fileName($0)) }),
      seed: seed, threads: common.threadCount)
    var ruled: EdgeVerdict?
    if let ruleSet, let rules {
      stage.begin("checking rules")
      var options = options
      options.computesDigest = false
      let report = try RuleValidation(rules: ruleSet, path: synthetic, options: options, against: real)
        .run(RuleValidation.Outputs()).report
      ruled = check.rules(report, file: quoted(fileName(rules)))
    }
    stage.begin("looking at \(quantity(compared.tables.synthetic.rowCount)) rows")
    var report = try check.report(rules: ruled)
    report.notes = compared.notes.map(\.description)
    report.passed = gate.map { report.verdict.rank < $0.verdict.rank }
    if let htmlFile {
      stage.begin("comparing and writing")
      let options = EvaluationOptions(seed: seed, threads: common.threadCount)
      var evaluation = try EvaluationReport(compared.tables, options: options)
      evaluation.notes += report.notes
      evaluation.manifest = Manifest(
        program: "sklar \(sklarVersion)", command: commandLine, seed: seed, resamples: options.resamples,
        sampleLimit: options.sampleLimit, files: compared.files)
      let page = try HTMLReport(
        evaluation, check: report, tables: compared.tables, threads: common.threadCount)
      try htmlFile.write(Array(page.text.utf8))
      try htmlFile.commit()
    }
    if let jsonFile {
      try jsonFile.write(try JSONReport.document(report))
      try jsonFile.commit()
    }
    stage.end()
    if !common.quiet, ![json, html].compactMap({ $0 }).contains(where: isStandardOutput) {
      try printText(summary(report, seconds: seconds(ContinuousClock.now - start)))
    }
    if report.passed == false {
      let edges = report.edges.filter { $0.verdict.rank >= gate!.verdict.rank }.map(\.edge.rawValue)
      Terminal.write("sklar: the gate did not hold: \(edges.joined(separator: ", "))\n")
      throw ExitCode(3)
    }
  }

  /// What decides the numbers, without folders and without where they went.
  private var commandLine: String {
    var words = ["sklar", "check", quoted(fileName(real)), quoted(fileName(synthetic))]
    for (name, value) in [
      ("--holdout", holdout.map(fileName)), ("--rules", rules.map(fileName)), ("--target", target),
    ] {
      if let value { words += [name, quoted(value)] }
    }
    if !sensitive.isEmpty { words += ["--sensitive", quoted(sensitive.joined(separator: ","))] }
    if seed != 0 { words += ["--seed", "\(seed)"] }
    if let delimiter = reading.delimiter { words += ["--delimiter", quoted(delimiter)] }
    for spelling in reading.missing { words += ["--missing", quoted(spelling)] }
    return words.joined(separator: " ")
  }

  private func summary(_ report: CheckReport, seconds: Double) -> String {
    var text = SummaryText()
    text.add("verdict", words(report.verdict).uppercased())
    text.add(
      "rows",
      "\(quantity(report.rows.real)) real, \(quantity(report.rows.synthetic)) synthetic"
        + (report.rows.holdout.map { ", \(quantity($0)) held out" } ?? ""))
    for edge in report.edges {
      text.add(
        edge.edge.rawValue,
        "\(words(edge.verdict).uppercased()): \(ColumnPlace.shown(edge.figure))"
          + (edge.value.map { " \(fixed($0, 4))" } ?? "") + (edge.limit.map { " (limit \($0))" } ?? ""))
      for reason in edge.reasons.prefix(4) { text.add("", ColumnPlace.shown(reason)) }
      text.add("", "see: \(ColumnPlace.shown(edge.command))")
    }
    for (index, note) in report.notes.enumerated() { text.add(index == 0 ? "notes" : "", note) }
    text.add("time", "\(fixed(seconds, 2)) s")
    let outputs = [json, html].compactMap { $0 }
    if !outputs.isEmpty { text.add("written", outputs.joined(separator: ", ")) }
    return text.text
  }

  private func words(_ verdict: CheckReport.Verdict) -> String {
    verdict == .notMeasured ? "not measured" : verdict.rawValue
  }
}
