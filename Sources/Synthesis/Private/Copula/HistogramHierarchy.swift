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
    var ancestry: [[Int]] = []
    for level in 1..<counts.count {
      let below = estimates[level - 1]
      let parent = parents(of: level - 1, count: below.count, levels: levels)
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
      ancestry.append(parent)
    }
    let totalVariance = variances[variances.count - 1].reduce(0, +)
    for level in stride(from: counts.count - 1, to: 0, by: -1) {
      let parent = ancestry[level - 1]
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
  /// The group, on the next level, of each of `count` groups of a level.
  private static func parents(of level: Int, count: Int, levels: [[UInt16]]) -> [Int] {
    var parents = [Int](repeating: 0, count: count)
    for cell in levels[level].indices {
      parents[level == 0 ? cell : Int(levels[level - 1][cell])] = Int(levels[level][cell])
    }
    return parents
  }

  /// Counts without negative ones, of sum `total`: from the last level down the groups of each are brought to their own
  /// group's count, so that noise in long stretches without rows does not add up.
  ///
  /// - Parameters:
  ///   - cells: Of the cells, smoothed perhaps.
  ///   - estimates: Consistent ones, of which the levels' counts are made.
  package static func projected(
    _ cells: [Double], estimates: [Double], levels: [[UInt16]], total: Double
  ) -> [Double] {
    var counts = [cells]
    for level in levels {
      var sums = [Double](repeating: 0, count: Int(level.max() ?? 0) + 1)
      for (cell, group) in level.enumerated() { sums[Int(group)] += estimates[cell] }
      counts.append(sums)
    }
    counts[levels.count] = projectedOnSimplex(counts[levels.count], total: total)
    for level in stride(from: levels.count - 1, through: 0, by: -1) {
      var members = [[Int]](repeating: [], count: counts[level + 1].count)
      for (index, parent) in parents(of: level, count: counts[level].count, levels: levels).enumerated() {
        members[parent].append(index)
      }
      for (parent, members) in members.enumerated() {
        let mass = counts[level + 1][parent]
        let own =
          mass > 0
          ? projectedOnSimplex(members.map { counts[level][$0] }, total: mass) : members.map { _ in 0 }
        for (index, count) in zip(members, own) { counts[level][index] = count }
      }
    }
    return counts[0]
  }
}
