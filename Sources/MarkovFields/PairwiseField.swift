/// A table's distribution by its one-way and two-way margins: a pairwise Markov random field over columns of few states.
public struct PairwiseField: Sendable, Hashable, Codable {
  /// States of each variable.
  public let cardinalities: [Int]
  /// Rows drawn together: within a block the counts are held to the expected ones, so that its margins vary far less
  /// than those of independent rows would.
  public let blockRows: Int
  /// Expected shares of each variable's states.
  public let shares: [[Double]]
  /// Expected shares of each pair's states, row-major, pairs (0,1), (0,2), ..., (1,2), ...
  public let pairShares: [[Double]]

  public var dimension: Int { cardinalities.count }

  public init(cardinalities: [Int], blockRows: Int, shares: [[Double]], pairShares: [[Double]]) {
    self.cardinalities = cardinalities
    self.blockRows = blockRows
    self.shares = shares
    self.pairShares = pairShares
  }
}
