public import Tabular
internal import Yams

/// Column types as an SDV metadata file states them: hints over an inferred schema.
///
/// Reads V1 and V2, single-table metadata (`columns` at the top) and the form with `tables`.
public struct SDVMetadata: Sendable, Hashable {
  /// What SDV says of one column.
  public struct Hint: Sendable, Hashable {
    /// `numerical`, `categorical`, `ordinal`, `boolean`, `datetime`, `id`, `unknown`, or a kind of personal
    /// data.
    public var sdtype: String
    public var datetimeFormat: String?
    public var regexFormat: String?
    /// The levels in their order, where that means something (V1: `order`; V2: `range_values` of `ordinal`).
    public var order: [String]?
  }

  /// By column name.
  public let columns: [String: Hint]
  private let file: String

  /// Reads a metadata file (`-`: standard input).
  /// - Parameter table: which table's columns to take, if the file describes several.
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
    self.file = file
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
      let order = entry["order"] ?? (sdtype == "ordinal" ? entry["range_values"] : nil)
      hints[name] = Hint(
        sdtype: sdtype, datetimeFormat: entry["datetime_format"]?.scalar?.string,
        regexFormat: entry["regex_format"]?.scalar?.string,
        order: order?.sequence?.compactMap { $0.scalar?.string })
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
    let chosen = tables.first { tables.count == 1 || $0.key.scalar?.string == table }
    guard let columns = chosen?.value.mapping?["columns"]?.mapping else {
      throw SchemaFileError(
        file: file, line: tables.mark?.line, key: "tables",
        message:
          "Of the \(tables.count) tables that the metadata describes, none is called like the data file. "
          + "Name the file after its table, or remove the other tables.")
    }
    return columns
  }

  /// `schema` with the types that the hints ask for, where the data's spelling allows it; domains of changed
  /// types are dropped. Columns without a hint stay as they are.
  ///
  /// An ordered categorical column gets its levels in the stated order.
  /// - Throws: `SchemaFileError` for a hint for a column that `schema` lacks.
  public func applied(to schema: Schema) throws(SchemaFileError) -> Schema {
    if let unknown = columns.keys.filter({ schema.index(of: $0) == nil }).min() {
      throw SchemaFileError(
        file: file, column: unknown,
        message: "The metadata describes this column, but the table has none of this name. "
          + "Remove it from the metadata, or rename it.")
    }
    return Schema(
      schema.fields.map { field in
        guard let hint = columns[field.name] else { return field }
        let type = hint.type(over: field) ?? field.type
        var result = type == field.type ? field : Field(name: field.name, type: type, missing: field.missing)
        if type == .categorical, let order = hint.order, !order.isEmpty, Set(order).count == order.count {
          result.domain = .levels(values: order, ordered: true)
        }
        return result
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
    case "categorical", "ordinal": return field.type == .boolean ? nil : .categorical
    // Which of two levels is true, the metadata does not say.
    case "boolean": return nil
    case "datetime":
      guard let stated = datetimeFormat.flatMap(TemporalFormat.init(pattern:)) else { return nil }
      let format = stated.padded(like: field.type.temporalFormat)
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
    default:
      if case .text = field.type { return nil }
      return .text(emission: .constant(value: ""))
    }
  }
}

extension TemporalFormat {
  /// This format with the padding and the digits of a second's fraction that `inferred` has at the same
  /// places: strftime's `%m` and `%f` leave both open.
  fileprivate func padded(like inferred: TemporalFormat?) -> TemporalFormat {
    guard let inferred, inferred.elements.count == elements.count else { return self }
    let merged = zip(elements, inferred.elements).map { stated, seen -> Element in
      switch (stated, seen.isPadded) {
      case (.month, let padded?): return .month(padded: padded)
      case (.day, let padded?): return .day(padded: padded)
      case (.hour, let padded?): return .hour(padded: padded)
      case (.fraction, _):
        if case .fraction = seen { return seen }
        return stated
      default: return stated
      }
    }
    return TemporalFormat(merged) ?? self
  }
}

extension TemporalFormat.Element {
  /// Whether a number that may be padded is; `nil` for other elements.
  fileprivate var isPadded: Bool? {
    switch self {
    case .month(let padded), .day(let padded), .hour(let padded): padded
    default: nil
    }
  }
}
