/// The values of one column, or of one column's part in a chunk of rows.
public struct Column: Sendable, Hashable {
  /// One entry per row; where the row's value is missing, the entry is unspecified (but in range).
  public var values: Values
  /// Bit set = present. `nil` = every value is present.
  public var validity: Bitmap?

  /// How a column's values lie in memory. Which one a field uses follows from its `FieldType`:
  /// `.int64` for int64, decimal (value * 10^scale), date (days since 1970-01-01) and timestamp
  /// (ticks of 10^-fractionDigits seconds since 1970-01-01T00:00), and for integer identifiers;
  /// `.float64` for float64; `.codes` for boolean (levels: the spellings of false and true, in this order),
  /// categorical and text; `.strings` for string identifiers.
  public enum Values: Sendable, Hashable {
    case int64([Int64])
    case float64([Double])
    /// Indices into `levels`.
    case codes([Int32], levels: StringArray)
    case strings(StringArray)
  }

  public init(_ values: Values, validity: Bitmap? = nil) {
    precondition(validity == nil || validity!.count == values.count)
    self.values = values
    self.validity = validity
  }

  public var count: Int { values.count }

  /// How many rows have a value.
  public var presentCount: Int { validity?.setCount ?? count }
}

extension Column.Values {
  public var count: Int {
    switch self {
    case .int64(let values): values.count
    case .float64(let values): values.count
    case .codes(let codes, _): codes.count
    case .strings(let strings): strings.count
    }
  }
}
