internal import Kernels
internal import Scheduling

/// The scores that as many rows as another table has, drawn with replacement from the real ones, reach on average.
///
/// What chance leaves: no generator that draws rows independently can expect a better score. Total variation distances
/// of columns and pairs are exact (`BinomialDeviation`), those of two columns of numbers follow from the standard error
/// of the correlation (`CorrelationError`), good from some thirty rows on, and Kolmogorov-Smirnov distances of columns
/// of numbers, which depend on their ties, are means of as many draws as asked for.
struct ExpectedLikeness {
  let draws: Int
  let resamples: Int
  let round: UInt32
  let seed: UInt64

  /// The expected scores of the columns.
  func shapes(_ columns: [ScoredColumn], _ real: ComparedRows, ranks: [NumberRanks?], threads: Int) throws
    -> [Double]
  {
    let deviation = BinomialDeviation(rows: real.count, draws: draws)
    let whole = ranks.map { $0?.counts(0) }
    let wanted = ranks.contains { $0 != nil }
    let drawn = try Parallel.map(count: wanted ? max(1, resamples) : 0, threads: threads) { index in
      let rows = RowDraw.orderedResample(
        draws, of: real.count, purpose: .resampleReal, round: round + UInt32(index), seed: seed)
      return zip(ranks, whole).map { ranks, whole in
        ranks.map { KolmogorovSmirnov.distance(counts: whole!, $0.counts(0, rows: rows)) } ?? 0
      }
    }
    return columns.indices.map { column in
      if ranks[column] != nil {
        return 1 - drawn.reduce(0) { $0 + $1[column] } / Double(drawn.count)
      }
      return 1 - deviation.totalVariation(real.parts[column].codes.counts(levels: columns[column].codeCount))
    }
  }

  /// The expected score of a pair of columns of numbers, from the scaled error of its correlation.
  func trend(error: Double) -> Double {
    1 - min(1, (2 / Double.pi).squareRoot() * error / Double(draws).squareRoot() / 2)
  }
}
