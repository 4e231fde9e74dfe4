internal import Tabular

extension EvaluationReport {
  /// Everything that is measured of a pair of tables; what the tables do not define is nil.
  ///
  /// The report is a function of tables and options, but for the threads, which do not change it.
  ///
  /// - Throws: `TableAlignmentError` where no column can be compared; what a part throws.
  public init(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let compared = try ComparedTables(
      [tables.real, tables.synthetic] + (tables.holdout.map { [$0] } ?? []), threads: options.threads)
    guard !compared.columns.isEmpty else { throw TableAlignmentError.nothingToCompare }
    let ranks = try NumberRanks.all(compared, threads: options.threads)
    let spread = try BootstrapSpread(compared, ranks: ranks, options)
    let fidelity = try Fidelity(compared, ranks: ranks, spread: spread, tables, options)
    let overall = ReferencedScore(
      overall: fidelity.shapes, fidelity.trends, spread: spread)
    self.init(
      score: overall.value, overall: overall,
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
        "The held-out table has \(held) row\(held == 1 ? "" : "s"): read its scores against \"chance\" only if the synthetic table has about as many, as scores rise with the rows."
      )
    }
    if let nearness, let copies = nearness.exactCopiesOfHoldout, copies > 0.5,
      nearness.exactCopies < copies / 2
    {
      notes.append(
        "Most held-out rows equal real ones, and far fewer synthetic rows do: if the generator has seen them, what they score is no reference."
      )
    }
    notes += drawNotes(tables)
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
