/// What costs a pair of columns its score.
struct PairLoss {
  let loss: Loss
  let explanation: String

  /// - Parameters:
  ///   - names: of the columns.
  ///   - correlations: Pearson's, of two columns of numbers.
  ///   - byCells: Whether it is the cells of two columns of numbers that differ, and not their correlations.
  init(
    _ pair: ReadablePair, names: (String, String), correlations: (real: Double, synthetic: Double)?,
    byCells: Bool
  ) {
    let real = CountTable(pair.real, width: pair.width)
    let synthetic = CountTable(pair.synthetic, width: pair.width)
    for flipped in [false, true] {
      let (a, b) = flipped ? (real.transposed, synthetic.transposed) : (real, synthetic)
      if let broken = a.brokenFunction(in: b) {
        let (from, to) = flipped ? (names.1, names.0) : (names.0, names.1)
        loss = .rule
        explanation =
          "\"\(from)\" determines \"\(to)\" in \(ValueText.percent(broken.real)) of the real rows, and \(ValueText.percent(broken.synthetic)) of the synthetic ones keep to that."
        return
      }
    }
    let (v, w) = (pair.association(\.real), pair.association(\.synthetic))
    if let correlations, !byCells {
      (loss, explanation) = PairLoss.ofCorrelation(correlations.real, correlations.synthetic, v, w)
      return
    }
    let strengths = "(Cramér's V on cells: \(PairLoss.both(v, w)))"
    if correlations != nil && v >= 0.1 && abs(real.rankCorrelation) < v / 2 && w < v * 0.8 {
      loss = .notMonotone
      explanation = "The dependence rises and falls, which the synthetic table does not follow \(strengths)."
    } else if v >= 0.05 && w < v / 5 {
      loss = .dependenceLost
      explanation = "The dependence is lost \(strengths)."
    } else if v >= 0.05 && w < v * 0.7 {
      loss = correlations == nil ? .dependenceWeaker : .form
      explanation = "The dependence is weaker \(strengths)."
    } else if w >= 0.05 && v < w / 2 {
      loss = .dependenceInvented
      explanation = "The synthetic table has a dependence that the real one lacks \(strengths)."
    } else {
      loss = .form
      explanation = "The columns hang together in another form \(strengths): \(pair.largestDifference)."
    }
  }

  /// nil unless the rows that lack values account for the loss, which is the greater of their distance and the
  /// correlations'.
  init?(missing real: PresentRows, _ synthetic: PresentRows, names: (String, String), lost: Double) {
    guard PresentRows.distance(real, synthetic) >= lost * (1 - 1e-9) else { return nil }
    func shares(_ rows: PresentRows) -> [Double] {
      rows.counts.map { Double($0) / Double(max(1, rows.counts.reduce(0, +))) }
    }
    let (p, q) = (shares(real), shares(synthetic))
    let cell = p.indices.max { abs(p[$0] - q[$0]) < abs(p[$1] - q[$1]) }!
    let what = [
      "a value in both columns", "a value in \"\(names.0)\" alone", "a value in \"\(names.1)\" alone",
      "no value in either column",
    ][cell]
    loss = .missingness
    explanation =
      "\(ValueText.percent(p[cell])) of the real rows and \(ValueText.percent(q[cell])) of the synthetic ones have \(what)."
  }

  /// - Parameters:
  ///   - r: Pearson's correlation of the real table, `s` of the synthetic one.
  ///   - v: Cramér's V of cells of equal shares of the real table, `w` of the synthetic one.
  private static func ofCorrelation(_ r: Double, _ s: Double, _ v: Double, _ w: Double) -> (Loss, String) {
    let correlations = "Pearson's correlation is \(both(r, s))"
    let turned = min(r, s) < -0.1 && max(r, s) > 0.1
    if abs(v - w) <= 0.2 * max(v, w) && !turned {
      return (.extremes, correlations + ", though most rows hang together alike.")
    }
    if abs(s) < abs(r) / 5 { return (.dependenceLost, "The dependence is lost: \(correlations).") }
    if abs(r) < abs(s) / 2 {
      return (
        .dependenceInvented, "The synthetic table has a dependence that the real one lacks: \(correlations)."
      )
    }
    return (.correlation, correlations + ".")
  }

  private static func both(_ real: Double, _ synthetic: Double) -> String {
    func text(_ value: Double) -> String { ValueText.significant((value * 100).rounded() / 100) }
    return "\(text(real)) in the real table and \(text(synthetic)) in the synthetic one"
  }
}

extension ReadablePair {
  /// Cramér's V of the cells of one table, less what chance gives it; 0 where it is not defined.
  fileprivate func association(_ table: (ReadableCells) -> [UInt8]) -> Double {
    func codes(_ cells: ReadableCells) -> (codes: [Int32], count: Int) {
      (table(cells).map(Int32.init), cells.cells.count)
    }
    return CramersV.biasCorrected(codes(first), codes(second)) ?? 0
  }
}

/// The joint counts of two columns of one table.
struct CountTable {
  let counts: [Int]
  let width: Int

  init(_ counts: [Int], width: Int) { (self.counts, self.width) = (counts, width) }

  private var height: Int { counts.count / width }
  private var total: Int { counts.reduce(0, +) }

  var transposed: CountTable {
    let height = height
    return CountTable(
      counts.indices.map { counts[$0 % height * width + $0 / height] }, width: height)
  }

  private func row(_ i: Int) -> ArraySlice<Int> { counts[i * width..<(i + 1) * width] }

  private var rowSums: [Int] { (0..<height).map { row($0).reduce(0, +) } }
  private var columnSums: [Int] {
    (0..<width).map { j in (0..<height).reduce(0) { $0 + counts[$1 * width + j] } }
  }

  /// Where the first column nearly determines the second, and does not in `other`: the shares of rows that keep to it.
  ///
  /// Nearly: at most one row in a hundred does not keep to it, no more than a twentieth of those that would be wrong if
  /// all had the commonest value; and the first column has at most a tenth as many cells as there are rows.
  func brokenFunction(in other: CountTable) -> (real: Double, synthetic: Double)? {
    let (n, m) = (total, other.total)
    let used = rowSums.filter { $0 > 0 }.count
    guard n > 0, m > 0, used > 1, used * 10 <= n else { return nil }
    var (kept, keptOther, known) = (0, 0, 0)
    for i in 0..<height {
      guard let most = row(i).max(), most > 0 else { continue }
      let place = row(i).firstIndex(of: most)!
      kept += most
      keptOther += other.counts[place]
      known += other.row(i).reduce(0, +)
    }
    guard known > 0 else { return nil }
    let wrong = Double(n - kept) / Double(n)
    let blind = Double(n - columnSums.max()!) / Double(n)
    let (real, synthetic) = (1 - wrong, Double(keptOther) / Double(known))
    guard wrong <= 0.01, wrong <= blind / 20, real - synthetic >= 0.01 else { return nil }
    return (real, synthetic)
  }

  /// Spearman's correlation of the cells' mid-ranks, without the first cell of either, which stands for missing.
  var rankCorrelation: Double {
    var present = counts
    for i in 0..<height { present[i * width] = 0 }
    for j in 0..<width { present[j] = 0 }
    let table = CountTable(present, width: width)
    func scores(_ sums: [Int]) -> [Double] {
      var before = 0.0
      return sums.map { count in
        defer { before += Double(count) }
        return before + Double(count) / 2
      }
    }
    let (x, y) = (scores(table.rowSums), scores(table.columnSums))
    let n = Double(table.total)
    guard n > 0 else { return 0 }
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for i in 0..<height {
      for j in 0..<width where present[i * width + j] > 0 {
        let (a, b) = (x[i] - n / 2, y[j] - n / 2)
        let count = Double(present[i * width + j])
        xx += count * a * a
        yy += count * b * b
        xy += count * a * b
      }
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
  }
}
