/// In a model file shares are whole numbers of `unit`.
extension PairwiseField: Codable {
  private enum CodingKeys: String, CodingKey {
    case blockRows, shares, pairShares
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(blockRows, forKey: .blockRows)
    try container.encode(shares.map { $0.map(Self.inUnits) }, forKey: .shares)
    try container.encode(pairShares.map { $0.map(Self.inUnits) }, forKey: .pairShares)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func corrupt(_ key: CodingKeys, _ message: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: message)
    }
    let shares = try container.decode([[Int64]].self, forKey: .shares)
    guard Self.isPossible(cardinalities: shares.map(\.count)) else {
      throw corrupt(
        .shares,
        "a field has at most \(Self.mostVariables) variables of 1 to \(Self.mostStates) states, "
          + "and \(Self.mostCells) cells of pairs")
    }
    let blockRows = try container.decode(Int.self, forKey: .blockRows)
    let mostRows = Self.mostRows(dimension: shares.count)
    guard (1...mostRows).contains(blockRows) else {
      throw corrupt(.blockRows, "a block of \(shares.count) variables has 1 to \(mostRows) rows")
    }
    for states in shares {
      guard states.allSatisfy({ (1...Self.units).contains($0) }), states.reduce(0, +) == Self.units else {
        throw corrupt(.shares, "the shares of a variable are not positive with the sum \(Self.units)")
      }
    }
    let pairShares = try container.decode([[Int64]].self, forKey: .pairShares)
    guard pairShares.map(\.count) == Self.cells(of: shares.map(\.count)) else {
      throw corrupt(.pairShares, "there is not a share for each cell of each pair")
    }
    for pair in pairShares {
      guard pair.allSatisfy({ (0...Self.units).contains($0) }), pair.reduce(0, +) == Self.units else {
        throw corrupt(.pairShares, "the shares of a pair are negative, or do not have the sum \(Self.units)")
      }
    }
    self.init(blockRows: blockRows, units: shares, pairUnits: pairShares)
  }
}
