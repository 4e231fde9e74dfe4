#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What noise from a (continuous) normal distribution promises, exactly: for a query that one unit moves by 1,
///
///     δ(ε) = Φ(1/2σ - εσ) - e^ε Φ(-1/2σ - εσ)
///
/// Releases by discrete Gaussian noise are accounted by `ConcentratedBound`, which holds for them as they are; this bound is
/// for comparison, and a remark of the ledger.
///
/// Source: B. Balle, Y.-X. Wang (2018), "Improving the Gaussian Mechanism for Differential Privacy", Theorem 8.
public enum GaussianBound {
  /// δ at `epsilon` for standard deviation `sigma` and sensitivity 1. Accurate to about 1e-9 of the larger term.
  ///
  /// - Precondition: `sigma` positive, `epsilon` not negative, both finite.
  public static func delta(sigma: Double, epsilon: Double) -> Double {
    precondition(sigma > 0 && sigma.isFinite && epsilon >= 0 && epsilon.isFinite)
    func tail(_ x: Double) -> Double { erfc(x / 2.0.squareRoot()) / 2 }
    let (a, b) = (1 / (2 * sigma), epsilon * sigma)
    let second = tail(a + b)
    return max(0, tail(b - a) - (second > 0 ? exp(epsilon + log(second)) : 0))
  }

  /// The smallest standard deviation that gives (ε, δ) for sensitivity 1.
  ///
  /// - Precondition: `epsilon` finite and not negative, `delta` above 0 and below 1.
  public static func sigma(epsilon: Double, delta: Double) -> Double {
    precondition(epsilon >= 0 && epsilon.isFinite && delta > 0 && delta < 1)
    var (low, high) = (0.0, 1.0)
    while self.delta(sigma: high, epsilon: epsilon) > delta { (low, high) = (high, 2 * high) }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return high }
      if self.delta(sigma: middle, epsilon: epsilon) <= delta { high = middle } else { low = middle }
    }
  }

  /// The smallest ε that standard deviation `sigma` gives with `delta` for sensitivity 1.
  public static func epsilon(sigma: Double, delta: Double) -> Double {
    precondition(delta > 0 && delta < 1)
    guard self.delta(sigma: sigma, epsilon: 0) > delta else { return 0 }
    var (low, high) = (0.0, 1.0)
    while self.delta(sigma: sigma, epsilon: high) > delta { (low, high) = (high, 2 * high) }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return high }
      if self.delta(sigma: sigma, epsilon: middle) <= delta { high = middle } else { low = middle }
    }
  }
}
