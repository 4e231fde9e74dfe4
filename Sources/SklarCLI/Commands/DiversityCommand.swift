import ArgumentParser
import Reporting
import Sklar

struct DiversityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diversity",
    abstract: "Measure how varied rows are: unique rows, entropy, coverage, repetition, mode collapse.",
    discussion: """
      sklar diversity synthetic.csv --against real.csv

      Every row is counted, by a 128-bit hash of its typed values: the unique ratio is exact. Entropy is in bits, over \
      a column's values. --against sets all of it beside a real table, at equal numbers of rows, and says whether and \
      why the rows look collapsed to a few modes; --fail-on-collapse makes that a gate, exit status 3. Memory is 30 to 45 \
      bytes for each distinct row. docs/diversity.md says more.
      """)

  @Argument(help: ArgumentHelp("The rows: a file, or - for standard input.", valueName: "data"))
  var data: String

  @Option(help: ArgumentHelp("A real table to set beside it.", valueName: "real"))
  var against: String?

  @Option(help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @Flag(
    name: .customLong("fail-on-collapse"), help: "Exit with status 3 if rows look collapsed. Needs --against."
  )
  var failOnCollapse = false

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if failOnCollapse, against == nil { throw ValidationError("--fail-on-collapse needs --against REAL.") }
    if against == "-" {
      throw ValidationError("The real table must be a file; only DATA can be standard input.")
    }
    if let json {
      for input in [data] + (against.map { [$0] } ?? []) { try refuseOverwriting(input, with: json) }
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let start = ContinuousClock.now
    let jsonFile = try json.map { try OutputFile(path: $0) }
    let stage = Stage(quiet: common.quiet)
    defer { stage.end() }
    var options = reading.options(nil, common.threadCount)
    options.computesDigest = false
    stage.begin("reading the real table")
    let real = try against.map { try TableReader(options).read(path: $0).table }
    stage.end()
    stage.begin("reading rows")
    var monitor: DiversityMonitor?
    var rows = 0
    try TableStream(path: data, options: options).forEach { schema in
      let names = Set(schema.fields.map(\.name))
      let reference = try real.map {
        try DiversityMonitor.RealRows(
          $0, columns: $0.schema.fields.map(\.name).filter(names.contains), threads: common.threadCount)
      }
      monitor = try DiversityMonitor(
        schema, columns: real.map { Set($0.schema.fields.map(\.name)) }, against: reference)
      rows = 0
    } _: { block in
      monitor!.add(block.table, threads: common.threadCount)
      rows += block.table.rowCount
    }
    guard let monitor, rows > 0 else {
      throw DriftError.noRows
    }
    let report = monitor.report()
    if let jsonFile {
      try jsonFile.write(try JSONReport.document(report))
      try jsonFile.commit()
    }
    stage.end()
    if !common.quiet, !(json.map(isStandardOutput) ?? false) {
      try printText(
        DiversitySummary(report, seconds: seconds(ContinuousClock.now - start), output: json).text)
    }
    if failOnCollapse, report.against?.modeCollapse == true {
      Terminal.write("sklar: the gate did not hold: the rows look collapsed\n")
      throw ExitCode(3)
    }
  }
}
