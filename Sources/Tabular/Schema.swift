/// The columns of a table: names, types and spellings, in order.
public struct Schema: Sendable, Hashable, Codable {
  public var fields: [Field]

  public init(_ fields: [Field]) { self.fields = fields }

  /// The position of the field called `name`, if there is one.
  public func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

/// One column's description.
public struct Field: Sendable, Hashable {
  public var name: String
  public var type: FieldType
  /// How a missing value is written, byte for byte as it stood in the file (an empty quoted field is
  /// `""`, two quote characters). `nil`: no value was missing; one would be written as nothing at all.
  public var missing: String?
  /// What values are allowed, where a schema file states it.
  public var domain: Domain?

  public init(name: String, type: FieldType, missing: String? = nil, domain: Domain? = nil) {
    self.name = name
    self.type = type
    self.missing = missing
    self.domain = domain
  }

  /// The stated values of a column, in the units of its storage (see `Column.Values`).
  public enum Domain: Sendable, Hashable, Codable {
    case integers(minimum: Int64, maximum: Int64)
    case reals(minimum: Double, maximum: Double)
    /// Allowed levels. `ordered`: their order is the order of the thing measured.
    case levels(values: [String], ordered: Bool)
  }
}
