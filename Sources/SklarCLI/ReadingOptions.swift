import ArgumentParser
import Sklar

/// How a table is read.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The character between fields, or 'tab'. Default: found out.", valueName: "char"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "A spelling of missing values; repeat for more. Replaces the usual ones: empty, NA, NaN, nan, null, NULL.",
      valueName: "text"))
  var missing: [String] = []

  func validate() throws {
    if let delimiter, delimiter != "tab", delimiter.utf8.count != 1 || "\"\r\n".contains(delimiter) {
      throw ValidationError(
        "--delimiter must be one ASCII character other than a quote or a line end, or 'tab'.")
    }
  }

  func read(_ path: String, schema: Schema? = nil, threads: Int) throws -> ReadTable {
    var options = CSVReader.Options(schema: schema, threads: threads)
    options.delimiter = delimiter.map { $0 == "tab" ? UInt8(ascii: "\t") : $0.utf8.first! }
    if !missing.isEmpty { options.missingSpellings = missing }
    return try CSVReader(options).read(path: path)
  }
}
