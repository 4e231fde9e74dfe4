internal import Kernels

/// A monotone step function of a standard normal latent: the normal scores of a column's cells.
///
/// Cell c covers the latent between the normal quantiles z of its cumulative shares; its score is the mean of
/// the latent there, s(c) = (φ(z_c) - φ(z_{c+1})) / p_c. Correlating such scores, instead of jittered ranks,
/// does not attenuate the association of columns with ties.
public struct StepScores: Sendable, Hashable {
  /// Score of each cell; ascending.
  public let scores: [Double]
  /// Normal quantiles of the inner cuts; one fewer than cells.
  public let thresholds: [Double]
  /// Variance of the score: Σ p s². Zero if there is one cell.
  public let variance: Double

  /// - Parameter counts: Rows of each cell, positive, in the order of the latent.
  public init(counts: [Int]) {
    let cuts = Marginal.cuts(counts: counts)
    let thresholds = cuts.dropFirst().dropLast().map(StandardNormal.quantile)
    var scores: [Double] = []
    var variance = 0.0
    for cell in counts.indices {
      let below = cell == 0 ? 0 : StandardNormal.density(thresholds[cell - 1])
      let above = cell == counts.count - 1 ? 0 : StandardNormal.density(thresholds[cell])
      let share = cuts[cell + 1] - cuts[cell]
      let score = (below - above) / share
      scores.append(score)
      variance += share * score * score
    }
    self.scores = scores
    self.thresholds = thresholds
    self.variance = variance
  }

  /// Mean of the score: Σ p s.
  public var mean: Double {
    zip(LatentCells.shares(thresholds), scores).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Any ascending scores of cells; `thresholds` are the ends of the cells but the first and the last.
  init(thresholds: [Double], scores: [Double]) {
    precondition(scores.count == thresholds.count + 1)
    self.thresholds = thresholds
    self.scores = scores
    let shares = LatentCells.shares(thresholds)
    let mean = zip(shares, scores).reduce(0) { $0 + $1.0 * $1.1 }
    variance = zip(shares, scores).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
  }

  /// The coefficients of the standardised score in the orthonormal Hermite polynomials 1...`degree`:
  /// a_k = E[s(Z) he_k(Z)] / sd(s), with he_k = He_k / sqrt(k!).
  ///
  /// Exact but for rounding (`StepFunction`). Their squares sum to 1 as the degree grows.
  ///
  /// - Complexity: O(cells * degree).
  /// - Source: for the use in correlations see `HermiteCorrelation`.
  /// - Precondition: `degree` is at least 1.
  public func hermiteCoefficients(degree: Int) -> [Double] {
    guard variance > 0 else { return [Double](repeating: 0, count: degree) }
    let function = StepFunction(thresholds: thresholds, values: scores)
    let coefficients = function.hermiteCoefficients(degree: degree).dropFirst()
    let scale = 1 / variance.squareRoot()
    return coefficients.map { $0 * scale }
  }
}
