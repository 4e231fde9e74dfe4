internal import LinearAlgebra
internal import Privacy
internal import Randomness

/// Which latents' products are measured, and how: decided from released histograms and public quantities.
struct CopulaMeasurement {
  let variables: [RankScores]
  /// Units of a score of 1: 2^12, or less where sums or noise would leave 64 bits.
  let scale: Double
  /// The squared norm to which a row is shrunk, in squares of units.
  let normBound: Int64
  let rows: Double
  let cost: PrivacyCost

  /// A presence is measured only if missing values stand out of their noise by so many standard deviations.
  private static let leastMissing = 4.0
  /// A latent is left out if the noise of its correlations would be more than this.
  private static let mostNoise = 0.5
  /// Scores are not made coarser than this.
  static let leastScale = 16.0

  /// The largest `normBound` of so many latents, since no variance is above 1.
  static func mostNormBound(latents: Int, scale: Double) -> Int64 {
    let most = RankScores.boundFactor(of: latents) * Double(latents)
    return Int64((most * scale * scale * (1 + 0x1p-20)).rounded(.up))
  }

  /// `nil` if there is nothing to measure.
  init?(
    _ histograms: [ReleasedHistogram], domains: [PublicDomain], rows: Double, cost: PrivacyCost,
    parameters: PrivacyParameters
  ) throws {
    guard cost > .zero else { return nil }
    var candidates: [RankScores] = []
    for (column, histogram) in histograms.enumerated() {
      candidates.append(RankScores(valuesOf: column, histogram, domains[column]))
      if histogram.missing > Self.leastMissing * histogram.missingDeviation, histogram.missing > 0 {
        candidates.append(RankScores(presenceOf: column, histogram, domains[column]))
      }
    }
    candidates.removeAll { $0.variance < 1e-6 || $0.thresholds.isEmpty }
    // Latents that would only be noise take from the others: the more there are, the larger the norm.
    while true {
      guard candidates.count >= 2 else { return nil }
      let (scale, bound, deviation) = try Self.noise(candidates, cost: cost, parameters: parameters)
      let weakest = candidates.indices.min { candidates[$0].variance < candidates[$1].variance }!
      let typical = candidates.map(\.variance).max()!
      let noise =
        deviation / (scale * scale) / rows / (candidates[weakest].variance * typical).squareRoot()
      if noise > Self.mostNoise, candidates.count > 2, candidates[weakest].variance < 0.9 * typical {
        candidates.remove(at: weakest)
        continue
      }
      variables = candidates
      self.scale = scale
      normBound = bound
      break
    }
    self.rows = rows
    self.cost = cost
  }

  private static func noise(
    _ variables: [RankScores], cost: PrivacyCost, parameters: PrivacyParameters
  ) throws -> (scale: Double, bound: Int64, deviation: Double) {
    let most = variables.reduce(0) { $0 + ($1.scores.map { $0 * $0 }.max() ?? 0) }
    let squared = min(
      RankScores.boundFactor(of: variables.count) * variables.reduce(0) { $0 + $1.variance }, most)
    var scale = 4096.0
    while true {
      let bound = Int64((squared * scale * scale).rounded(.up))
      if bound <= 1 << 32 {
        do {
          let noise = try PrivateQuery.products(columns: variables.count, normBound: max(bound, 1)).noise(
            spending: cost, under: parameters)
          return (scale, max(bound, 1), noise.deviation)
        } catch {
          if scale <= leastScale { throw error }
        }
      }
      scale /= 2
    }
  }

  /// The latents' correlations.
  func release(_ records: ConfidentialRecords, budget: inout PrivacyBudget, seed: Seed) throws -> Matrix {
    let noisy = try records.merged(variables.map { [$0.column] }).scoreProducts(
      variables.map { $0.whole(scale) }, normBound: normBound, spending: cost, from: &budget)
    let unit = scale * scale * rows
    return try LatentMoments(
      variables: variables, scale: scale, normBound: Double(normBound) / (scale * scale), seed: seed
    ).correlation(products: noisy.counts.map { Double($0) / unit }, deviation: noisy.deviation / unit)
  }
}
