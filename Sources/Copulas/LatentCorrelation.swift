internal import Distributions
public import LinearAlgebra
public import Randomness

/// The latent correlations under which generated columns are associated as the observed ones are.
///
/// Cutting a normal into cells weakens its correlations (binary columns most), so the latent correlation must be
/// stronger than the one observed between scores. This is the NORTA problem, solved for all pairs at once:
///
///     R <- P(R) + (target - achieved(P(R))) / slope,
///
/// where `achieved` is the correlation of scores by Mehler's formula (plus the `SelectionEffect` of missing
/// values), the slope its derivative, and P clips eigenvalues so that R stays a correlation matrix. If the
/// targets cannot be met by any correlation matrix, the round with the smallest remaining error is kept.
///
/// Source: M. C. Cario, B. L. Nelson (1997), "Modeling and generating random vectors with arbitrary marginal
/// distributions and correlation matrix", Northwestern University.
public struct LatentCorrelation: Sendable {
  /// The solution: symmetric, unit diagonal, positive definite.
  public let matrix: Matrix
  /// The correlation of scores that the solution generates.
  public let achieved: Matrix
  /// Root mean square of target - achieved over the pairs observed together.
  public let error: Double
  /// How far the correlations wanted had to move to become a correlation matrix, in the Frobenius norm.
  public let repair: Double

  static let rounds = 24
  static let limit = 0.99999
  static let floor = 1e-7

  /// - Parameters:
  ///   - variables: One per latent, each with at least two cells.
  ///   - target: Correlations of the observed scores, over the rows where both are present; NaN where no row
  ///     shows them (a column and the variable that decides its presence, always).
  ///   - seed: Of the simulation that missing values need; without them it has no effect.
  ///   - threads: The result does not depend on it.
  /// - Throws: `LinearAlgebraError` if an eigenvalue iteration fails.
  /// - Complexity: O(rounds * (d² * degree + d³)), plus the simulation if values are missing.
  public init(_ variables: [LatentVariable], target: Matrix, seed: Seed, threads: Int) throws {
    let d = variables.count
    precondition(target.rows == d && target.columns == d)
    let hermite = HermiteCorrelation(variables.map(\.scores))
    let selection =
      variables.contains { $0.presence != nil }
      ? SelectionEffect(variables, seed: seed, threads: threads) : nil
    let unobserved = UnobservedPairs(target)

    var shift = Matrix(rows: d, columns: d)
    func achieved(at latent: Matrix) -> (values: Matrix, slopes: Matrix) {
      var values = shift
      var slopes = Matrix(rows: d, columns: d)
      for i in 0..<d {
        values[i, i] = 1
        for j in 0..<i {
          let (value, slope) = hermite.value(i, j, at: latent[i, j])
          values[i, j] += value
          values[j, i] = values[i, j]
          slopes[i, j] = slope
        }
      }
      return (values, slopes)
    }

    var proposal = target
    for k in proposal.elements.indices where proposal.elements[k].isNaN { proposal.elements[k] = 0 }
    var best: (matrix: Matrix, achieved: Matrix, error: Double, repair: Double)?
    var isLast = false
    for round in 0..<LatentCorrelation.rounds {
      unobserved.complete(&proposal)
      // Clipping is enough on the way; the last round takes the nearest matrix, and is kept if it is better.
      isLast = isLast || round == LatentCorrelation.rounds - 1
      let latent =
        try isLast
        ? proposal.nearestCorrelation(floor: LatentCorrelation.floor)
        : proposal.clippedCorrelation(floor: LatentCorrelation.floor)
      let repair = latent.distance(to: proposal)
      // The shift moves slowly once the correlations have settled: not every round simulates it anew.
      if let selection, round < 6 || round % 4 == 0 || isLast { shift = try selection.shift(at: latent) }
      let (values, slopes) = achieved(at: latent)
      var sum = 0.0
      var pairs = 0
      var step = 0.0
      proposal = latent
      for i in 0..<d {
        for j in 0..<i where !unobserved.contains(i, j) {
          let difference = target[i, j] - values[i, j]
          sum += difference * difference
          pairs += 1
          // Newton's step, held back where the curve is flat.
          let newton = difference / max(slopes[i, j], 0.05)
          let moved = latent[i, j] + min(max(newton, -0.3), 0.3)
          let kept = min(max(moved, -LatentCorrelation.limit), LatentCorrelation.limit)
          step = max(step, abs(kept - latent[i, j]))
          proposal[i, j] = kept
          proposal[j, i] = kept
        }
      }
      let error = pairs > 0 ? (sum / Double(pairs)).squareRoot() : 0
      if best == nil || error < best!.error { best = (latent, values, error, repair) }
      if isLast { break }
      isLast = step < 1e-6 || (round > 8 && error > best!.error * 1.5)
    }
    matrix = best!.matrix
    self.achieved = best!.achieved
    error = best!.error
    repair = best!.repair
  }
}

/// Pairs whose correlation no row shows: a column and the variable that decides its presence, and columns that
/// are never present together.
///
/// Their correlation is set to what the other variables imply, conditional independence given them:
/// r_im = R_iO R_OO⁻¹ R_Om, the completion of largest entropy.
package struct UnobservedPairs {
  /// For a variable, those of lower number that it is never seen with, and those that it is seen with.
  private let rows: [(variable: Int, unseen: [Int], seen: [Int])]
  private let target: Matrix

  /// - Parameter target: NaN for these pairs.
  package init(_ target: Matrix) {
    self.target = target
    rows = (0..<target.rows).compactMap { m in
      let unseen = (0..<m).filter { target[m, $0].isNaN }
      let seen = (0..<target.rows).filter { $0 != m && !target[m, $0].isNaN }
      return unseen.isEmpty ? nil : (m, unseen, seen)
    }
  }

  func contains(_ i: Int, _ j: Int) -> Bool { target[i, j].isNaN }

  package func complete(_ latent: inout Matrix) {
    for (variable, unseen, seen) in rows {
      var weights = [Double](repeating: 0, count: seen.count)
      if !seen.isEmpty {
        // A small ridge: nearly collinear columns must not blow up the weights.
        var among = latent.submatrix(rows: seen, columns: seen)
        for k in seen.indices { among[k, k] += 1e-3 }
        guard let clipped = try? among.clippedCorrelation(floor: 1e-3),
          let factor = try? CholeskyFactor(clipped)
        else { continue }
        weights = factor.solve(seen.map { latent[$0, variable] })
      }
      for other in unseen {
        var implied = 0.0
        for (k, through) in seen.enumerated() { implied += latent[other, through] * weights[k] }
        implied = min(max(implied, -LatentCorrelation.limit), LatentCorrelation.limit)
        latent[other, variable] = implied
        latent[variable, other] = implied
      }
    }
  }
}
