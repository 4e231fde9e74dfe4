extension ConfidentialRecords {
  /// How far each pair is from independence: the L1 distance of its table from total * P_a * P_b, all pairs as one vector.
  ///
  /// Counts and what independence expects are whole numbers of 2^-16, the latter made from released constants once, so a score
  /// is an exact integer: Σ |2^16 count - expected|. One row more changes one count by 1, so each score by at most 2^16, and
  /// the vector by 2^16 √pairs; both are attained.
  ///
  /// - Parameters:
  ///   - total, shares: Released before: the number of rows, and the shares of each column's cells. Not finite, negative or
  ///     absurdly large ones count as 0, or as 2^31 rows.
  /// - Throws: `PrivacyError` with `.budgetExhausted`, or with `.overflow` for shares whose products sum beyond 2^61.
  /// - Note: Proof: docs/privacy/mechanisms.md#distance-from-independence.
  /// - Complexity: O(pairs * rows + cells), over `threads`.
  public func dependenceScores(
    of pairs: [(Int, Int)], total: Double, shares: [[Double]], spending cost: PrivacyCost,
    from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> NoisyValues {
    precondition(shares.count == columnCount && zip(shares, cardinalities).allSatisfy { $0.count == $1 })
    precondition(!pairs.isEmpty)
    let parts = shares.map { $0.map { $0 > 0 ? min($0, 1) : 0 } }
    let rows = total > 0 ? min(total, Double(PrivateQuery.rowLimit)) : 0
    let sums = parts.map { $0.reduce(0, +) }
    let scale = Double(PrivateQuery.scoreScale)
    for (a, b) in pairs {
      try admit(a, b)
      guard rows * scale * sums[a] * sums[b] < 0x1p60 else {
        throw PrivacyError(
          .overflow, column: names[a], "Shares that sum to more than 1 would make the scores leave 64 bits.")
      }
    }
    let (step, noise) = try step(
      .dependence(pairs: pairs.count), names, count: pairs.count, cost, budget.parameters)
    try budget.charge(step)
    let noisy = noise.release(distances(of: pairs, rows: rows, shares: parts))
    return NoisyValues(
      values: noisy.counts.map { Double($0) / scale }, deviation: noisy.deviation / scale)
  }
  /// The scores without noise, in units of 2^-16; confidential.
  func distances(of pairs: [(Int, Int)], rows: Double, shares: [[Double]]) -> [Int64] {
    return inParallel(count: pairs.count, threads: threads) { index in
      let (a, b) = pairs[index]
      let counts = pairCounts(a, b)
      let width = cardinalities[b]
      var sum: Int64 = 0
      counts.withUnsafeBufferPointer { counts in
        for x in 0..<cardinalities[a] {
          let row = rows * shares[a][x] * Double(PrivateQuery.scoreScale)
          for y in 0..<width {
            let expected = Int64((row * shares[b][y]).rounded())
            sum &+= abs(Int64(counts[x * width + y]) &* PrivateQuery.scoreScale &- expected)
          }
        }
      }
      return sum
    }
  }
}
