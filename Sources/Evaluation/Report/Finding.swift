/// A column or a pair that costs much, where its loss lies, and what to try.
public struct Finding: Sendable, Hashable, Encodable {
  /// One column or two.
  public var columns: [String]
  public var aspect: Aspect = .values
  public var score: Double
  /// How much of it chance explains: what fresh rows of the real table's source can be expected to score.
  public var fresh: Double?
  /// The score of real rows drawn again.
  public var resample: Double?
  /// The cells with the largest differences of shares.
  public var cells: [Cell]
  /// One sentence on what is different.
  public var explanation: String
  /// One sentence on what may help.
  public var advice: String

  /// What of the columns the score is of.
  public enum Aspect: String, Sendable, Hashable, Encodable {
    /// The values of a column.
    case values
    /// Whether values of a column of numbers are missing: 1 less the difference of the shares.
    case missingness
    /// The dependence of two columns, as the pair's score has it.
    case dependence
    /// The dependence of two columns of numbers in cells: what a correlation does not see.
    case form
  }

  public struct Cell: Sendable, Hashable, Encodable {
    public var label: String
    public var real: Double
    public var synthetic: Double
    public init(label: String, real: Double, synthetic: Double) {
      (self.label, self.real, self.synthetic) = (label, real, synthetic)
    }
  }
}
