/// The columns of a table: names, types and spellings, in order.
public struct Schema: Sendable, Hashable {
  public var fields: [Field]
  /// Columns that decide others, where a schema file states it.
  public var functional: [FunctionalDependency]

  public init(_ fields: [Field], functional: [FunctionalDependency] = []) {
    self.fields = fields
    self.functional = functional
  }

  /// The position of the field called `name`, if there is one.
  public func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

extension Schema: Codable {
  private enum CodingKeys: String, CodingKey {
    case fields, functional
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    fields = try container.decode([Field].self, forKey: .fields)
    functional = try container.decodeIfPresent([FunctionalDependency].self, forKey: .functional) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(fields, forKey: .fields)
    if !functional.isEmpty { try container.encode(functional, forKey: .functional) }
  }
}

/// Columns whose values together decide those of others: rows that agree in the first agree in the second.
public struct FunctionalDependency: Sendable, Hashable, Codable {
  public var from: [String]
  public var to: [String]

  public init(from: [String], to: [String]) {
    self.from = from
    self.to = to
  }

  public var names: [String] { from + to }
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
