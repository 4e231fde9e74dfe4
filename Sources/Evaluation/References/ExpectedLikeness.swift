internal import Kernels
internal import Scheduling

/// The scores that as many rows as another table has, drawn with replacement from the real ones, reach on average.
///
/// Total variation distances of columns and pairs are exact (`BinomialDeviation`), those of two columns of numbers follow
/// from the standard error of the correlation (`CorrelationError`), good from some thirty rows on, and scores of columns
/// of numbers, which depend on their ties and missing values, are means of as many draws as asked for.
///
/// Fresh rows of the real table's source lie farther from it, as the real table is a sample, too (`fresh`).
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
        ranks.map { NumberRanks.shape(whole!, rows: real.count, $0.counts(0, rows: rows), rows: draws) } ?? 0
      }
    }
    return columns.indices.map { column in
      if ranks[column] != nil {
        return drawn.reduce(0) { $0 + $1[column] } / Double(drawn.count)
      }
      return 1 - deviation.totalVariation(real.parts[column].codes.counts(levels: columns[column].codeCount))
    }
  }

  /// The expected score of a pair of columns of numbers, from the scaled error of its correlation and the rows in which
  /// both have values.
  ///
  /// Of two normal errors that do not hang together the larger is on average the root of the sum of the squares of
  /// their means.
  func trend(error: Double, present: PresentRows) -> Double {
    let correlation = (2 / Double.pi).squareRoot() * error / Double(draws).squareRoot() / 2
    let rows = present.counts.reduce(0, +)
    let missing =
      present.counts.contains(rows)
      ? 0 : BinomialDeviation(fewCounts: rows, draws: draws).totalVariation(present.counts)
    return 1 - min(1, (correlation * correlation + missing * missing).squareRoot())
  }

  /// The expected score of as many fresh rows of the real table's source, from that of rows drawn from its n rows.
  ///
  /// The share of a cell among m drawn rows has a variance proportional to 1/m, the difference of the shares of two
  /// samples one to 1/m + 1/n: distances are √(1 + m/n) times as large. Fresh rows moreover fall into cells that the
  /// real rows have not met, which no row drawn from these does: by I. J. Good (1953) as many as the share of real rows
  /// that are alone in their cell. They make up half a distance's sum where m is n or more; the rest of it is
  /// accounted for by the growth, and more of it if m is less.
  static func fresh(_ resample: Double, rows n: Int, draws m: Int, unseen: Double = 0) -> Double {
    let (n, m) = (Double(n), Double(m))
    return max(0, 1 - (1 - resample) * (1 + m / n).squareRoot() - unseen * min(0.5, m / (m + n)))
  }
}

/// The share of rows that are alone in their cell: of the source's rows as many, about, lie in cells that these rows have
/// not met.
///
/// - Source: I. J. Good (1953), Biometrika 40(3/4), 237-264.
func unseenShare(_ counts: [Int]) -> Double {
  var (rows, single) = (0, 0)
  for count in counts {
    rows += count
    single += count == 1 ? 1 : 0
  }
  return rows == 0 ? 0 : Double(single) / Double(rows)
}
