internal import Kernels

/// A standard normal Z seen only where a second one, W, correlated with it by ρ, is at least a threshold t:
///
///     F(z) = P(Z <= z | W >= t) = ∫_{-∞}^z φ(x) Φ((ρ x - t) / sqrt(1 - ρ²)) dx / P(W >= t).
///
/// A column whose values are missing where W < t shows the distribution F of its latent, not the normal one.
/// Its quantile function, cut at F's quantiles instead of the normal's, keeps the column's observed
/// distribution exact while missingness depends on other columns.
///
/// Accuracy, as |F(quantile(p)) - p|: 1e-7 for |ρ| <= 0.99, 1e-5 to 0.9999 (Simpson's rule on 4,096 intervals of
/// [-9, 9], whose width the edge at ρ z = t comes near there).
public struct SelectedNormal: Sendable {
  private static let bound = 9.0
  private static let intervals = 4096
  private static let width = 2 * bound / Double(intervals)

  private let rho: Double
  private let threshold: Double
  /// F at the ends of the intervals; ascending from 0 to 1.
  private let cumulative: [Double]
  private let total: Double

  /// - Parameters:
  ///   - rho: In -1 < ρ < 1.
  ///   - threshold: t, finite.
  public init(rho: Double, threshold: Double) {
    precondition(abs(rho) < 1 && threshold.isFinite)
    self.rho = rho
    self.threshold = threshold
    var sum = 0.0
    var cumulative = [0.0]
    cumulative.reserveCapacity(SelectedNormal.intervals + 1)
    var left = SelectedNormal.weight(-SelectedNormal.bound, rho, threshold)
    for k in 1...SelectedNormal.intervals {
      let z = -SelectedNormal.bound + Double(k) * SelectedNormal.width
      let middle = SelectedNormal.weight(z - SelectedNormal.width / 2, rho, threshold)
      let right = SelectedNormal.weight(z, rho, threshold)
      sum += SelectedNormal.width / 6 * (left + 4 * middle + right)
      cumulative.append(sum)
      left = right
    }
    total = sum
    self.cumulative = sum > 0 ? cumulative.map { $0 / sum } : cumulative
  }

  private static func weight(_ z: Double, _ rho: Double, _ threshold: Double) -> Double {
    StandardNormal.density(z) * StandardNormal.cdf((rho * z - threshold) / (1 - rho * rho).squareRoot())
  }

  /// The z with F(z) = `p`, in [-9, 9].
  public func quantile(_ p: Double) -> Double {
    guard total > 0 else { return StandardNormal.quantile(min(max(p, 1e-300), 1 - 1e-16)) }
    var low = 0
    var high = SelectedNormal.intervals
    while high - low > 1 {
      let middle = (low + high) / 2
      if cumulative[middle] <= p { low = middle } else { high = middle }
    }
    let start = -SelectedNormal.bound + Double(low) * SelectedNormal.width
    let mass = cumulative[high] - cumulative[low]
    var fraction = mass > 0 ? min(max((p - cumulative[low]) / mass, 0), 1) : 0
    // Within an interval the density is as good as linear: solve its integral for the fraction.
    let left = SelectedNormal.weight(start, rho, threshold)
    let right = SelectedNormal.weight(start + SelectedNormal.width, rho, threshold)
    if left + right > 0 {
      let slope = (right - left) / (right + left)
      fraction =
        2 * fraction / ((1 - slope) + ((1 - slope) * (1 - slope) + 4 * slope * fraction).squareRoot())
    }
    return start + fraction * SelectedNormal.width
  }

  /// F(z), the inverse of `quantile`; 0 and 1 beyond [-9, 9].
  public func cdf(_ z: Double) -> Double {
    guard total > 0 else { return StandardNormal.cdf(z) }
    let position = (z + SelectedNormal.bound) / SelectedNormal.width
    guard position > 0 else { return 0 }
    guard position < Double(SelectedNormal.intervals) else { return 1 }
    let low = Int(position)
    let t = position - Double(low)
    let start = -SelectedNormal.bound + Double(low) * SelectedNormal.width
    let left = SelectedNormal.weight(start, rho, threshold)
    let right = SelectedNormal.weight(start + SelectedNormal.width, rho, threshold)
    let slope = left + right > 0 ? (right - left) / (right + left) : 0
    let mass = cumulative[low + 1] - cumulative[low]
    return cumulative[low] + mass * (slope * t * t + (1 - slope) * t)
  }

  /// A share of the latent's own uniform as a share of the present values: the inverse of `latentCuts`. Without a
  /// selection they are the same.
  public static func observed(_ share: Double, _ selection: SelectedNormal?) -> Double {
    guard let selection, share > 0, share < 1 else { return share }
    return selection.cdf(StandardNormal.quantile(share))
  }

  /// The cuts of a marginal in the latent's own uniform scale, such that the column has the shares of `cuts`
  /// where it is present: Φ(quantile(cut)), ascending strictly from 0 to 1.
  public func latentCuts(_ cuts: [Double]) -> [Double] {
    var result = cuts
    for index in cuts.indices.dropFirst().dropLast() {
      result[index] = max(StandardNormal.cdf(quantile(cuts[index])), result[index - 1].nextUp)
    }
    // Rounding may have pushed the last cuts together at 1.
    var index = result.count - 2
    while index > 0, result[index] >= result[index + 1] {
      result[index] = result[index + 1].nextDown
      index -= 1
    }
    return result
  }
}
