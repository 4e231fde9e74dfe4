internal import Kernels
internal import Scheduling
internal import Tabular

extension Fidelity {
  /// The scores of columns and pairs as `Likeness` has them, with what they are read against, and the measures.
  ///
  /// Every score comes with an interval of 95 % (`BootstrapSpread` says which) and the expectation for rows drawn from
  /// the real ones and for fresh rows of their source (`ExpectedLikeness`); where there is a holdout, with its score and the expectation at its size; pairs
  /// with the score of one table of the synthetic one's size whose columns are drawn from the real ones independently of
  /// each other. A single column of that table is a resample, so its expectation is that.
  ///
  /// All rows count. Intervals of pairs take `options.resamples` scorings of everything; they are left out where that is
  /// more than `Fidelity.pairVisitLimit` looks at a row's pair (some hundred columns of as many thousand rows).
  ///
  /// Equal for every number of threads.
  ///
  /// - Complexity: O(columns² * rows * resamples), a fraction of a nanosecond each.
  public init(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let compared = try ComparedTables(
      [tables.real, tables.synthetic] + (tables.holdout.map { [$0] } ?? []), threads: options.threads)
    let ranks = try NumberRanks.all(compared, threads: options.threads)
    try self.init(
      compared, ranks: ranks, spread: BootstrapSpread(compared, ranks: ranks, options), tables, options)
  }

  /// How many pairs times rows times resamples are looked at for intervals.
  static let pairVisitLimit = 20_000_000_000

  /// Whether the pairs of so many columns have intervals.
  static func hasPairIntervals(columns: Int, rows: Int, resamples: Int) -> Bool {
    let pairs = columns * (columns - 1) / 2
    return !(pairs * rows).multipliedReportingOverflow(by: max(1, resamples)).overflow
      && pairs * rows * max(1, resamples) <= pairVisitLimit
  }

  init(
    _ compared: ComparedTables, ranks: [NumberRanks?], spread: BootstrapSpread?, _ tables: EvaluationTables,
    _ options: EvaluationOptions
  ) throws {
    let (columns, threads) = (compared.columns, options.threads)
    let (real, synthetic) = (compared.rows[0], compared.rows[1])
    let holdout = compared.rows.count > 2 ? compared.rows[2] : nil
    func expectation(_ draws: Int, _ round: UInt32) -> ExpectedLikeness {
      ExpectedLikeness(draws: draws, resamples: options.resamples, round: round, seed: options.seed)
    }
    let chance = expectation(synthetic.count, ResampleRound.expectation)
    let heldChance = holdout.map { expectation($0.count, ResampleRound.holdoutExpectation) }
    var shapes = try Parallel.map(count: columns.count, threads: threads) { column in
      ReferencedScore(columns[column].shape(real.parts[column], synthetic.parts[column]))
    }
    let shapeChance = try chance.shapes(columns, real, ranks: ranks, threads: threads)
    let heldShapes = try heldChance?.shapes(columns, real, ranks: ranks, threads: threads)
    for column in shapes.indices {
      shapes[column].resample = shapeChance[column]
      shapes[column].fresh = ExpectedLikeness.fresh(
        shapeChance[column], rows: real.count, draws: synthetic.count,
        unseen: columns[column].binned
          ? 0 : unseenShare(real.parts[column].codes.counts(levels: columns[column].codeCount)))
      shapes[column].independent = shapeChance[column]
      shapes[column].holdoutResample = heldShapes?[column]
      if let holdout {
        shapes[column].holdout = columns[column].shape(real.parts[column], holdout.parts[column])
      }
    }
    let correlations = TableCorrelations(
      real: try Correlations(columns, real, threads: threads),
      synthetic: try Correlations(columns, synthetic, threads: threads))
    let trendScores = try Fidelity.trends(
      compared, known: correlations, chances: [chance] + (heldChance.map { [$0] } ?? []), options)
    var trends = trendScores
    var meanShape = Fidelity.mean(shapes) ?? ReferencedScore(1)
    var meanTrend = Fidelity.mean(trends)
    if let spread {
      for column in shapes.indices { shapes[column].setInterval(spread.shapes[column]) }
      if !shapes.isEmpty { meanShape.setInterval(spread.meanShape) }
      if spread.hasPairs {
        for pair in trends.indices { trends[pair].setInterval(spread.trends[pair]) }
        meanTrend?.setInterval(spread.meanTrend)
      }
    }
    let columnMetrics = try Parallel.map(count: columns.count, threads: threads) { index in
      let place = columns[index].place
      return ColumnMetrics(
        columns[index].field, real: tables.real.columns[place], synthetic: tables.synthetic.columns[place])
    }
    let pairMetrics = try PairMetrics.all(
      tables.real, tables.synthetic, known: correlations, seed: options.seed, threads: threads)
    self.init(
      shapes: meanShape, trends: meanTrend,
      columns: columns.indices.map { column in
        ColumnFidelity(
          name: columns[column].name, kind: columns[column].kind, shape: shapes[column],
          metrics: columnMetrics[column])
      },
      pairs: columnPairs(columns.count).enumerated().map { index, pair in
        PairFidelity(
          first: columns[pair.0].name, second: columns[pair.1].name, trend: trends[index],
          metrics: pairMetrics[index])
      },
      skipped: compared.skipped,
      uncompared: try UncomparedColumn.all(
        tables.schema.fields.indices.filter { place in !columns.contains { $0.place == place } }, tables,
        threads: threads))
  }

  /// The scores of the pairs, with the expectations of `chances`: at the synthetic table's size, then at the holdout's.
  private static func trends(
    _ compared: ComparedTables, known: TableCorrelations, chances: [ExpectedLikeness],
    _ options: EvaluationOptions
  ) throws -> [ReferencedScore] {
    let (columns, real, threads) = (compared.columns, compared.rows[0], options.threads)
    let synthetic = compared.rows[1]
    let coded = columns.indices.map {
      CodedColumn(
        real: real.parts[$0].codes, synthetic: synthetic.parts[$0].codes, count: columns[$0].codeCount,
        binned: columns[$0].binned)
    }
    let distances = try PairDistances(
      coded, deviations: chances.map { BinomialDeviation(rows: real.count, draws: $0.draws) },
      threads: threads)
    let (correlations, others) = (known.real, known.synthetic)
    let places = numberPlaces(columns)
    let pairs = columnPairs(columns.count)
    func further(_ rows: ComparedRows) throws -> [Double] {
      try LikenessScores.trends(
        columns, real: real, other: rows, realCorrelations: correlations, threads: threads)
    }
    let holdout = try compared.rows.count > 2 ? further(compared.rows[2]) : nil
    let independent = try further(
      real.independentColumns(chances[0].draws, seed: options.seed, threads: threads))
    let sampled = real.sampledForErrors(places.filter { $0 != nil }.count, seed: options.seed)
    return try Parallel.map(count: pairs.count, threads: threads) { index in
      let (i, j) = pairs[index]
      var score: ReferencedScore
      var expected: [Double]
      if let x = places[i], let y = places[j] {
        score = ReferencedScore(trend(correlations, others, x, y))
        let error = CorrelationError.scaled(sampled.parts[i].numbers!, sampled.parts[j].numbers!)
        expected = chances.map { $0.trend(error: error, present: correlations.present(x, y)) }
      } else {
        score = ReferencedScore(1 - distances[i, j])
        expected = chances.indices.map { 1 - distances.expected($0, i, j) }
      }
      score.resample = expected[0]
      score.fresh = ExpectedLikeness.fresh(
        expected[0], rows: real.count, draws: synthetic.count,
        unseen: places[i] != nil && places[j] != nil ? 0 : distances.unseen(i, j))
      if expected.count > 1 { score.holdoutResample = expected[1] }
      score.holdout = holdout?[index]
      score.independent = independent[index]
      return score
    }
  }

  /// The mean of scores and of each of their references, where all have it; nil of nothing.
  private static func mean(_ scores: [ReferencedScore]) -> ReferencedScore? {
    func of(_ reference: (ReferencedScore) -> Double?) -> Double? {
      let values = scores.compactMap(reference)
      return values.count == scores.count && !values.isEmpty
        ? values.reduce(0, +) / Double(values.count) : nil
    }
    guard let value = of(\.value) else { return nil }
    var result = ReferencedScore(value)
    result.fresh = of(\.fresh)
    result.resample = of(\.resample)
    result.holdout = of(\.holdout)
    result.holdoutResample = of(\.holdoutResample)
    result.independent = of(\.independent)
    return result
  }
}

extension ReferencedScore {
  fileprivate mutating func setInterval(_ half: Double) {
    (low, high) = (max(0, value - half), min(1, value + half))
  }
}

extension ComparedRows {
  /// The rows that the errors of correlations are computed from: all, or as many as keep the pairs of so many columns
  /// of numbers within a second or two, at least a thousand. Errors are known well from fewer rows than scores.
  fileprivate func sampledForErrors(_ numbers: Int, seed: UInt64) -> ComparedRows {
    let size = max(1000, 1_000_000_000 / max(1, numbers * (numbers - 1) / 2))
    return size >= count ? self : gathered(RowDraw.sample(size, of: count, purpose: .realSample, seed: seed))
  }

  /// Rows whose columns are drawn from these independently of each other, with replacement.
  func independentColumns(_ draws: Int, seed: UInt64, threads: Int) throws -> ComparedRows {
    ComparedRows(
      count: draws,
      parts: try Parallel.map(count: parts.count, threads: threads) { column in
        // In the order of the drawing: rows in ascending order would hang together.
        parts[column].gathered(
          RowDraw.resample(
            draws, of: count, purpose: .independence, round: ResampleRound.independence + UInt32(column),
            seed: seed))
      })
  }
}

extension ScoredColumn {
  var kind: ComparedKind {
    switch (form, field.type) {
    case (.levels, _): .levels
    case (_, .date), (_, .timestamp): .dates
    default: .numbers
    }
  }
}
