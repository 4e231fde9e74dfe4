/// The quality report of SDMetrics 0.32, quirks included.
public struct SDMetricsQuality: Sendable, Hashable, Encodable {
  /// The mean of the properties that are defined.
  public var overall: Double?
  public var columnShapes: Double?
  public var columnPairTrends: Double?
  public var columns: [Column]
  public var pairs: [Pair]

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
    public var score: Double?
    public var realCorrelation: Double?
    public var syntheticCorrelation: Double?
    public var realAssociation: Double?
    public var meetsThreshold: Bool
  }
}
