/// Train on synthetic, test on real, beside train on real, test on real: the same learner, the same test rows.
public struct Utility: Sendable, Hashable, Encodable {
  public enum Task: String, Sendable, Hashable, Encodable { case classification, regression }

  public var target: String
  public var task: Task
  public var learner: String
  /// Real rows to learn from: as many as have a target among as many rows as the synthetic table has, whether or not
  /// its own rows can be used.
  public var trainingRows: Int
  /// Synthetic rows to learn from: fewer than `trainingRows` where rows lack a target, or have a class of no real row.
  public var syntheticTrainingRows: Int
  /// All synthetic rows that lack a target or have a class that is not looked at.
  public var syntheticRowsLeftOut: Int
  public var testRows: Int
  /// Whether the test rows are held out; otherwise they are a part of the real rows, which the generator has seen.
  public var testIsHeldOut: Bool
  public var trainedOnSynthetic: Scores
  public var trainedOnReal: Scores
  /// What limits the scores: whole sentences.
  public var note: String?

  /// AUC (of several classes the mean of each against the rest) and macro-F1; or RMSE and R2.
  public struct Scores: Sendable, Hashable, Encodable {
    public var auc: Double?
    public var macroF1: Double?
    public var rmse: Double?
    public var r2: Double?
    public init(auc: Double? = nil, macroF1: Double? = nil, rmse: Double? = nil, r2: Double? = nil) {
      (self.auc, self.macroF1, self.rmse, self.r2) = (auc, macroF1, rmse, r2)
    }
  }
}
