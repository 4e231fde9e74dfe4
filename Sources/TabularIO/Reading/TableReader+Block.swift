internal import Tabular

extension TableReader {
  /// A block of a stream, read by types that are known.
  struct BlockReading {
    /// One per field of the schema, in its order.
    let columns: [Column]
    let unfit: [Bitmap?]
    /// How missing values are spelt here, where there are some.
    let missing: [String?]
    let rowCount: Int
    let text: TableText
    /// Keys of the lines that are no columns of the table.
    let unknown: [String]
  }

  /// Reads the fields of `schema`, and of other columns nothing. What does not fit is missing, and marked.
  /// - Parameter missing: Spellings that stand for missing numbers, dates and times besides the usual ones.
  func block(
    bytes: [UInt8], file: String, schema: Schema, missing: [String] = []
  ) throws -> BlockReading {
    let (text, layout) = try text(bytes, file: file, chunkSize: TableReader.chunkSize)
    let names = text.header.map { Array($0.utf8) }
    let places = Dictionary(
      schema.fields.enumerated().map { (Array($0.element.name.utf8), $0.offset) },
      uniquingKeysWith: { a, _ in a })
    let fields = zip(text.header, names).map { name, bytes in
      places[bytes].map { schema.fields[$0] } ?? Field(name: name, type: .categorical)
    }
    var passes = ParsingPasses(
      text: text, layout: layout, threads: options.threads, digests: false, allowsEmptyColumns: true,
      misfits: .marked, wanted: names.map { places[$0] != nil })
    let read = try ColumnAssembly.columns(
      &passes, spellings: missingSpellings(fields, of: text, measured: missing), fields: fields,
      chunkSize: TableReader.chunkSize, once: true)
    var columns = [AssembledColumn?](repeating: nil, count: schema.fields.count)
    for column in read { columns[places[Array(column.field.name.utf8)]!] = column }
    let rows = passes.rowCount
    return BlockReading(
      columns: zip(columns, schema.fields).map { $0?.column ?? Column(missing: $1.type, rows: rows) },
      unfit: columns.map { column in
        guard let unfit = column?.unfit, !unfit.isEmpty else { return nil }
        var bits = Bitmap(repeating: false, count: rows)
        for row in unfit { bits[row] = true }
        return bits
      },
      missing: columns.map { $0?.field.missing }, rowCount: rows, text: text,
      unknown: zip(text.header, names).filter { places[$1] == nil }.map(\.0))
  }
}
