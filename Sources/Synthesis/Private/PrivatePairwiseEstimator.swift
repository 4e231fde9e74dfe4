internal import MarkovFields
public import Privacy
public import Randomness
public import Tabular

/// Fits a pairwise field under a privacy budget: the choice for tables with nominal columns.
///
/// Four rounds of releases, each planned from what was released before: the number of rows; every column's histogram; how far
/// every pair of columns is from independence, all pairs as one vector; two-way tables of the pairs that are worth their
/// noise. The rest is computed from the releases.
///
/// - Guarantee: What the budget promises. The rounds' costs are parts of what is left of it, rounded down, whatever is
///   released; nothing else is computed from the records. Neighbouring relation and units are the budget's.
/// - Precondition: Domains, schema, target and dependencies are public.
/// - Proof: `docs/privacy/pairwise.md`.
public struct PrivatePairwiseEstimator: Sendable {
  /// The position among the records' columns of the column that models trained on the synthetic rows are to predict.
  public var target: Int?
  /// Columns that decide others, as the schema states: positions among the records' columns. They become one variable.
  public var functional: [(deciding: [Int], decided: [Int])]
  /// Of what follows the releases; it never reaches the noise.
  public var seed: Seed
  public var threads: Int

  public init(
    target: Int? = nil, functional: [(deciding: [Int], decided: [Int])] = [], seed: Seed, threads: Int
  ) {
    self.target = target
    self.functional = functional
    self.seed = seed
    self.threads = threads
  }

  /// The most states of one variable, and of all together: a field holds a table of states by states.
  static let mostStates = 255
  static let mostStatesInAll = 3000

  /// - Parameters:
  ///   - records: One column for each of `domains`.
  ///   - columns: Where in `schema` each of the records' columns stands.
  ///   - budget: All that is left of it is spent, less rounding.
  ///   - provenance: Of the model, given the released number of rows.
  /// - Throws: `PrivacyError` if the budget does not suffice for a part that every release needs.
  /// - Complexity: O(rows * pairs) for counting. Memory for the square of the states in all, which are at most 3,000 (more
  ///   only where there are 1,000 columns and over).
  public func model(
    _ records: ConfidentialRecords, domains: [PublicDomain], columns: [Int], schema: Schema,
    budget: inout PrivacyBudget, provenance: (_ rows: Int) -> SynthesisModel.Provenance
  ) throws -> SynthesisModel {
    precondition(records.columnCount == domains.count && columns.count == domains.count)
    let variables = PairwiseVariable.all(of: domains, functional: functional)
    guard variables.count <= PairwiseField.mostVariables else {
      throw PrivacyError(
        .parameterOutOfRange,
        "A pairwise field has at most \(PairwiseField.mostVariables) columns. Leave some out, or use --model copula."
      )
    }
    let fit = try PairwiseReleases(variables, domains: domains, target: target)
      .release(records, budget: &budget)
    let field = PairwiseField(fitting: fit.measurements, seed: seed, threads: threads)

    var models = schema.fields.map { field -> SynthesisModel.ColumnModel in
      if case .identifier = field.type { .identifier } else { .text }
    }
    var missingness: [SynthesisModel.MissingnessModel] = []
    for (latent, variable) in variables.enumerated() {
      let (histogram, states) = (fit.histograms[latent], fit.states[latent])
      let segments = PairwiseColumns(states, cuts: field.cuts(latent))
      for (index, column) in variable.columns.enumerated() {
        let cells =
          index < variable.deciding.count
          ? states.stateOfCell.indices.map { variable.parts(ofCell: $0, domains)[index] }
          : histogram.images[index - variable.deciding.count]
        let (marginal, missing) = segments.marginal(domains[column], columnCell: cells)
        models[columns[column]] = .modelled(marginal: marginal, latent: latent)
        if missing > 0 {
          missingness.append(
            SynthesisModel.MissingnessModel(columns: [columns[column]], share: missing, latent: latent))
        }
      }
    }
    return SynthesisModel(
      provenance: provenance(max(1, Int(fit.measurements.total.rounded()))), schema: schema, columns: models,
      missingness: missingness, dependence: .pairwiseField(field: field), privacy: nil)
  }
}
