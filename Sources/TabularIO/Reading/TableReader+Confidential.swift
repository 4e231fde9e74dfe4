public import Tabular

extension TableReader {
  /// Reads a table whose values are private, by a public schema: nothing that comes out but the rows themselves depends on
  /// a value, neither an error nor a note.
  ///
  /// A value that its field's type does not allow is missing; a number with more digits than its field has is rounded; one
  /// outside the stated bounds stays as it is, and so does a level that is not listed. Fields are the schema's to the last
  /// spelling; identifiers and text are read as levels. In delimited text the names in the header are public, and so is what separates them, which is found in the
  /// header alone. In JSON Lines keys that the schema lacks are passed over, and one that no line has is missing in all
  /// rows. There may be no rows at all.
  ///
  /// - Throws: `TableReadError`: of a file that cannot be read, and of a header that is not the schema's, as ever; for
  ///   everything that is wrong beyond the header one and the same error, without line or column.
  public func confidential(path: String, schema: Schema) throws -> Table {
    let file = FileBytes.displayName(path)
    return try confidential(bytes: bytes(path), file: file, schema: schema)
  }

  /// The same of bytes that are not compressed.
  package func confidential(bytes: [UInt8], file: String, schema: Schema) throws -> Table {
    var options = options
    options.schema = nil
    options.computesDigest = false
    if TableText.isJSONLines(bytes, file: file) {
      if !bytes.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) { return Table(empty: schema) }
    } else {
      let header = try publicHeader(bytes, file: file)
      options.delimiter = header.delimiter
      _ = try header.fields(in: schema)
      if header.body.isEmpty { return Table(empty: schema) }
    }
    do {
      return try TableReader(options).rows(bytes: bytes, file: file, schema: schema)
    } catch is TableReadError {
      throw TableReadError(malformed: file)
    }
  }

  private func rows(bytes: [UInt8], file: String, schema: Schema) throws -> Table {
    let read = try read(bytes: bytes, file: file) { names in
      names.map { name in
        guard var field = schema.index(of: name).map({ schema.fields[$0] }) else { return nil }
        // Whatever an identifier should look like.
        if case .identifier = field.type { field.type = .text(emission: .drop) }
        return field
      }
    }
    let table = read.table
    return Table(
      schema: schema, rowCount: table.rowCount,
      columns: schema.fields.map { field in
        guard let index = table.schema.index(of: field.name) else {
          return Column(missing: field.type, rows: table.rowCount)
        }
        return table.columns[index]
      })
  }

  /// The text with its header read and nothing else looked at.
  private func publicHeader(_ bytes: [UInt8], file: String) throws(TableReadError) -> TableText {
    do throws(TableReadError) {
      return try header(bytes, file: file)
    } catch {
      throw error.code.isOfHeader ? error : TableReadError(malformed: file)
    }
  }

  private func header(_ bytes: [UInt8], file: String) throws(TableReadError) -> TableText {
    let start = try TableText.start(of: bytes, file: file)
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let line = Array(bytes[..<end])
    let tab = Compression.stripped(file).hasSuffix(".tsv") ? UInt8(ascii: "\t") : nil
    let delimiter =
      options.delimiter ?? tab
      ?? line.withUnsafeBufferPointer { CSVDialect.detected(in: $0, from: start).delimiter }
    return try TableText(headerOf: bytes, from: start, file: file, delimiter: delimiter)
  }
}

extension TableReadError {
  fileprivate init(malformed file: String) {
    self.init(
      code: .malformed, file: file,
      message:
        "The file is not a table of the schema's columns in UTF-8 text. What is wrong with it stays private: "
        + "look for rows with too many or too few fields, and for quotes that do not close.")
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

extension Table {
  fileprivate init(empty schema: Schema) {
    self.init(
      schema: schema, rowCount: 0, columns: schema.fields.map { Column(missing: $0.type, rows: 0) })
  }
}

extension Column {
  /// A column without any value.
  fileprivate init(missing type: FieldType, rows: Int) {
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
