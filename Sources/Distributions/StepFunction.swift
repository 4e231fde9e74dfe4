internal import Kernels

/// A piecewise constant function of a standard normal: `values[c]` between `thresholds[c - 1]` and `thresholds[c]`.
public struct StepFunction: Sendable, Hashable {
  /// Ascending strictly; finite.
  public let thresholds: [Double]
  /// One more than thresholds.
  public let values: [Double]

  public init(thresholds: [Double], values: [Double]) {
    precondition(values.count == thresholds.count + 1)
    self.thresholds = thresholds
    self.values = values
  }

  /// The function that has `values[c]` on the share of the normal between `cumulative[c]` and `cumulative[c + 1]`;
  /// values without a share are left out.
  ///
  /// - Parameter cumulative: Ascends from 0 to 1; one more than values.
  public init(values: [Double], cumulative: [Double]) {
    precondition(cumulative.count == values.count + 1)
    var thresholds: [Double] = []
    var kept: [Double] = []
    for (cell, value) in values.enumerated() where cumulative[cell + 1] > cumulative[cell] {
      if !kept.isEmpty {
        let z = StandardNormal.quantile(cumulative[cell])
        // Shares below the rounding of the quantile.
        guard z.isFinite, z > thresholds.last ?? -.infinity else { continue }
        thresholds.append(z)
      }
      kept.append(value)
    }
    self.init(thresholds: thresholds, values: kept.isEmpty ? [0] : kept)
  }

  /// The coefficients in the orthonormal Hermite polynomials: E[f(Z) he_k(Z)] for k = 0...`degree`; the first is the
  /// mean.
  ///
  /// Between two cells the integral of he_k φ telescopes to he_{k-1}(z) φ(z) / sqrt(k) at the cuts z, so
  /// the sums are exact but for rounding. Their squares sum to E[f²] as the degree grows.
  ///
  /// - Complexity: O(cells * degree).
  public func hermiteCoefficients(degree: Int) -> [Double] {
    precondition(degree >= 1)
    let cuts = thresholds.count
    var mean = values[0]
    // Degree by degree over all cuts: the recurrences of the cuts are independent of one another.
    let weights = thresholds.indices.map {
      (values[$0 + 1] - values[$0]) * StandardNormal.density(thresholds[$0])
    }
    for cut in 0..<cuts { mean += (values[cut + 1] - values[cut]) * StandardNormal.cdf(-thresholds[cut]) }
    var coefficients = [mean]
    var previous = [Double](repeating: 0, count: cuts)
    var current = [Double](repeating: 1, count: cuts)
    var terms = weights
    thresholds.withUnsafeBufferPointer { z in
      weights.withUnsafeBufferPointer { weights in
        previous.withUnsafeMutableBufferPointer { previous in
          current.withUnsafeMutableBufferPointer { current in
            terms.withUnsafeMutableBufferPointer { terms in
              for k in 1...degree {
                let (root, rootBefore) = (Double(k).squareRoot(), Double(k - 1).squareRoot())
                for cut in 0..<cuts {
                  terms[cut] = weights[cut] * current[cut] / root
                  let next = (z[cut] * current[cut] - rootBefore * previous[cut]) / root
                  previous[cut] = current[cut]
                  current[cut] = next
                }
                var sum = 0.0
                for term in terms { sum += term }
                coefficients.append(sum)
              }
            }
          }
        }
      }
    }
    return coefficients
  }
}
