public import Tabular
internal import Yams

/// Column types as an SDV metadata file states them: hints over an inferred schema.
///
/// Reads single-table metadata (`columns` at the top) and the multi-table form (`tables`).
public struct SDVMetadata: Sendable, Hashable {
  /// What SDV says of one column.
  public struct Hint: Sendable, Hashable {
    /// `numerical`, `categorical`, `boolean`, `datetime`, `id`, `unknown`, or a kind of personal data.
    public var sdtype: String
    public var datetimeFormat: String?
    public var regexFormat: String?
  }

  /// By column name.
  public let columns: [String: Hint]

  /// Reads a metadata file (`-`: standard input).
  /// - Parameter table: which table's columns to take; needed only if the file describes several.
  /// - Throws: `SchemaFileError`, or `FileReadError` if the file cannot be read.
  public static func read(path: String, table: String? = nil) throws -> SDVMetadata {
    let bytes = try FileBytes.read(path: path, decompressedLimit: SchemaFile.largestFile)
    return try SDVMetadata(json: bytes, file: FileBytes.displayName(path), table: table)
  }

  package init(json bytes: [UInt8], file: String, table: String? = nil) throws(SchemaFileError) {
    // JSON is YAML, and here the reader that knows lines serves both.
    guard let text = String(validating: bytes, as: UTF8.self), let root = (try? compose(yaml: text))?.mapping
    else {
      throw SchemaFileError(file: file, message: "The text is not a JSON object. Give an SDV metadata file.")
    }
    let columns = try SDVMetadata.columns(root, file: file, table: table)
    var hints: [String: Hint] = [:]
    for (key, value) in columns {
      guard let name = key.scalar?.string, let entry = value.mapping,
        let sdtype = entry["sdtype"]?.scalar?.string
      else {
        throw SchemaFileError(
          file: file, line: key.mark?.line, column: key.scalar?.string, key: "sdtype",
          message: "The column states no sdtype. Add one, or remove the column.")
      }
      hints[name] = Hint(
        sdtype: sdtype, datetimeFormat: entry["datetime_format"]?.scalar?.string,
        regexFormat: entry["regex_format"]?.scalar?.string)
    }
    self.columns = hints
  }

  private static func columns(
    _ root: Node.Mapping, file: String, table: String?
  ) throws(SchemaFileError) -> Node.Mapping {
    if let columns = root["columns"]?.mapping { return columns }
    guard let tables = root["tables"]?.mapping else {
      throw SchemaFileError(
        file: file, line: 1, message: "Neither columns nor tables is stated. Give an SDV metadata file.")
    }
    let chosen = tables.first { entry in
      table == nil ? tables.count == 1 : entry.key.scalar?.string == table
    }
    guard let columns = chosen?.value.mapping?["columns"]?.mapping else {
      throw SchemaFileError(
        file: file, line: tables.mark?.line, key: "tables",
        message:
          "The metadata describes \(tables.count) tables, and none was chosen. Name one that is listed there."
      )
    }
    return columns
  }

  /// `schema` with the types that the hints ask for, where the data's spelling allows it; domains of changed
  /// types are dropped. Columns without a hint stay as they are.
  public func applied(to schema: Schema) -> Schema {
    Schema(
      schema.fields.map { field in
        guard let hint = columns[field.name], let type = hint.type(over: field), type != field.type else {
          return field
        }
        return Field(name: field.name, type: type, missing: field.missing)
      })
  }
}

extension SDVMetadata.Hint {
  /// `nil`: the inferred type stays.
  fileprivate func type(over field: Field) -> FieldType? {
    switch sdtype {
    case "numerical":
      if case .identifier(.integers) = field.type { return .int64 }
      return nil
    case "categorical": return field.type == .boolean ? nil : .categorical
    // Which of two levels is true, the metadata does not say.
    case "boolean": return nil
    case "datetime":
      guard let format = datetimeFormat.flatMap(TemporalFormat.init(pattern:)) else { return nil }
      return format.hasTime ? .timestamp(format: format) : .date(format: format)
    case "id":
      if case .identifier = field.type { return nil }
      if let pattern = regexFormat.flatMap(IdentifierPattern.init(pattern:)) {
        return .identifier(space: .strings(pattern: pattern))
      }
      if case .int64 = field.type, case .integers(let minimum, _) = field.domain {
        return .identifier(space: .integers(minimum: minimum))
      }
      return field.type == .int64
        ? .identifier(space: .integers(minimum: 0)) : .text(emission: .constant(value: ""))
    default: return .text(emission: .constant(value: ""))
    }
  }
}
