/// A column or a pair that costs much, where its loss lies, and what to try.
public struct Finding: Sendable, Hashable, Encodable {
  /// One column or two.
  public var columns: [String]
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

  public struct Cell: Sendable, Hashable, Encodable {
    public var label: String
    public var real: Double
    public var synthetic: Double
    public init(label: String, real: Double, synthetic: Double) {
      (self.label, self.real, self.synthetic) = (label, real, synthetic)
    }
  }
}
