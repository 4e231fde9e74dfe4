internal import Tabular

extension EvaluationReport {
  /// Evaluates a synthetic table.
  public init(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let likeness = try Likeness(real: tables.real, synthetic: tables.synthetic, threads: options.threads)
    score = (likeness.shapeScore + likeness.trendScore) / 2
    rows = RowCounts(
      real: tables.real.rowCount, synthetic: tables.synthetic.rowCount, holdout: tables.holdout?.rowCount)
    fidelity = Fidelity(
      shapes: ReferencedScore(likeness.shapeScore), trends: ReferencedScore(likeness.trendScore),
      columns: likeness.columnShapes.map {
        ColumnFidelity(
          name: $0.column, kind: .levels, shape: ReferencedScore($0.score), metrics: ColumnMetrics())
      },
      pairs: likeness.pairTrends.map {
        PairFidelity(
          first: $0.first, second: $0.second, trend: ReferencedScore($0.score), metrics: PairMetrics())
      },
      skipped: [])
    findings = []
    notes = []
  }
}
