extension PairwiseField {
  /// How far a pair is from independence: the total variation of its shares from the products of its variables' shares, 0 to 1.
  public func dependence(_ a: Int, _ b: Int) -> Double {
    let shares = pairShares[pairIndex(a, b)]
    let columns = self.shares[b].count
    var sum = 0.0
    for x in self.shares[a].indices {
      for y in self.shares[b].indices {
        sum += abs(shares[x * columns + y] - self.shares[a][x] * self.shares[b][y])
      }
    }
    return sum / 2
  }
}
