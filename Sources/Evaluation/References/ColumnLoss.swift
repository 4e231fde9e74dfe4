internal import Tabular

/// What costs a column its score.
struct ColumnLoss {
  let loss: Loss
  let explanation: String

  /// - Parameter lost: What the column's score lacks to 1; a cause has to account for half of it.
  init(
    _ column: ScoredColumn, _ cells: ReadableCells, names: LevelCounts?, ranks: NumberRanks?,
    lost total: Double
  ) {
    if let names {
      (loss, explanation) = ColumnLoss.levels(column.name, names, cells, total)
    } else {
      (loss, explanation) = ColumnLoss.numbers(column, ranks!, cells, total)
    }
  }

  /// Counts of each level of both tables, by its name; missing apart.
  struct LevelCounts {
    let names: [String]
    let real: [Int]
    let synthetic: [Int]
    let realMissing: Int
    let syntheticMissing: Int

    init?(_ column: ScoredColumn, _ real: ComparedRows.Part, _ synthetic: ComparedRows.Part) {
      guard case .levels(let names) = column.form else { return nil }
      self.names = names
      let first = real.codes.counts(levels: column.codeCount)
      let second = synthetic.codes.counts(levels: column.codeCount)
      (realMissing, syntheticMissing) = (first[0], second[0])
      (self.real, self.synthetic) = (Array(first.dropFirst()), Array(second.dropFirst()))
    }
  }

  private static func levels(
    _ column: String, _ levels: LevelCounts, _ cells: ReadableCells, _ total: Double
  ) -> (Loss, String) {
    let n = Double(max(1, levels.real.reduce(levels.realMissing, +)))
    let m = Double(max(1, levels.synthetic.reduce(levels.syntheticMissing, +)))
    let missing = abs(Double(levels.realMissing) / n - Double(levels.syntheticMissing) / m)
    if missing >= total / 2 {
      return (
        .missingness, missingness(column, Double(levels.realMissing) / n, Double(levels.syntheticMissing) / m)
      )
    }
    let used = Dictionary(
      levels.names.indices.filter { levels.real[$0] > 0 }.map {
        (folded(levels.names[$0]), levels.names[$0])
      },
      uniquingKeysWith: { first, _ in first })
    var (respelled, invented, absent) = (0.0, 0.0, 0.0)
    var (example, newest, gone): ((String, Double)?, (String, Double), (String, Double)) =
      (nil, ("", 0), ("", 0))
    for (index, name) in levels.names.enumerated() {
      let (p, q) = (Double(levels.real[index]) / n, Double(levels.synthetic[index]) / m)
      if levels.real[index] == 0 {
        invented += q
        if q > newest.1, !JoinedLevels.isName(name) { newest = (name, q) }
        if used[folded(name)] != nil {
          respelled += q
          if q > example?.1 ?? 0 { example = (name, q) }
        }
      }
      if levels.synthetic[index] == 0 {
        absent += p
        if p > gone.1 { gone = (name, p) }
      }
    }
    if respelled >= total / 2, let example {
      let real = ValueText.level(used[folded(example.0)]!)
      return (
        .spelling,
        "Levels differ only by case or spaces: the synthetic table writes \"\(ValueText.level(example.0))\" where the real one has \"\(real)\"."
      )
    }
    if invented >= total / 2 {
      return (
        .levelsInvented,
        "\(ValueText.percent(invented)) of the synthetic rows have levels that no real row has, most often \"\(ValueText.level(newest.0))\"."
      )
    }
    if absent >= total / 2 {
      return (
        .levelsAbsent,
        "Levels that \(ValueText.percent(absent)) of the real rows have never occur in the synthetic table, first of all \"\(ValueText.level(gone.0))\"."
      )
    }
    return (.shares, "The levels have other shares: " + cells.largestDifference + ".")
  }

  private static func numbers(
    _ column: ScoredColumn, _ ranks: NumberRanks, _ cells: ReadableCells, _ total: Double
  ) -> (Loss, String) {
    let (first, second) = (ranks.counts(0).map(Double.init), ranks.counts(1).map(Double.init))
    let (n, m) = (max(1, first.reduce(0, +)), max(1, second.reduce(0, +)))
    func range(_ counts: [Double]) -> ClosedRange<Int>? {
      guard let low = counts.firstIndex(where: { $0 > 0 }), let high = counts.lastIndex(where: { $0 > 0 })
      else {
        return nil
      }
      return low...high
    }
    let (realRange, syntheticRange) = (range(first), range(second))
    func outside(_ counts: [Double], _ range: ClosedRange<Int>?) -> Double {
      counts.indices.reduce(0) { $0 + (range?.contains($1) == true ? 0 : counts[$1]) }
    }
    var (lost, piled) = (0.0, 0.0)
    var (lostMost, piledMost): ((Int, Double)?, (Int, Double)?) = (nil, nil)
    for rank in ranks.values.indices {
      let (p, q) = (first[rank] / n, second[rank] / m)
      if p >= ReadableCells.atomShare && q < p / 2 {
        lost += p - q
        if p - q > lostMost?.1 ?? 0 { lostMost = (rank, p - q) }
      }
      if q >= ReadableCells.atomShare && p < q / 2 {
        piled += q - p
        if q - p > piledMost?.1 ?? 0 { piledMost = (rank, q - p) }
      }
    }
    func text(_ rank: Int) -> String { ValueText.text(ranks.values[rank], column.field.type) }
    func span(_ range: ClosedRange<Int>?) -> String {
      range.map { "\(text($0.lowerBound)) to \(text($0.upperBound))" } ?? "nothing"
    }
    let wide = outside(second, realRange) / m
    let narrow = outside(first, syntheticRange) / n
    // A column that repeats few values, a scale of marks for instance, is not smooth: its shares differ.
    if lost >= total / 2, let most = lostMost, wide + smooth(second) >= 0.3 {
      return (
        .atomsAbsent,
        "The value \(text(most.0)) makes up \(ValueText.percent(first[most.0] / n)) of the real values and \(ValueText.percent(second[most.0] / m)) of the synthetic ones."
      )
    }
    if wide >= total / 2 {
      return (
        .rangeWide,
        "\(ValueText.percent(wide)) of the synthetic values lie outside the real range, \(span(realRange))."
      )
    }
    if narrow >= total / 2 {
      return (
        .rangeNarrow,
        "\(ValueText.percent(narrow)) of the real values lie outside the synthetic range, \(span(syntheticRange))."
      )
    }
    if piled >= total / 2, let most = piledMost {
      return (
        .pilesUp,
        "The value \(text(most.0)) makes up \(ValueText.percent(second[most.0] / m)) of the synthetic values and \(ValueText.percent(first[most.0] / n)) of the real ones."
      )
    }
    return (.distribution, "The values are distributed otherwise: " + cells.largestDifference + ".")
  }

  /// The share of values that are rare each.
  private static func smooth(_ counts: [Double]) -> Double {
    let total = counts.reduce(0, +)
    if total == 0 { return 1 }
    return counts.reduce(0) { $0 + ($1 < ReadableCells.atomShare * total ? $1 : 0) } / total
  }

  static func missingness(_ column: String, _ real: Double, _ synthetic: Double) -> String {
    "\(ValueText.percent(real)) of the real rows and \(ValueText.percent(synthetic)) of the synthetic ones have no value in \"\(column)\"."
  }

  /// A level without regard to case, and to spaces around and between its words.
  static func folded(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension ReadableCells {
  /// The cells with the largest differences of shares, at most `limit`; cells that do not differ are not among them.
  func worst(_ limit: Int) -> [Finding.Cell] {
    worstCells(realCounts, syntheticCounts, limit) { cells[$0].label }
  }

  /// The cell with the largest difference, in words.
  var largestDifference: String { inWords(worst(1)) }
}

extension ReadablePair {
  func worst(_ limit: Int) -> [Finding.Cell] {
    worstCells(real, synthetic, limit) {
      "\(first.cells[$0 / width].label) x \(second.cells[$0 % width].label)"
    }
  }

  var largestDifference: String { inWords(worst(1)) }
}

private func inWords(_ worst: [Finding.Cell]) -> String {
  guard let cell = worst.first else { return "no cell by much" }
  return
    "\"\(cell.label)\" has \(ValueText.percent(cell.real)) of the real rows and \(ValueText.percent(cell.synthetic)) of the synthetic ones"
}

private func worstCells(_ real: [Int], _ synthetic: [Int], _ limit: Int, _ label: (Int) -> String)
  -> [Finding.Cell]
{
  let (n, m) = (Double(max(1, real.reduce(0, +))), Double(max(1, synthetic.reduce(0, +))))
  func shares(_ cell: Int) -> (Double, Double) { (Double(real[cell]) / n, Double(synthetic[cell]) / m) }
  let differences = real.indices.map { cell in
    let (p, q) = shares(cell)
    return abs(p - q)
  }
  return real.indices.filter { differences[$0] > 0 }
    .sorted { (differences[$1], $0) < (differences[$0], $1) }
    .prefix(limit)
    .map { cell in
      let (p, q) = shares(cell)
      return Finding.Cell(label: label(cell), real: p, synthetic: q)
    }
}
