internal import MarkovFields
internal import Privacy

/// All that is released for a field, in four rounds.
struct PairwiseReleases {
  private let variables: [PairwiseVariable]
  private let domains: [PublicDomain]
  /// The variable that holds the declared target.
  private let target: Int?
  /// The most states of a variable.
  private let most: Int

  /// A pair with the declared target counts this many times.
  static let targetWeight = 2.0
  /// A state is at least this many deviations of a two-way table's noise.
  static let pairSignificance = 4.0

  /// Laplace noise of a large ε is 0 nearly always; weights are finite all the same.
  static let leastDeviation = 0.1

  struct Result {
    var histograms: [VariableHistogram]
    var states: [VariableStates]
    var measurements: FieldMeasurements
  }

  init(_ variables: [PairwiseVariable], domains: [PublicDomain], target: Int?) {
    self.variables = variables
    self.domains = domains
    self.target = target.flatMap { target in variables.firstIndex { $0.columns.contains(target) } }
    most = PairwiseReleases.mostStates(cells: variables.map { $0.cellCount(domains) })
  }

  /// The most states of a variable. As many as fit, evenly: the largest bound under which all together are not too many.
  static func mostStates(cells: [Int]) -> Int {
    var most = PrivatePairwiseEstimator.mostStates
    while most > 2,
      cells.reduce(0, { $0 + min($1, most) }) > PrivatePairwiseEstimator.mostStatesInAll
    { most -= 1 }
    return most
  }

  /// - Throws: `PrivacyError` if the budget is too small to be shared out.
  func release(_ records: ConfidentialRecords, budget: inout PrivacyBudget) throws(PrivacyError) -> Result {
    let price = NoisePrice(budget.parameters)
    let records =
      variables.map(\.columns) == domains.indices.map { [$0] }
      ? records : records.merged(variables.map(\.columns))

    // 1. The number of rows, and the plan that it allows.
    // A public one is free.
    let part = budget.parameters.isRowCountPublic ? 0 : PairwisePlan.rowCount
    let parts = budget.remaining.split([part, 1 - part])
    let rows = try records.count(spending: parts[0], from: &budget)
    let plan = PairwisePlan(
      rows: Double(rows.counts[0]), columns: variables.count, cost: parts[1].value, price: price)
    let canPair = variables.count > 1
    let shares = parts[1].split(canPair ? [plan.oneWay, plan.scores, plan.twoWay] : [1])

    // 2. Histograms, their cells joined to states.
    let weights = price.weights(
      zip(variables, records.cardinalities).map { variable, cells in
        variable.isOrdinal(domains) ? plan.resolution(of: cells) : Double(cells)
      })
    var oneWay = try histograms(of: records, shares[0], weights, &budget)
    var total = self.total(rows: rows, oneWay)
    var states = self.states(oneWay, total: total, plan)
    guard canPair else {
      return Result(
        histograms: oneWay, states: states, measurements: measurements(total, states, pairs: []))
    }

    // 3. Scores of all pairs of variables that have several states.
    let several = variables.indices.filter { states[$0].shares.count > 1 }
    let pairs = several.enumerated().flatMap { index, a in several[(index + 1)...].map { (a, $0) } }
    let regrouped = records.regrouped(by: variables.indices.map { map(oneWay[$0], states[$0]) })
    var chosen: [Int] = []
    if !pairs.isEmpty {
      let released = try regrouped.dependenceScores(
        of: pairs, total: total, shares: states.map(\.shares), spending: shares[1], from: &budget)
      let cells = pairs.map { PairChoice.Cells(states[$0].shares, states[$1].shares, total: total) }
      let scores = pairs.indices.map { index in
        let weight = target == pairs[index].0 || target == pairs[index].1 ? Self.targetWeight : 1
        return (released.values[index] - cells[index].samplingDistance) * weight
      }
      chosen = PairChoice(price: price, cost: shares[2].value, caution: plan.caution)
        .chosen(scores: scores, cells: cells)
    }

    // 4. Two-way tables, or, where none is worth its noise, the histograms once more.
    guard !chosen.isEmpty else {
      let again = try histograms(of: records, budget.remaining, weights, &budget)
      oneWay = zip(oneWay, again).map { $0.combined(with: $1, domains) }
      total = self.total(rows: rows, oneWay)
      states = self.states(oneWay, total: total, plan)
      return Result(
        histograms: oneWay, states: states, measurements: measurements(total, states, pairs: []))
    }
    let bought = chosen.map { pairs[$0] }
    let costs = shares[2].split(
      price.weights(bought.map { Double(states[$0].shares.count * states[$1].shares.count) }))
    let tables = try regrouped.tables(of: bought, spending: costs, from: &budget)
    return Result(
      histograms: oneWay, states: states,
      measurements: measurements(
        total, states,
        pairs: zip(bought, tables).map { pair, table in
          FieldMeasurements.Pair(
            first: pair.0, second: pair.1, counts: table.counts.map { Double($0) },
            deviation: max(table.deviation, Self.leastDeviation))
        }))
  }

  private func histograms(
    of records: ConfidentialRecords, _ cost: PrivacyCost, _ weights: [Double], _ budget: inout PrivacyBudget
  ) throws(PrivacyError) -> [VariableHistogram] {
    guard !variables.isEmpty else { return [] }
    let costs = cost.split(weights)
    let released = try records.histograms(of: Array(variables.indices), spending: costs, from: &budget)
    return zip(variables, released).map { variable, release in
      VariableHistogram(
        variable, release: release.counts.map { Double($0) },
        deviation: max(release.deviation, Self.leastDeviation),
        domains: domains)
    }
  }

  /// The rows of the table: the mean of the histograms' sums and the released number, each by the inverse of its variance.
  private func total(rows: NoisyCounts, _ histograms: [VariableHistogram]) -> Double {
    // A count without noise is exact.
    var weight = 1 / max(rows.deviation * rows.deviation, 1e-6)
    var sum = Double(rows.counts[0]) * weight
    for histogram in histograms {
      let own = 1 / max(histogram.deviation * histogram.deviation * Double(histogram.released), 1e-6)
      weight += own
      sum += histogram.sum * own
    }
    return min(max((sum / weight), 1), 0x1p50)
  }

  private func states(_ histograms: [VariableHistogram], total: Double, _ plan: PairwisePlan)
    -> [VariableStates]
  {
    histograms.map { histogram in
      let groups = StateGroups(
        deviation: histogram.deviation, total: total, parts: plan.states,
        least: Self.pairSignificance * plan.deviation)
      return VariableStates(
        histogram, groups: groups, isOrdinal: histogram.variable.isOrdinal(domains), most: most)
    }
  }

  /// The state of each cell of all of a variable's columns.
  private func map(_ histogram: VariableHistogram, _ states: VariableStates) -> [UInt16] {
    let each = histogram.released / states.stateOfCell.count
    return states.stateOfCell.flatMap { [UInt16](repeating: UInt16($0), count: each) }
  }

  private func measurements(_ total: Double, _ states: [VariableStates], pairs: [FieldMeasurements.Pair])
    -> FieldMeasurements
  {
    FieldMeasurements(
      total: total, shares: states.map(\.shares), deviations: states.map(\.deviation), pairs: pairs)
  }
}
