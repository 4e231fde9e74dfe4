internal import Distributions
internal import MarkovFields

/// Correlations of columns that are step functions of a field's latents.
///
/// Given their states two columns are independent, and each one's latent is uniform on its state's interval; so the
/// covariance is the sum over cells of (share - product of the shares) times the product of the mean scores. Columns of one
/// latent are step functions of the same uniform.
struct FieldCorrelation {
  private let field: PairwiseField
  private let scores: [Scores]

  private struct Scores {
    let latent: Int
    /// Where the steps end, and their values less the mean.
    let ends: [Double]
    let values: [Double]
    /// Of the values, within each state.
    let means: [Double]
    let deviation: Double
  }

  /// - Parameter scores: For each row of the matrix its latent, and steps on the unit interval: where they end, but for the
  ///   last, and their values.
  init(_ field: PairwiseField, _ scores: [(latent: Int, ends: [Double], values: [Double])]) {
    self.field = field
    self.scores = scores.map { latent, ends, values in
      let ends = ends + [1]
      let cuts = field.cuts(latent)
      var sum = 0.0
      var squares = 0.0
      var start = 0.0
      for (end, value) in zip(ends, values) {
        sum += (end - start) * value
        start = end
      }
      var means = [Double](repeating: 0, count: cuts.count - 1)
      start = 0
      for (end, value) in zip(ends, values) {
        squares += (end - start) * (value - sum) * (value - sum)
        for state in means.indices {
          let overlap = min(end, cuts[state + 1]) - max(start, cuts[state])
          if overlap > 0 { means[state] += overlap / (cuts[state + 1] - cuts[state]) * (value - sum) }
        }
        start = end
      }
      return Scores(
        latent: latent, ends: ends, values: values.map { $0 - sum }, means: means,
        deviation: squares.squareRoot())
    }
  }

  /// The correlation of two rows; 0 where one of them does not vary.
  func value(_ i: Int, _ j: Int) -> Double {
    let (first, second) =
      scores[i].latent < scores[j].latent ? (scores[i], scores[j]) : (scores[j], scores[i])
    guard first.deviation > 0, second.deviation > 0 else { return 0 }
    func correlation(_ covariance: Double) -> Double {
      min(max(covariance / (first.deviation * second.deviation), -1), 1)
    }
    if first.latent == second.latent { return correlation(FieldCorrelation.covariance(first, second)) }
    let shares = field.pairShares[field.pairIndex(first.latent, second.latent)]
    let (rows, columns) = (field.shares[first.latent], field.shares[second.latent])
    var covariance = 0.0
    for x in rows.indices {
      for y in columns.indices {
        covariance +=
          (shares[x * columns.count + y] - rows[x] * columns[y]) * first.means[x] * second.means[y]
      }
    }
    return correlation(covariance)
  }

  /// Of two step functions of one uniform.
  private static func covariance(_ first: Scores, _ second: Scores) -> Double {
    var (i, j, start, sum) = (0, 0, 0.0, 0.0)
    while i < first.ends.count, j < second.ends.count {
      let end = min(first.ends[i], second.ends[j])
      sum += (end - start) * first.values[i] * second.values[j]
      start = end
      if first.ends[i] == end { i += 1 }
      if second.ends[j] == end { j += 1 }
    }
    return sum
  }
}
