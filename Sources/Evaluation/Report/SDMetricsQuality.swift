/// The quality report of SDMetrics 0.32, quirks included, and the two scores of its diagnostic report.
///
/// A score that SDMetrics gives as NaN, or as an error, is nil.
public struct SDMetricsQuality: Sendable, Hashable, Encodable {
  /// The mean of the two properties, of those that are defined.
  public var overall: Double?
  public var columnShapes: Double?
  /// The mean over the pairs that meet the thresholds: a real correlation beyond 0.5, a real association (Cramér's V)
  /// beyond 0.3. These are the package's since 0.27; what a generator invents between other columns costs nothing.
  public var columnPairTrends: Double?
  /// The same over all pairs: the package with both thresholds set to 0, as it was before.
  public var columnPairTrendsWithoutThresholds: Double?
  public var overallWithoutThresholds: Double?
  public var columns: [Column]
  public var pairs: [Pair]
  public var diagnostic: Diagnostic

  public struct Column: Sendable, Hashable, Encodable {
    public var column: String
    public var metric: String
    public var score: Double?
    public init(column: String, metric: String, score: Double?) {
      (self.column, self.metric, self.score) = (column, metric, score)
    }
  }

  public struct Pair: Sendable, Hashable, Encodable {
    public var first: String
    public var second: String
    public var metric: String
    /// nil where the pair does not meet its threshold.
    public var score: Double?
    public var scoreWithoutThresholds: Double?
    public var realCorrelation: Double?
    /// Given whether the pair meets the threshold or not.
    public var syntheticCorrelation: Double?
    public var realAssociation: Double?
    public var meetsThreshold: Bool
  }

  /// What SDMetrics' diagnostic report says of two tables that have the same columns.
  public struct Diagnostic: Sendable, Hashable, Encodable {
    public var overall: Double?
    public var dataValidity: Double?
    public var dataStructure: Double
    public var columns: [Column]
  }
}
