/// The Wasserstein distance of order 1 of two samples, also called the earth mover's distance: how far, on the
/// average, values have to be moved to make one sample's distribution the other's.
public enum Wasserstein1 {
  /// ∫ |F(x) - G(x)| dx of the empirical distribution functions, in the units of the values; exact for samples of
  /// any sizes. Not negative and unbounded; 0 for equal distributions only. NaN stands for missing and is left out.
  ///
  /// - Returns: 0 for two empty samples; nil if one alone is empty, or if values that are infinite make the integral
  ///   so.
  /// - Complexity: O(*n*): a radix sort of each sample and one merge.
  /// - Source: S. S. Vallender (1974), Theory of Probability and its Applications 18(4), 784-786.
  public static func distance(_ first: [Double], _ second: [Double]) -> Double? {
    distance(SortedSample(first), SortedSample(second))
  }

  static func distance(_ first: SortedSample, _ second: SortedSample) -> Double? {
    if first.isEmpty || second.isEmpty { return first.isEmpty && second.isEmpty ? 0 : nil }
    let (n, m) = (Double(first.count), Double(second.count))
    var sum = 0.0
    var previous = 0.0
    var difference = 0.0
    SortedSample.merge(first, second) { x, i, j in
      // Also of infinities, where both samples hold as many of them: nothing has to be moved.
      if difference != 0 { sum += difference * (x - previous) }
      previous = x
      difference = abs(Double(i) / n - Double(j) / m)
    }
    return sum.isFinite ? sum : nil
  }
}
