/// Column by column and pair by pair.
public struct Fidelity: Sendable, Hashable, Encodable {
  /// The mean over the columns.
  public var shapes: ReferencedScore
  /// The mean over the pairs; nil where there is none.
  public var trends: ReferencedScore?
  public var columns: [ColumnFidelity]
  public var pairs: [PairFidelity]
  /// Columns that have no distribution to compare: identifiers and free text.
  public var skipped: [String]
  /// The same columns with the measures that they have.
  public var uncompared: [UncomparedColumn] = []

  /// The mean of the scores of shapes and trends; that of shapes where there is no pair.
  public var score: Double { trends.map { (shapes.value + $0.value) / 2 } ?? shapes.value }
}

/// What a column's values are to a comparison.
public enum ComparedKind: String, Sendable, Hashable, Encodable {
  case numbers, dates, levels
}

public struct ColumnFidelity: Sendable, Hashable, Encodable {
  public var name: String
  public var kind: ComparedKind
  public var shape: ReferencedScore
  public var metrics: ColumnMetrics
}

public struct PairFidelity: Sendable, Hashable, Encodable {
  public var first: String
  public var second: String
  public var trend: ReferencedScore
  public var metrics: PairMetrics
}

/// The distances and similarities of one column. What a column's kind does not define is nil.
public struct ColumnMetrics: Sendable, Hashable, Encodable {
  public var kolmogorovSmirnov: Double?
  /// In units of the column; dates and times in seconds.
  public var wasserstein: Double?
  /// Over the real table's range.
  public var wassersteinOfRange: Double?
  public var totalVariation: Double?
  public var jensenShannon: Double?
  public var kullbackLeibler: Double?
  public var hellinger: Double?
  public var chiSquared: Double?
  public var chiSquaredPValue: Double?
  public var missingValueSimilarity: Double?
  public var rangeCoverage: Double?
  public var boundaryAdherence: Double?
  public var categoryCoverage: Double?
  public var categoryAdherence: Double?
  public var meanSimilarity: Double?
  public var medianSimilarity: Double?
  public var standardDeviationSimilarity: Double?
  /// Of the synthetic column; of identifiers alone.
  public var keyUniqueness: Double?

  public init() {}
}

/// The dependence of two columns in both tables. What the columns' kinds do not define is nil, and so is what one of
/// the tables does not.
public struct PairMetrics: Sendable, Hashable, Encodable {
  public var pearson: RealAndSynthetic?
  public var spearman: RealAndSynthetic?
  public var kendall: RealAndSynthetic?
  public var contingencySimilarity: Double?
  public var cramersV: RealAndSynthetic?
  /// In bits, on common cells, as Cramér's V.
  public var mutualInformation: RealAndSynthetic?
  /// Over the mean of the columns' entropies.
  public var normalizedMutualInformation: RealAndSynthetic?
  /// Of the least and of the greatest 5 % of one column, the share that is among those of the other.
  public var lowerTailDependence: RealAndSynthetic?
  public var upperTailDependence: RealAndSynthetic?
  /// What heat maps show: Pearson's correlation of two columns of numbers, else Cramér's V on common cells; 0 where a
  /// column does not vary.
  public var association: RealAndSynthetic?

  public init() {}
}

public struct RealAndSynthetic: Sendable, Hashable, Encodable {
  public var real: Double
  public var synthetic: Double

  public init(real: Double, synthetic: Double) { (self.real, self.synthetic) = (real, synthetic) }
}
