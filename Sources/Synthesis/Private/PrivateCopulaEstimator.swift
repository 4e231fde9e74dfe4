internal import Copulas
internal import Distributions
internal import Kernels
internal import LinearAlgebra
public import Privacy
public import Randomness
public import Tabular

/// Fits a Gaussian copula under a privacy budget: the choice for tables of numbers.
///
/// Two kinds of releases: the histogram of each column, and the sums over rows of the products of two columns' rank scores.
/// Everything else follows from them and from what is public: shares, marginals, latent correlations (docs/privacy/copula.md).
///
/// Guarantee: that of the budget, by composition of its releases, for its neighbouring relation. Precondition: the domains
/// are public. Proof: docs/privacy/copula.md.
public struct PrivateCopulaEstimator: Sendable {
  /// Of what follows the releases; it never reaches the noise.
  public var seed: Seed
  public var threads: Int

  public init(seed: Seed, threads: Int) {
    self.seed = seed
    self.threads = threads
  }

  /// - Parameters:
  ///   - records: One column for each of `domains`.
  ///   - columns: Where in `schema` each of the records' columns stands.
  ///   - budget: All that is left of it is spent, less rounding.
  ///   - provenance: Of the model, given the released number of rows.
  /// - Throws: `PrivacyError` if the budget does not suffice, from public quantities alone.
  /// - Complexity: O(rows * columns²); then some 2^16 rows are simulated, as often as it takes.
  public func model(
    _ records: ConfidentialRecords, domains: [PublicDomain], columns: [Int], schema: Schema,
    budget: inout PrivacyBudget, provenance: (_ rows: Int) -> SynthesisModel.Provenance
  ) throws -> SynthesisModel {
    precondition(records.columnCount == domains.count && columns.count == domains.count)
    let nullable = domains.filter(\.isNullable).count
    let varying = domains.filter { $0.valueCount > 1 }.count
    let plan = CopulaPlan(
      budget.remaining, cells: domains.map(\.count), variables: varying + nullable, isPure: budget.isPure)
    var counts = try ReleasedHistogram.measure(
      records, domains: domains, costs: plan.histograms, budget: &budget)
    var (histograms, rows) = try ReleasedHistogram.all(counts, records, domains: domains, budget: &budget)
    let measured = try CopulaMeasurement(
      histograms, domains: domains, rows: rows, cost: budget.remaining, parameters: budget.parameters)
    var correlation = Matrix.identity(0)
    if let measured {
      correlation = try measured.release(records, budget: &budget, seed: seed)
    } else if plan.marginalShare < 1 {
      // Nothing to correlate: the products' part measures the histograms once more.
      let again = try ReleasedHistogram.measure(
        records, domains: domains, costs: budget.remaining.split(plan.histograms.map { Double($0.units) }),
        budget: &budget)
      counts = counts.combined(with: again)
      (histograms, rows) = try ReleasedHistogram.all(counts, records, domains: domains, budget: &budget)
    }
    return try model(
      histograms, rows: Int(rows), variables: measured?.variables ?? [], correlation: correlation,
      domains: domains, columns: columns, schema: schema, provenance: provenance)
  }

  /// From released quantities alone.
  private func model(
    _ histograms: [ReleasedHistogram], rows: Int, variables: [RankScores], correlation: Matrix,
    domains: [PublicDomain], columns: [Int], schema: Schema,
    provenance: (_ rows: Int) -> SynthesisModel.Provenance
  ) throws -> SynthesisModel {
    var (valueLatent, presenceLatent): ([Int: Int], [Int: Int]) = ([:], [:])
    for (latent, variable) in variables.enumerated() {
      switch variable.kind {
      case .value: valueLatent[variable.column] = latent
      case .presence: presenceLatent[variable.column] = latent
      }
    }
    // What was not measured hangs together with nothing.
    var latents = variables.count
    var models = schema.fields.map { field -> SynthesisModel.ColumnModel in
      if case .identifier = field.type { .identifier } else { .text }
    }
    var missingness: [SynthesisModel.MissingnessModel] = []
    for (column, histogram) in histograms.enumerated() {
      let domain = domains[column]
      var marginal = Marginal(
        domain,
        segments: histogram.shares.enumerated().map { (cell: $0 + domain.firstValue, share: $1) })
      var latent = valueLatent[column]
      if latent == nil, marginal.cuts.count > 2 || marginal.isSpread {
        latent = latents
        latents += 1
      }
      if histogram.missing > 0 {
        let presence = presenceLatent[column] ?? latents
        if presence == latents { latents += 1 }
        missingness.append(
          SynthesisModel.MissingnessModel(
            columns: [columns[column]], share: histogram.missing, latent: presence))
        if let latent, latent < variables.count, presence < variables.count {
          let selected = SelectedNormal(
            rho: correlation[latent, presence], threshold: StandardNormal.quantile(histogram.missing))
          marginal = marginal.with(cuts: selected.latentCuts(marginal.cuts))
        }
      }
      models[columns[column]] = .modelled(marginal: marginal, latent: latent)
    }
    var whole = Matrix.identity(latents)
    for i in variables.indices { for j in variables.indices { whole[i, j] = correlation[i, j] } }
    return SynthesisModel(
      provenance: provenance(rows), schema: schema, columns: models, missingness: missingness,
      dependence: .gaussianCopula(copula: try GaussianCopula(correlation: whole)), privacy: nil)
  }
}

extension Marginal {
  /// Whether its one segment has several values.
  fileprivate var isSpread: Bool {
    switch self {
    case .integers(let marginal): marginal.span.contains { $0 > 0 }
    case .reals(let marginal): zip(marginal.low, marginal.high).contains { $0 < $1 }
    case .levels: false
    case .family: true
    }
  }
}
