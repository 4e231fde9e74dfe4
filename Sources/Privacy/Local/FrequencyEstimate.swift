#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How many rows truly have each level, from randomised ones: without bias.
public struct FrequencyEstimate: Sendable, Hashable {
  /// Estimates of the true counts; they can be below 0 or above the number of rows.
  public let counts: [Double]
  /// Unbiased estimates of the variance that the randomisation gives each count.
  public let variances: [Double]
  /// Rows.
  public let total: Int

  package init(counts: [Double], variances: [Double], total: Int) {
    self.counts = counts
    self.variances = variances
    self.total = total
  }

  /// `counts` / `total`.
  public var shares: [Double] { counts.map { $0 / Double(max(1, total)) } }

  /// The standard error of each share, of the randomisation alone: it says how far the share of these rows is known, not
  /// that of a population they were sampled from.
  public var standardErrors: [Double] {
    variances.map { max(0, $0).squareRoot() / Double(max(1, total)) }
  }

  /// The shares that are nearest to the estimates among those that are shares: none below 0, with sum 1.
  ///
  /// One number is taken from all estimates and what is then below 0 becomes 0 ("norm-sub": Wang et al. 2020, "Locally
  /// differentially private frequency estimation with consistency"). Good to show; biased, so not to be averaged or
  /// added up over groups.
  public var projectedShares: [Double] {
    projectedOnSimplex(shares, total: 1)
  }
}

extension RandomizedResponse {
  /// The true counts of the levels, from those of releases:
  ///
  ///     n_v = (c_v - n q) / (p - q)
  ///
  /// Unbiased; the estimates sum to n. Each row that had none of the levels counts 1/k for each of them.
  ///
  /// - Parameter counts: How many releases are each level; `levelCount` of them.
  public func estimate(counts: [Int]) -> FrequencyEstimate {
    precondition(counts.count == levelCount)
    let total = counts.reduce(0, +)
    let (hit, miss) = weights
    let estimates = counts.map { Double($0) * hit + Double(total - $0) * miss }
    // A row's part of the estimate is `hit` or `miss` with mean 1 or 0, so its variance is its mean square less that.
    let variances = zip(counts, estimates).map { count, estimate in
      Double(count) * hit * hit + Double(total - count) * miss * miss - estimate
    }
    return FrequencyEstimate(counts: estimates, variances: variances, total: total)
  }

  /// The variance of the estimate of a level that `count` of `total` rows truly have:
  /// [n_v p (1 - p) + (n - n_v) q (1 - q)] / (p - q)².
  public func variance(count: Double, total: Double) -> Double {
    (count * truth * (1 - truth) + (total - count) * other * (1 - other)) / (keep * keep)
  }

  /// What a row adds to the estimate of the level it shows, (1 - q) / (p - q), and to that of each other one,
  /// -q / (p - q).
  public var weights: (hit: Double, miss: Double) { ((1 - other) / keep, -other / keep) }

  /// The inverse of the matrix of P[y = column | x = row]: (I - q J) / (p - q), J all ones.
  public var inverse: [[Double]] {
    let (hit, miss) = weights
    return (0..<levelCount).map { row in (0..<levelCount).map { $0 == row ? hit : miss } }
  }

  /// The true counts of pairs of levels, from those of releases of two columns that were randomised independently, each
  /// at its own ε: P_a^-1 ⊗ P_b^-1 applied to the table.
  ///
  /// Unbiased; the estimates sum to n. Variances multiply: they are far above those of either column.
  ///
  /// - Parameter table: Row-major, the releases of this column by those of `other`.
  public func jointEstimate(with second: RandomizedResponse, table: [Int]) -> FrequencyEstimate {
    let (rows, columns) = (levelCount, second.levelCount)
    precondition(table.count == rows * columns)
    func transform(_ a: (hit: Double, miss: Double), _ b: (hit: Double, miss: Double)) -> [Double] {
      // hit c + miss (sum - c) along each axis.
      var half = table.map(Double.init)
      for row in 0..<rows {
        let line = row * columns..<(row + 1) * columns
        let sum = half[line].reduce(0, +)
        for cell in line { half[cell] = (b.hit - b.miss) * half[cell] + b.miss * sum }
      }
      for column in 0..<columns {
        let cells = stride(from: column, to: rows * columns, by: columns)
        let sum = cells.reduce(0) { $0 + half[$1] }
        for cell in cells { half[cell] = (a.hit - a.miss) * half[cell] + a.miss * sum }
      }
      return half
    }
    let (a, b) = (weights, second.weights)
    let estimates = transform(a, b)
    let squares = transform((a.hit * a.hit, a.miss * a.miss), (b.hit * b.hit, b.miss * b.miss))
    return FrequencyEstimate(
      counts: estimates, variances: zip(squares, estimates).map { $0 - $1 }, total: table.reduce(0, +))
  }
}
