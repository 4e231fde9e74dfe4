/// The type of a column: what its values are and how they are spelt.
public enum FieldType: Sendable, Hashable {
  /// Two levels, false and true, kept in the file's spelling (`TRUE`, `True`, `true`).
  case boolean
  /// Exact 64-bit integers.
  case int64
  /// Numbers with at most `scale` digits after the point, kept exactly as value * 10^scale.
  /// Written with at least `minimumDigits` of them (`scale` = `minimumDigits`: always as many, `2.50`).
  case decimal(scale: Int, minimumDigits: Int)
  /// IEEE double. `plainIntegers`: whole numbers are written `3`, not `3.0`.
  case float64(plainIntegers: Bool)
  /// A calendar day. Stored as days since 1970-01-01.
  case date(format: TemporalFormat)
  /// A moment. Stored as ticks of 10^-fractionDigits seconds since 1970-01-01T00:00 in the file's own offset.
  case timestamp(format: TemporalFormat)
  /// One of a set of levels.
  case categorical
  /// A value of its own for each row, with no meaning but to tell rows apart.
  case identifier(space: IdentifierSpace)
  /// Free text: never modelled; written as `emission` says.
  case text(emission: TextEmission)

  /// The name used in schema files, reports and errors.
  public var name: String {
    switch self {
    case .boolean: "boolean"
    case .int64: "int64"
    case .decimal: "decimal"
    case .float64: "float64"
    case .date: "date"
    case .timestamp: "timestamp"
    case .categorical: "categorical"
    case .identifier: "identifier"
    case .text: "text"
    }
  }
}

/// What a synthetic table holds where the real one holds free text.
public enum TextEmission: Sendable, Hashable {
  /// The column is left out.
  case drop
  /// Every row holds `value`.
  case constant(value: String)
  /// Every row holds `value` with `{row}` replaced by the row's number, from 0.
  case template(value: String)
}
