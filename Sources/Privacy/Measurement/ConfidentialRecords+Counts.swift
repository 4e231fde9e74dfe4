extension ConfidentialRecords {
  /// The number of rows. One row more changes it by 1.
  ///
  /// Where it is public (replace-one, each row a unit) it comes out as it is, costs nothing and is no step of the ledger.
  ///
  /// - Throws: `PrivacyError` with `.budgetExhausted`, before anything is counted; so do all releases.
  /// - Note: Proof: docs/privacy/mechanisms.md#number-of-rows.
  public func count(spending cost: PrivacyCost, from budget: inout PrivacyBudget) throws(PrivacyError)
    -> NoisyCounts
  {
    let parameters = budget.parameters
    if parameters.isRowCountPublic, maximumRows == 1 {
      return NoisyCounts(counts: [Int64(rowCount)], deviation: 0)
    }
    let (step, noise) = try step(.rowCount, [], count: 1, cost, parameters)
    try budget.charge(step)
    return noise.release([Int64(rowCount)])
  }

  /// The rows in each cell of a column. One row more changes one count by 1.
  ///
  /// - Note: Proof: docs/privacy/mechanisms.md#histograms.
  /// - Complexity: O(rows + cells).
  public func histogram(
    of column: Int, spending cost: PrivacyCost, from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> NoisyCounts {
    try histograms(of: [column], spending: [cost], from: &budget)[0]
  }

  /// `histogram` of several columns, each at a cost of its own; all are paid for, or none.
  public func histograms(
    of which: [Int], spending costs: [PrivacyCost], from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> [NoisyCounts] {
    precondition(which.count == costs.count)
    var steps: [PrivacyLedger.Step] = []
    var noises: [NoiseParameter] = []
    for (column, cost) in zip(which, costs) {
      let (step, noise) = try step(
        .oneWay, [names[column]], count: cardinalities[column], cost, budget.parameters)
      steps.append(step)
      noises.append(noise)
    }
    try budget.charge(steps)
    let paid = noises
    return inParallel(count: which.count, threads: threads) { index in
      let column = which[index]
      return paid[index].release(columns[column].counts(cardinality: cardinalities[column]))
    }
  }

  /// The rows in each pair of cells, row-major: `counts[cell of first * cardinality of second + cell of second]`, for each
  /// pair, which has a cost of its own; all are paid for, or none. One row more changes one count of each by 1.
  ///
  /// - Precondition: A pair has at most 2^28 cells and is of two columns.
  /// - Note: Proof: docs/privacy/mechanisms.md#histograms.
  /// - Complexity: O(pairs * rows + cells), over `threads`.
  public func tables(
    of pairs: [(Int, Int)], spending costs: [PrivacyCost], from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> [NoisyCounts] {
    precondition(pairs.count == costs.count)
    var steps: [PrivacyLedger.Step] = []
    var noises: [NoiseParameter] = []
    for ((a, b), cost) in zip(pairs, costs) {
      try admit(a, b)
      let (step, noise) = try step(
        .twoWay, [names[a], names[b]], count: cardinalities[a] * cardinalities[b], cost, budget.parameters)
      steps.append(step)
      noises.append(noise)
    }
    try budget.charge(steps)
    let paid = noises
    return inParallel(count: pairs.count, threads: threads) { index in
      let (a, b) = pairs[index]
      return paid[index].release(pairCounts(a, b).map(Int64.init))
    }
  }

  func admit(_ a: Int, _ b: Int) throws(PrivacyError) {
    guard cardinalities[a] * cardinalities[b] <= 1 << 28 else {
      throw PrivacyError(
        .parameterOutOfRange, column: names[a],
        "Together with \"\(names[b])\" it has more cells than can be counted. State coarser cells or fewer levels."
      )
    }
  }

  func pairCounts(_ a: Int, _ b: Int) -> [UInt32] {
    columns[a].pairCounts(columns[b], height: cardinalities[a], width: cardinalities[b])
  }
}
