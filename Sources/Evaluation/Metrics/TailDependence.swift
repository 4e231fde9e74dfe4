/// How often two columns are extreme together.
public enum TailDependence {
  /// The share of each column's rows that is called its tail, unless another is asked for.
  public static let quantile = 0.05

  /// λ_L(q) = P(U ≤ q, V ≤ q) / q and λ_U(q) = P(U > 1 - q, V > 1 - q) / q, U and V being the columns' values by
  /// their ranks in 0...1: of the rows in one column's tail of q, the share that is in the other's, too. In 0...1; q
  /// if the columns are independent, 1 if they rise together. What copulas differ in beyond their correlation: a
  /// Gaussian copula's tails part as q falls.
  ///
  /// Rows with equal values are in the tail with the share of them that fits in: ties count as though they were
  /// broken at random, which is the empirical multilinear copula. So each column's tail has exactly the weight q.
  ///
  /// - Parameter quantile: q, above 0 and at most ½.
  /// - Returns: nil without a row where neither value is NaN.
  /// - Precondition: Equally many values, fewer than 2^31.
  /// - Complexity: O(n): a radix sort of each column.
  /// - Source: H. Joe (1993), Journal of Multivariate Analysis 46(2), 262-282; C. Genest, J. G. Nešlehová and
  ///   B. Rémillard (2014), Bernoulli 20(3), 1344-1371, for ties.
  public static func coefficients(
    _ x: [Double], _ y: [Double], quantile: Double = quantile
  ) -> (lower: Double, upper: Double)? {
    coefficients(RankedPair(RankedColumn(x), RankedColumn(y)), quantile: quantile)
  }

  static func coefficients(
    _ pair: RankedPair, quantile: Double = quantile
  ) -> (lower: Double, upper: Double)? {
    precondition(0 < quantile && quantile <= 0.5)
    if pair.count == 0 { return nil }
    let rows = quantile * Double(pair.count)
    let (x, y) = (Tails(pair.x.counts, rows: rows), Tails(pair.y.counts, rows: rows))
    var (lower, upper) = (0.0, 0.0)
    pair.x.codes.withUnsafeBufferPointer { codesX in
      pair.y.codes.withUnsafeBufferPointer { codesY in
        for row in codesX.indices {
          let (a, b) = (codesX[row], codesY[row])
          if a <= x.lower.last && b <= y.lower.last { lower += x.lower.weight(a) * y.lower.weight(b) }
          if a >= x.upper.last && b >= y.upper.last { upper += x.upper.weight(a) * y.upper.weight(b) }
        }
      }
    }
    return (min(lower / rows, 1), min(upper / rows, 1))
  }

  /// The codes of a column's two tails: whole, but for the last one, of whose rows a share is in.
  private struct Tails {
    let lower: Tail
    let upper: Tail

    init(_ counts: [Int32], rows: Double) {
      lower = Tail(counts, counts.indices, rows)
      upper = Tail(counts, counts.indices.reversed(), rows)
    }
  }

  private struct Tail {
    let last: Int32
    let share: Double

    init(_ counts: [Int32], _ codes: some Sequence<Int>, _ rows: Double) {
      var left = rows
      for code in codes {
        let count = Double(counts[code])
        if count >= left {
          (last, share) = (Int32(code), left / count)
          return
        }
        left -= count
      }
      preconditionFailure("a tail has no more rows than the column")
    }

    func weight(_ code: Int32) -> Double { code == last ? share : 1 }
  }
}
