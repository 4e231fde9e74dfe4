#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Zero-concentrated differential privacy (ρ) and the (ε, δ) that it implies.
///
///     δ(ε) = min over α > 1 of exp((α - 1)(α ρ - ε)) / (α - 1) * (1 - 1/α)^α
///
/// Every α gives a valid δ, so how well the minimum is found costs a little budget and no privacy. What does count is the
/// error of one evaluation: `delta` adds the relative margin 2^-36, far above it (docs/privacy/accounting.md#conversion), and
/// the other two functions are inverses of that upper bound, so all three err against whoever spends.
///
/// Source: C. Canonne, G. Kamath, T. Steinke (2020), "The Discrete Gaussian for Differential Privacy", Corollary 13.
public enum ConcentratedBound {
  /// What `delta` adds, relatively.
  static let margin = 0x1p-36

  /// An upper bound of the δ that ρ-zero-concentrated privacy implies at `epsilon`; 0 for ρ = 0.
  ///
  /// - Precondition: `rho` and `epsilon` are finite and not negative.
  /// - Complexity: O(1), about 200 logarithms.
  public static func delta(rho: Double, epsilon: Double) -> Double {
    precondition(rho >= 0 && rho.isFinite && epsilon >= 0 && epsilon.isFinite)
    guard rho > 0 else { return 0 }
    // The exponent's derivative by α, (2α - 1)ρ - ε + ln(1 - 1/α), ascends from -∞ to ∞; α = 1 + 2^t.
    func slope(_ t: Double) -> Double {
      let excess = exp2(t)
      return (1 + 2 * excess) * rho - epsilon - log1p(1 / excess)
    }
    var (low, high) = (-900.0, 1000.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    let excess = exp2(high)
    let alpha = 1 + excess
    let exponent = excess * (alpha * rho - epsilon) - alpha * log1p(1 / excess) - log(excess)
    return min(1, exp(exponent) * (1 + margin))
  }

  /// A lower bound, tight to 2^-36 of δ, of the largest ρ that implies (ε, δ).
  ///
  /// - Precondition: `epsilon` is finite and not negative, `delta` from 0 to 1; 0 allows nothing.
  public static func rho(epsilon: Double, delta: Double) -> Double {
    precondition(epsilon >= 0 && epsilon.isFinite && delta >= 0 && delta <= 1)
    guard delta > 0 else { return 0 }
    // α → 1 shows that δ < 1 needs ρ of the order of ε and of ln 1 / (1 - δ).
    var (low, high) = (0.0, 1.0)
    while high < 0x1p40, self.delta(rho: high, epsilon: epsilon) <= delta { (low, high) = (high, 2 * high) }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return low }
      if self.delta(rho: middle, epsilon: epsilon) <= delta { low = middle } else { high = middle }
    }
  }

  /// An upper bound, tight to 2^-36 of δ, of the smallest ε at which ρ implies δ.
  ///
  /// - Precondition: `rho` is finite and not negative, `delta` above 0 and at most 1.
  public static func epsilon(rho: Double, delta: Double) -> Double {
    precondition(rho >= 0 && rho.isFinite && delta > 0 && delta <= 1)
    guard self.delta(rho: rho, epsilon: 0) > delta else { return 0 }
    var (low, high) = (0.0, rho + 2 * (rho * log(1 / delta)).squareRoot() + 1)
    while self.delta(rho: rho, epsilon: high) > delta { high *= 2 }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return high }
      if self.delta(rho: rho, epsilon: middle) <= delta { high = middle } else { low = middle }
    }
  }
}
