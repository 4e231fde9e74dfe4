internal import Tabular

/// A given schema against a file's header.
enum SchemaMatching {
  /// The schema's fields in the file's order.
  static func fields(of text: CSVText, in schema: Schema) throws(TableReadError) -> [Field] {
    if let missing = schema.fields.first(where: { !text.header.contains($0.name) }) {
      throw TableReadError(
        code: .missingColumn, file: text.file, line: 1, column: missing.name,
        message: "The schema names this column, but the file has none of this name. "
          + "Remove it from the schema, or rename it to one of the file's columns.")
    }
    var fields: [Field] = []
    for name in text.header {
      guard let index = schema.index(of: name) else {
        throw TableReadError(
          code: .unknownColumn, file: text.file, line: 1, column: name,
          message: "The file has this column, but the schema does not name it. "
            + "Add it to the schema, or remove it from the file.")
      }
      fields.append(schema.fields[index])
    }
    return fields
  }
}
