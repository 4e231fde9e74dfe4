internal import Kernels
internal import Scheduling

/// How much the scores of two tables would vary if both were drawn anew: bootstrap standard deviations.
///
/// Each resample draws as many rows as there are from either table, with replacement, and scores them like the tables
/// themselves.
///
/// The interval is value ± t s, s being the standard deviation over the resamples and t Student's quantile for as many
/// resamples. It is one for the expected score of tables of these sizes, which is what `resample` is, too, so the two
/// can be held against each other. The percentile interval would not do: a distance of resamples lies above that
/// of the tables by about what the tables' lies above that of their sources (near identity the percentile interval often
/// does not even hold the value itself), and the basic interval, which is its mirror image, takes off no more than a part
/// of that where the distance is mostly noise. Near identity the standard deviation of resamples is somewhat larger than
/// that of tables, so that the interval there covers more than 95 %.
///
/// - Source: B. Efron and R. J. Tibshirani (1993), An Introduction to the Bootstrap, chapters 12 and 13.
struct BootstrapSpread {
  /// Half the width of the interval of each column and pair; empty if not computed.
  let shapes: [Double]
  let trends: [Double]
  /// Of the mean over all columns, and over all pairs.
  let meanShape: Double
  let meanTrend: Double
  /// Of the mean of both means: columns and pairs of the same resamples, so that it counts how they vary together.
  let meanOfBoth: Double
  /// Whether pairs were scored.
  let hasPairs: Bool

  /// Of as many resamples as are asked for, with pairs unless that takes too long; nil of fewer than two.
  init?(_ tables: ComparedTables, ranks: [NumberRanks?], _ options: EvaluationOptions) throws {
    if options.resamples < 2 { return nil }
    let withPairs = Fidelity.hasPairIntervals(
      columns: tables.columns.count, rows: tables.rows[0].count + tables.rows[1].count,
      resamples: options.resamples)
    try self.init(
      tables, ranks: ranks, resamples: options.resamples, pairs: withPairs, seed: options.seed,
      threads: options.threads)
  }

  /// - Complexity: O(resamples) times a scoring. The result does not depend on `threads`.
  init(
    _ tables: ComparedTables, ranks: [NumberRanks?], resamples: Int, pairs: Bool, seed: UInt64, threads: Int
  ) throws {
    let (columns, real, other) = (tables.columns, tables.rows[0], tables.rows[1])
    let scores = try Parallel.map(count: resamples, threads: threads) { index in
      func rows(_ table: ComparedRows, _ purpose: RowPurpose) -> [Int32] {
        RowDraw.orderedResample(
          table.count, of: table.count, purpose: purpose, round: ResampleRound.bootstrap + UInt32(index),
          seed: seed)
      }
      let (realRows, otherRows) = (rows(real, .resampleReal), rows(other, .resampleSynthetic))
      func shape(_ column: Int, _ first: ComparedRows.Part?, _ second: ComparedRows.Part?) -> Double {
        if let ranks = ranks[column] {
          return NumberRanks.shape(
            ranks.counts(0, rows: realRows), rows: real.count, ranks.counts(1, rows: otherRows),
            rows: other.count)
        }
        return columns[column].shape(
          first ?? real.parts[column].gathered(realRows), second ?? other.parts[column].gathered(otherRows))
      }
      guard pairs else {
        return LikenessScores(shapes: columns.indices.map { shape($0, nil, nil) }, trends: [])
      }
      let (first, second) = (real.gathered(realRows), other.gathered(otherRows))
      return LikenessScores(
        shapes: columns.indices.map { shape($0, first.parts[$0], second.parts[$0]) },
        trends: try LikenessScores.trends(
          columns, real: first, other: second,
          realCorrelations: Correlations(columns, first, threads: 1), threads: 1))
    }
    let quantile = BootstrapSpread.studentQuantile(resamples - 1)
    shapes = BootstrapSpread.deviations(scores.map(\.shapes)).map { $0 * quantile }
    trends = BootstrapSpread.deviations(scores.map(\.trends)).map { $0 * quantile }
    func ofMean(_ values: [[Double]]) -> Double {
      (BootstrapSpread.deviations(values.map { [mean($0)] }).first ?? 0) * quantile
    }
    meanShape = ofMean(scores.map(\.shapes))
    meanTrend = ofMean(scores.map(\.trends))
    meanOfBoth =
      (BootstrapSpread.deviations(scores.map { [(mean($0.shapes) + mean($0.trends)) / 2] }).first ?? 0)
      * quantile
    hasPairs = pairs
  }

  /// The standard deviation of each entry over the rows.
  private static func deviations(_ rows: [[Double]]) -> [Double] {
    guard let first = rows.first, rows.count > 1 else { return [] }
    return first.indices.map { index in
      let centre = rows.reduce(0) { $0 + $1[index] } / Double(rows.count)
      let squares = rows.reduce(0) { $0 + ($1[index] - centre) * ($1[index] - centre) }
      return (squares / Double(rows.count - 1)).squareRoot()
    }
  }

  /// The 97.5 % quantile of Student's distribution, by Fisher's expansion in the normal one; within 1 % from three
  /// degrees of freedom on.
  static func studentQuantile(_ degrees: Int) -> Double {
    let (z, v) = (1.959963984540054, Double(max(1, degrees)))
    let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
    return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v)
  }
}

/// The mean; 1 of nothing, as nothing differs.
func mean(_ scores: [Double]) -> Double {
  scores.isEmpty ? 1 : scores.reduce(0, +) / Double(scores.count)
}
