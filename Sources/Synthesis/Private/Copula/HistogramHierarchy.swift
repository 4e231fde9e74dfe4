internal import Privacy

/// A long histogram counted at several widths of cells, so that sums over long stretches have little noise.
///
/// The groups of a level are 16 of the level below; all levels are measured at the same cost, and what they say is brought
/// together: upwards each group's count is the mean of its own and of its parts', weighted by their precision; downwards
/// what the parts miss of their group is shared out among them. The result is the least-squares estimate.
///
/// Sources: M. Hay, V. Rastogi, G. Miklau, D. Suciu (2010), "Boosting the accuracy of differentially private histograms
/// through consistency", PVLDB 3(1); W. Qardaji, W. Yang, N. Li (2013), "Understanding hierarchical methods for
/// differentially private histograms", PVLDB 6(14), for the width of 16.
package struct HistogramHierarchy {
  static let width = 16
  /// From so many cells on it has less noise than one histogram at the whole cost.
  static let leastCells = 1024

  /// For each level above the cells, the group of each cell; the last level has at most 16 groups of values.
  package let levels: [[UInt16]]

  /// - Parameter firstValue: 1 if cell 0 is that of missing values, which is a group of its own on each level.
  package init(cells: Int, firstValue: Int) {
    var levels: [[UInt16]] = []
    var size = 1
    while (cells - firstValue + size - 1) / size > HistogramHierarchy.width {
      size *= HistogramHierarchy.width
      levels.append(
        (0..<cells).map { $0 < firstValue ? UInt16($0) : UInt16(firstValue + ($0 - firstValue) / size) })
    }
    self.levels = levels
  }

  /// - Parameter counts: Of the cells, then of each level's groups, each with the variance of its noise.
  /// - Returns: The counts of the cells, and the variance of their sum.
  package static func consistent(_ counts: [(values: [Double], variance: Double)], levels: [[UInt16]]) -> (
    values: [Double], totalVariance: Double
  ) {
    var estimates = [counts[0].values]
    var variances = [[Double](repeating: counts[0].variance, count: counts[0].values.count)]
    // The group, on the next level, of each group of a level.
    var parents: [[Int]] = []
    for level in 1..<counts.count {
      let below = estimates[level - 1]
      var parent = [Int](repeating: 0, count: below.count)
      for cell in levels[level - 1].indices {
        let own = level == 1 ? cell : Int(levels[level - 2][cell])
        parent[own] = Int(levels[level - 1][cell])
      }
      var (sums, spread) = (
        [Double](repeating: 0, count: counts[level].values.count),
        [Double](repeating: 0, count: counts[level].values.count)
      )
      for (index, group) in parent.enumerated() {
        sums[group] += below[index]
        spread[group] += variances[level - 1][index]
      }
      let own = counts[level].variance
      estimates.append(
        sums.indices.map {
          (counts[level].values[$0] * spread[$0] + sums[$0] * own) / (spread[$0] + own)
        })
      variances.append(spread.map { $0 * own / ($0 + own) })
      parents.append(parent)
    }
    let totalVariance = variances[variances.count - 1].reduce(0, +)
    for level in stride(from: counts.count - 1, to: 0, by: -1) {
      let parent = parents[level - 1]
      var (sums, spread) = (
        [Double](repeating: 0, count: estimates[level].count),
        [Double](repeating: 0, count: estimates[level].count)
      )
      for (index, group) in parent.enumerated() {
        sums[group] += estimates[level - 1][index]
        spread[group] += variances[level - 1][index]
      }
      for (index, group) in parent.enumerated() {
        estimates[level - 1][index] +=
          (estimates[level][group] - sums[group]) * variances[level - 1][index] / spread[group]
      }
    }
    return (estimates[0], totalVariance)
  }
}
