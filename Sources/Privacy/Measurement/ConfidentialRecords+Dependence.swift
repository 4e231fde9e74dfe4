extension ConfidentialRecords {
  /// How far each pair is from independence: the L1 distance of its table from total * P_a * P_b, all pairs as one vector.
  ///
  /// Counts and what independence expects are whole numbers of 1 / S, the latter made from released constants once, so a score
  /// is an exact integer: Σ |S count - expected|. One row more changes one count by 1, so each score by at most S, and the
  /// vector by S √pairs; both are attained. S is 2^16, or the largest power of two whose noise stays within 64 bits.
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
    let query = PrivateQuery.finestDependence(pairs: pairs.count, spending: cost, under: budget.parameters)
    guard case .dependence(_, let unit) = query else { preconditionFailure("not a distance") }
    let scale = Double(unit)
    for (a, b) in pairs {
      try admit(a, b)
      guard rows * scale * sums[a] * sums[b] < 0x1p60 else {
        throw PrivacyError(
          .overflow, column: names[a], "Shares that sum to more than 1 would make the scores leave 64 bits.")
      }
    }
    let (step, noise) = try step(query, names, count: pairs.count, cost, budget.parameters)
    try budget.charge(step)
    let noisy = noise.release(distances(of: pairs, rows: rows, shares: parts, scale: unit))
    return NoisyValues(
      values: noisy.counts.map { Double($0) / scale }, deviation: noisy.deviation / scale)
  }

  /// The scores without noise, in units of 1 / `scale`; confidential.
  func distances(
    of pairs: [(Int, Int)], rows: Double, shares: [[Double]], scale: Int64 = PrivateQuery.scoreScale
  ) -> [Int64] {
    inParallel(count: pairs.count, threads: threads) { index in
      let (a, b) = pairs[index]
      let counts = pairCounts(a, b)
      let width = cardinalities[b]
      var sum: Int64 = 0
      counts.withUnsafeBufferPointer { counts in
        for x in 0..<cardinalities[a] {
          let row = rows * shares[a][x] * Double(scale)
          for y in 0..<width {
            let expected = Int64((row * shares[b][y]).rounded())
            sum &+= abs(Int64(counts[x * width + y]) &* scale &- expected)
          }
        }
      }
      return sum
    }
  }
}
