internal import Learning
internal import Tabular

extension Propensity {
  /// How far propensities, the probabilities of being synthetic, are from the share of synthetic rows.
  ///
  /// pMSE = 1/N Σ (p_i - c)² over the N rows of both tables, c = 1/2 the synthetic share, p_i the in-sample
  /// probabilities of a logistic regression with main effects: an indicator for each level but one, missing being a
  /// level; numbers as they are, with an indicator of missing ones. 0 to 1/4.
  ///
  /// `expected` is (k - 1)(1 - c)² c / N for k parameters (`parameters`, the intercept among them, aliased ones left
  /// out): what synthetic rows from the true model *given the real rows* leave, for instance rows of the real table
  /// drawn with replacement. `ratio` is 1 for those, with a standard deviation of √(2 / (k - 1)). **Rows drawn
  /// independently of the real ones, as a held-out table's, reach 1 / (1 - c) = 2**, since both tables' noise counts
  /// then.
  ///
  /// Equally many rows of both tables, as `Detection` takes them. The regression has a penalty of 10⁻⁴ to be defined
  /// where a level is in one table only; so small that pMSE changes in the fourth digit at most. Aliased parameters
  /// are found among up to 512; of more, none are assumed.
  ///
  /// `nil` with fewer than ten rows of either table, or if there is no parameter besides the intercept.
  /// - Source: J. Snoke, G. M. Raab, B. Nowok, C. Dibben, A. Slavkovic (2018), Journal of the Royal Statistical
  ///   Society A 181(3), 663-688; synthpop's `utility.gen`.
  public init?(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let limit = LearnerRows.limit(columns: tables.schema.fields.count, options: options)
    let count = min(tables.real.rowCount, tables.synthetic.rowCount, limit)
    guard count >= LearnerRows.fewest else { return nil }
    let features = try LinearEncoding(
      [
        tables.real.sample(count, purpose: .realSample, options: options),
        tables.synthetic.sample(count, purpose: .syntheticSample, options: options),
      ], missingIndicators: true, threads: options.threads
    ).features
    let curvature = LogisticCurvature(features)
    parameters = curvature.rank(features)
    guard parameters > 1 else { return nil }
    let labels = [Double](repeating: 0, count: count) + [Double](repeating: 1, count: count)
    let model = LogisticRegression(features, labels: labels, penalty: 1e-4, curvature: curvature)
    let propensities = model.probabilities(features, rows: 0..<(2 * count))
    meanSquaredError =
      propensities.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(propensities.count)
    expected = Double(parameters - 1) / (8 * Double(propensities.count))
    ratio = meanSquaredError / expected
    rows = count
  }
}
