internal import Privacy

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How a budget is shared among the histograms and the products of scores: public quantities alone.
struct CopulaPlan {
  /// Of each column's histogram.
  let histograms: [PrivacyCost]

  /// The part of all that the histograms get.
  let marginalShare: Double

  /// Bounds of `marginalShare` where products may be measured.
  static let mostMarginalShare = 0.8
  static func leastMarginalShare(isPure: Bool) -> Double { isPure ? 0.2 : 0.5 }

  /// - Parameters:
  ///   - cells: Of each column; those of a hierarchy count as its levels' together.
  ///   - variables: Latents whose products may be measured; below two, all goes to the histograms.
  init(_ cost: PrivacyCost, cells: [Int], variables: Int, isPure: Bool) {
    // Least Σ cells * σ: σ falls with the root of ρ, or with ε itself.
    let weights = cells.map { pow(Double($0), isPure ? 0.5 : 2.0 / 3) }
    marginalShare = CopulaPlan.marginalShare(
      cells: cells, weights: weights, variables: variables, isPure: isPure)
    histograms = PrivacyCost(atMost: cost.value * marginalShare).split(weights)
  }

  /// Where the errors that both parts leave in the table of two columns have the smallest sum.
  ///
  /// A histogram's noise of σ in each of B cells moves its share by 0.4 B σ / n in total variation. Smoothing and coarse
  /// tables see less of it: as much as of 16 cells. An error δ of a latent correlation near 0 moves the table of two
  /// columns by (1 / π) δ. Both fall with n alike, so n does not matter. A / f(x) + C / f(1 - x), f the root (Gaussian) or
  /// x itself (Laplace), is least at x / (1 - x) = (A / C)^(2/3), or its root.
  private static func marginalShare(cells: [Int], weights: [Double], variables: Int, isPure: Bool) -> Double {
    guard variables >= 2 else { return 1 }
    let sum = weights.reduce(0, +)
    let d = Double(variables)
    var squares = 0.0
    for (cells, weight) in zip(cells, weights) {
      let seen = Double(min(cells, 16))
      let deviation = isPure ? (2.0).squareRoot() * sum / weight : (sum / weight / 2).squareRoot()
      // A cell of a coarse table holds the noise of several.
      let each = 0.4 * seen * deviation * (Double(cells) / seen).squareRoot()
      squares += each * each
    }
    let marginal = (2 * squares / Double(max(cells.count, 1))).squareRoot()
    let bound = RankScores.boundFactor(of: variables) * d
    let product =
      isPure
      ? (2.0).squareRoot() * bound * (d - 1) / 2 : (bound * bound * (d - 1) / (2 * d) / 2).squareRoot()
    let ratio = pow(marginal / (product * 1.05 / .pi), isPure ? 0.5 : 2.0 / 3)
    return min(max(ratio / (1 + ratio), leastMarginalShare(isPure: isPure)), mostMarginalShare)
  }
}
