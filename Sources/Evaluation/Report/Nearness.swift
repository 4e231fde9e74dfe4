/// How near synthetic rows come to single real ones. A sanity check, no proof of privacy.
public struct Nearness: Sendable, Hashable, Encodable {
  /// Rows of the real table and of the holdout that distances are taken to: equally many.
  public var referenceRows: Int
  public var syntheticRows: Int
  /// The share of synthetic rows that equal a real row, all rows counted.
  public var exactCopies: Double
  /// The share of held-out rows that equal a real row: what rows that nobody copied reach.
  public var exactCopiesOfHoldout: Double?
  /// A row is a near copy if its nearest real row is nearer than the closest 1 % of held-out rows are to real ones.
  public var nearCopyDistance: Double?
  public var nearCopies: Double?
  public var nearCopiesOfHoldout: Double?
  public var toReal: Distances
  public var toHoldout: Distances?
  /// The share of synthetic rows nearer to the real sample than to an equally large holdout sample, ties half.
  public var nearerToReal: Double?
  public var nearerToRealLow: Double?
  public var nearerToRealHigh: Double?

  /// Gower distances to the nearest row, and their ratio to the second nearest.
  public struct Distances: Sendable, Hashable, Encodable {
    public var median: Double
    public var fifthPercentile: Double
    public var mean: Double
    public var medianRatio: Double
    public var fifthPercentileRatio: Double
    public init(
      median: Double, fifthPercentile: Double, mean: Double, medianRatio: Double, fifthPercentileRatio: Double
    ) {
      (self.median, self.fifthPercentile, self.mean) = (median, fifthPercentile, mean)
      (self.medianRatio, self.fifthPercentileRatio) = (medianRatio, fifthPercentileRatio)
    }
  }
}

/// Precision, recall, density and coverage by balls around the k nearest neighbours.
public struct PrecisionRecall: Sendable, Hashable, Encodable {
  public var neighbours: Int
  public var rows: Int
  public var synthetic: Scores
  /// The same of the held-out real rows.
  public var holdout: Scores?
  /// Rows of each table behind `holdout`.
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
