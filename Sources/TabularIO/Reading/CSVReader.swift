internal import Scheduling
public import Tabular

/// Reads delimited text into a typed table.
///
/// The header row is required. Types are inferred over the whole file, or taken from a schema. Chunks of
/// the text are parsed in parallel; the result does not depend on the number of threads.
public struct CSVReader: Sendable {
  public struct Options: Sendable {
    /// The byte between fields; `nil`: a tab if the name ends in `.tsv` (also `.tsv.gz`, `.tsv.zst`),
    /// otherwise detected among comma, semicolon, tab and bar.
    public var delimiter: UInt8?
    /// What stands for a missing value, as raw text: `NA` matches the unquoted field, `"NA"` with its
    /// quotes the quoted one, and the empty string an unquoted empty field.
    public var missingSpellings: [String]
    /// Types, formats and domains to hold the file to, instead of inferring them.
    public var schema: Schema?
    public var threads: Int

    public init(
      delimiter: UInt8? = nil, missingSpellings: [String] = Options.standardMissingSpellings,
      schema: Schema? = nil, threads: Int
    ) {
      self.delimiter = delimiter
      self.missingSpellings = missingSpellings
      self.schema = schema
      self.threads = threads
    }

    /// Empty, `NA`, `NaN`, `nan`, `null`, `NULL`.
    public static var standardMissingSpellings: [String] { MissingSpellings.standard }
  }

  /// Text is cut into pieces of this size, whatever the number of threads.
  package static let chunkSize = 1 << 20

  private let options: Options

  public init(_ options: Options) { self.options = options }

  /// Reads the table at `path` (`-`: standard input), which may be compressed with gzip or zstd.
  ///
  /// With a schema, columns are matched by name and come in the schema's order. A value that does not fit
  /// its field is an error. A missing value is one spelt like the field's own spelling or one of the options'
  /// that is not among the field's levels.
  /// - Throws: `TableReadError`, naming file, line and column.
  /// - Complexity: O(bytes). Holds the text and the columns in memory.
  public func read(path: String) throws -> ReadTable {
    let bytes: [UInt8]
    do throws(FileReadError) {
      bytes = try FileBytes.read(path: path)
    } catch {
      throw TableReadError(error)
    }
    var options = options
    if options.delimiter == nil, Compression.stripped(path).hasSuffix(".tsv") {
      options.delimiter = UInt8(ascii: "\t")
    }
    return try CSVReader(options).read(bytes: bytes, file: FileBytes.displayName(path))
  }

  /// Reads a table from bytes that are not compressed; `file` names them in errors.
  package func read(bytes: [UInt8], file: String, chunkSize: Int = CSVReader.chunkSize) throws -> ReadTable {
    let text = try CSVText(bytes, file: file, delimiter: options.delimiter)
    let scan = try TextScan(
      bytes, text.body.lowerBound..<bytes.count, chunkSize: chunkSize, threads: options.threads)
    try refuseBinary(text, scan)
    let fields = try options.schema.map { try SchemaMatching.fields(of: text, in: $0) }
    let spellings = missingSpellings(fields, width: text.header.count)
    var passes = ParsingPasses(text: text, threads: options.threads)
    try passes.classify(scan: scan, spellings: spellings, chunkSize: chunkSize)
    let assembly = try ColumnAssembly(text: text, passes: passes, spellings: spellings, fields: fields)
    let columns = try assembly.columns(threads: options.threads)
    let order = options.schema.map { schema in schema.fields.map { text.header.firstIndex(of: $0.name)! } }
    let ordered = (order ?? Array(columns.indices)).map { columns[$0] }
    return ReadTable(
      table: Table(
        schema: Schema(ordered.map(\.field)), rowCount: passes.rowCount, columns: ordered.map(\.column)),
      notes: ordered.flatMap(\.notes), sha256: passes.sha256, byteCount: bytes.count, dialect: text.dialect)
  }

  private func refuseBinary(_ text: CSVText, _ scan: TextScan) throws(TableReadError) {
    // The header lies outside the scan; names that are not UTF-8 are refused where they are read.
    if let offset = text.bytes[..<text.body.lowerBound].firstIndex(of: 0) {
      throw text.nulByte(at: offset, column: nil)
    }
    let flaws = [scan.firstNUL, scan.firstInvalidUTF8].compactMap(\.self)
    guard let first = flaws.min() else { return }
    if first == scan.firstNUL { throw text.nulByte(at: first, column: text.column(at: first)) }
    throw text.invalidUTF8(at: first, column: text.column(at: first))
  }

  private func missingSpellings(_ fields: [Field]?, width: Int) -> [MissingSpellings] {
    let standard = MissingSpellings(options.missingSpellings)
    guard let fields else { return [MissingSpellings](repeating: standard, count: width) }
    return fields.map { field in
      var levels: [String] = []
      if case .levels(let values, _) = field.domain { levels = values }
      return standard.adapted(missing: field.missing, levels: levels)
    }
  }
}
