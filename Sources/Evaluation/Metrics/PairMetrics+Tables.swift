internal import Kernels
internal import Scheduling
public import Tabular

extension PairMetrics {
  /// The measures of every pair i < j of the columns that are compared (identifiers and text are left out), in the
  /// order (0, 1), (0, 2), ..., (1, 2), ..., as `Likeness.pairTrends` has them.
  ///
  /// Two columns of numbers, dates or times have Pearson's, Spearman's and Kendall's correlations and the dependence of
  /// their tails; each where both tables define it. All pairs have the measures of the joint table (contingency
  /// similarity, Cramér's V, mutual information), numbers cut into ten bins of equal width over the real table's range
  /// with one for missing, one below and one above; missing is a level.
  ///
  /// All rows count but for what ranks are needed for: beyond `rankLimit` rows times pairs of columns of numbers, of
  /// both tables together, those are taken on equally many rows of each table, drawn at random, at least 256.
  ///
  /// Of more than `pairLimit` pairs of columns of numbers each has Pearson's correlation only.
  ///
  /// The result does not depend on `threads`.
  ///
  /// - Parameters:
  ///   - rankLimit: The most rows times pairs that ranks are taken on.
  ///   - pairLimit: The most pairs of columns of numbers that have all measures.
  ///   - seed: Decides which rows are drawn.
  /// - Precondition: Both tables have the same columns, in the same order and stored alike, and fewer than 2^31 rows.
  /// - Complexity: O(columns² * rows): a fraction of a nanosecond per pair and row for what all rows are counted for,
  ///   some 50 ns for ranks, which is what `rankLimit` bounds.
  public static func all(
    _ real: Table, _ synthetic: Table, rankLimit: Int = rankLimit, pairLimit: Int = pairLimit,
    seed: UInt64 = 0, threads: Int
  ) throws -> [PairMetrics] {
    try all(
      real, synthetic, known: nil, rankLimit: rankLimit, pairLimit: pairLimit, seed: seed, threads: threads)
  }

  /// - Parameter known: The correlations of the columns of numbers, where they have been computed.
  static func all(
    _ real: Table, _ synthetic: Table, known: TableCorrelations?, rankLimit: Int = rankLimit,
    pairLimit: Int = pairLimit, seed: UInt64, threads: Int
  ) throws -> [PairMetrics] {
    precondition(real.schema.fields.map(\.name) == synthetic.schema.fields.map(\.name))
    precondition(real.rowCount < 1 << 31 && synthetic.rowCount < 1 << 31)
    let prepared = try Parallel.map(count: real.columns.count, threads: threads) { index in
      AlignedColumn(
        real.schema.fields[index], real: real.columns[index], synthetic: synthetic.columns[index]
      ).map { (aligned: $0, coded: CodedColumn($0)) }
    }.compactMap { $0 }
    var numbers: [(index: Int, pair: NumberPair)] = []
    for (index, column) in prepared.enumerated() {
      if case .numbers(let pair) = column.aligned { numbers.append((index, pair)) }
    }
    let pairs = columnPairs(numbers.count)
    var metrics = try JointTables(prepared.map(\.coded)).map(
      countsNumbers: pairs.count <= pairLimit, threads: threads, PairMetrics.init(joint:)
    ).map { $0 ?? PairMetrics() }
    let correlations = try NumberCorrelations(
      numbers.map(\.pair), rows: (real.rowCount, synthetic.rowCount),
      known: known,
      rankRows: pairs.count > pairLimit
        ? 0 : rankRows(real, synthetic, pairs: pairs.count, limit: rankLimit),
      seed: seed, threads: threads)
    for (place, (first, second)) in pairs.enumerated() {
      let pair = pairIndex(numbers[first].index, numbers[second].index, of: prepared.count)
      correlations.values[place].set(&metrics[pair])
    }
    return metrics
  }

  /// The most rows times pairs that ranks are taken on, 2^26: three seconds of one core for many columns, six for
  /// few of a million rows.
  public static let rankLimit = 1 << 26

  /// The most pairs of columns of numbers that have all measures: those of 200 columns.
  public static let pairLimit = 20_000

  /// One sentence for readers where ranks are taken on a sample of the rows, or measures are left out; nil where there
  /// is nothing to say.
  public static func note(
    _ real: Table, _ synthetic: Table, rankLimit: Int = rankLimit, pairLimit: Int = pairLimit
  ) -> String? {
    let numbers = zip(real.schema.fields, real.columns).count { field, column in
      switch (field.type, column.values) {
      case (.identifier, _), (_, .codes), (_, .strings): false
      default: true
      }
    }
    let pairs = numbers * (numbers - 1) / 2
    if pairs > pairLimit {
      return
        "Of the \(pairs) pairs of number columns Pearson's correlation is given alone: rank correlations, tail "
        + "dependence and what is counted in cells are left out beyond \(pairLimit) pairs."
    }
    return rankRows(real, synthetic, pairs: pairs, limit: rankLimit).map {
      "Rank correlations and tail dependence of the \(pairs) pairs of number columns are taken on at most \($0) rows "
        + "of each table, drawn at random; their other measures count all rows."
    }
  }

  /// How many rows of each table ranks are taken on, if not on all.
  private static func rankRows(_ real: Table, _ synthetic: Table, pairs: Int, limit: Int) -> Int? {
    if (real.rowCount + synthetic.rowCount) * pairs <= limit { return nil }
    let rows = max(limit / (2 * pairs), 256)
    return rows < max(real.rowCount, synthetic.rowCount) ? rows : nil
  }

  /// Where columns i < j stand among all pairs.
  static func pairIndex(_ i: Int, _ j: Int, of count: Int) -> Int { i * (2 * count - i - 1) / 2 + j - i - 1 }

  init(joint table: JointTable) {
    self.init()
    contingencySimilarity = ContingencySimilarity.similarity(table)
    let real = CramersV.association(table.real, cells: table.cells) { $0.real }
    let synthetic = CramersV.association(table.synthetic, cells: table.cells) { $0.synthetic }
    cramersV = RealAndSynthetic(real, synthetic)
    association = RealAndSynthetic(real: real ?? 0, synthetic: synthetic ?? 0)
    let expected = MutualInformation.value(table.real, cells: table.cells) { $0.real }
    let observed = MutualInformation.value(table.synthetic, cells: table.cells) { $0.synthetic }
    mutualInformation = RealAndSynthetic(expected?.bits, observed?.bits)
    normalizedMutualInformation = RealAndSynthetic(expected?.normalized, observed?.normalized)
  }
}

extension RealAndSynthetic {
  /// `nil` unless both are defined.
  init?(_ real: Double?, _ synthetic: Double?) {
    guard let real, let synthetic else { return nil }
    self.init(real: real, synthetic: synthetic)
  }
}
