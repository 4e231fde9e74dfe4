/// How many levels of a real column another one has.
public enum CategoryCoverage {
  /// The share of the levels in the real table that occur in the synthetic one, too, in 0...1, common and rare ones
  /// alike; missing is no level here. Levels that are listed but do not occur do not count.
  ///
  /// - Parameters:
  ///   - real: Rows of the real table per level, first the missing ones, as `ColumnCounts` has them.
  ///   - synthetic: The same of the synthetic table.
  /// - Returns: nil if no level occurs in the real table.
  /// - Precondition: Equally many counts.
  /// - Complexity: O(levels).
  /// - Source: SDMetrics, metric of that name.
  public static func share(real: [Int], synthetic: [Int]) -> Double? {
    precondition(real.count == synthetic.count)
    let levels = zip(real, synthetic).dropFirst().filter { $0.0 > 0 }
    return levels.isEmpty ? nil : Double(levels.count { $0.1 > 0 }) / Double(levels.count)
  }
}
