internal import Kernels
internal import Scheduling

/// The correlations of the columns of numbers of a real and of a synthetic table.
struct TableCorrelations: Sendable {
  let real: Correlations
  let synthetic: Correlations
}

/// The correlations and the tail dependence of all pairs of columns of numbers, in both tables.
struct NumberCorrelations: Sendable {
  /// Of every pair i < j, in the order (0, 1), (0, 2), ..., (1, 2), ...
  let values: [Value]

  struct Value: Sendable {
    var pearson: (Double?, Double?)
    /// nil where ranks are left out.
    var real: Ranked?
    var synthetic: Ranked?

    func set(_ metrics: inout PairMetrics) {
      metrics.pearson = RealAndSynthetic(pearson.0, pearson.1)
      metrics.spearman = RealAndSynthetic(real?.spearman, synthetic?.spearman)
      metrics.kendall = RealAndSynthetic(real?.kendall, synthetic?.kendall)
      metrics.lowerTailDependence = RealAndSynthetic(real?.lower, synthetic?.lower)
      metrics.upperTailDependence = RealAndSynthetic(real?.upper, synthetic?.upper)
      metrics.association = RealAndSynthetic(real: pearson.0 ?? 0, synthetic: pearson.1 ?? 0)
    }
  }

  /// What needs ranks.
  struct Ranked: Sendable {
    let spearman: Double?
    let kendall: Double?
    let lower: Double?
    let upper: Double?

    init(_ pair: RankedPair) {
      spearman = Spearman.correlation(pair)
      kendall = Kendall.tauB(pair)
      let tails = TailDependence.coefficients(pair)
      (lower, upper) = (tails?.lower, tails?.upper)
    }
  }

  /// - Parameters:
  ///   - rows: Of the real and of the synthetic table.
  ///   - known: The correlations of the columns in either table, where they have been computed.
  ///   - rankRows: How many rows of each table ranks are taken on, nil for all, 0 for none.
  init(
    _ columns: [NumberPair], rows: (real: Int, synthetic: Int), known: TableCorrelations?, rankRows: Int?,
    seed: UInt64, threads: Int
  ) throws {
    let pairs = columnPairs(columns.count)
    let real = try NumberCorrelations.pearson(
      columns.map { NumberColumn($0.real, $0.realRange) }, pairs, rows: rows.real, known: known?.real,
      threads: threads)
    let synthetic = try NumberCorrelations.pearson(
      columns.map { NumberColumn($0.synthetic, $0.syntheticRange) }, pairs, rows: rows.synthetic,
      known: known?.synthetic,
      threads: threads)
    if rankRows == 0 {
      values = pairs.indices.map { Value(pearson: (real[$0], synthetic[$0])) }
      return
    }
    let drawn = rankRows.map {
      (
        real: RowDraw.sample($0, of: rows.real, purpose: .realSample, seed: seed),
        synthetic: RowDraw.sample($0, of: rows.synthetic, purpose: .syntheticSample, seed: seed)
      )
    }
    let ranked = try Parallel.map(count: columns.count, threads: threads) { index in
      let column = columns[index]
      return (
        real: RankedColumn(drawn.map { $0.real.map { column.real[Int($0)] } } ?? column.real),
        synthetic: RankedColumn(
          drawn.map { $0.synthetic.map { column.synthetic[Int($0)] } } ?? column.synthetic)
      )
    }
    values = try Parallel.map(count: pairs.count, threads: threads) { index in
      let (i, j) = pairs[index]
      return Value(
        pearson: (real[index], synthetic[index]),
        real: Ranked(RankedPair(ranked[i].real, ranked[j].real)),
        synthetic: Ranked(RankedPair(ranked[i].synthetic, ranked[j].synthetic)))
    }
  }

  /// Pearson's correlations; nil where a column does not vary or is infinite.
  private static func pearson(
    _ columns: [NumberColumn], _ pairs: [(Int, Int)], rows: Int,
    known: Correlations?, threads: Int
  ) throws -> [Double?] {
    let correlations = try known ?? Correlations(columns, rows: rows, threads: threads)
    return try Parallel.map(count: pairs.count, threads: threads) { index in
      let (i, j) = pairs[index]
      func varies(_ column: Int) -> Bool { columns[column].range.low < columns[column].range.high }
      if !varies(i) || !varies(j) { return nil }
      let value = correlations[i, j]
      if value.isNaN { return nil }
      // 0 stands for what is not defined, too.
      return value == 0 ? Pearson.correlation(columns[i].values, columns[j].values) : value
    }
  }
}
