internal import Copulas
internal import Distributions
internal import MarkovFields

/// In a model file a column is one flat object: how it is generated, and what that takes.
extension SynthesisModel.ColumnModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case generated, marginal, latent
  }

  private enum Kind: String, Codable {
    case byLatent, byIdentifier, byTextRule
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .modelled(let marginal, let latent):
      try container.encode(Kind.byLatent, forKey: .generated)
      try container.encode(marginal, forKey: .marginal)
      try container.encodeIfPresent(latent, forKey: .latent)
    case .identifier: try container.encode(Kind.byIdentifier, forKey: .generated)
    case .text: try container.encode(Kind.byTextRule, forKey: .generated)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .generated) {
    case .byLatent:
      self = .modelled(
        marginal: try container.decode(Marginal.self, forKey: .marginal),
        latent: try container.decodeIfPresent(Int.self, forKey: .latent))
    case .byIdentifier: self = .identifier
    case .byTextRule: self = .text
    }
  }
}

/// The dependence part names its kind beside its tables, so that a new kind adds a word, not a format.
extension SynthesisModel.Dependence: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind
  }

  private enum Kind: String, Codable {
    case gaussianCopula, pairwiseField
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .gaussianCopula(let copula):
      try container.encode(Kind.gaussianCopula, forKey: .kind)
      try copula.encode(to: encoder)
    case .pairwiseField(let field):
      try container.encode(Kind.pairwiseField, forKey: .kind)
      try field.encode(to: encoder)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .gaussianCopula: self = .gaussianCopula(copula: try GaussianCopula(from: decoder))
    case .pairwiseField: self = .pairwiseField(field: try PairwiseField(from: decoder))
    }
  }
}
