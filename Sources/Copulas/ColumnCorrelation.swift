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
/// Accuracy: 2e-5 for |ρ| <= 0.97; nearer to 1 the series is cut off, and two columns of few values can be off by
/// 1e-3. Pearson's correlation of a lognormal column with a log_sd above 2 is that of its values within 8.5
/// standard deviations.
public struct ColumnCorrelation: Sendable {
  public enum Kind: Sendable {
    /// Of the values.
    case pearson
    /// Of the ranks, ties at their mean.
    case spearman
  }

  private let kind: Kind
  private let cells: [LatentCells]
  private let scores: [StepScores]
  private let coefficients: [[Double]]

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
    // The correlation grows with that of the latents: halve.
    var (low, high) = target > 0 ? (0.0, 1.0) : (-1.0, 0.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if value(i, j, at: middle) < target { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The correlation where one latent is the other (`sign` 1) or its opposite (-1): the mean product of the steps
  /// over the cells that both cut.
  private func extreme(_ i: Int, _ j: Int, sign: Double) -> Double {
    let (a, b) = (scores[i], scores[j])
    guard a.variance > 0, b.variance > 0 else { return 0 }
    let mirrored = sign < 0
    let thresholds = mirrored ? b.thresholds.reversed().map { -$0 } : b.thresholds
    let steps = mirrored ? b.scores.reversed() : b.scores
    let (meanA, meanB) = (a.mean, b.mean)
    var (p, q) = (0, 0)
    var from = 0.0
    var sum = 0.0
    while p < a.scores.count, q < steps.count {
      let endA = p < a.thresholds.count ? a.thresholds[p] : .infinity
      let endB = q < thresholds.count ? thresholds[q] : .infinity
      let to = StandardNormal.cdf(min(endA, endB))
      sum += (to - from) * (a.scores[p] - meanA) * (steps[q] - meanB)
      from = to
      if endA <= endB { p += 1 }
      if endB <= endA { q += 1 }
    }
    return min(max(sum / (a.variance * b.variance).squareRoot(), -1), 1)
  }
}
