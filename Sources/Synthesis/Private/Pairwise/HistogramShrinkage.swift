/// What noise leaves of a histogram of ordered cells.
///
/// The histogram is halved again and again. Each split goes from "in proportion to the width" towards the noisy counts only
/// as far as their difference stands out of the noise (James-Stein's factor, 1 - 2 var / D²): a smooth stretch stays smooth, a
/// spike stays a spike. Cutting at nine different fractions and taking the mean keeps the cuts from showing.
///
/// Source of the idea: A. Haar's wavelets with the shrinkage of D. Donoho and I. Johnstone (1994), averaged over
/// translations as R. Coifman and D. Donoho (1995) do.
package struct HistogramShrinkage {
  static let fractions = [0.3, 0.36, 0.42, 0.48, 0.5, 0.54, 0.6, 0.66, 0.7]
  static let strength = 2.0

  private let sums: [Double]
  private let variance: Double

  /// - Parameters:
  ///   - counts: With independent noise of standard deviation `deviation`.
  ///   - total: What the result sums to; not negative.
  /// - Returns: Numbers that are not negative.
  /// - Complexity: O(n log n).
  package static func shrunk(_ counts: [Double], deviation: Double, total: Double) -> [Double] {
    guard counts.count > 1 else { return counts.map { _ in max(total, 0) } }
    var sums = [0.0]
    for count in counts { sums.append(sums[sums.count - 1] + count) }
    let tree = HistogramShrinkage(sums: sums, variance: deviation * deviation)
    var result = [Double](repeating: 0, count: counts.count)
    for fraction in fractions {
      tree.split(0..<counts.count, total: max(total, 0), fraction: fraction, into: &result)
    }
    return result.map { $0 / Double(fractions.count) }
  }

  private func split(_ range: Range<Int>, total: Double, fraction: Double, into result: inout [Double]) {
    if range.count == 1 {
      result[range.lowerBound] += total
      return
    }
    let size = Double(range.count)
    let middle = min(
      max(range.lowerBound + Int((size * fraction).rounded(.toNearestOrEven)), range.lowerBound + 1),
      range.upperBound - 1)
    let (below, above) = (Double(middle - range.lowerBound), Double(range.upperBound - middle))
    let all = sums[range.upperBound] - sums[range.lowerBound]
    var excess = sums[middle] - sums[range.lowerBound] - all * below / size
    excess *= max(
      0, 1 - Self.strength * variance * below * above / size / max(excess * excess, 1e-12))
    let left = min(max(total * below / size + excess, 0), max(total, 0))
    split(range.lowerBound..<middle, total: left, fraction: fraction, into: &result)
    split(middle..<range.upperBound, total: total - left, fraction: fraction, into: &result)
  }
}
