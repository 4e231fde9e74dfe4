#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Correlations taken out of noise of known size: their posterior means under a mixture of normals around 0, whose weights
/// are those under which all of the noisy ones are most likely.
///
/// Where most pairs have nothing to do with each other small ones go to 0 and large ones stay; where all pairs are
/// related, or the noise is small, next to nothing changes. Noise far above 1 leaves nothing.
///
/// Source: M. Stephens (2017), "False discovery rates: a new deal", Biostatistics 18(2), 275-294.
package enum AdaptiveShrinkage {
  /// Standard deviations of the parts of the mixture; correlations spread evenly over -1...1 have 0.58.
  private static let deviations = [0, 0.02, 0.04, 0.08, 0.16, 0.3, 0.58]

  /// - Parameter noise: The standard deviation of each value's noise.
  /// - Complexity: O(values).
  package static func means(_ values: [Double], noise: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let count = deviations.count
    // The likelihood of each value under each part, up to a factor.
    let likelihoods = zip(values, noise).map { value, noise -> [Double] in
      let logs = deviations.map { deviation -> Double in
        let variance = max(deviation * deviation + noise * noise, 1e-18)
        return -0.5 * (value * value / variance + log(variance))
      }
      let most = logs.max()!
      return logs.map { exp($0 - most) }
    }
    // One value of each part beforehand, so that few values do not decide on their own.
    var weights = [Double](repeating: 1 / Double(count), count: count)
    for _ in 0..<100 {
      var sums = [Double](repeating: 1, count: count)
      for likelihood in likelihoods {
        var total = 0.0
        for k in 0..<count { total += weights[k] * likelihood[k] }
        for k in 0..<count { sums[k] += weights[k] * likelihood[k] / total }
      }
      let total = sums.reduce(0, +)
      weights = sums.map { $0 / total }
    }
    return values.indices.map { index in
      var (sum, total) = (0.0, 0.0)
      for k in 0..<count {
        let part = weights[k] * likelihoods[index][k]
        let prior = deviations[k] * deviations[k]
        total += part
        sum += part * (prior > 0 ? prior / (prior + noise[index] * noise[index]) : 0)
      }
      return values[index] * sum / total
    }
  }
}
