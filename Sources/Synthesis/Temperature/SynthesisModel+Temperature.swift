internal import Distributions
internal import MarkovFields
internal import Tabular

extension SynthesisModel {
  /// The model at another temperature T: above 1 its shares are flattened, below 1 sharpened; 1 is the model itself.
  ///
  /// Each column's levels, single values and groups of numbers have p^(1/T) of their shares p, normalised, and so has being
  /// missing; of a family of distributions the density is raised to the power of 1/T. The dependence is kept: a Gaussian
  /// copula stays as it is, which is what raising a normal density to a power does to its correlations; the tables of
  /// a field are fitted to the new shares of its states, so that the odds ratios of each pair stay. Identifiers and text do
  /// not change.
  ///
  /// A privacy ledger stays valid: this is post-processing.
  ///
  /// - Parameter temperature: Between `leastTemperature` and `mostTemperature`.
  /// - Throws: `ModelError` of a model that contradicts itself, or whose families of distributions have no parameters there.
  /// - Complexity: O(size of the model), of a field times up to 200.
  public func at(temperature: Double) throws -> SynthesisModel {
    precondition((Self.leastTemperature...Self.mostTemperature).contains(temperature))
    if temperature == 1 { return self }
    try checkShape()
    var model = self
    model.provenance.options["temperature"] = "\(temperature)"
    for (index, column) in columns.enumerated() {
      guard case .modelled(let marginal, let latent) = column else { continue }
      do {
        model.columns[index] = .modelled(marginal: try marginal.at(temperature: temperature), latent: latent)
      } catch {
        throw ModelError(
          .inconsistent, column: schema.fields[index].name,
          "its distribution has no parameters at temperature \(temperature). Choose one nearer to 1")
      }
    }
    switch dependence {
    case .gaussianCopula:
      for index in missingness.indices {
        let share = missingness[index].share
        model.missingness[index].share = TemperedShares.of([share, 1 - share], temperature: temperature)[0]
      }
    case .pairwiseField(let field): model.temper(field, temperature, from: columns)
    }
    return model
  }

  public static let leastTemperature = 0.05
  public static let mostTemperature = 100.0

  /// Gives a field's states the shares that their columns' segments have, and columns cuts that meet the states' ends.
  private mutating func temper(_ field: PairwiseField, _ temperature: Double, from old: [ColumnModel]) {
    var shares = field.shares.map { TemperedShares.of($0, temperature: temperature) }
    var owners: [Int: (column: Int, states: [Int])] = [:]
    for (index, column) in columns.enumerated() {
      guard case .modelled(let marginal, let latent?) = column, owners[latent] == nil else { continue }
      if case .family = marginal { continue }
      guard case .modelled(let before, _) = old[index] else { continue }
      let states = Self.states(ofSegments: before.cuts, ends: field.cuts(latent))
      var sums = [Double](repeating: 0, count: field.shares[latent].count)
      for (segment, share) in marginal.shares.enumerated() { sums[states[segment]] += share }
      // A state in which no segment has its middle keeps its own share.
      if sums.allSatisfy({ $0 > 0 }) {
        shares[latent] = sums
        owners[latent] = (index, states)
      }
    }
    let tempered = field.with(shares: shares)
    for (latent, owner) in owners {
      guard case .modelled(let marginal, _) = columns[owner.column] else { continue }
      let ends = tempered.cuts(latent)
      var sums = [Double](repeating: 0, count: ends.count - 1)
      for (segment, share) in marginal.shares.enumerated() { sums[owner.states[segment]] += share }
      var scaled: [Double] = []
      for (segment, share) in marginal.shares.enumerated() {
        let state = owner.states[segment]
        scaled.append(share / sums[state] * (ends[state + 1] - ends[state]))
      }
      var cuts = TemperedShares.cuts(scaled)
      // Exactly the states' ends, where states change.
      for segment in 1..<max(1, owner.states.count) where owner.states[segment] != owner.states[segment - 1] {
        cuts[segment] = ends[owner.states[segment]]
      }
      if zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }) {
        columns[owner.column] = .modelled(marginal: marginal.with(cuts: cuts), latent: latent)
      }
    }
    for index in missingness.indices {
      let (old, new) = (field.cuts(missingness[index].latent), tempered.cuts(missingness[index].latent))
      let share = missingness[index].share
      let end = old.indices.dropFirst().dropLast().min { abs(old[$0] - share) < abs(old[$1] - share) }
      if let end { missingness[index].share = new[end] }
    }
    dependence = .pairwiseField(field: tempered)
  }

  /// The state in which the middle of each segment lies.
  private static func states(ofSegments cuts: [Double], ends: [Double]) -> [Int] {
    var state = 0
    return zip(cuts, cuts.dropFirst()).map { low, high in
      let middle = (low + high) / 2
      while state < ends.count - 2, ends[state + 1] <= middle { state += 1 }
      return state
    }
  }

  /// How many different rows the model can make, identifiers aside; infinite with real numbers.
  public var possibleRows: Double {
    var values = columns.enumerated().map { index, column -> Double in
      switch column {
      case .identifier: return 1
      case .text:
        if case .text(.template(let text)) = schema.fields[index].type, text.contains("{row}") {
          return .infinity
        }
        return 1
      case .modelled(let marginal, _): return marginal.possibleValues
      }
    }
    var product = 1.0
    for pattern in missingness {
      product *= pattern.columns.reduce(1) { $0 * values[$1] } + 1
      for column in pattern.columns { values[column] = 1 }
    }
    return values.reduce(product, *)
  }
}
