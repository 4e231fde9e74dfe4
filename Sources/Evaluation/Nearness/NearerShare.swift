/// The share of rows that are nearer to one of two reference samples of equal size than to the other, ties half, with
/// its 95 % interval.
///
/// If nothing depends on which of the reference rows were in which sample, each is the nearest of either kind as often,
/// so the share is 1/2 on average, whatever the sizes of the tables that the samples come from.
///
/// The rows do not vote independently: all that lie nearest to one reference row vote alike. So the share is taken as
/// A / (A + B), A and B being sums over the rows of the samples of how many rows each is nearest to, and its variance
/// is that of a ratio of two such sums: ((1 - p)^2 Var A + p^2 Var B) / (A + B)^2. The interval is Wilson's (1927) with
/// the number of independent votes that have this variance; where all votes agree, with Kish's (1965) effective number
/// of the voting reference rows.
package struct NearerShare {
  package let share: Double
  package let low: Double
  package let high: Double

  /// - Parameters:
  ///   - first: for each row, the nearest of the first sample, and its distance.
  ///   - second: the same of the second sample.
  ///   - size: how many rows each of the samples has.
  /// - Precondition: At least one row.
  package init(first: [NearestRecord.Match], second: [NearestRecord.Match], size: Int) {
    precondition(first.count == second.count && !first.isEmpty && size > 0)
    var votes = [[Double](repeating: 0, count: size), [Double](repeating: 0, count: size)]
    for (a, b) in zip(first, second) {
      let (i, j) = (a.index!, b.index!)
      if a.distance <= b.distance { votes[0][i] += a.distance < b.distance ? 1 : 0.5 }
      if b.distance <= a.distance { votes[1][j] += b.distance < a.distance ? 1 : 0.5 }
    }
    let (n, total) = (Double(size), Double(first.count))
    let sums = votes.map { $0.reduce(0, +) }
    let share = sums[0] / total
    self.share = share
    let variances = zip(votes, sums).map { votes, sum in
      votes.reduce(0) { $0 + ($1 - sum / n) * ($1 - sum / n) } * n / max(1, n - 1)
    }
    let variance =
      ((1 - share) * (1 - share) * variances[0] + share * share * variances[1]) / (total * total)
    var effective = share * (1 - share) / variance
    if !effective.isFinite || effective <= 0 {
      effective = total * total / votes.joined().reduce(0) { $0 + $1 * $1 }
    }
    let z = 1.959963984540054
    let centre = (share + z * z / (2 * effective)) / (1 + z * z / effective)
    let half =
      z / (1 + z * z / effective)
      * (share * (1 - share) / effective + z * z / (4 * effective * effective)).squareRoot()
    (low, high) = (max(0, centre - half), min(1, centre + half))
  }
}
