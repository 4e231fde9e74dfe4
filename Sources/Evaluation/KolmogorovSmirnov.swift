/// The two-sample Kolmogorov-Smirnov distance: the largest difference of two empirical distribution functions.
public enum KolmogorovSmirnov {
  /// sup_x |F(x) - G(x)|, in 0...1. NaN stands for missing and is left out; two empty samples are at distance
  /// 0, an empty and a non-empty one at 1.
  ///
  /// - Complexity: O(*n* log *n*).
  /// - Source: N. V. Smirnov (1939), Moscow University Mathematics Bulletin 2(2), 3-14.
  public static func distance(_ first: [Double], _ second: [Double]) -> Double {
    let a = first.filter { !$0.isNaN }.sorted()
    let b = second.filter { !$0.isNaN }.sorted()
    if a.isEmpty || b.isEmpty { return a.isEmpty && b.isEmpty ? 0 : 1 }
    var largest = 0.0
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      let x = min(a[i], b[j])
      while i < a.count, a[i] == x { i += 1 }
      while j < b.count, b[j] == x { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return largest
  }
}
