internal import Kernels
internal import Scheduling

extension Finding {
  /// The most that are looked for.
  static let limit = 5
  /// Losses beyond chance below this are not worth words.
  private static let least = 0.01
  private static let cellLimit = 5
  /// Past so many columns of numbers their pairs are not searched for forms that a correlation does not see.
  static let formColumnLimit = 40

  /// The columns and pairs that lose the most beyond what chance explains, worst first.
  ///
  /// A pair counts with what it loses beyond the worse of its two columns; no column is in more than two findings of
  /// pairs. Two columns of numbers are also looked at in cells, as a correlation does not see every form of dependence.
  static func search(
    _ compared: ComparedTables, ranks: [NumberRanks?], fidelity: Fidelity, threads: Int
  ) throws -> [Finding] {
    let columns = compared.columns
    let chance = Chance(compared)
    let cells = try cellsOfNumbers(compared, ranks, threads)
    var candidates: [Candidate] = []
    var beyond = [Double](repeating: 0, count: columns.count)
    let shapes = fidelity.columns.enumerated().map { index, column in
      valuesAlone(column.shape, ranks[index])
    }
    for index in columns.indices {
      beyond[index] = chance.beyond(shapes[index])
      if beyond[index] >= least { candidates.append(Candidate(kind: .column(index), loss: beyond[index])) }
      if let missing = missingness(compared, index, chance), missing.beyond >= least {
        candidates.append(Candidate(kind: .missing(index, missing), loss: missing.beyond))
        beyond[index] = max(beyond[index], missing.beyond)
      }
    }
    let pairs = columnPairs(columns.count)
    var own = pairs.indices.map { index in
      chance.beyond(fidelity.pairs[index].trend) - max(beyond[pairs[index].0], beyond[pairs[index].1])
    }
    let numberPairs = pairs.indices.filter { cells[pairs[$0].0] != nil && cells[pairs[$0].1] != nil }
    let forms = try Parallel.map(count: numberPairs.count, threads: threads) { index in
      let (i, j) = pairs[numberPairs[index]]
      return FormScore(ReadablePair(cells[i]!, cells[j]!), chance)
    }
    for (pair, form) in zip(numberPairs, forms) where form.beyond >= max(0.03, 2 * own[pair]) {
      candidates.append(Candidate(kind: .form(pair, form), loss: form.beyond))
      own[pair] = 0
    }
    for pair in pairs.indices where own[pair] >= least {
      candidates.append(Candidate(kind: .pair(pair), loss: own[pair]))
    }
    candidates.sort { ($1.loss, $0.order) < ($0.loss, $1.order) }
    return chosen(candidates, pairs) { unseen(compared, $0, pairs) }.map { candidate in
      func readable(_ column: Int) -> ReadableCells {
        cells[column]
          ?? ReadableCells(
            columns[column], compared.rows[0].parts[column], compared.rows[1].parts[column],
            ranks: ranks[column])
      }
      switch candidate.kind {
      case .column(let index):
        return Finding(compared, ranks[index], index, shapes[index], readable(index))
      case .missing(let index, let missing):
        return Finding(
          columns: [columns[index].name], aspect: .missingness,
          score: 1 - abs(missing.real - missing.synthetic),
          fresh: 1 - (1 - missing.resample) * chance.growth, resample: missing.resample,
          cells: [Cell(label: "missing", real: missing.real, synthetic: missing.synthetic)],
          explanation: ColumnLoss.missingness(columns[index].name, missing.real, missing.synthetic),
          advice: Loss.missingness.advice)
      case .pair(let index):
        let (i, j) = pairs[index]
        let trend = fidelity.pairs[index].trend
        return Finding(
          columns, (i, j), trend, ReadablePair(readable(i), readable(j)), byCells: false, compared)
      case .form(let index, let form):
        let (i, j) = pairs[index]
        return Finding(
          columns, (i, j), form.referenced(chance), ReadablePair(readable(i), readable(j)), byCells: true,
          compared)
      }
    }
  }

  private init(
    _ compared: ComparedTables, _ ranks: NumberRanks?, _ index: Int, _ shape: ReferencedScore,
    _ cells: ReadableCells
  ) {
    let (column, real) = (compared.columns[index], compared.rows[0].parts[index])
    let synthetic = compared.rows[1].parts[index]
    let loss = ColumnLoss(
      column, cells, names: ColumnLoss.LevelCounts(column, real, synthetic), ranks: ranks,
      lost: 1 - shape.value)
    self.init(
      columns: [column.name], score: shape.value, fresh: shape.fresh, resample: shape.resample,
      cells: cells.worst(Finding.cellLimit), explanation: loss.explanation, advice: loss.loss.advice)
  }

  private init(
    _ columns: [ScoredColumn], _ pair: (Int, Int), _ trend: ReferencedScore, _ cells: ReadablePair,
    byCells: Bool, _ compared: ComparedTables
  ) {
    let (i, j) = pair
    let ordered = columns[i].binned && columns[j].binned
    func correlation(_ rows: ComparedRows) -> Double {
      pearson(rows.parts[i].numbers!.values, rows.parts[j].numbers!.values)
    }
    func present(_ rows: ComparedRows) -> PresentRows {
      PresentRows(rows.parts[i].numbers!, rows.parts[j].numbers!)
    }
    let names = (columns[i].name, columns[j].name)
    let loss =
      (ordered && !byCells
        ? PairLoss(
          missing: present(compared.rows[0]), present(compared.rows[1]), names: names, lost: 1 - trend.value)
        : nil)
      ?? PairLoss(
        cells, names: names,
        correlations: ordered ? (correlation(compared.rows[0]), correlation(compared.rows[1])) : nil,
        byCells: byCells)
    self.init(
      columns: [names.0, names.1], aspect: byCells ? .form : .dependence, score: trend.value,
      fresh: trend.fresh, resample: trend.resample,
      cells: cells.worst(Finding.cellLimit), explanation: loss.explanation, advice: loss.loss.advice)
  }

  /// What may become a finding.
  private struct Candidate {
    enum Kind {
      case column(Int)
      case missing(Int, Missingness)
      case pair(Int)
      case form(Int, FormScore)
    }

    let kind: Kind
    let loss: Double

    /// Equal losses: columns first, in the order of the table.
    var order: Int {
      switch kind {
      case .column(let index): index
      case .missing(let index, _): 1 << 20 + index
      case .pair(let index), .form(let index, _): 1 << 40 + index
      }
    }
  }

  /// - Parameter unseen: what sparse cells explain of a candidate's loss.
  private static func chosen(
    _ candidates: [Candidate], _ pairs: [(Int, Int)], unseen: (Candidate) -> Double
  ) -> [Candidate] {
    var used: [Int: Int] = [:]
    var result: [Candidate] = []
    for candidate in candidates where result.count < limit {
      var columns: [Int] = []
      switch candidate.kind {
      case .pair(let index), .form(let index, _): columns = [pairs[index].0, pairs[index].1]
      case .column, .missing: break
      }
      if columns.contains(where: { used[$0, default: 0] >= 2 }) { continue }
      if candidate.loss - unseen(candidate) < least { continue }
      for column in columns { used[column, default: 0] += 1 }
      result.append(candidate)
    }
    return result
  }

  private static func unseen(_ compared: ComparedTables, _ candidate: Candidate, _ pairs: [(Int, Int)])
    -> Double
  {
    let (columns, parts) = (compared.columns, compared.rows[0].parts)
    switch candidate.kind {
    case .column(let index) where !columns[index].binned:
      return unseenShare(parts[index].codes.counts(levels: columns[index].codeCount))
    case .pair(let index) where !(columns[pairs[index].0].binned && columns[pairs[index].1].binned):
      func coded(_ column: Int) -> CodedColumn {
        CodedColumn(
          real: parts[column].codes, synthetic: parts[column].codes, count: columns[column].codeCount,
          binned: false)
      }
      return unseenShare(jointCounts(coded(pairs[index].0), coded(pairs[index].1)).real)
    default: return 0
    }
  }

  /// The cells of the columns of numbers whose pairs are searched for forms.
  private static func cellsOfNumbers(_ compared: ComparedTables, _ ranks: [NumberRanks?], _ threads: Int)
    throws
    -> [ReadableCells?]
  {
    let numbers = ranks.filter { $0 != nil }.count
    return try Parallel.map(count: compared.columns.count, threads: threads) { index in
      guard numbers <= formColumnLimit, let own = ranks[index] else { return nil }
      return ReadableCells(
        compared.columns[index], compared.rows[0].parts[index], compared.rows[1].parts[index], ranks: own)
    }
  }

  /// Of a column of numbers what its values score without regard to missing ones, which have findings of their own.
  private static func valuesAlone(_ shape: ReferencedScore, _ ranks: NumberRanks?) -> ReferencedScore {
    guard let ranks else { return shape }
    let value = 1 - KolmogorovSmirnov.distance(counts: ranks.counts(0), ranks.counts(1))
    // Ranks may be parts of many values, and a little short.
    if value - shape.value < 0x1p-14 { return shape }
    var alone = ReferencedScore(value)
    (alone.fresh, alone.resample) = (shape.fresh, shape.resample)
    return alone
  }

  private struct Missingness {
    let real: Double
    let synthetic: Double
    let resample: Double
    let beyond: Double
  }

  /// Of a column of numbers.
  private static func missingness(_ compared: ComparedTables, _ column: Int, _ chance: Chance)
    -> Missingness?
  {
    guard compared.columns[column].binned else { return nil }
    let counts = compared.rows[0...1].map { rows in
      rows.parts[column].codes.counts(levels: CommonBins.count)[0]
    }
    let (n, m) = (compared.rows[0].count, compared.rows[1].count)
    let (p, q) = (Double(counts[0]) / Double(n), Double(counts[1]) / Double(m))
    let expected = BinomialDeviation(rows: n, draws: m)(counts[0])
    let variance = p * (1 - p) / Double(n) + q * (1 - q) / Double(m)
    guard abs(p - q) > 5 * variance.squareRoot() else { return nil }
    return Missingness(
      real: p, synthetic: q, resample: 1 - expected, beyond: abs(p - q) - expected * chance.growth)
  }
}

/// The total variation distance of the cells of two columns of numbers, beside what chance leaves of it.
private struct FormScore {
  let score: Double
  let resample: Double
  /// What is lost beyond chance and beyond what the columns lose one by one.
  let beyond: Double

  init(_ pair: ReadablePair, _ chance: Chance) {
    score = 1 - TotalVariation.distance(pair.real, pair.synthetic)
    let (n, m) = (pair.real.reduce(0, +), pair.synthetic.reduce(0, +))
    resample = 1 - BinomialDeviation(rows: n, draws: m).totalVariation(pair.real)
    let columns = max(
      TotalVariation.distance(pair.first.realCounts, pair.first.syntheticCounts),
      TotalVariation.distance(pair.second.realCounts, pair.second.syntheticCounts))
    beyond =
      1 - score - (1 - resample) * chance.growth - chance.margin - unseenShare(pair.real) - columns
  }

  func referenced(_ chance: Chance) -> ReferencedScore {
    var result = ReferencedScore(score)
    (result.fresh, result.resample) = (max(0, 1 - (1 - resample) * chance.growth), resample)
    return result
  }
}

/// What chance explains of the distance between tables of one source.
///
/// The real table is itself a sample of n rows: m rows from its source lie √(1 + m / n) times as far from it as m rows
/// drawn from it. Among many columns and pairs some lie farther: the standard deviation of a distance between two
/// samples of one source is at most about 0.3 √(1/n + 1/m) (total variation: √(1 - 2/π) / 2; Kolmogorov-Smirnov: 0.26;
/// half a difference of correlations: 0.3), and so many of them are added that less than one in a thousand pairs of
/// tables has a finding by chance. Cells that the real table has not seen come on top (`unseenShare`).
private struct Chance {
  let growth: Double
  let margin: Double

  init(_ compared: ComparedTables) {
    let (n, m) = (Double(compared.rows[0].count), Double(compared.rows[1].count))
    growth = (1 + m / n).squareRoot()
    let comparisons = compared.columns.count * (compared.columns.count + 1) / 2
    let logarithm = KernelSet.active.logarithm(of: 1000 * Double(comparisons + 1))
    margin = 0.3 * (2 * logarithm).squareRoot() * (1 / n + 1 / m).squareRoot()
  }

  /// How much lower a score is than chance explains; 0 where chance may explain it.
  func beyond(_ score: ReferencedScore) -> Double {
    let lowest = 1 - (1 - (score.resample ?? 1)) * growth - margin
    if let high = score.high, high >= lowest + margin { return 0 }
    return max(0, lowest - score.value)
  }
}
