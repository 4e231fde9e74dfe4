/// How near synthetic rows come to single real ones. A sanity check, no proof of privacy: a generator may give rows
/// away without copying any, and rows of a small domain equal real ones by chance.
public struct Nearness: Sendable, Hashable, Encodable {
  /// Rows of the real table and of the holdout that distances are taken to: equally many, drawn with a seed.
  public var referenceRows: Int
  /// Synthetic rows that distances are taken from.
  public var syntheticRows: Int
  /// The share of synthetic rows that equal a real row, all rows counted.
  public var exactCopies: Double
  /// The share of held-out rows that equal a real row: what rows that nobody copied reach.
  public var exactCopiesOfHoldout: Double?
  /// A row is a near copy if the way to its nearest real row is no longer than this: what the closest 1 % of held-out
  /// rows reach, that is the shortest distance that 1 % of them do not exceed.
  public var nearCopyDistance: Double?
  public var nearCopies: Double?
  /// Real rows that near copies are looked for among.
  public var searchedRows: Int?
  /// 1 %, or more where held-out rows are equally near.
  public var nearCopiesOfHoldout: Double?
  /// To the nearest of the real rows, and of the held-out ones.
  public var toReal: Distances
  public var toHoldout: Distances?
  /// The share of synthetic rows nearer to the real sample than to an equally large holdout sample, ties half: 1/2 for
  /// a generator that knows no more of the real rows than of the held-out ones. The interval covers it 95 times in 100.
  /// A generator that copies real rows reaches 1 if all of them are in the sample, else 1/2 and half of the share of
  /// real rows that are: with a small holdout, look at the copies.
  public var nearerToReal: Double?
  public var nearerToRealLow: Double?
  public var nearerToRealHigh: Double?

  /// Distances to the nearest row (`NearestRecord`'s), and their ratios to those of the second nearest: 1 where both
  /// are 0, nil where there is no second row.
  public struct Distances: Sendable, Hashable, Encodable {
    public var median: Double
    public var fifthPercentile: Double
    public var mean: Double
    public var medianRatio: Double?
    public var fifthPercentileRatio: Double?
    public init(
      median: Double, fifthPercentile: Double, mean: Double, medianRatio: Double?,
      fifthPercentileRatio: Double?
    ) {
      (self.median, self.fifthPercentile, self.mean) = (median, fifthPercentile, mean)
      (self.medianRatio, self.fifthPercentileRatio) = (medianRatio, fifthPercentileRatio)
    }
  }
}

/// Precision, recall, density and coverage by balls around the k nearest neighbours.
public struct PrecisionRecall: Sendable, Hashable, Encodable {
  public var neighbours: Int
  /// Rows of each table.
  public var rows: Int
  public var synthetic: Scores
  /// The same of the held-out real rows.
  public var holdout: Scores?
  /// Rows of each table behind `holdout`: as many as `rows`, so that the two can be compared.
  public var holdoutRows: Int?

  public struct Scores: Sendable, Hashable, Encodable {
    public var precision: Double
    public var recall: Double
    public var density: Double
    public var coverage: Double
    public init(precision: Double, recall: Double, density: Double, coverage: Double) {
      (self.precision, self.recall, self.density, self.coverage) = (precision, recall, density, coverage)
    }
  }
}
