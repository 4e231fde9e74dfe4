/// The area under the ROC curve of some scores: the probability that a positive row's score is above a negative
/// one's, ties counted half.
public struct ROCCurve: Sendable, Hashable {
  /// 0 to 1; 0.5 for scores that say nothing.
  public let area: Double
  /// DeLong's estimate of the area's variance; 0 where a class has one row only or the classes are apart.
  public let variance: Double
  public let positives: Int
  public let negatives: Int

  /// The curve of scores of positive and of negative rows.
  ///
  /// The area is Mann-Whitney's statistic over the number of pairs. With V(x) the share of negatives below a
  /// positive's score x, and W(y) the share of positives above a negative's score y, ties half, its variance is
  /// var(V) / positives + var(W) / negatives.
  ///
  /// - Returns: `nil` if a class is empty.
  /// - Precondition: No score is NaN.
  /// - Complexity: O(n log n).
  /// - Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (1988), Biometrics 44(3), 837-845.
  public init?(positives: [Double], negatives: [Double]) {
    if positives.isEmpty || negatives.isEmpty { return nil }
    let (above, below) = (positives.sorted(), negatives.sorted())
    precondition(!(above.last!.isNaN || below.last!.isNaN || above[0].isNaN || below[0].isNaN))
    let (m, n) = (Double(above.count), Double(below.count))
    var (i, j) = (0, 0)
    // Sums of squares of V and W about one half, where they lose no digits.
    var (sumV, squaresV, sumW, squaresW) = (0.0, 0.0, 0.0, 0.0)
    while i < above.count || j < below.count {
      let score =
        i == above.count ? below[j] : j == below.count ? above[i] : Swift.min(above[i], below[j])
      let (startI, startJ) = (i, j)
      while i < above.count && above[i] == score { i += 1 }
      while j < below.count && below[j] == score { j += 1 }
      let (tiedI, tiedJ) = (Double(i - startI), Double(j - startJ))
      let v = (Double(startJ) + tiedJ / 2) / n - 0.5
      let w = (m - Double(i) + tiedI / 2) / m - 0.5
      sumV += tiedI * v
      squaresV += tiedI * v * v
      sumW += tiedJ * w
      squaresW += tiedJ * w * w
    }
    area = Swift.min(Swift.max(sumV / m + 0.5, 0), 1)
    func part(_ sum: Double, _ squares: Double, _ count: Double) -> Double {
      count > 1 ? Swift.max(0, (squares - sum * sum / count) / (count - 1) / count) : 0
    }
    variance = part(sumV, squaresV, m) + part(sumW, squaresW, n)
    (self.positives, self.negatives) = (above.count, below.count)
  }

  /// The curve of scores with labels: 1 is positive, all else negative.
  public init?(scores: [Double], labels: [Double]) {
    precondition(scores.count == labels.count)
    var (positives, negatives): ([Double], [Double]) = ([], [])
    for (score, label) in zip(scores, labels) {
      if label == 1 { positives.append(score) } else { negatives.append(score) }
    }
    self.init(positives: positives, negatives: negatives)
  }
}

extension AreaUnderCurve {
  /// The mean of the areas of a cross-validation's folds, with its 95 % interval.
  ///
  /// The interval is the mean ± 1.96 standard errors within 0...1. The variance is the sum of the folds' DeLong
  /// variances over the squared number of folds: folds are tested on rows of their own, and what their training sets
  /// share is left out, as in the source. Where all folds are separated completely that variance is zero; the bound is
  /// then Wilson's for as many successes in a row as the smaller class has rows.
  ///
  /// - Precondition: At least one curve.
  /// - Source: E. LeDell, M. Petersen, M. van der Laan (2015), Electronic Journal of Statistics 9(1), 1583-1607.
  init(folds: [ROCCurve], rows: Int) {
    precondition(!folds.isEmpty)
    let count = Double(folds.count)
    let mean = folds.reduce(0) { $0 + $1.area } / count
    let error = folds.reduce(0) { $0 + $1.variance }.squareRoot() / count
    let z = 1.959963984540054
    var (low, high) = (max(0, mean - z * error), min(1, mean + z * error))
    let smaller = Double(
      min(folds.reduce(0) { $0 + $1.positives }, folds.reduce(0) { $0 + $1.negatives }))
    if error == 0, mean == 1 { low = smaller / (smaller + z * z) }
    if error == 0, mean == 0 { high = z * z / (smaller + z * z) }
    self.init(value: mean, low: low, high: high, rows: rows)
  }
}
