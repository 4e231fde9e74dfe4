internal import Tabular

extension EvaluationReport {
  /// One sentence for each part that does not look at all rows, or not at all columns or combinations of them.
  func drawNotes(_ tables: EvaluationTables) -> [String] {
    let (real, synthetic, holdout) = (
      tables.real.rowCount, tables.synthetic.rowCount, tables.holdout?.rowCount ?? 0
    )
    return [
      learnerNote(most: max(real, synthetic), holdout: holdout), propensityNote(most: max(real, synthetic)),
      utilityNote(real: real, synthetic: synthetic, holdout: holdout),
      neighbourNote(most: max(real, synthetic, holdout)),
      nearnessNote(real: real, synthetic: synthetic, holdout: holdout), accuracyNote,
    ].compactMap(\.self)
  }

  private func learnerNote(most: Int, holdout: Int) -> String? {
    guard let detection else { return nil }
    let held = detection.trees.reference?.rows
    if detection.rows == most, held.map({ $0 == max(most, holdout) }) ?? true { return nil }
    let heldWords = held.map { ", and at \($0) of each where one of them is the held-out one" } ?? ""
    return "Detection looks at \(detection.rows) rows of each table\(heldWords), drawn at random."
  }

  private func propensityNote(most: Int) -> String? {
    guard let rows = propensity?.rows, rows < most else { return nil }
    return "Propensity scores look at \(rows) rows of each table, drawn at random."
  }

  private func utilityNote(real: Int, synthetic: Int, holdout: Int) -> String? {
    guard let utility else { return nil }
    let tested = utility.testIsHeldOut ? holdout : real - utility.trainingRows
    if utility.trainingRows + (utility.testIsHeldOut ? 0 : utility.testRows) == real,
      utility.syntheticTrainingRows == synthetic, utility.testRows == tested
    {
      return nil
    }
    return
      "Utility trains on \(utility.trainingRows) real and \(utility.syntheticTrainingRows) synthetic rows and tests "
      + "on \(utility.testRows) real ones, drawn at random where a table has more rows with a target."
  }

  private func neighbourNote(most: Int) -> String? {
    guard let rows = precisionRecall?.rows, rows < most else { return nil }
    return "Precision, recall, density and coverage look at \(rows) rows of each table, drawn at random."
  }

  private func nearnessNote(real: Int, synthetic: Int, holdout: Int) -> String? {
    guard let nearness else { return nil }
    let (from, to) = (nearness.syntheticRows, nearness.referenceRows)
    if from == synthetic, to == max(real, holdout) { return nil }
    let held = holdout == 0 ? "real ones" : "real and as many held-out ones"
    let near = nearness.searchedRows.map { ", near copies are looked for among \($0) real rows" } ?? ""
    return
      "Nearness takes distances from \(from) synthetic rows to \(to) \(held), drawn at random\(near); exact copies are "
      + "looked for among all rows."
  }

  /// Columns and triples that accuracy leaves out.
  private var accuracyNote: String? {
    guard let accuracy else { return nil }
    let (columns, looked) = (fidelity.columns.count, accuracy.univariate.combinations)
    let triples = looked * (looked - 1) * (looked - 2) / 6
    var limits: [String] = []
    if looked < columns { limits.append("the first \(looked) by name of \(columns) columns") }
    if let drawn = accuracy.trivariate?.combinations, drawn < triples {
      limits.append("\(drawn) of their \(triples) triples, drawn at random")
    }
    return limits.isEmpty
      ? nil : "Accuracy counts all rows, but looks at \(limits.joined(separator: " and at "))."
  }
}
