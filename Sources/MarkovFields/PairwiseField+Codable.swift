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
    let blockRows = try container.decode(Int.self, forKey: .blockRows)
    guard (1...Self.mostBlockRows).contains(blockRows) else {
      throw corrupt(.blockRows, "a block has 1 to \(Self.mostBlockRows) rows")
    }
    let shares = try container.decode([[Int64]].self, forKey: .shares)
    guard shares.allSatisfy({ (1...Self.mostStates).contains($0.count) }) else {
      throw corrupt(.shares, "a variable has 1 to \(Self.mostStates) states")
    }
    for states in shares {
      guard states.allSatisfy({ (1...Self.units).contains($0) }), states.reduce(0, +) == Self.units else {
        throw corrupt(.shares, "the shares of a variable are not positive with the sum \(Self.units)")
      }
    }
    // Bounds each product that follows.
    guard shares.count <= Self.mostVariables else {
      throw corrupt(.shares, "a field has at most \(Self.mostVariables) variables")
    }
    let pairShares = try container.decode([[Int64]].self, forKey: .pairShares)
    let cells = Self.cells(of: shares.map(\.count))
    guard cells.reduce(0, +) <= Self.mostCells else {
      throw corrupt(.pairShares, "its pairs have more than \(Self.mostCells) cells")
    }
    guard pairShares.map(\.count) == cells else {
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
