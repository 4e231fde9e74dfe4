internal import Evaluation
internal import Tabular

extension CopyReport {
  /// What numbers of a near copy may differ by, on average, in ranges of their columns.
  static let nearTolerance = 0.01

  /// Counts copies.
  ///
  /// Exact ones over all rows. A real or held-out record is distinctive if no other row of either table equals it; of
  /// those, the share that the synthetic table has is the same for both tables, up to chance, if the generator has not
  /// stored records: which of the distinctive records are the real ones is then a draw in which each choice is as probable
  /// as any other, so that the count of copies of real ones, given that of both, is hypergeometric.
  ///
  /// Near ones over the audit's rows. There a record is distinctive if no other of these rows is a near copy of it.
  /// - Throws: `HoldoutError` where held-out rows stand in the real table more often than chance explains.
  /// - Complexity: O(rows * columns), besides the distances that `rows` has.
  init?(_ tables: EvaluationTables, _ rows: AuditedRows, _ options: AuditOptions) throws {
    let (holdout, threads) = (tables.holdout!, options.threads)
    guard let ofReal = try RowCopies(tables.real, threads: threads),
      let ofHeld = try RowCopies(holdout, threads: threads)
    else { return nil }
    let inReal = Occurrences(
      rows: tables.real.rowCount, own: try ofReal.matches(in: tables.real, threads: threads),
      synthetic: try ofReal.matches(in: tables.synthetic, threads: threads))
    let inHeld = Occurrences(
      rows: holdout.rowCount, own: try ofHeld.matches(in: holdout, threads: threads),
      synthetic: try ofHeld.matches(in: tables.synthetic, threads: threads))
    // First rows of each kind of record that both tables have.
    let shared = try ofReal.matches(in: holdout, threads: threads)
    try HoldoutError.check(real: inReal.own, holdout: inHeld.own, shared: shared)
    let sharedOfReal = Set(shared.filter { $0 >= 0 })
    let real = inReal.counts { !sharedOfReal.contains(Int32($0)) }
    let held = inHeld.counts { shared[$0] < 0 }
    exact = Excess(real: real, holdout: held)
    syntheticRowsEqualToReal = inReal.syntheticRows
    syntheticRowsEqualToHoldout = inHeld.syntheticRows

    let size = min(tables.real.rowCount, holdout.rowCount)
    func share(_ occurrences: Occurrences, _ table: Table, _ purpose: RowPurpose) -> Double {
      let drawn = RowDraw.shuffled(table.rowCount, purpose: purpose, seed: options.seed).prefix(size)
      let found = Set(drawn.map { occurrences.first[Int($0)] })
      return Double(found.reduce(0) { $0 + occurrences.synthetic[Int($1)] })
        / Double(tables.synthetic.rowCount)
    }
    equalSizes = EqualSizes(
      referenceRows: size, shareOfReal: share(inReal, tables.real, .auditReal),
      shareOfHoldout: share(inHeld, holdout, .auditHoldout))

    nearness = try SampleNearness(tables, rows, options)
    tolerance = CopyReport.nearTolerance
    // Below one difference of levels, whatever the columns. A sum of differences is rounded in its last places.
    let numbers = Double(rows.space.numbers)
    let most =
      min(CopyReport.nearTolerance * numbers, 0.99) / Double(rows.space.columns.count) * (1 + 1e-9)
    func near(_ distances: [Double], _ start: Int) -> (count: Int, trials: Int) {
      var (count, trials) = (0, 0)
      for place in distances.indices where rows.isolation[start + place].nearest > most {
        trials += 1
        if distances[place] <= most { count += 1 }
      }
      return (count, trials)
    }
    self.near =
      rows.space.numbers == 0
      ? nil
      : Excess(real: near(rows.realDistances, 0), holdout: near(rows.heldDistances, rows.real.count))
  }
}

/// How often the records of a table occur in it and in the synthetic one.
private struct Occurrences {
  /// For each row the first one that it equals.
  let first: [Int32]
  /// By the first row of each kind of record.
  private(set) var own: [Int]
  private(set) var synthetic: [Int]
  private(set) var syntheticRows = 0

  init(rows: Int, own: [Int32], synthetic: [Int32]) {
    first = own
    self.own = [Int](repeating: 0, count: rows)
    self.synthetic = self.own
    for row in own { self.own[Int(row)] += 1 }
    for row in synthetic where row >= 0 {
      self.synthetic[Int(row)] += 1
      syntheticRows += 1
    }
  }

  /// The records that occur once and hold a condition, and those of them that the synthetic table has.
  func counts(_ condition: (Int) -> Bool) -> (count: Int, trials: Int) {
    var (count, trials) = (0, 0)
    for row in own.indices where own[row] == 1 && condition(row) {
      trials += 1
      if synthetic[row] > 0 { count += 1 }
    }
    return (count, trials)
  }
}
