internal import Scheduling
public import Tabular

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Reads delimited text or JSON Lines into a typed table.
///
/// Delimited text needs a header row. A file is JSON Lines if its name ends in `.jsonl` or `.ndjson` (also with
/// `.gz` or `.zst` behind that), and so is standard input if its first character is `{`, unless a delimiter is
/// given. Each line is then one flat object; the columns are the keys, in order of first appearance; a key that
/// a line lacks is missing, like `null`. A string is never a number or a boolean, and a number never a date.
///
/// Types are inferred over the whole file, or taken from a schema. Chunks of
/// the text are parsed in parallel; the result does not depend on the number of threads.
public struct TableReader: Sendable {
  public struct Options: Sendable {
    /// The byte between fields; `nil`: a tab if the name ends in `.tsv` (also `.tsv.gz`, `.tsv.zst`),
    /// otherwise detected among comma, semicolon, tab and bar.
    public var delimiter: UInt8?
    /// What stands for a missing value, as raw text: `NA` matches the unquoted field, `"NA"` with its
    /// quotes the quoted one, and the empty string an unquoted empty field. In JSON Lines, `null` is always
    /// missing, the standard spellings are not, and others stand for strings and for numbers.
    public var missingSpellings: [String]
    /// Types, formats and domains to hold the file to, instead of inferring them.
    public var schema: Schema?
    public var threads: Int
    /// The most bytes that a compressed file may grow to; `nil`: no limit.
    public var decompressedLimit: Int?
    /// Whether the SHA-256 of the text is wanted: beside the parsing, yet one core takes about half a second for
    /// each gigabyte.
    public var computesDigest: Bool
    /// Whether a column may be without a name (it gets one by its place, `Unnamed: 0`, as pandas does) or without any
    /// value (it is one of levels, of which there are none). Nothing can be learnt of such; compared they may be.
    public var allowsBlankColumns = false
    /// What the program of a path `exec:COMMAND` is told.
    public var program = Program.Options()

    public init(
      delimiter: UInt8? = nil, missingSpellings: [String] = Options.standardMissingSpellings,
      schema: Schema? = nil, threads: Int, decompressedLimit: Int? = Options.standardDecompressedLimit,
      computesDigest: Bool = true
    ) {
      self.delimiter = delimiter
      self.missingSpellings = missingSpellings
      self.schema = schema
      self.threads = threads
      self.decompressedLimit = decompressedLimit
      self.computesDigest = computesDigest
    }

    /// Half of the machine's physical memory; `nil` where the system does not tell it.
    public static var standardDecompressedLimit: Int? {
      let pages = sysconf(Int32(_SC_PHYS_PAGES))
      let pageSize = sysconf(Int32(_SC_PAGESIZE))
      return pages > 0 && pageSize > 0 ? pages * pageSize / 2 : nil
    }

    /// Empty, `NA`, `NaN`, `nan`, `null`, `NULL`.
    public static var standardMissingSpellings: [String] { MissingSpellings.standard }
  }

  /// Text is cut into pieces of this size, whatever the number of threads.
  package static let chunkSize = 1 << 20

  let options: Options

  public init(_ options: Options) { self.options = options }

  /// Reads the table at `path` (`-`: standard input), which may be compressed with gzip or zstd.
  ///
  /// With a schema, columns are matched by name and come in the schema's order. A value that does not fit
  /// its field is an error. A missing value is one spelt like the field's own spelling or one of the options'
  /// that is not among the field's levels.
  /// - Throws: `TableReadError`, naming file, line and column.
  /// - Complexity: O(bytes). Holds the text and the columns in memory.
  public func read(path: String) throws -> ReadTable {
    try checked(read(bytes: bytes(path), file: FileBytes.displayName(path)), path)
  }

  /// Throws if a program printed too few rows.
  func checked(_ read: ReadTable, _ path: String) throws(TableReadError) -> ReadTable {
    if Program.isNamed(by: path), read.table.rowCount < options.program.rows {
      throw Program.tooFew(read.table.rowCount, of: options.program.rows, file: path)
    }
    return read
  }

  /// Reads the table at `path` with inferred types, except where `hints` ask for others.
  ///
  /// Columns keep the file's order. If a hint changes a type, the text is read a second time.
  /// - Throws: `TableReadError`, and `SchemaFileError` for a hint for a column that the file lacks.
  public func read(path: String, hints: SDVMetadata) throws -> ReadTable {
    let file = FileBytes.displayName(path)
    let bytes = try self.bytes(path)
    let inferred = try checked(read(bytes: bytes, file: file), path)
    let schema = inferred.table.schema
    // Hints look at what is in the data, but what is not stated by them is not to be held to it.
    let hinted = try hints.applied(to: SchemaFile.described(inferred.table))
    var fields = hinted.fields
    for index in fields.indices where fields[index].type == schema.fields[index].type {
      if case .levels(_, ordered: true) = fields[index].domain { continue }
      fields[index] = schema.fields[index]
    }
    if fields == schema.fields { return inferred }
    var options = options
    options.schema = Schema(fields)
    return try TableReader(options).read(bytes: bytes, file: file)
  }

  func bytes(_ path: String) throws(TableReadError) -> [UInt8] {
    if Program.isNamed(by: path) { return try printed(path) }
    do throws(FileReadError) {
      return try FileBytes.read(
        path: path, decompressedLimit: options.decompressedLimit, limitsPlain: false, threads: options.threads
      )
    } catch {
      throw TableReadError(error)
    }
  }

  /// As many rows as a program was asked for, as it prints them.
  private func printed(_ path: String) throws(TableReadError) -> [UInt8] {
    let stream: ByteStream
    do { stream = try ByteStream(path: path, program: options.program) } catch { throw TableReadError(error) }
    let cutter = RecordCutter(stream: stream, delimiter: options.delimiter)
    var bytes: [UInt8] = []
    while let block = try cutter.next(about: 16 << 20, rows: options.program.rows - cutter.rowCount) {
      bytes += bytes.isEmpty ? block.bytes[...] : block.bytes[block.start...]
      if cutter.rowCount >= options.program.rows { break }
      if let limit = options.decompressedLimit, bytes.count > limit {
        throw TableReadError(FileReadError.tooLarge(limit: limit, file: path))
      }
    }
    if bytes.isEmpty { bytes = cutter.header }
    guard !bytes.isEmpty else { throw Program.tooFew(0, of: options.program.rows, file: path) }
    return bytes
  }

  /// Reads a table from bytes that are not compressed; `file` names them in errors, and tells their format.
  /// - Parameter once: whether one pass may do where it can; the result is the same.
  package func read(
    bytes: [UInt8], file: String, chunkSize: Int = TableReader.chunkSize, once: Bool = true
  ) throws -> ReadTable {
    try part(
      bytes: bytes, file: file, chunkSize: chunkSize, once: once,
      allowsEmptyColumns: options.allowsBlankColumns
    ).table
  }

  /// `read`, and how the values of each column are spelt.
  /// - Parameter allowsEmptyColumns: whether a column of a given type may be without any value.
  func part(
    bytes: [UInt8], file: String, chunkSize: Int = TableReader.chunkSize, once: Bool = true,
    allowsEmptyColumns: Bool
  ) throws -> (table: ReadTable, spelled: [SpelledType]) {
    let (text, layout) = try self.text(bytes, file: file, chunkSize: chunkSize)
    let fields = try options.schema.map { try text.fields(in: $0) }
    let spellings = missingSpellings(fields, of: text)
    var passes = ParsingPasses(
      text: text, layout: layout, threads: options.threads, digests: options.computesDigest,
      allowsEmptyColumns: allowsEmptyColumns)
    let columns = try ColumnAssembly.columns(
      &passes, spellings: spellings, fields: fields, chunkSize: chunkSize, once: once)
    let order = options.schema.map { schema in schema.fields.map { text.header.firstIndex(of: $0.name)! } }
    let ordered = (order ?? Array(columns.indices)).map { columns[$0] }
    let table = ReadTable(
      table: Table(
        schema: Schema(ordered.map(\.field)), rowCount: passes.rowCount, columns: ordered.map(\.column)),
      notes: ordered.flatMap(\.notes), sha256: passes.sha256, byteCount: bytes.count, dialect: text.dialect)
    return (table, ordered.map(\.spelled))
  }

  func text(
    _ bytes: [UInt8], file: String, chunkSize: Int
  ) throws -> (TableText, RecordLayout) {
    if isJSONLines(bytes, file: file) {
      let text = try TableText(
        jsonLines: bytes, file: file, chunkSize: chunkSize, threads: options.threads)
      return (text, RecordLayout(lines: bytes, text.body, chunkSize: chunkSize))
    }
    let tab = Compression.stripped(file).hasSuffix(".tsv") ? UInt8(ascii: "\t") : nil
    let text = try TableText(
      csv: bytes, file: file, delimiter: options.delimiter ?? tab, namesUnnamed: options.allowsBlankColumns)
    let scan = try TextScan(
      bytes, text.body.lowerBound..<bytes.count, chunkSize: chunkSize, threads: options.threads)
    try text.refuseBinary(scan)
    let layout = try RecordLayout(
      bytes, text.body, scanned: scan.chunks, chunkSize: chunkSize, threads: options.threads)
    return (text, layout)
  }

  func isJSONLines(_ bytes: [UInt8], file: String) -> Bool {
    let isStandardInput = file == FileBytes.displayName("-")
    return !(isStandardInput && options.delimiter != nil) && TableText.isJSONLines(bytes, file: file)
  }

  /// - Parameter measured: further spellings in given columns of numbers, dates and times.
  func missingSpellings(
    _ fields: [Field]?, of text: TableText, measured: [String] = []
  ) -> [MissingSpellings] {
    func all(_ spellings: [String]) -> MissingSpellings {
      text.dialect == nil ? MissingSpellings(typed: spellings) : MissingSpellings(spellings)
    }
    let standard = all(options.missingSpellings)
    let further = all(
      options.missingSpellings + measured.filter { !options.missingSpellings.contains($0) })
    guard let fields else { return [MissingSpellings](repeating: standard, count: text.header.count) }
    return fields.map { field in
      var levels: [String] = []
      if case .levels(let values, _) = field.domain { levels = values }
      return (field.type.isMeasured ? further : standard).adapted(missing: field.missing, levels: levels)
    }
  }
}
