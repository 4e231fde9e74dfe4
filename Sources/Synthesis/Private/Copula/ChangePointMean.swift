#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Neighbouring cells merged as far as their noise tells no difference: the mean of counts over all ways to cut the cells
/// into stretches of even density, weighted by how likely each made the noisy counts.
///
/// Within a stretch the counts are θ w_c plus noise of known σ; w is the width of a cell, or 1. A new stretch begins at each cell
/// with probability p. Width and p are those under which the counts are most likely. Where the noise is small against
/// the steps from cell to cell nothing is merged; where it is large, only what stands out of it stays.
///
/// Source: P. Fearnhead (2006), "Exact and efficient Bayesian inference for multiple changepoint problems", Statistics
/// and Computing 16, 203-213.
package enum ChangePointMean {
  private static let probabilities = [0.5, 0.2, 0.08, 0.03, 0.01]
  /// Longer histograms are cut into stretches of so many cells first.
  private static let block = 256

  /// - Parameters:
  ///   - widths: Of the cells; positive.
  ///   - deviation: σ.
  ///   - total: About the sum of the counts.
  /// - Complexity: O(cells * min(cells, 256)).
  package static func smoothed(_ counts: [Double], widths: [Double], deviation: Double, total: Double)
    -> [Double]
  {
    guard counts.count > 1, deviation > 0 else { return counts }
    let meanWidth = widths.reduce(0, +) / Double(widths.count)
    // Wide enough apart for sums of their squares.
    let relative = widths.map {
      $0.isFinite && meanWidth.isFinite && meanWidth > 0 ? min(max($0 / meanWidth, 1e-3), 1e3) : 1
    }
    let even = [Double](repeating: 1, count: counts.count)
    let values = counts.map { $0 / deviation }
    let scale = 3 * max(abs(total) / deviation / Double(counts.count), 1)
    var best: (evidence: Double, mean: [Double])?
    for weights in relative.allSatisfy({ abs($0 - 1) < 1e-9 }) ? [even] : [even, relative] {
      for probability in probabilities {
        var evidence = 0.0
        var mean: [Double] = []
        for start in stride(from: 0, to: values.count, by: block) {
          let range = start..<min(start + block, values.count)
          let part = posterior(
            Array(values[range]), Array(weights[range]), probability: probability, scale: scale)
          evidence += part.evidence
          mean += part.mean
        }
        if best == nil || evidence > best!.evidence { best = (evidence, mean) }
      }
    }
    return best!.mean.map { $0 * deviation }
  }

  /// Noise of 1; the mean counts of stretches are spread evenly over `scale`.
  private static func posterior(
    _ values: [Double], _ weights: [Double], probability: Double, scale: Double
  ) -> (evidence: Double, mean: [Double]) {
    let n = values.count
    var (products, squares, energy) = ([0.0], [0.0], [0.0])
    for (value, weight) in zip(values, weights) {
      products.append(products[products.count - 1] + value * weight)
      squares.append(squares[squares.count - 1] + weight * weight)
      energy.append(energy[energy.count - 1] + value * value)
    }
    let (begin, stay) = (log(probability), log(1 - probability))
    let perStretch = 0.5 * log(2 * Double.pi) - log(scale) + begin - stay
    let lengths = (0...n).map { $0 == 0 ? 0 : perStretch - 0.5 * log(Double($0)) + Double($0) * stay }
    // log of how likely a stretch from a to b is.
    func stretch(_ a: Int, _ b: Int) -> Double {
      let sum = products[b] - products[a]
      return lengths[b - a] - 0.5 * max(0, energy[b] - energy[a] - sum * sum / (squares[b] - squares[a]))
    }
    func logSum(_ terms: UnsafeBufferPointer<Double>) -> Double {
      var most = -Double.infinity
      for term in terms { most = max(most, term) }
      var sum = 0.0
      for term in terms where term > most - 40 { sum += exp(term - most) }
      return most + log(sum)
    }
    var terms = [Double](repeating: 0, count: n)
    var before = [Double](repeating: 0, count: n + 1)
    for b in 1...n {
      for a in 0..<b { terms[a] = before[a] + stretch(a, b) }
      before[b] = terms.withUnsafeBufferPointer { logSum(UnsafeBufferPointer(rebasing: $0[0..<b])) }
    }
    var after = [Double](repeating: 0, count: n + 1)
    for a in stride(from: n - 1, through: 0, by: -1) {
      for b in (a + 1)...n { terms[b - a - 1] = after[b] + stretch(a, b) }
      after[a] = terms.withUnsafeBufferPointer { logSum(UnsafeBufferPointer(rebasing: $0[0..<(n - a)])) }
    }
    var changes = [Double](repeating: 0, count: n + 1)
    for a in 0..<n {
      for b in (a + 1)...n {
        let log = before[a] + stretch(a, b) + after[b] - before[n]
        guard log > -40 else { continue }
        let part = exp(log) * (products[b] - products[a]) / (squares[b] - squares[a])
        changes[a] += part
        changes[b] -= part
      }
    }
    var density = 0.0
    return (
      before[n],
      (0..<n).map {
        density += changes[$0]
        return density * weights[$0]
      }
    )
  }
}
