internal import Distributions

/// The correlation of two step functions of correlated normals, by Mehler's formula:
///
///     corr(f(X), g(Y)) = Σ_{k >= 1} ρ^k a_k b_k,
///
/// a and b the coefficients of f and g in the orthonormal Hermite polynomials. Exact in the limit; at
/// degree 256 the rest is below 1e-3 for |ρ| <= 0.97 whatever the functions are, and far smaller for
/// columns with many values, whose coefficients fall off at once.
///
/// Source: F. G. Mehler (1866), Journal für die reine und angewandte Mathematik 66, 161-176.
struct HermiteCorrelation {
  static let degree = 256

  /// Row j: the coefficients of variable j.
  let coefficients: [[Double]]

  init(_ variables: [StepScores]) {
    coefficients = variables.map { $0.hermiteCoefficients(degree: HermiteCorrelation.degree) }
  }

  /// The correlation of scores `i` and `j` at latent correlation `rho`, and its derivative by `rho`.
  func value(_ i: Int, _ j: Int, at rho: Double) -> (correlation: Double, slope: Double) {
    let a = coefficients[i]
    let b = coefficients[j]
    // Horner, for the polynomial and its derivative at once.
    var value = 0.0
    var slope = 0.0
    for k in stride(from: HermiteCorrelation.degree - 1, through: 0, by: -1) {
      let product = a[k] * b[k]
      slope = slope * rho + value
      value = value * rho + product
    }
    return (value * rho, slope * rho + value)
  }
}
