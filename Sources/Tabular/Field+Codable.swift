/// In a model file a field is one flat object: its name, the name of its type, and what belongs to that type.
extension Field: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, type, missing, domain
    case scale, minimumDigits, plainIntegers, format, pattern, minimum, emission, text
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(type.name, forKey: .type)
    try container.encodeIfPresent(missing, forKey: .missing)
    try container.encodeIfPresent(domain, forKey: .domain)
    switch type {
    case .boolean, .int64, .categorical: break
    case .decimal(let scale, let minimumDigits):
      try container.encode(scale, forKey: .scale)
      try container.encode(minimumDigits, forKey: .minimumDigits)
    case .float64(let plainIntegers):
      try container.encode(plainIntegers, forKey: .plainIntegers)
    case .date(let format), .timestamp(let format):
      try container.encode(format, forKey: .format)
    case .identifier(.integers(let minimum)):
      try container.encode(minimum, forKey: .minimum)
    case .identifier(.strings(let pattern)):
      try container.encode(pattern, forKey: .pattern)
    case .text(.drop):
      try container.encode("drop", forKey: .emission)
    case .text(.constant(let value)):
      try container.encode("constant", forKey: .emission)
      try container.encode(value, forKey: .text)
    case .text(.template(let value)):
      try container.encode("template", forKey: .emission)
      try container.encode(value, forKey: .text)
    }
  }

  /// - Throws: `DecodingError` for an unknown type, or one whose parts are missing or out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ key: CodingKeys, _ why: String) -> DecodingError {
      DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: why)
    }
    name = try container.decode(String.self, forKey: .name)
    missing = try container.decodeIfPresent(String.self, forKey: .missing)
    domain = try container.decodeIfPresent(Domain.self, forKey: .domain)
    func format(withTime: Bool) throws -> TemporalFormat {
      let format = try container.decode(TemporalFormat.self, forKey: .format)
      guard format.hasTime == withTime else { throw refuse(.format, "not a format of this type") }
      return format
    }
    switch try container.decode(String.self, forKey: .type) {
    case "boolean": type = .boolean
    case "int64": type = .int64
    case "categorical": type = .categorical
    case "decimal":
      let scale = try container.decode(Int.self, forKey: .scale)
      let minimumDigits = try container.decode(Int.self, forKey: .minimumDigits)
      guard (0...18).contains(scale), (0...scale).contains(minimumDigits) else {
        throw refuse(.scale, "decimals lie between 0 and 18")
      }
      type = .decimal(scale: scale, minimumDigits: minimumDigits)
    case "float64":
      type = .float64(plainIntegers: try container.decode(Bool.self, forKey: .plainIntegers))
    case "date": type = .date(format: try format(withTime: false))
    case "timestamp": type = .timestamp(format: try format(withTime: true))
    case "identifier":
      if let pattern = try container.decodeIfPresent(IdentifierPattern.self, forKey: .pattern) {
        type = .identifier(space: .strings(pattern: pattern))
      } else {
        type = .identifier(space: .integers(minimum: try container.decode(Int64.self, forKey: .minimum)))
      }
    case "text":
      switch try container.decode(String.self, forKey: .emission) {
      case "drop": type = .text(emission: .drop)
      case "constant":
        type = .text(emission: .constant(value: try container.decode(String.self, forKey: .text)))
      case "template":
        type = .text(emission: .template(value: try container.decode(String.self, forKey: .text)))
      default: throw refuse(.emission, "one of drop, constant and template")
      }
    default: throw refuse(.type, "no type of this program")
    }
  }
}
