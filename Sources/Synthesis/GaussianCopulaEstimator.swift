internal import Copulas
internal import Distributions
internal import LinearAlgebra
public import Randomness
public import Tabular

/// Fits a Gaussian copula to a table: `statistics(table)`, then `model(statistics)`.
public struct GaussianCopulaEstimator: Sendable {
  /// The column that models trained on the synthetic table are to predict, if there is one: the order of nominal
  /// levels follows their tie to it before all others.
  public var target: String?
  /// Of the simulation that tables with missing values need.
  public var seed: Seed
  /// The result does not depend on it.
  public var threads: Int

  public init(target: String? = nil, seed: Seed = Seed(0), threads: Int) {
    precondition(threads > 0)
    self.target = target
    self.seed = seed
    self.threads = threads
  }

  /// What a model file records of these choices.
  public var options: [String: String] {
    var options = ["seed": String(seed.value)]
    options["target"] = target
    return options
  }

  /// A model and what could not be met.
  public struct Fit: Sendable {
    public let model: SynthesisModel
    /// Root mean square, over the pairs that some rows show together, of the difference between the correlation of normal scores in the
    /// table and the one the model generates.
    public let correlationError: Double
    /// How far the correlations had to move to become a correlation matrix, in the Frobenius norm; 0 if they
    /// were one.
    public let repair: Double
  }

  /// - Throws: `FitError` for a target that is no column of the table, a table without rows, and a column to be
  ///   modelled without a value; `LinearAlgebraError`.
  public func fit(_ table: Table, provenance: SynthesisModel.Provenance) throws -> Fit {
    let position = try target.map { name in
      guard let index = table.schema.index(of: name) else { throw FitError(.noSuchTarget, column: name) }
      return index
    }
    guard table.rowCount > 0 else { throw FitError(.noRows) }
    for (field, column) in zip(table.schema.fields, table.columns) where column.presentCount == 0 {
      switch field.type {
      case .identifier, .text: break
      default: throw FitError(.noValues, column: field.name)
      }
    }
    return try model(TableStatistics(table, target: position, threads: threads), provenance: provenance)
  }

  /// The second half of fitting: from statistics, exact or released, to a model.
  ///
  /// - Complexity: O(variables³ + variables² * 256) a round, some twenty rounds.
  public func model(
    _ statistics: TableStatistics, provenance: SynthesisModel.Provenance
  ) throws -> Fit {
    try model(statistics, correlationIsLatent: false, provenance: provenance)
  }

  /// - Parameter correlationIsLatent: Whether the correlations of scores are those of all rows, values that are missing
  ///   included, as models imply them: then they are free of chance and of what missing values select.
  func model(
    _ statistics: TableStatistics, correlationIsLatent: Bool, provenance: SynthesisModel.Provenance
  ) throws -> Fit {
    let rows = statistics.rowCount
    var presenceOfColumn: [Int: Int] = [:]
    for (variable, kind) in statistics.variables.enumerated() {
      guard case .presence(let pattern) = kind else { continue }
      for column in statistics.missingness[pattern].columns { presenceOfColumn[column] = variable }
    }
    let variables = statistics.variables.map { kind in
      switch kind {
      case .value(let column):
        LatentVariable(
          scores: StepScores(counts: statistics.columns[column].cells), presence: presenceOfColumn[column])
      case .presence(let pattern):
        LatentVariable(
          scores: StepScores(counts: [
            statistics.missingness[pattern].missingCount,
            rows - statistics.missingness[pattern].missingCount,
          ]))
      }
    }
    let solution = try LatentCorrelation(
      correlationIsLatent ? variables.map { LatentVariable(scores: $0.scores) } : variables,
      target: correlationIsLatent ? statistics.correlation : shrunken(statistics), seed: seed,
      threads: threads)
    let copula = try GaussianCopula(correlation: solution.matrix)

    var latentOfColumn: [Int: Int] = [:]
    for (latent, kind) in statistics.variables.enumerated() {
      if case .value(let column) = kind { latentOfColumn[column] = latent }
    }
    let columns = statistics.columns.indices.map { index -> SynthesisModel.ColumnModel in
      guard var marginal = statistics.columns[index].marginal else {
        if case .identifier = statistics.schema.fields[index].type { return .identifier }
        return .text
      }
      let latent = latentOfColumn[index]
      if let latent, let presence = presenceOfColumn[index] {
        let share = variables[presence].scores.thresholds[0]
        let selected = SelectedNormal(rho: copula.correlation[latent, presence], threshold: share)
        marginal = marginal.with(cuts: selected.latentCuts(marginal.cuts))
      }
      return .modelled(marginal: marginal, latent: latent)
    }
    let missingness = statistics.variables.enumerated().compactMap { latent, kind in
      switch kind {
      case .value: nil as SynthesisModel.MissingnessModel?
      case .presence(let pattern):
        SynthesisModel.MissingnessModel(
          columns: statistics.missingness[pattern].columns,
          share: Double(statistics.missingness[pattern].missingCount) / Double(rows), latent: latent)
      }
    }
    let model = SynthesisModel(
      provenance: provenance, schema: statistics.schema, columns: columns, missingness: missingness,
      dependence: .gaussianCopula(copula: copula))
    return Fit(model: model, correlationError: solution.error, repair: solution.repair)
  }

  /// The correlations to be met: the observed ones, but where values are missing taken back towards zero by
  /// what chance would show in the n rows of a pair, r max(0, 1 - 1 / (n r²)) (the positive-part James-Stein
  /// estimate).
  ///
  /// A few rows correlate with everything by chance, and the step from there to the latent magnifies it: left
  /// alone they would bend the correlations of all other columns.
  private func shrunken(_ statistics: TableStatistics) -> Matrix {
    var target = statistics.correlation
    let total = Double(statistics.rowCount)
    for i in statistics.variables.indices {
      for j in 0..<i {
        let r = target[i, j]
        let n = statistics.pairRows[i, j]
        let involvesPresence = [i, j].contains {
          if case .presence = statistics.variables[$0] { true } else { false }
        }
        guard n < total || involvesPresence, r != 0, !r.isNaN else { continue }
        let kept = r * max(0, 1 - 1 / (n * r * r))
        (target[i, j], target[j, i]) = (kept, kept)
      }
    }
    return target
  }
}
