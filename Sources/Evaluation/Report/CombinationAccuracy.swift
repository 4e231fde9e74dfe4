/// Accuracy of 1-, 2- and 3-way tables of columns cut into ten bins, and the most that chance lets one expect.
public struct CombinationAccuracy: Sendable, Hashable, Encodable {
  public var univariate: Part
  public var bivariate: Part?
  public var trivariate: Part?
  /// The mean of those that are defined.
  public var overall: Double

  public struct Part: Sendable, Hashable, Encodable {
    public var accuracy: Double
    public var expectedMaximum: Double
    /// How many combinations were looked at.
    public var combinations: Int
    public init(accuracy: Double, expectedMaximum: Double, combinations: Int) {
      (self.accuracy, self.expectedMaximum, self.combinations) = (accuracy, expectedMaximum, combinations)
    }
  }
}
