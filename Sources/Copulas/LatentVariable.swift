public import Distributions

/// One latent normal of a Gaussian copula and what it decides.
public struct LatentVariable: Sendable, Hashable {
  /// The scores of its cells.
  public let scores: StepScores
  /// For a column with missing values, the variable that decides whether a value is present. That
  /// variable has two cells: missing below, present above.
  public let presence: Int?

  public init(scores: StepScores, presence: Int? = nil) {
    self.scores = scores
    self.presence = presence
  }
}
