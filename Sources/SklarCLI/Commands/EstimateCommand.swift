import ArgumentParser
import Reporting
import Sklar

struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Tell what a run will take before it runs: seconds, bytes, memory, money.",
    discussion: """
      sklar estimate adult.model -n 1G --format parquet

      Runs the model for a moment on this machine, into nothing, writes a little to the disk, and scales. Money is that \
      of machines by the hour and of language models by the token, from a list that is dated and yours to edit: \
      --prices; docs/cost.md says how tokens are counted.
      """)

  @Argument(help: ArgumentHelp("A model file.", valueName: "model"))
  var model: String

  @Option(
    name: [.customShort("n"), .customLong("count")],
    help: ArgumentHelp("How many rows the run is to have.", valueName: "rows"))
  var count: RowCount

  @Option(
    help: ArgumentHelp("csv, tsv, jsonl, parquet or arrow; csv.gz and the like too.", valueName: "name"))
  var format = "csv"

  @Option(help: ArgumentHelp("Where the output is to be written.", valueName: "path"))
  var folder = "."

  @Option(help: ArgumentHelp("What machines and language models cost: YAML.", valueName: "file"))
  var prices: String?

  @Option(
    name: .customLong("bytes-per-token"),
    help: ArgumentHelp("Bytes of a row's JSON that make a token.", valueName: "number"))
  var bytesPerToken = TokenRule().bytesPerToken

  @Option(
    name: .customLong("tokens-per-row"),
    help: ArgumentHelp("The tokens of a row, where you know them.", valueName: "number"))
  var tokensPerRow: Double?

  @Option(
    name: .customLong("prompt-tokens"),
    help: ArgumentHelp("The tokens that each call sends.", valueName: "number"))
  var promptTokens = TokenRule().promptTokens

  @Option(
    name: .customLong("rows-per-call"),
    help: ArgumentHelp("The rows that each call brings.", valueName: "number"))
  var rowsPerCall = TokenRule().rowsPerCall

  @Option(
    help: ArgumentHelp("Write the estimate as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    do {
      _ = try OutputFormat(path: "x." + format)
    } catch {
      throw ValidationError(
        "--format \(format): There is no such format. Choose one of: "
          + OutputFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    for (name, value) in [
      ("bytes-per-token", bytesPerToken), ("tokens-per-row", tokensPerRow ?? 1),
      ("rows-per-call", rowsPerCall),
    ] where !(value > 0 && value.isFinite) {
      throw ValidationError("--\(name) must be a number above 0.")
    }
    guard promptTokens >= 0, promptTokens.isFinite else {
      throw ValidationError("--prompt-tokens must be a number of at least 0.")
    }
    if let json {
      try refuseOverwriting(model, with: json)
      if let prices { try refuseOverwriting(prices, with: json) }
    }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let prices = try prices.map { try PriceList(contentsOf: $0) } ?? .standard
    let (_, sampler) = try openModel(model, seed: Seed(0))
    let path = "x." + format
    let estimate = try RunEstimate(
      source: sampler, format: OutputFormat(path: path), compression: Compression(suffixOf: path),
      rows: count.value, threads: common.threadCount, folder: folder)
    var rule = TokenRule()
    rule.bytesPerToken = bytesPerToken
    rule.tokensPerRow = tokensPerRow
    rule.promptTokens = promptTokens
    rule.rowsPerCall = rowsPerCall
    let report = EstimateReport(
      estimate, model: model, rows: count.value, format: format, threads: common.threadCount, prices: prices,
      rule: rule)
    if let json {
      let output = try OutputFile(path: json)
      try output.write(try JSONReport.document(report))
      try output.commit()
    }
    if json != "-" { try printText(report.text) }
  }
}
