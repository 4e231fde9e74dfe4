public import Distributions
internal import Kernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The correlation of two columns as a function of the correlation of their latents, and back.
///
/// Spearman's correlation of two columns without ties is (6 / π) asin(ρ / 2). All others are those of step
/// functions of normals, by Mehler's formula (see `HermiteCorrelation`).
///
/// That series is slow where |ρ| is near 1; two columns of few values are then measured from there, by Plackett's
/// formula (see `shortfall`).
///
/// Accuracy: 2e-5; 1e-3 for |ρ| > 0.97 and two columns with single values that are frequent but together cut
/// their latents in more than 4,000 pairs of places. Pearson's correlation of a lognormal column with a log_sd above 2 is that of its values within 8.5
/// standard deviations.
public struct ColumnCorrelation: Sendable {
  public enum Kind: Sendable {
    /// Of the values.
    case pearson
    /// Of the ranks, ties at their mean.
    case spearman
  }

  private static let mostPairsOfCuts = 4000

  private let kind: Kind
  private let cells: [LatentCells]
  private let scores: [StepScores]
  private let coefficients: [[Double]]
  /// The share of rows up to the end of each cell, and the mean of the scores.
  private let cumulative: [[Double]]
  private let means: [Double]

  /// - Complexity: O(cells * degree) for each column.
  public init(_ kind: Kind, of columns: [LatentCells]) {
    self.kind = kind
    cells = columns
    scores = columns.map {
      switch kind {
      case .pearson: $0.valueScores
      case .spearman: $0.rankScores
      }
    }
    cumulative = scores.map { $0.thresholds.map(StandardNormal.cdf) + [1] }
    means = scores.map(\.mean)
    // The coefficients of smooth functions fall off at once, those of few steps slowly.
    coefficients = scores.map { $0.hermiteCoefficients(degree: $0.scores.count <= 128 ? 1024 : 256) }
  }

  private func isExact(_ i: Int, _ j: Int) -> Bool {
    kind == .spearman && cells[i].isContinuous && cells[j].isContinuous
  }

  /// The correlation of columns `i` and `j` where their latents have correlation `rho`; NaN if one is constant.
  public func value(_ i: Int, _ j: Int, at rho: Double) -> Double {
    guard scores[i].variance > 0, scores[j].variance > 0 else { return .nan }
    if isExact(i, j) { return 6 / .pi * asin(rho / 2) }
    if abs(rho) == 1 { return extreme(i, j, sign: rho) }
    if abs(rho) > 0.9, scores[i].thresholds.count * scores[j].thresholds.count <= Self.mostPairsOfCuts {
      return extreme(i, j, sign: rho < 0 ? -1 : 1) - shortfall(i, j, at: rho)
    }
    var power = 1.0
    var sum = 0.0
    for (a, b) in zip(coefficients[i], coefficients[j]) {
      power *= rho
      sum += power * a * b
    }
    return min(max(sum, -1), 1)
  }

  /// The smallest and the largest correlation that columns `i` and `j` can have, whatever their latents do.
  public func feasible(_ i: Int, _ j: Int) -> ClosedRange<Double> {
    if isExact(i, j) { return -1...1 }
    let (least, most) = (extreme(i, j, sign: -1), extreme(i, j, sign: 1))
    return min(least, most)...max(least, most)
  }

  /// The latent correlation at which columns `i` and `j` have the correlation `target`; `nil` if it is not
  /// feasible. Where only ±1 would do, ±1.
  public func latent(_ i: Int, _ j: Int, for target: Double) -> Double? {
    if target == 0 { return 0 }
    if isExact(i, j) { return abs(target) <= 1 ? 2 * sin(.pi * target / 6) : nil }
    let feasible = feasible(i, j)
    guard target >= feasible.lowerBound - 1e-9, target <= feasible.upperBound + 1e-9 else { return nil }
    // The correlation grows with that of the latents. False position, as Illinois has it: an end that stays counts
    // half.
    var (a, differenceA) = (0.0, -target)
    var (b, differenceB) = (target > 0 ? 1.0 : -1.0, 0.0)
    differenceB = value(i, j, at: b) - target
    guard (differenceA < 0) != (differenceB < 0), abs(differenceB) > 1e-12 else { return b }
    for _ in 0..<100 where abs(differenceB) > 1e-13 && abs(b - a) > 1e-13 {
      let c = (a * differenceB - b * differenceA) / (differenceB - differenceA)
      let difference = value(i, j, at: c) - target
      if (difference < 0) == (differenceB < 0) {
        differenceA /= 2
      } else {
        (a, differenceA) = (b, differenceB)
      }
      (b, differenceB) = (c, difference)
    }
    return b
  }

  /// The correlation where one latent is the other (`sign` 1) or its opposite (-1): the mean product of the steps
  /// over the cells that both cut.
  private func extreme(_ i: Int, _ j: Int, sign: Double) -> Double {
    let (a, b) = (scores[i], scores[j])
    guard a.variance > 0, b.variance > 0 else { return 0 }
    // Mirrored, the cells of b come in the opposite order.
    let mirrored = sign < 0
    let (endsA, endsB) = (cumulative[i], cumulative[j])
    let last = endsB.count - 1
    var (p, q) = (0, 0)
    var from = 0.0
    var sum = 0.0
    while p < endsA.count, q < endsB.count {
      let endA = endsA[p]
      let endB = !mirrored ? endsB[q] : q < last ? 1 - endsB[last - 1 - q] : 1
      let to = min(endA, endB)
      sum += (to - from) * (a.scores[p] - means[i]) * (b.scores[mirrored ? last - q : q] - means[j])
      from = to
      if endA <= endB { p += 1 }
      if endB <= endA { q += 1 }
    }
    return min(max(sum / (a.variance * b.variance).squareRoot(), -1), 1)
  }

  /// What the correlation at `rho` lacks of the `extreme` one on its side.
  ///
  /// By Plackett dE[f(X) g(Y)] / dρ = Σ Δf(h) Δg(k) φ₂(h, k; ρ) over the cuts h and k. With ρ = cos θ the root in
  /// the density goes, and what is left is integrated from 0 to θ by Simpson's rule in sqrt(θ).
  ///
  /// - Complexity: O(cuts of i * cuts of j).
  /// - Source: R. L. Plackett (1954), Biometrika 41, 351-360.
  private func shortfall(_ i: Int, _ j: Int, at rho: Double) -> Double {
    let (a, b) = (scores[i], scores[j])
    let sign = rho < 0 ? -1.0 : 1.0
    let end = acos(min(abs(rho), 1))
    let intervals = 64
    var sum = 0.0
    for node in 1...intervals {
      let s = Double(node) / Double(intervals)
      let theta = end * s * s
      let weight = node == intervals ? 1.0 : node % 2 == 1 ? 4 : 2
      let (cosine, sine) = (cos(theta), sin(theta))
      var density = 0.0
      for (p, h) in a.thresholds.enumerated() {
        let jump = a.scores[p + 1] - a.scores[p]
        for (q, cut) in b.thresholds.enumerated() {
          let k = sign * cut
          let exponent = ((h - k) * (h - k) + 2 * h * k * (1 - cosine)) / (2 * sine * sine)
          density += jump * (b.scores[q + 1] - b.scores[q]) * exp(-exponent)
        }
      }
      // dθ = 2 end s ds.
      sum += weight * density * 2 * end * s
    }
    let integral = sum / Double(3 * intervals) / (2 * .pi)
    return sign * integral / (a.variance * b.variance).squareRoot()
  }
}
