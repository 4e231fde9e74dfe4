public import Privacy
public import Randomness
public import Scheduling
public import Tabular

/// Fits a table under a privacy budget, from its public schema: domains, cells, then the estimator that suits it.
///
/// - Guarantee: (ε, δ)-differential privacy of the model, as `parameters` say, for neighbouring tables of one schema.
/// - Precondition: The schema is public: it does not depend on the table's rows.
/// - Note: Proof: docs/privacy/README.md#why-the-model-keeps-the-promise.
public struct PrivateFit: Sendable {
  public enum Kind: String, Sendable, Hashable {
    case copula
    case pairwise
    /// The field if the schema has nominal columns of more than two levels, otherwise the copula.
    case automatic
  }

  public var parameters: PrivacyParameters
  public var kind: Kind
  /// The column that models trained on the synthetic rows are to predict.
  public var target: String?
  /// Of what follows the releases; it never reaches the noise.
  public var seed: Seed
  public var threads: Int

  public init(
    _ parameters: PrivacyParameters, kind: Kind = .automatic, target: String? = nil, seed: Seed = Seed(0),
    threads: Int = Parallel.processorCount
  ) {
    self.parameters = parameters
    self.kind = kind
    self.target = target
    self.seed = seed
    self.threads = threads
  }

  /// Refuses what cannot be done as asked, from public quantities alone. `model` does so, too; whoever reads the table
  /// from a file calls it before that.
  ///
  /// - Throws: `PrivacyError`.
  public func check(_ schema: Schema) throws(PrivacyError) {
    let plan = try PrivatePlan(self, schema)
    _ = try budget(plan)
  }

  /// The model of a table, with the ledger of what it cost.
  ///
  /// Where the schema leaves bounds or levels open, up to a tenth of the budget buys them first, and for levels half of δ.
  ///
  /// - Parameters:
  ///   - table: Read with the public schema, so that its columns and their types are those stated
  ///     (`TableReader.confidential`).
  ///   - program: The version that the model is to name.
  /// - Throws: `PrivacyError`, which depends on public quantities alone.
  public func model(_ table: Table, program: String) throws -> SynthesisModel {
    let plan = try PrivatePlan(self, table.schema)
    var budget = try budget(plan)
    let confidential = try ConfidentialTable(table, parameters: parameters, threads: threads)
    var schema = plan.schema
    let domains = try domains(plan, confidential, &schema, &budget)
    let records = confidential.records(of: plan.columns.map { plan.places[$0] }, domains: domains)
    let columnCount = schema.fields.count
    let options = options(plan)
    func provenance(rows: Int) -> SynthesisModel.Provenance {
      SynthesisModel.Provenance(
        rows: max(1, rows), columns: columnCount, sha256: nil, program: program, options: options)
    }
    var model: SynthesisModel
    switch plan.kind {
    case .copula:
      model = try PrivateCopulaEstimator(seed: seed, threads: threads).model(
        records, domains: domains, columns: plan.columns, schema: schema, budget: &budget,
        provenance: provenance)
    case .pairwise, .automatic:
      model = try PrivatePairwiseEstimator(
        target: plan.target, functional: plan.functional, seed: seed, threads: threads
      ).model(
        records, domains: domains, columns: plan.columns, schema: schema, budget: &budget,
        provenance: provenance)
    }
    model.privacy = budget.close()
    return model
  }

  /// What the model says of how it was made: public.
  private func options(_ plan: PrivatePlan) -> [String: String] {
    var options = ["model": plan.kind.rawValue, "seed": String(seed.value)]
    options["target"] = target
    return options
  }

  /// Half of δ is for levels that are to be found.
  private func budget(_ plan: PrivatePlan) throws(PrivacyError) -> PrivacyBudget {
    let budget = try PrivacyBudget(
      parameters, thresholdDelta: plan.needsLevels ? parameters.delta / 2 : 0, draws: plan.mostDraws)
    guard budget.total.units >= 1 << 20 else {
      throw PrivacyError(
        .budgetExhausted,
        "So small a budget buys nothing but noise. Give a larger epsilon, or a larger delta.")
    }
    try plan.check(budget.total, parameters)
    return budget
  }

  private func domains(
    _ plan: PrivatePlan, _ table: ConfidentialTable, _ schema: inout Schema, _ budget: inout PrivacyBudget
  ) throws -> [PublicDomain] {
    let cost = PrivacyCost(atMost: budget.total.value * plan.boughtPart)
    let delta = budget.thresholdDelta / Double(max(1, plan.domains.count { $0 == .levelsNeeded }))
    var domains: [PublicDomain] = []
    for (column, domain) in zip(plan.columns, plan.domains) {
      let field = schema.fields[column]
      switch domain {
      case .stated(let domain): domains.append(domain)
      case .boundsNeeded:
        let bounds = try table.bounds(of: plan.places[column], spending: cost, from: &budget)
        domains.append(PublicDomain(field, bounds: bounds, epsilon: parameters.epsilon))
      case .levelsNeeded:
        let levels = try table.levels(
          of: plan.places[column], delta: delta, spending: cost, from: &budget)
        domains.append(PublicDomain(levels: levels, isNullable: field.missing != nil))
      case .notModelled: preconditionFailure("not planned")
      }
      schema.fields[column].domain = domains[domains.count - 1].fieldDomain
    }
    return domains
  }
}
