internal import MarkovFields
internal import Privacy
internal import Tabular

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What a fit can release at most and at the least cost, whatever the rows are: so that a release is refused before anything
/// is read, and none after others have been paid for. Bounds, not plans; the parts are those of the estimators.
extension PrivatePlan {
  /// The most of the budget that what a schema leaves open may cost, and the part for each such column up to that.
  private static let boughtShare = 0.1
  private static let boughtColumnShare = 0.02

  /// The part of the budget for the bounds or levels of each column that the schema leaves open.
  var boughtPart: Double {
    min(Self.boughtColumnShare, Self.boughtShare / Double(max(1, boughtCount)))
  }

  /// Numbers released at most, a column of levels to be found counting as 2^31.
  var mostDraws: Double {
    var draws = 1.0
    for domain in domains {
      switch domain {
      case .levelsNeeded: draws += Double(PrivateQuery.rowLimit)
      case .boundsNeeded: draws += 256
      case .stated, .notModelled: break
      }
    }
    switch kind {
    case .copula:
      // Long histograms are counted at several widths, all of them perhaps twice.
      for cells in mostCells { draws += 2 * (1.25 * Double(cells) + 8) }
      draws += Double(latents) * Double(latents - 1) / 2
    case .pairwise, .automatic:
      for cells in variableCells { draws += 2 * Double(cells) }
      draws += Double(columns.count) * Double(columns.count - 1) / 2 + mostStates * mostStates / 2
    }
    return draws
  }

  /// - Throws: `PrivacyError` where the smallest cost that a release can have buys no noise, or none within 64 bits.
  func check(_ total: PrivacyCost, _ parameters: PrivacyParameters) throws(PrivacyError) {
    func require(_ query: PrivateQuery, _ part: Double) throws(PrivacyError) {
      _ = try query.noise(spending: Self.cost(total, part), under: parameters)
    }
    if domains.contains(.levelsNeeded) { try require(.levels, boughtPart) }
    if domains.contains(.boundsNeeded) { try require(.magnitudes, boughtPart) }
    let left = 1 - boughtPart * Double(boughtCount)
    let isPure = parameters.delta == 0
    let power = isPure ? 1.0 / 2 : 2.0 / 3
    switch kind {
    case .copula:
      let weights = mostCells.map { pow(Double($0), power) }
      let least = zip(domains, weights).map { domain, weight in domain.isStated ? weight : 1 }.min()!
      // At most four levels of a hierarchy share a column's part.
      try require(
        .oneWay, left * CopulaPlan.leastMarginalShare(isPure: isPure) * least / weights.reduce(0, +) / 4)
      if latents > 1 {
        let bound = CopulaMeasurement.mostNormBound(latents: latents, scale: CopulaMeasurement.leastScale)
        try require(
          .products(columns: latents, normBound: bound), left * (1 - CopulaPlan.mostMarginalShare))
      }
    case .pairwise, .automatic:
      guard variableCount <= PairwiseField.mostVariables else {
        throw PrivacyError(
          .parameterOutOfRange,
          "A pairwise field has at most \(PairwiseField.mostVariables) columns. Leave some out, or use --model copula."
        )
      }
      if !parameters.isRowCountPublic { try require(.rowCount, left * PairwisePlan.rowCount) }
      let rest = left * (1 - PairwisePlan.rowCount)
      // A histogram of K ordered cells counts as √(K k) of them, k between 8 and 48.
      let most = variableCells.map { pow(Double($0), power) }.reduce(0, +)
      try require(.oneWay, rest * (columns.count > 1 ? PairwisePlan.leastOneWay / most : 1))
      guard columns.count > 1 else { return }
      let pairs = columns.count * (columns.count - 1) / 2
      try require(
        .finestDependence(
          pairs: pairs, spending: Self.cost(total, rest * PairwisePlan.leastScores), under: parameters),
        rest * PairwisePlan.leastScores)
      // The smallest table that is bought has two states by two, while all others may be as large as they can.
      let each = mostStates / Double(columns.count)
      let states = Double(columns.count) * pow(each, power)
      try require(.twoWay, rest * PairwisePlan.leastTwoWay * min(1, pow(4, power) / (states * states / 2)))
    }
  }

  /// A part of the whole, less what rounding may take.
  private static func cost(_ total: PrivacyCost, _ part: Double) -> PrivacyCost {
    PrivacyCost(atMost: total.value * part * (1 - 0x1p-20))
  }

  /// Of each column; as many as there can be where they are not known yet.
  private var mostCells: [Int] {
    domains.map { domain in
      if case .stated(let domain) = domain { domain.count } else { PublicDomain.mostCells }
    }
  }

  /// Of each column's variable of a field: any may be joined with others if some are.
  private var variableCells: [Int] {
    functional.isEmpty ? mostCells : mostCells.map { max($0, PairwiseVariable.mostCells) }
  }

  /// States of all variables of a field together.
  private var mostStates: Double {
    // The bound of a table's states descends with the cells of all columns, so that of fewer cells may be larger.
    let fewest = domains.map { domain in
      if case .stated(let domain) = domain, functional.isEmpty { domain.count } else { 0 }
    }
    let most = PairwiseReleases.mostStates(cells: fewest)
    let sum = variableCells.reduce(0) { $0 + min($1, most) }
    return Double(min(sum, max(PrivatePairwiseEstimator.mostStatesInAll, 2 * columns.count)))
  }

  /// Variables of a field, at most.
  private var variableCount: Int {
    var stated: [PublicDomain] = []
    for case .stated(let domain) in domains { stated.append(domain) }
    return stated.count == columns.count
      ? PairwiseVariable.all(of: stated, functional: functional).count : columns.count
  }

  /// Latents of a copula whose products may be measured.
  private var latents: Int {
    zip(columns, domains).reduce(0) { sum, item in
      if case .stated(let domain) = item.1 {
        return sum + (domain.valueCount > 1 ? 1 : 0) + (domain.isNullable ? 1 : 0)
      }
      return sum + (schema.fields[item.0].missing != nil ? 2 : 1)
    }
  }
}

extension DomainPlan {
  fileprivate var isStated: Bool {
    if case .stated = self { true } else { false }
  }
}
