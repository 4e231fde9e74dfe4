/// Accuracy of 1-, 2- and 3-way tables of columns cut into ten bins, and the most that chance lets one expect.
public struct CombinationAccuracy: Sendable, Hashable, Encodable {
  public var univariate: Part
  public var bivariate: Part?
  public var trivariate: Part?
  /// The mean of those that are defined.
  public var overall: Double
  /// The same mean of the held-out rows', and of independent columns'.
  public var holdout: Double?
  public var independent: Double?

  public struct Part: Sendable, Hashable, Encodable {
    public var accuracy: Double
    public var expectedMaximum: Double
    /// How many combinations were looked at.
    public var combinations: Int
    /// The accuracy of the held-out rows, against the real ones alone; and the most that chance lets one expect of so
    /// many.
    public var holdout: Double?
    public var holdoutExpectedMaximum: Double?
    /// The accuracy of as many rows as the synthetic table has whose columns are drawn from the real ones independently
    /// of each other: one draw. Absent where it would take too long.
    public var independent: Double?
    public init(
      accuracy: Double, expectedMaximum: Double, combinations: Int, holdout: Double? = nil,
      holdoutExpectedMaximum: Double? = nil, independent: Double? = nil
    ) {
      (self.accuracy, self.expectedMaximum, self.combinations) = (accuracy, expectedMaximum, combinations)
      (self.holdout, self.holdoutExpectedMaximum) = (holdout, holdoutExpectedMaximum)
      self.independent = independent
    }
  }
}
