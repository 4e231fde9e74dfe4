#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Zero-concentrated differential privacy (ρ) and the (ε, δ) it implies.
///
///     δ(ε) = min over α > 1 of exp((α - 1)(α ρ - ε)) / (α - 1) * (1 - 1/α)^α
///
/// Source: C. Canonne, G. Kamath, T. Steinke (2020), "The Discrete Gaussian for Differential Privacy", Corollary 13.
public enum ConcentratedBound {
  public static func delta(rho: Double, epsilon: Double) -> Double {
    guard rho > 0 else { return 0 }
    func exponent(_ alpha: Double) -> Double {
      (alpha - 1) * (alpha * rho - epsilon) + alpha * log1p(-1 / alpha) - log(alpha - 1)
    }
    var (low, high) = (1.0 + 1e-9, (epsilon + 1) / (2 * rho) + 2)
    for _ in 0..<300 {
      let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
      if exponent(a) < exponent(b) { high = b } else { low = a }
    }
    return min(1, exp(exponent((low + high) / 2)))
  }

  /// The largest ρ that implies (ε, δ).
  public static func rho(epsilon: Double, delta: Double) -> Double {
    var (low, high) = (0.0, epsilon + 1)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if self.delta(rho: middle, epsilon: epsilon) <= delta { low = middle } else { high = middle }
    }
    return low
  }
}
