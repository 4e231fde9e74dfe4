import ArgumentParser
import Sklar

/// How a table is read.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The character between fields, or 'tab'. Default: found out.", valueName: "char"))
  var delimiter: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A spelling of missing values; repeat for more. Replaces the usual ones: empty, NA, NaN, nan, null, NULL.",
      valueName: "text"))
  var missing: [String] = []

  @OptionGroup(title: "Programs as tables (exec:COMMAND)") var program: ProgramReadingOptions

  func validate() throws {
    if let delimiter, delimiter != "tab", delimiter.utf8.count != 1 || "\"\r\n".contains(delimiter) {
      throw ValidationError(
        "--delimiter must be one ASCII character other than a quote or a line end, or 'tab'.")
    }
  }

  /// - Parameter digest: whether the text's SHA-256 is wanted.
  func read(_ path: String, schema: Schema? = nil, threads: Int, digest: Bool = true) throws -> ReadTable {
    var options = options(schema, threads)
    options.computesDigest = digest
    return try TableReader(options).read(path: path)
  }

  /// Reads a table held to a schema file, or with the hints of SDV metadata, whose name ends in `.json`.
  func read(_ path: String, schemaFile: String, threads: Int) throws -> ReadTable {
    guard schemaFile.lowercased().hasSuffix(".json") else {
      return try read(path, schema: SchemaFile.read(path: schemaFile), threads: threads)
    }
    let hints = try SDVMetadata.read(path: schemaFile, table: ReadingOptions.tableName(path))
    return try TableReader(options(nil, threads)).read(path: path, hints: hints)
  }

  /// What SDV would call the table in a file: the file's name up to its first dot.
  static func tableName(_ path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    let name = file.prefix { $0 != "." }
    return path == "-" || name.isEmpty ? "table" : String(name)
  }

  func options(_ schema: Schema?, _ threads: Int) -> TableReader.Options {
    var options = TableReader.Options(schema: schema, threads: threads)
    options.delimiter = delimiter.map { $0 == "tab" ? UInt8(ascii: "\t") : $0.utf8.first! }
    if !missing.isEmpty { options.missingSpellings = missing }
    options.program = program.options
    return options
  }
}
