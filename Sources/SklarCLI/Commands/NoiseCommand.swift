import ArgumentParser
import Sklar

struct NoiseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise",
    abstract: "Randomise a table row by row, so that no row can be told (local differential privacy).",
    discussion: """
      sklar noise data.csv -o noisy.csv --epsilon 2 --laplace age --randomize sex --schema public.yaml
      sklar noise data.csv -o noisy.csv --epsilon 1 --bounds age=0..120

      Numbers and dates get Laplace noise within bounds that you state; levels get randomised response. Epsilon is the \
      promise for the whole row: whatever a row is, no release of it is more than e^epsilon times as likely as it is \
      for any other row (up to a delta below 1e-12, which the summary states: how exactly Laplace noise is drawn). It \
      is divided equally among the columns. Columns that are not named are left out; --keep copies some as they are, \
      without any privacy.

      Bounds and levels must not come from the data: state them in a schema file that was written without it, or \
      checked. A value beyond the bounds counts as the nearest bound, one that is missing or no number as their middle, \
      and one that is none of the levels as any of them. Without --laplace and --randomize, every column with bounds or \
      levels is released. The number of rows and their order are released as they are. The noise has no seed: another \
      run is another release, and its epsilon adds to that of the first. docs/privacy/local.md says more.
      """)

  @Argument(help: ArgumentHelp("The table to randomise.", valueName: "data"))
  var data: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write: .csv, .tsv, .jsonl or .arrow, each also .gz or .zst, or .parquet; - for standard output.",
      valueName: "out"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The promise for a whole row, between 0.000001 and 100, and below 47 for each column under Laplace noise; 1 is a common choice.",
      valueName: "number"))
  var epsilon: Double

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Columns that get Laplace noise, with commas between.", valueName: "columns"))
  var laplace: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Columns that get randomised response, with commas between.", valueName: "columns"))
  var randomize: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Columns that are copied as they are: no privacy for them.", valueName: "columns"))
  var keep: [String] = []

  @Option(help: ArgumentHelp("Public types, bounds and levels.", valueName: "file"))
  var schema: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Public bounds of a column; repeat for more. Spelt as its values: 0..120, 0.00..9.99, 2020-01-01..2024-12-31.",
      valueName: "column=low..high"))
  var bounds: [StatedBounds] = []

  @Option(
    help: ArgumentHelp(
      "csv, tsv, jsonl, parquet or arrow, whatever the output's name says.", valueName: "name"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Write mechanisms, ledger and estimates as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  private var formatName: String? { format ?? (isStream(output) ? "csv" : nil) }

  func validate() throws {
    do {
      _ = try PrivacyParameters(epsilon: epsilon, delta: 0)
      _ = try OutputFormat(path: output, named: formatName)
    } catch let error as PrivacyError {
      throw ValidationError("--epsilon: \(error.message)")
    } catch let error as OutputFormatError {
      throw ValidationError("\(error)")
    }
    if schema == nil, bounds.isEmpty {
      throw ValidationError(
        "Bounds and levels must be stated, not taken from the data: --schema FILE, or --bounds 'NAME=LOW..HIGH'."
      )
    }
    if schema == nil, !randomize.isEmpty {
      throw ValidationError(
        "--randomize needs --schema FILE: the levels must be stated, not taken from the data.")
    }
    if let schema, schema.lowercased().hasSuffix(".json") {
      throw ValidationError(
        "--schema: SDV metadata states no bounds and no levels. Give a file of 'sklar schema'.")
    }
    if schema == "-", data == "-" { throw ValidationError("Only one of the inputs can be standard input.") }
    for (index, stated) in bounds.enumerated()
    where bounds[..<index].contains(where: { $0.column == stated.column }) {
      throw ValidationError("--bounds: The column \(ColumnPlace.shown(stated.column)) has bounds twice.")
    }
    for target in [output] + (json.map { [$0] } ?? []) {
      try refuseOverwriting(data, with: target)
      if let schema { try refuseOverwriting(schema, with: target) }
    }
    if let json, isSameOutput(json, output) {
      throw ValidationError("--json and -o name the same file. Give each its own.")
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let selection = NoiseSelection(
      laplace: laplace, randomize: randomize, keep: keep, bounds: bounds,
      missing: reading.options(nil, 1).missingSpellings,
      schema: try schema.map { try SchemaFile.read(path: $0) })
    let format = try OutputFormat(path: output, named: formatName)
    // What cannot be written is refused before the work.
    let file = try OutputFile(path: output)
    let jsonFile = try json.map { try OutputFile(path: $0) }

    var plan: RowRandomizer?
    var dropped: [String] = []
    let table = try TableReader(readingOptions()).confidential(
      path: data, names: selection.statedNames
    ) { header in
      try selection.refuseMissingColumns(header, of: data)
      let choices = try selection.choices(for: header)
      let chosen = choices.compactMap { $0 }
      plan = try RowRandomizer(
        Schema(chosen.map(\.field)), choices: chosen.map(\.choice), epsilon: epsilon)
      dropped = zip(header, choices).filter { $1 == nil }.map(\.0)
      return choices.map { $0?.field }
    }
    guard let randomizer = plan else { return }
    // How many rows there are is no secret.
    guard table.rowCount > 0 else {
      throw TableReadError(
        code: .noRows, file: FileBytes.displayName(data),
        message: "The file has no rows. Give a file with at least one row of data.")
    }
    let released = randomizer.randomized(table, threads: common.threadCount)
    try released.write(
      with: format.encoder(released.schema, compression: Compression(suffixOf: output)), into: file,
      threads: common.threadCount)
    let summary = NoiseSummary(randomizer, released: released, dropped: dropped, output: output)
    if let jsonFile {
      try jsonFile.write(Array(try summary.json.utf8))
      try jsonFile.commit()
    }
    try file.commit()
    guard !common.quiet else { return }
    if [output, json].compactMap({ $0 }).contains(where: isStandardOutput) {
      Terminal.write(summary.text)
    } else {
      try printText(summary.text)
    }
  }

  private func readingOptions() -> TableReader.Options {
    var options = reading.options(nil, common.threadCount)
    options.computesDigest = false
    return options
  }
}
