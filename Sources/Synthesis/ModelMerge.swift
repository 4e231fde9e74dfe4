internal import Copulas
internal import Distributions
internal import LinearAlgebra
internal import Randomness
internal import Scheduling
internal import Tabular

/// Two models of tables with the same columns, joined to the model of their rows together, from the models alone.
///
/// Marginals are mixtures, weighted by rows: levels by name with exact shares, numbers to 1/2048 of the rows
/// (`NumericMixture`). The correlations of the merged normal scores follow from both copulas without simulation: under
/// either, a score is a step function of a latent, and the mean of a product a Hermite series. `LatentCorrelation` then
/// solves for the merged latents as in a fit. Nominal levels are put in order as `LevelQuantification` does, by the means
/// that the two copulas imply.
///
/// What is lost: the merged model is again one Gaussian copula. The dependence that two copulas have in common, and what
/// comes from different means, is kept in the correlations of scores; the rest of a mixture's shape is not, as it would
/// not be in a fit of all rows. What missing values select is taken as the parts have corrected it.
public struct ModelMerge: Sendable {
  let parts: [MergePart]
  let schema: Schema
  let options: [String: String]
  let threads: Int

  /// Options under which fits may differ, and what their merge records itself.
  private static let ownOptions: Set = ["seed", "stream", "merged"]
  private static let knownOptions = ownOptions.union(["target"])

  /// - Throws: `MergeError` for tables whose columns differ and for options that differ or do not survive; `ModelError`
  ///   for a model that contradicts itself.
  public init(_ first: SynthesisModel, _ second: SynthesisModel, threads: Int) throws {
    precondition(threads > 0)
    for model in [first, second] where model.provenance.isDefined {
      throw MergeError(
        .options,
        "A model that was defined, not fitted, has no rows to weigh it by. Change its definition, and define it anew."
      )
    }
    for (field, column) in zip(first.schema.fields + second.schema.fields, first.columns + second.columns) {
      guard case .modelled(.family, _) = column else { continue }
      throw MergeError(
        .type, column: field.name, "It is drawn from a family of distributions, which a merge cannot mix.")
    }
    schema = try first.schema.merged(with: second.schema)
    parts = [try MergePart(first), try MergePart(second)]
    self.threads = threads
    var options = first.provenance.options.filter { !Self.ownOptions.contains($0.key) }
    let others = second.provenance.options.filter { !Self.ownOptions.contains($0.key) }
    for key in Set(options.keys).union(others.keys).sorted() {
      guard Self.knownOptions.contains(key) else {
        throw MergeError(
          .options,
          "A model was fitted with the option '\(key)', which a merge does not know how to keep. Fit the rows together."
        )
      }
      guard options[key] == others[key] else {
        throw MergeError(
          .options, "The models were fitted with different options '\(key)'. Fit both with the same.")
      }
    }
    func history(_ model: SynthesisModel) -> String {
      model.provenance.options["merged"] ?? String(model.provenance.rows)
    }
    options["merged"] = history(first) + "+" + history(second)
    self.options = options
    let (total, overflow) = first.provenance.rows.addingReportingOverflow(second.provenance.rows)
    guard !overflow, total < 1 << 52 else {
      throw MergeError(.inconsistent, "The models together have more rows than can be counted exactly.")
    }
  }

  /// - Throws: `LinearAlgebraError`.
  /// - Complexity: O(variables² * 256 + cells * 256), and the solution of a fit.
  public func merged(program: String) throws -> GaussianCopulaEstimator.Fit {
    let statistics = try self.statistics()
    let provenance = SynthesisModel.Provenance(
      rows: statistics.rowCount, columns: schema.fields.count, sha256: nil, program: program,
      options: options)
    return try GaussianCopulaEstimator(seed: Seed(0), threads: threads)
      .model(statistics, correlationIsLatent: true, provenance: provenance)
  }

  private func statistics() throws -> TableStatistics {
    let columns = try Parallel.map(count: schema.fields.count, threads: threads) {
      try MergedColumn($0, parts)
    }
    let patterns = missingness()
    let variables =
      columns.indices.filter { columns[$0].cells.count > 1 }.map {
        TableStatistics.Variable.value(column: $0)
      }
      + patterns.indices.map { .presence(pattern: $0) }
    let rows = parts.reduce(0) { $0 + $1.model.provenance.rows }

    // By part, by variable.
    var functions = try parts.indices.map { part in
      try Parallel.map(count: variables.count, threads: threads) { k in
        switch variables[k] {
        case .value(let column): return columns[column].function(part: part, of: parts[part])
        case .presence(let pattern):
          let missing = patterns[pattern].missingCount
          return parts[part].presence(
            ofColumn: patterns[pattern].columns[0],
            scores: StepScores(counts: [missing, rows - missing]).scores)
        }
      }
    }
    var ordered = columns
    try MergedLevels.order(&ordered, variables, &functions, parts: parts, schema: schema, threads: threads)

    let d = variables.count
    var correlation = Matrix.identity(d)
    var pairRows = Matrix(rows: d, columns: d)
    let final = functions
    let lines = try Parallel.map(count: d, threads: threads) { i in
      (0...i).map { j in
        var sum = MergePart.Moments()
        for (part, functions) in zip(parts, final) { sum += part.moments(functions[i], functions[j]) }
        return sum
      }
    }
    for i in 0..<d {
      for j in 0...i {
        (pairRows[i, j], pairRows[j, i]) = (lines[i][j].rows, lines[i][j].rows)
        guard i != j else { continue }
        var value = lines[i][j].correlation(leastRows: min(ScoreCorrelation.leastRows, Double(rows)))
        if case (.presence(let pattern), .value(let column)) = (variables[i], variables[j]),
          patterns[pattern].columns.contains(column)
        {
          value = .nan
        }
        (correlation[i, j], correlation[j, i]) = (value, value)
      }
    }
    return TableStatistics(
      schema: schema, rowCount: rows, columns: ordered.map(\.statistics), missingness: patterns,
      variables: variables, correlation: correlation, pairRows: pairRows)
  }

  /// Columns that are missing together in both parts.
  private func missingness() -> [MissingnessStatistics] {
    struct Key: Hashable {
      let patterns: [Int?]
    }
    var members: [Key: [Int]] = [:]
    var order: [Key] = []
    for column in schema.fields.indices {
      let key = Key(patterns: parts.map { $0.patternOfColumn[column] })
      guard key.patterns.contains(where: { $0 != nil }) else { continue }
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(column)
    }
    return order.map { key in
      var missing = 0.0
      for (part, pattern) in zip(parts, key.patterns) {
        if let pattern { missing += (part.rows * part.model.missingness[pattern].share).rounded() }
      }
      return MissingnessStatistics(columns: members[key]!, missingCount: max(1, Int(missing)))
    }
  }
}
