public import Tabular

/// The editable schema: one YAML file that states each column's type, spelling and allowed values.
public enum SchemaFile {
  /// Categorical columns with more levels are written without them.
  static let writtenLevels = 200
  static let version = 1
  /// A schema is written by hand; more than this is no schema.
  static let largestFile = 1 << 24

  /// The schema of `table` with each field's domain filled from the data: the least and greatest value, or
  /// the levels. Domains that are stated already stay. Text and identifiers get none.
  /// - Complexity: O(values).
  public static func described(_ table: Table) -> Schema {
    Schema(
      zip(table.schema.fields, table.columns).map { field, column in
        var field = field
        if field.domain == nil { field.domain = domain(of: column, field.type) }
        return field
      })
  }

  private static func domain(of column: Column, _ type: FieldType) -> Field.Domain? {
    switch type {
    case .text, .identifier: return nil
    default: break
    }
    let rows = (0..<column.count).lazy.filter { column.validity?[$0] ?? true }
    switch column.values {
    case .int64(let values):
      guard let first = rows.first else { return nil }
      let bounds = rows.reduce((values[first], values[first])) {
        (min($0.0, values[$1]), max($0.1, values[$1]))
      }
      return .integers(minimum: bounds.0, maximum: bounds.1)
    case .float64(let values):
      guard let first = rows.first else { return nil }
      let bounds = rows.reduce((values[first], values[first])) {
        (min($0.0, values[$1]), max($0.1, values[$1]))
      }
      return .reals(minimum: bounds.0, maximum: bounds.1)
    case .codes(_, let levels): return .levels(values: levels.strings, ordered: false)
    case .strings: return nil
    }
  }

  /// The file's text. Fields without a domain get theirs from `table`, if one is given.
  ///
  /// The text says that it was inferred from data; it names neither file nor row. Strings are always
  /// quoted, so that a level `NO` or `007` is read back as it was. A categorical column of more than 200
  /// levels is written without them: any level is then allowed.
  public static func yaml(for schema: Schema, table: Table? = nil) -> String {
    var schema = schema
    if let table {
      let described = described(table)
      for index in schema.fields.indices where schema.fields[index].domain == nil {
        guard let other = described.index(of: schema.fields[index].name),
          described.fields[other].type == schema.fields[index].type
        else { continue }
        schema.fields[index].domain = described.fields[other].domain
      }
    }
    return SchemaWriting.text(schema)
  }

  /// Reads a schema file (`-`: standard input).
  ///
  /// Unknown keys, keys that do not apply to the column's type, and values that are not spelt as the
  /// column's are errors, so a typing mistake is not silently ignored.
  /// - Throws: `SchemaFileError`, or `FileReadError` if the file cannot be read.
  public static func read(path: String) throws -> Schema {
    let bytes = try FileBytes.read(path: path, decompressedLimit: largestFile)
    return try schema(yaml: bytes, file: FileBytes.displayName(path))
  }

  /// The schema that the bytes of a file called `file` state.
  package static func schema(yaml bytes: [UInt8], file: String) throws(SchemaFileError) -> Schema {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SchemaFileError(file: file, message: "The text is not valid UTF-8. Save the file as UTF-8.")
    }
    return try SchemaReading(file: file).schema(text)
  }
}
