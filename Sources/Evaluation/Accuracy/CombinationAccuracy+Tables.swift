internal import Scheduling
internal import Tabular

extension CombinationAccuracy {
  /// The most columns that are looked at: the first by name.
  public static let columnLimit = 300
  /// The most triples of columns that are looked at: drawn from all with the options' seed where there are more, so
  /// from 41 columns on.
  public static let tripleLimit = 10_000
  /// The most rows times combinations that independent columns are counted for: some two seconds of one core.
  static let independentLimit = 2_000_000_000

  /// Accuracy as mostlyai-qa 1.10 defines it: the mean over columns, pairs and triples of 1 - 1/2 sum |p - q|, p and q
  /// being the shares of the cells of a joint table in the original and in the synthetic rows.
  ///
  /// Original are the real rows and the held-out ones, where there are any; they alone decide the cells. The expected
  /// maximum puts for |p - q| what two samples of p would have on average, sqrt(2 p (1 - p) (1/n + 1/m) / pi) by the
  /// normal approximation, so that a perfect generator comes near to it; it is not below 0.
  ///
  /// Beside it stand the accuracy of the held-out rows against the real ones, in the same cells, and that of columns
  /// drawn from the real rows independently of each other, which the package does not have.
  ///
  /// In 0...1, 1 for equal tables. All rows count. Numbers are not rounded, which the package does to five decimals for
  /// each combination. nil if no column has a distribution to compare.
  ///
  /// - Complexity: O(rows * columns) for the cells; for the tables O(rows * triples), about a nanosecond each.
  /// - Source: M. Platzer, T. Reutterer (2021), "Holdout-Based Empirical Assessment of Mixed-Type Synthetic Data",
  ///   Frontiers in Big Data 4:679939; mostlyai-qa 1.10.
  public init?(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let scores = try CombinationAccuracy.scores(tables, options: options).scores
    guard let univariate = Part(scores.single) else { return nil }
    let parts = [univariate, Part(scores.pairs), Part(scores.triples)]
    let defined = parts.compactMap(\.self)
    self.init(
      univariate: univariate, bivariate: parts[1], trivariate: parts[2],
      overall: defined.map(\.accuracy).reduce(0, +) / Double(defined.count),
      holdout: meanOfAll(defined.map(\.holdout)), independent: meanOfAll(defined.map(\.independent)))
  }

  /// The scores of every combination, whose columns are places among `names`.
  static func scores(
    _ tables: EvaluationTables, options: EvaluationOptions
  ) throws -> (names: [String], cells: [CombinationCells], scores: CombinationScores) {
    let fields = tables.schema.fields
    let cells = try Parallel.map(count: fields.count, threads: options.threads) { index in
      CombinationCells(
        fields[index],
        original: [tables.real.columns[index]] + (tables.holdout.map { [$0.columns[index]] } ?? []),
        synthetic: tables.synthetic.columns[index])
    }
    let kept = fields.indices.filter { cells[$0] != nil }
      .sorted { (fields[$0].name, $0) < (fields[$1].name, $1) }.prefix(columnLimit)
    let cut = kept.map { cells[$0]! }
    var columns = cut
    let thirds = thirds(columns: columns.count, seed: options.seed)
    let (realRows, draws) = (tables.real.rowCount, tables.synthetic.rowCount)
    if draws * thirds.reduce(columns.count + thirds.count, { $0 + $1.count }) <= independentLimit {
      let drawn = try Parallel.map(count: columns.count, threads: options.threads) { index in
        let codes = cut[index].original
        return RowDraw.resample(
          draws, of: realRows, purpose: .independence, round: ResampleRound.independence + UInt32(index),
          seed: options.seed
        ).map { codes[Int($0)] }
      }
      for index in columns.indices { columns[index].independent = drawn[index] }
    }
    let scores = try CombinationScores(
      columns, realRows: realRows, thirds: thirds, threads: options.threads)
    return (kept.map { fields[$0].name }, columns, scores)
  }

  /// For each pair of columns in order, those behind it that make the triples with it.
  static func thirds(columns: Int, seed: UInt64) -> [[Int]] {
    var thirds: [[Int]] = []
    for i in 0..<columns {
      for j in i + 1..<max(columns, i + 1) { thirds.append(Array(j + 1..<max(columns, j + 1))) }
    }
    let count = thirds.reduce(0) { $0 + $1.count }
    if count <= tripleLimit { return thirds }
    var drawn = RowDraw.sample(tripleLimit, of: count, purpose: .columnTriples, seed: seed).map { Int($0) }[
      ...]
    var start = 0
    for pair in thirds.indices {
      let end = start + thirds[pair].count
      let own = drawn.prefix { $0 < end }
      drawn = drawn.dropFirst(own.count)
      thirds[pair] = own.map { thirds[pair][$0 - start] }
      start = end
    }
    return thirds
  }
}

extension CombinationAccuracy.Part {
  /// The means; nil of nothing.
  init?(_ scores: [CombinationScore]) {
    if scores.isEmpty { return nil }
    self.init(
      accuracy: scores.map(\.accuracy).reduce(0, +) / Double(scores.count),
      expectedMaximum: scores.map(\.expectedMaximum).reduce(0, +) / Double(scores.count),
      combinations: scores.count, holdout: meanOfAll(scores.map(\.holdout)),
      holdoutExpectedMaximum: meanOfAll(scores.map(\.holdoutExpectedMaximum)),
      independent: meanOfAll(scores.map(\.independent)))
  }
}

/// The mean, where all are defined.
private func meanOfAll(_ values: [Double?]) -> Double? {
  let defined = values.compactMap(\.self)
  return defined.count == values.count && !defined.isEmpty
    ? defined.reduce(0, +) / Double(defined.count) : nil
}
