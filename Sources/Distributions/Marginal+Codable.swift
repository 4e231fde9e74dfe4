/// In a model file a marginal is one flat object: its kind beside its tables.
extension Marginal: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind
  }

  private enum Kind: String, Codable {
    case integers, reals, levels, family
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .integers(let marginal):
      try container.encode(Kind.integers, forKey: .kind)
      try marginal.encode(to: encoder)
    case .reals(let marginal):
      try container.encode(Kind.reals, forKey: .kind)
      try marginal.encode(to: encoder)
    case .levels(let marginal):
      try container.encode(Kind.levels, forKey: .kind)
      try marginal.encode(to: encoder)
    case .family(let marginal):
      try container.encode(Kind.family, forKey: .kind)
      try marginal.encode(to: encoder)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .integers: self = .integers(try IntegerMarginal(from: decoder))
    case .reals: self = .reals(try RealMarginal(from: decoder))
    case .levels: self = .levels(try LevelMarginal(from: decoder))
    case .family: self = .family(try FamilyMarginal(from: decoder))
    }
  }
}
