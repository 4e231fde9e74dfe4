/// In a model file: the family's name, its parameters and its bounds, in one flat object.
extension FamilyMarginal: Codable {
  private enum CodingKeys: String, CodingKey {
    case family, mean, sd, logMean, logSd, minimum, maximum, decimals
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(family.name, forKey: .family)
    switch family {
    case .normal(let mean, let sd):
      try container.encode(mean, forKey: .mean)
      try container.encode(sd, forKey: .sd)
    case .lognormal(let logMean, let logSd):
      try container.encode(logMean, forKey: .logMean)
      try container.encode(logSd, forKey: .logSd)
    case .uniform: break
    case .exponential(let mean): try container.encode(mean, forKey: .mean)
    }
    try container.encodeIfPresent(minimum, forKey: .minimum)
    try container.encodeIfPresent(maximum, forKey: .maximum)
    try container.encodeIfPresent(decimals, forKey: .decimals)
  }

  /// - Throws: `DecodingError` for an unknown family, and whatever `init(_:minimum:maximum:decimals:)` refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func parameter(_ key: CodingKeys) throws -> Double { try container.decode(Double.self, forKey: key) }
    let family: Family =
      switch try container.decode(String.self, forKey: .family) {
      case "normal": .normal(mean: try parameter(.mean), sd: try parameter(.sd))
      case "lognormal": .lognormal(logMean: try parameter(.logMean), logSd: try parameter(.logSd))
      case "uniform": .uniform
      case "exponential": .exponential(mean: try parameter(.mean))
      default:
        throw DecodingError.dataCorruptedError(
          forKey: .family, in: container, debugDescription: "no family of this program")
      }
    do {
      try self.init(
        family, minimum: try container.decodeIfPresent(Double.self, forKey: .minimum),
        maximum: try container.decodeIfPresent(Double.self, forKey: .maximum),
        decimals: try container.decodeIfPresent(Int.self, forKey: .decimals))
    } catch let error as ParameterError {
      throw DecodingError.dataCorruptedError(
        forKey: .family, in: container, debugDescription: error.description)
    }
  }
}
