public import Tabular

/// Rows as JSON Lines: one object per row and line, keys in the schema's order.
///
/// Numbers are JSON numbers with the digits that a CSV would have (so integers are exact to the last
/// digit); booleans are `true` and `false`; dates, levels, text and identifiers are strings; a missing
/// value is `null`, whatever its spelling was. A table without columns gives `{}` for each row.
public struct JSONLEncoder: TextEncoder {
  public var header: [UInt8] { [] }
  private let writer: RowWriter<JSONCellText>

  public init(schema: Schema) {
    let text = JSONCellText()
    writer = RowWriter(
      fields: schema.fields.enumerated().map { index, field in
        RowWriter.Field(
          prefix: Array((index == 0 ? "{" : ",").utf8) + text.spelling(Array(field.name.utf8))
            + [UInt8(ascii: ":")],
          missing: Array("null".utf8), type: field.type, text: text,
          temporal: field.type.temporalFormat.map {
            TemporalText($0, isDate: field.type.isDate, quote: [0x22], literal: text.escaped)
          },
          avoided: nil, booleans: [Array("false".utf8), Array("true".utf8)])
      },
      rowEnd: Array((schema.fields.isEmpty ? "{}\n" : "}\n").utf8))
  }

  public func encode(_ chunk: Table, firstRow: Int) -> [UInt8] { writer.encode(chunk, firstRow: firstRow) }
}
