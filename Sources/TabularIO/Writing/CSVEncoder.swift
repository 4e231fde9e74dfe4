public import Tabular

/// Rows as CSV (RFC 4180, lines end in LF), so that each cell reads back as what it was.
///
/// - Numbers, dates and levels are spelt as their field's type says; free text as its emission says.
/// - Text is quoted where it holds the delimiter, a quote, CR or LF; where it is empty; and where it
///   equals the field's missing spelling or one that readers take for missing (NA, NaN, nan, null, NULL).
///   A number or date that equals the field's missing spelling is quoted, too.
/// - A missing value is the field's `missing`, byte for byte, or nothing. (If it holds this file's
///   delimiter unquoted, which can happen when a TSV becomes a CSV, it is quoted.)
/// - Where the missing spelling is a quoted text such as `""` or `"NA"`, that very text as a value is
///   written bare: the two stay apart.
/// - In a table of one column an empty line would be no row to most readers. So there, nothing is written
///   `""`, be it missing or the empty text: the one place where those two can become the same.
/// - A table without columns has no bytes.
public struct CSVEncoder: TextEncoder {
  public let header: [UInt8]
  private let writer: RowWriter<CSVCellText>

  /// - Parameter delimiter: between cells: a byte of ASCII, not a quote, CR or LF.
  /// - Parameter header: whether the file starts with the fields' names.
  public init(schema: Schema, delimiter: UInt8 = UInt8(ascii: ","), header: Bool = true) {
    precondition(
      delimiter < 0x80 && ![UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(delimiter))
    let isOnly = schema.fields.count == 1
    writer = RowWriter(
      fields: schema.fields.enumerated().map { index, field in
        let missing = Array((field.missing ?? "").utf8)
        let text = CSVCellText(delimiter: delimiter, missing: missing, isOnlyColumn: isOnly)
        var written = missing
        if !text.isWellFormed(missing) { written = text.quoted(missing) }
        if isOnly, missing.isEmpty { written = Array("\"\"".utf8) }
        return RowWriter.Field(
          prefix: index == 0 ? [] : [delimiter], missing: written, type: field.type, text: text,
          temporal: text.temporalText(field.type), avoided: missing.isEmpty ? nil : missing)
      },
      rowEnd: schema.fields.isEmpty ? [] : [UInt8(ascii: "\n")])
    self.header = header ? CSVEncoder.header(schema, delimiter: delimiter) : []
  }

  public func encode(_ chunk: Table, firstRow: Int) -> [UInt8] { writer.encode(chunk, firstRow: firstRow) }

  private static func header(_ schema: Schema, delimiter: UInt8) -> [UInt8] {
    guard !schema.fields.isEmpty else { return [] }
    // A name is no value: it is quoted only where the line would break, or vanish.
    let text = CSVCellText(delimiter: delimiter, missing: [], isOnlyColumn: false)
    let names = schema.fields.map { field in
      let name = Array(field.name.utf8)
      return text.isWellFormed(name) && !(name.isEmpty && schema.fields.count == 1) && name.first != 0x22
        ? name : text.quoted(name)
    }
    return Array(names.joined(separator: [delimiter])) + [UInt8(ascii: "\n")]
  }
}

extension CSVCellText {
  /// `text` between quotes, its own quotes doubled.
  fileprivate func quoted(_ text: [UInt8]) -> [UInt8] {
    [0x22] + text.flatMap { $0 == 0x22 ? [$0, $0] : [$0] } + [0x22]
  }

  fileprivate func temporalText(_ type: FieldType) -> TemporalText? {
    guard let format = type.temporalFormat else { return nil }
    let literals = format.elements.compactMap { element in
      if case .literal(let byte) = element { byte } else { nil }
    }
    let needsQuotes = literals.contains(0x22) || !isWellFormed(literals)
    return TemporalText(
      format, isDate: type.isDate, quote: needsQuotes ? [0x22] : [],
      literal: { $0.flatMap { $0 == 0x22 ? [$0, $0] : [$0] } })
  }
}
