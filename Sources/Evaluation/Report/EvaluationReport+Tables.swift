internal import Tabular

extension EvaluationReport {
  /// Everything that is measured of a pair of tables; what the tables do not define is nil.
  ///
  /// The report is a function of tables and options, but for the threads, which do not change it.
  ///
  /// - Throws: what a part throws.
  public init(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let compared = try ComparedTables(
      [tables.real, tables.synthetic] + (tables.holdout.map { [$0] } ?? []), threads: options.threads)
    let ranks = try NumberRanks.all(compared, threads: options.threads)
    let fidelity = try Fidelity(compared, ranks: ranks, tables, options)
    self.init(
      score: (fidelity.shapes.value + fidelity.trends.value) / 2,
      rows: RowCounts(
        real: tables.real.rowCount, synthetic: tables.synthetic.rowCount, holdout: tables.holdout?.rowCount),
      fidelity: fidelity,
      findings: try Finding.search(compared, ranks: ranks, fidelity: fidelity, threads: options.threads),
      notes: [])
    accuracy = try CombinationAccuracy(tables, options: options)
    detection = try Detection(tables, options: options)
    propensity = try Propensity(tables, options: options)
    utility = try Utility(tables, options: options)
    precisionRecall = try PrecisionRecall(tables, options: options)
    nearness = try Nearness(tables, options: options)
    notes = notes(tables, options)
  }

  /// What a reader should know of how the numbers came about.
  private func notes(_ tables: EvaluationTables, _ options: EvaluationOptions) -> [String] {
    var notes: [String] = []
    let resamples = "\(options.resamples) resamples"
    if options.resamples > 1 {
      notes.append(
        "Intervals are bootstrap intervals of 95 % from \(resamples) of both tables; all draws follow seed \(options.seed)."
      )
      let rows = tables.real.rowCount + tables.synthetic.rowCount
      if !Fidelity.hasPairIntervals(
        columns: fidelity.columns.count, rows: rows, resamples: options.resamples)
      {
        notes.append("Pairs have no intervals: \(resamples) of so many pairs and rows would take too long.")
      }
    } else {
      notes.append("There are no intervals, as they take at least two resamples.")
    }
    if let held = tables.holdout?.rowCount {
      notes.append(
        "The held-out table has \(held) rows: read its scores against the expectation for so many rows, of which they fall somewhat short as the real table is a sample, too."
      )
    }
    if let rows = detection?.rows, rows < max(tables.real.rowCount, tables.synthetic.rowCount) {
      notes.append(
        "Detection looks at \(rows) rows of each table, drawn at random; scores of columns and pairs count all rows."
      )
    }
    if let rows = precisionRecall?.rows,
      rows < min(tables.real.rowCount, tables.synthetic.rowCount, tables.holdout?.rowCount ?? .max)
    {
      notes.append(
        "Precision, recall, density and coverage look at \(rows) rows of each table, drawn at random: comparing all of them would take too long."
      )
    }
    if let rows = nearness?.syntheticRows, rows < tables.synthetic.rowCount {
      notes.append(
        "Distances to the nearest rows are taken from \(rows) synthetic rows, drawn at random; copies are counted over all rows."
      )
    }
    if !fidelity.skipped.isEmpty {
      let count = fidelity.skipped.count
      notes.append(
        "\(count) column\(count == 1 ? " is" : "s are") not scored: identifiers and free text have no distribution to compare."
      )
    }
    let numbers = fidelity.columns.filter { $0.kind != .levels }.count
    if numbers > Finding.formColumnLimit {
      notes.append(
        "Pairs of the \(numbers) columns of numbers were not searched for forms that a correlation does not see."
      )
    }
    if let note = PairMetrics.note(tables.real, tables.synthetic) { notes.append(note) }
    return notes
  }
}
