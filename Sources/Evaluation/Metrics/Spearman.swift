/// Spearman's rank correlation of two samples.
public enum Spearman {
  /// Pearson's correlation of the ranks, equal values having the mean of their ranks, in -1...1: 1 if one column
  /// never falls where the other grows and ties are common to both. Over the rows where neither value is NaN, ranked
  /// among themselves.
  ///
  /// - Returns: nil where a column does not vary over these rows.
  /// - Precondition: Equally many values, fewer than 2^31.
  /// - Complexity: O(n): a radix sort of each column.
  /// - Source: C. Spearman (1904), American Journal of Psychology 15(1), 72-101.
  public static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    correlation(RankedPair(RankedColumn(x), RankedColumn(y)))
  }

  static func correlation(_ pair: RankedPair) -> Double? {
    let (ranksX, ranksY) = (centredRanks(pair.x.counts), centredRanks(pair.y.counts))
    let squares = squareSum(pair.x.counts, ranksX) * squareSum(pair.y.counts, ranksY)
    // Sums of squares of halves: 0 only where there is one value.
    if squares == 0 { return nil }
    var product = 0.0
    pair.x.codes.withUnsafeBufferPointer { codesX in
      pair.y.codes.withUnsafeBufferPointer { codesY in
        ranksX.withUnsafeBufferPointer { ranksX in
          ranksY.withUnsafeBufferPointer { ranksY in
            for row in codesX.indices { product += ranksX[Int(codesX[row])] * ranksY[Int(codesY[row])] }
          }
        }
      }
    }
    return min(max(product / squares.squareRoot(), -1), 1)
  }

  /// The mean rank of each code less that of all rows; halves, so exact.
  private static func centredRanks(_ counts: [Int32]) -> [Double] {
    let total = counts.reduce(0) { $0 + Int($1) }
    var below = 0
    return counts.map { count in
      defer { below += Int(count) }
      return Double(2 * below + Int(count) - total) / 2
    }
  }

  private static func squareSum(_ counts: [Int32], _ ranks: [Double]) -> Double {
    zip(counts, ranks).reduce(0) { $0 + Double($1.0) * $1.1 * $1.1 }
  }
}
