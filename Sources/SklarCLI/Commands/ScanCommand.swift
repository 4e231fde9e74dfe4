import ArgumentParser
import PersonalData
import Reporting
import Sklar

struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Search a table for personal data, memorised rows and copied text, and replace what is found.",
    discussion: """
      sklar scan rows.jsonl
      sklar scan synthetic.csv --against real.csv --holdout test.csv --fail-on-find
      sklar scan rows.csv --sanitize clean.csv --key secret.key

      Finds emails, phones, national ids, payment cards, IBANs, addresses of machines and of homes, URLs with tokens, and \
      names and dates of birth by the names of their columns. Check digits and valid ranges decide, so that order numbers, \
      timestamps and prices are left alone; what is recognised as nobody's (example.com, 555-0100, test cards) is listed \
      by itself. Samples are masked: no output holds a value.

      --against looks for rows of the real table, and for long pieces of its texts, word for word; --holdout tells them \
      from coincidence.

      --sanitize writes a copy in which what was found is replaced by fakes in the same form, and everything else is byte \
      for byte as it was. The same value gives the same fake, under the same key in other files too; without --key, or \
      SKLAR_KEY in the environment, the key is random. docs/scan.md says more.
      """)

  @Argument(help: ArgumentHelp("The table to scan.", valueName: "data"))
  var data: String

  @Option(help: ArgumentHelp("The real table, to look for its rows and texts.", valueName: "real"))
  var against: String?

  @Option(
    help: ArgumentHelp("Real rows that the generator has not seen, to compare with.", valueName: "data"))
  var holdout: String?

  @Option(
    help: ArgumentHelp(
      "Write a sanitised copy: same format, perhaps compressed; - for standard output.", valueName: "out"))
  var sanitize: String?

  @Option(
    help: ArgumentHelp(
      "A file with the secret that fakes follow from, at least 16 bytes. Default: SKLAR_KEY, or a random key.",
      valueName: "file"))
  var key: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "What a column holds, where its name does not say: name, birth, phone, card, id, other; repeat for more.",
      valueName: "column=kind"))
  var hint: [ColumnHint] = []

  @Flag(help: "The known simple definitions alone: email, ddd-ddd-dddd, ddd-dd-dddd; and their replacements.")
  var classic = false

  @Option(
    name: .customLong("sample-rate"),
    help: ArgumentHelp("The share of the rows to look at. Default: 1, all.", valueName: "share"))
  var sampleRate: Double = 1

  @Option(help: ArgumentHelp("The least length of a copied piece of text, in bytes.", valueName: "bytes"))
  var span: Int = 50

  @Flag(name: .customLong("fail-on-find"), help: "Exit with status 3 if anything was found.")
  var failOnFind = false

  @Option(help: ArgumentHelp("Of all rows drawn.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard sampleRate > 0, sampleRate <= 1 else {
      throw ValidationError("--sample-rate must be above 0 and at most 1.")
    }
    guard span >= 32, span <= 100_000 else {
      throw ValidationError("--span must be between 32 and 100000 bytes.")
    }
    if holdout != nil, against == nil {
      throw ValidationError("--holdout needs --against: it is compared with the real table.")
    }
    if key != nil, sanitize == nil { throw ValidationError("--key is for --sanitize OUT.") }
    if sanitize != nil, sampleRate < 1 {
      throw ValidationError("--sanitize needs all rows: leave --sample-rate out.")
    }
    let inputs = [data] + [against, holdout, key].compactMap { $0 }
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of the inputs can be standard input.")
    }
    if data == "-", against != nil || sanitize != nil {
      throw ValidationError(
        "Standard input is read once, and --against and --sanitize read the table again. Write it to a file first."
      )
    }
    if against == "-" || holdout == "-" {
      throw ValidationError("--against and --holdout are read twice, which standard input cannot be.")
    }
    let outputs = [sanitize, json].compactMap { $0 }
    for output in outputs { for input in inputs { try refuseOverwriting(input, with: output) } }
    if outputs.count == 2, isSameOutput(outputs[0], outputs[1]) {
      throw ValidationError("--sanitize and --json name the same file. Give each its own.")
    }
    if let sanitize { try SanitizedCopy.checkFormat(of: sanitize, from: data) }
    for (index, stated) in hint.enumerated()
    where hint[..<index].contains(where: { $0.column == stated.column }) {
      throw ValidationError("--hint: The column \(ColumnPlace.shown(stated.column)) has two hints.")
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let start = ContinuousClock.now
    let stage = Stage(quiet: common.quiet)
    // What cannot be read or written is refused before the work.
    let fakeKey = sanitize == nil ? nil : try SanitizedCopy.key(file: key)
    let copyFile = try sanitize.map { try OutputFile(path: $0) }
    let jsonFile = try json.map { try OutputFile(path: $0) }
    defer { stage.end() }

    stage.begin("scanning")
    let options = TableScan.Options(
      threads: common.threadCount, isClassic: classic, sampleRate: sampleRate, seed: seed,
      hints: Dictionary(hint.map { ($0.column, $0.context) }, uniquingKeysWith: { a, _ in a }))
    let scan = try TableScan(
      path: data, reading: reading.options(nil, common.threadCount), options: options, columns: checkHints,
      progress: { if $0 > 1_000_000 { stage.begin("scanning: \(quantity($0)) rows") } })
    var report = ScanReport(personalData: scan.report)
    if let against {
      stage.begin("comparing with the real table")
      report = try compared(scan, against)
    }
    if let sanitize, let copyFile, let fakeKey {
      stage.begin("sanitising")
      let copy = SanitizedCopy(
        data: data, output: sanitize, options: readingOptions,
        sanitizer: Sanitizer(
          key: fakeKey.key, style: classic ? .classic : .fakes, plans: scan.plans), rows: scan.rows,
        threads: common.threadCount)
      report.sanitized = try copy.write(to: copyFile)
      if fakeKey.isRandom, scan.report.isSafe == false {
        report.notes.append(
          "The key is random: the fakes are consistent within this run only. Give --key FILE for the same fakes in other files."
        )
      }
    }
    report.passed = failOnFind ? report.safe : nil
    if let jsonFile { try jsonFile.write(try JSONReport.document(report)) }
    try copyFile?.commit()
    try jsonFile?.commit()
    stage.end()

    if !common.quiet {
      for note in report.notes { Terminal.write("sklar: note: \(note)\n") }
      if !(json.map(isStandardOutput) ?? false) {
        let text = ScanSummary(report, sanitized: sanitize, seconds: seconds(ContinuousClock.now - start))
          .text
        if sanitize.map(isStandardOutput) ?? false { Terminal.write(text) } else { try printText(text) }
      }
    }
    if report.passed == false {
      Terminal.write(
        "sklar: the gate did not hold: found \(report.issues.map(\.rawValue).joined(separator: ", "))\n")
      throw ExitCode(3)
    }
  }

  private var readingOptions: TableReader.Options {
    var options = reading.options(nil, common.threadCount)
    options.computesDigest = false
    options.allowsBlankColumns = true
    return options
  }

  private func checkHints(_ columns: [String]) throws {
    for stated in hint where !columns.contains(stated.column) {
      let names = columns.map { ColumnPlace.shown($0) }.joined(separator: ", ")
      throw ValidationError(
        "--hint: The table has no column \(ColumnPlace.shown(stated.column)). Its columns are: \(names)")
    }
  }

  /// The report with what the real table says.
  private func compared(_ scan: TableScan, _ real: String) throws -> ScanReport {
    let files = try ComparedFiles(
      real: real, synthetic: data, holdout: holdout, reading: readingOptions)
    let memorized = try MemorizedRows(
      files.tables, options: AuditOptions(seed: seed, threads: common.threadCount))
    let spans = SpanReport(
      synthetic: files.tables.synthetic, real: files.tables.real, holdout: files.tables.holdout,
      leastLength: span,
      threads: common.threadCount)
    return ScanReport(
      personalData: scan.report, memorized: memorized, spans: spans, notes: files.notes.map(\.description))
  }
}

/// `column=kind`: what a column holds.
struct ColumnHint: ExpressibleByArgument {
  let column: String
  let context: TextContext

  init?(argument: String) {
    guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex else { return nil }
    column = String(argument[..<sign])
    switch argument[argument.index(after: sign)...] {
    case "name": context = .name(.full)
    case "birth": context = .birth
    case "phone": context = .phone
    case "card": context = .card
    case "id": context = .identifier(nil)
    case "other": context = .reference
    default: return nil
    }
  }
}
