#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Probabilities of a binomial distribution, by summing its terms.
///
/// Relative accuracy about 1e-9 up to a million trials.
public struct BinomialTail: Sendable, Hashable {
  public let trials: Int
  public let probability: Double

  /// - Precondition: `trials` is not negative, `probability` from 0 to 1.
  public init(trials: Int, probability: Double) {
    precondition(trials >= 0 && probability >= 0 && probability <= 1)
    self.trials = trials
    self.probability = probability
  }

  /// P[X = k].
  public func mass(_ k: Int) -> Double {
    guard k >= 0, k <= trials else { return 0 }
    if probability == 0 { return k == 0 ? 1 : 0 }
    if probability == 1 { return k == trials ? 1 : 0 }
    let (n, x) = (Double(trials), Double(k))
    return exp(
      lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) + x * log(probability) + (n - x) * log1p(-probability)
    )
  }

  /// P[X >= k].
  ///
  /// - Complexity: O(standard deviations of the trials).
  public func atLeast(_ k: Int) -> Double {
    if k <= 0 { return 1 }
    if k > trials { return 0 }
    // From the side of the smaller tail.
    return Double(k) > Double(trials) * probability
      ? sum(from: k, by: 1) : max(0, 1 - sum(from: k - 1, by: -1))
  }

  /// The terms from k outwards, away from the mean.
  private func sum(from k: Int, by step: Int) -> Double {
    var (sum, x, term) = (0.0, k, mass(k))
    let odds = probability / (1 - probability)
    if probability == 0 || probability == 1 {
      while x >= 0, x <= trials {
        sum += mass(x)
        x += step
      }
      return sum
    }
    while x >= 0, x <= trials {
      sum += term
      if term <= sum * 1e-18 { break }
      term *= step > 0 ? Double(trials - x) / Double(x + 1) * odds : Double(x) / Double(trials - x + 1) / odds
      x += step
    }
    return sum
  }
}
