/// How well classifiers tell synthetic rows from real ones, by cross-validation on equally many rows of each.
public struct Detection: Sendable, Hashable, Encodable {
  /// Rows of each table.
  public var rows: Int
  public var folds: Int
  public var logistic: Detector
  public var trees: Detector
}

public struct Detector: Sendable, Hashable, Encodable {
  /// Synthetic against real training rows; 0.5 cannot be told apart, 1 always.
  public var auc: AreaUnderCurve
  /// 1 - (2 max(auc, 1/2) - 1): 1 cannot be told apart.
  public var score: Double
  /// Synthetic against held-out real rows: a generator that memorises does not gain by it.
  public var againstHoldout: AreaUnderCurve?
  /// Held-out real rows against real training rows: what a perfect generator would reach.
  public var reference: AreaUnderCurve?
  /// The features that the detector uses most, with their share of its gain or weight.
  public var telling: [Feature]

  public struct Feature: Sendable, Hashable, Encodable {
    public var column: String
    public var share: Double
    public init(column: String, share: Double) { (self.column, self.share) = (column, share) }
  }
}

/// An area under a ROC curve with its 95 % interval.
public struct AreaUnderCurve: Sendable, Hashable, Encodable {
  public var value: Double
  public var low: Double
  public var high: Double
  /// Rows of each of the two tables.
  public var rows: Int
  public init(value: Double, low: Double, high: Double, rows: Int) {
    (self.value, self.low, self.high, self.rows) = (value, low, high, rows)
  }
}

/// The propensity score's mean squared error and its expectation for a synthetic table from the real distribution.
public struct Propensity: Sendable, Hashable, Encodable {
  public var meanSquaredError: Double
  public var expected: Double
  /// The one over the other: 1 is what chance leaves.
  public var ratio: Double
  public var rows: Int
  public var parameters: Int
}
