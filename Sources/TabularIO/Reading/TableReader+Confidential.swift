public import Tabular

extension TableReader {
  /// Reads a table whose values are private, by a public schema: nothing that comes out but the rows themselves depends on
  /// a value, neither an error nor a note.
  ///
  /// Fields are the schema's to the last spelling; booleans, identifiers and text are read as levels. What rows hold is
  /// taken as `confidential(path:names:choosing:)` says. In JSON Lines keys that the schema lacks are passed over.
  ///
  /// - Parameter unit: The column whose values tell privacy units apart: read as levels whatever its type, so that no two
  ///   spellings become one value.
  /// - Throws: `TableReadError`: of a file that cannot be read, and of a header that is not the schema's, by the schema's
  ///   names and by places in the header; for everything else one and the same error, without line or column.
  public func confidential(path: String, schema: Schema, unit: String? = nil) throws -> Table {
    try confidential(bytes: bytes(path), file: FileBytes.displayName(path), schema: schema, unit: unit)
  }

  /// The same of bytes that are not compressed.
  package func confidential(
    bytes: [UInt8], file: String, schema: Schema, unit: String? = nil
  ) throws -> Table {
    let names = schema.fields.map(\.name)
    let read = try confidential(bytes: bytes, file: file, names: names) { header in
      if let missing = names.first(where: { !header.contains($0) }) {
        throw TableReadError(
          code: .missingColumn, file: file, line: 1, column: missing,
          message: "The schema names this column, but the file has none of this name. "
            + "Remove it from the schema, or rename it to one of the file's columns.")
      }
      return try header.enumerated().map { index, name in
        guard let place = schema.index(of: name) else {
          throw TableReadError(
            code: .unknownColumn, file: file, line: 1,
            message: "The schema does not name column \(index + 1) of the header. "
              + "Add it to the schema, or remove it from the file.")
        }
        var field = schema.fields[place]
        if name == unit { field.type = .text(emission: .drop) }
        return field
      }
    }
    return Table(
      schema: schema, rowCount: read.rowCount,
      columns: names.map { read.columns[read.schema.index(of: $0)!] })
  }

  /// Reads columns of a private table that are chosen once their names are known. Nothing that comes out but the rows
  /// themselves depends on a value.
  ///
  /// A value that its field's type does not allow is missing; a number with more digits than its field has is rounded, and
  /// beyond 64 bits it is the largest; one outside the stated bounds stays as it is, and so does a level that is not
  /// listed. Each value is read by itself, so that one row more changes no other. There may be no rows at all.
  ///
  /// In delimited text the names in the header are public, and so is what separates them, which is found in the header
  /// alone; it has to be one line without control bytes, so that no row is taken for part of it. In JSON Lines the keys
  /// are private: `names` stand for them, and one that no line has is missing in all rows.
  ///
  /// - Parameters:
  ///   - names: The columns of JSON Lines.
  ///   - fields: Gets the header or `names`; columns with `nil` are left out of the table. Booleans come back as
  ///     categorical, identifiers as text, and no domain is enforced.
  /// - Throws: What `fields` throws, and `TableReadError`: of a file that cannot be read, and of a column without a name or
  ///   with that of another; for everything else one and the same error, without line or column.
  public func confidential(
    path: String, names: [String], choosing fields: ([String]) throws -> [Field?]
  ) throws -> Table {
    try confidential(
      bytes: bytes(path), file: FileBytes.displayName(path), names: names, choosing: fields)
  }

  /// The same of bytes that are not compressed.
  package func confidential(
    bytes: [UInt8], file: String, names: [String], choosing fields: ([String]) throws -> [Field?]
  ) throws -> Table {
    var options = options
    var header = names
    let isEmpty: Bool
    if isJSONLines(bytes, file: file) {
      isEmpty = !bytes.contains { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    } else {
      let text = try publicHeader(bytes, file: file)
      options.delimiter = text.delimiter
      header = text.header
      isEmpty = text.body.isEmpty
    }
    let chosen = try fields(header)
    precondition(chosen.count == header.count)
    let wanted = zip(header, chosen).compactMap { name, field -> Field? in
      guard var field else { return nil }
      precondition(field.name == name)
      // The same text, but maybe not the same bytes.
      field.name = name
      return field
    }
    if isEmpty {
      let read = wanted.map(\.asRead)
      return Table(schema: Schema(read), rowCount: 0, columns: read.map { Column(missing: $0.type, rows: 0) })
    }
    do {
      return try TableReader(options).lenient(bytes: bytes, file: file, wanted)
    } catch is TableReadError {
      throw TableReadError(malformed: file)
    }
  }

  /// The columns of `wanted`, and those of other names passed over.
  private func lenient(bytes: [UInt8], file: String, _ wanted: [Field]) throws -> Table {
    let (text, layout) = try text(bytes, file: file, chunkSize: TableReader.chunkSize)
    // By their bytes, as JSON Lines number them: two keys that are one text must not compete for a column.
    let names = text.header.map { Array($0.utf8) }
    let places = Dictionary(uniqueKeysWithValues: zip(wanted.map { Array($0.name.utf8) }, wanted.indices))
    let fields = zip(text.header, names).map { name, bytes in
      places[bytes].map { wanted[$0] } ?? Field(name: name, type: .text(emission: .drop))
    }
    var passes = ParsingPasses(
      text: text, layout: layout, threads: options.threads, digests: false, allowsEmptyColumns: true,
      misfits: .nearest)
    let columns = try ColumnAssembly.columns(
      &passes, spellings: missingSpellings(fields, of: text), fields: fields.map(\.asRead),
      chunkSize: TableReader.chunkSize, once: true)
    let found = Dictionary(uniqueKeysWithValues: zip(names, columns))
    let read = wanted.map { field in
      if let column = found[Array(field.name.utf8)] { return (field: column.field, column: column.column) }
      return (field.asRead, Column(missing: field.asRead.type, rows: passes.rowCount))
    }
    return Table(
      schema: Schema(read.map(\.field)), rowCount: passes.rowCount, columns: read.map(\.column))
  }

  /// The text with its header read and nothing else looked at.
  private func publicHeader(_ bytes: [UInt8], file: String) throws(TableReadError) -> TableText {
    do throws(TableReadError) {
      let start = try TableText.start(of: bytes, file: file)
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = Array(bytes[..<end])
      let tab = Compression.stripped(file).hasSuffix(".tsv") ? UInt8(ascii: "\t") : nil
      let delimiter =
        options.delimiter ?? tab
        ?? line.withUnsafeBufferPointer { CSVDialect.detected(in: $0, from: start).delimiter }
      // Rows may follow behind other line ends, and within a quote that the line leaves open.
      let names = line[start...].last == UInt8(ascii: "\r") ? line[start..<(end - 1)] : line[start...]
      guard !names.contains(where: { ($0 < 0x20 || $0 == 0x7F) && $0 != delimiter }) else {
        throw TableReadError(malformed: file)
      }
      let text = try TableText(headerOf: bytes, from: start, file: file, delimiter: delimiter)
      guard text.body.lowerBound <= end + 1 else { throw TableReadError(malformed: file) }
      return text
    } catch {
      throw error.code.isOfHeader ? error : TableReadError(malformed: file)
    }
  }
}

extension TableReadError {
  fileprivate init(malformed file: String) {
    self.init(
      code: .malformed, file: file,
      message:
        "The file is not a table of UTF-8 text with a header line. What is wrong with it stays private: look for rows "
        + "with too many or too few fields, for quotes that do not close, and for lines that end in a carriage return."
    )
  }
}

extension TableReadError.Code {
  /// What the header tells.
  fileprivate var isOfHeader: Bool {
    switch self {
    case .duplicateColumn, .unnamedColumn: true
    default: false
    }
  }
}

extension Field {
  /// As a private table is read: any value is taken.
  fileprivate var asRead: Field {
    var field = self
    field.domain = nil
    switch type {
    case .boolean: field.type = .categorical
    case .identifier: field.type = .text(emission: .drop)
    default: break
    }
    return field
  }
}

extension Column {
  /// A column without any value.
  init(missing type: FieldType, rows: Int) {
    let values: Values
    switch type {
    case .int64, .decimal, .date, .timestamp, .identifier(.integers):
      values = .int64([Int64](repeating: 0, count: rows))
    case .float64: values = .float64([Double](repeating: 0, count: rows))
    case .boolean, .categorical, .text:
      values = .codes([Int32](repeating: 0, count: rows), levels: StringArray(rows > 0 ? [""] : []))
    case .identifier(.strings):
      values = .strings(StringArray(offsets: [Int](repeating: 0, count: rows + 1), utf8: []))
    }
    self.init(values, validity: Bitmap(repeating: false, count: rows))
  }
}
