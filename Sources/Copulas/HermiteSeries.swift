public import Distributions

/// Step functions of the latents of a Gaussian copula by their Hermite coefficients, and the means of their products, by
/// Mehler's formula: E[f(X) g(Y)] = Σ_{k >= 0} ρ^k a_k b_k.
///
/// For what the series leaves out see `HermiteCorrelation`; the source is the same.
public struct HermiteSeries: Sendable, Hashable {
  /// E[f(Z) he_k(Z)], k = 0...256.
  public let coefficients: [Double]

  public init(_ function: StepFunction) {
    coefficients = function.hermiteCoefficients(degree: HermiteCorrelation.degree)
  }

  public var mean: Double { coefficients[0] }

  /// E[f(X) g(Y)] at correlation `rho`.
  public func meanProduct(_ other: HermiteSeries, at rho: Double) -> Double {
    var value = 0.0
    for (a, b) in zip(coefficients, other.coefficients).reversed() { value = value * rho + a * b }
    return value
  }
}
