/// How many rows of a column have levels that a real column knows.
public enum CategoryAdherence {
  /// The share of the synthetic rows whose level occurs in the real table, in 0...1. Missing is a level: it is known
  /// if the real table lacks values.
  ///
  /// - Parameters:
  ///   - real: Rows of the real table per level, first the missing ones, as `ColumnCounts` has them.
  ///   - synthetic: The same of the synthetic table.
  /// - Returns: nil if the synthetic table has no rows.
  /// - Precondition: Equally many counts.
  /// - Complexity: O(levels).
  /// - Source: SDMetrics, metric of that name.
  public static func share(real: [Int], synthetic: [Int]) -> Double? {
    precondition(real.count == synthetic.count)
    let (known, all) = zip(real, synthetic).reduce((0, 0)) { sums, counts in
      (sums.0 + (counts.0 > 0 ? counts.1 : 0), sums.1 + counts.1)
    }
    return all > 0 ? Double(known) / Double(all) : nil
  }
}
