internal import Tabular

extension EvaluationReport {
  /// Everything that is measured of a pair of tables; what the tables do not define is nil.
  ///
  /// The report is a function of tables and options, but for the threads, which do not change it.
  ///
  /// - Throws: what a part throws.
  public init(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let fidelity = try Fidelity(tables, options: options)
    let findings: [Finding] = []
    self.init(
      score: (fidelity.shapes.value + fidelity.trends.value) / 2,
      rows: RowCounts(
        real: tables.real.rowCount, synthetic: tables.synthetic.rowCount, holdout: tables.holdout?.rowCount),
      fidelity: fidelity,
      findings: findings,
      notes: [])
  }
}
