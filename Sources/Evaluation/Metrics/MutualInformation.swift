#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Mutual information: how much one column tells of the other, whatever the form of their dependence.
public enum MutualInformation {
  /// In bits, and as a share of the columns' entropies.
  public struct Value: Sendable, Hashable {
    /// I = Σ p_ab log₂(p_ab / (p_a p_b)) of the shares of the cells of the columns' joint table; 0 for independent
    /// columns, at most either column's entropy. Estimated from shares as they are, so that independent columns have
    /// about (r - 1)(c - 1) / (2 n ln 2) and not 0.
    public var bits: Double
    /// 2 I / (H_a + H_b), I over the mean of the columns' entropies, in 0...1: 1 if each is a function of the other.
    /// nil if neither column varies.
    public var normalized: Double?
  }

  /// - Parameters:
  ///   - first: Codes of the first column, below `count`.
  ///   - second: The same of the second column.
  /// - Returns: nil without rows.
  /// - Precondition: Equally many codes, from 0 up and below the counts.
  /// - Complexity: O(rows + cells); O(rows) past a million cells.
  /// - Source: C. E. Shannon (1948), Bell System Technical Journal 27, 379-423; G. A. Miller (1955) for the bias;
  ///   N. X. Vinh, J. Epps and J. Bailey (2010), Journal of Machine Learning Research 11, 2837-2854, for
  ///   normalisations.
  public static func value(
    _ first: (codes: [Int32], count: Int), _ second: (codes: [Int32], count: Int)
  ) -> Value? {
    let table = JointTable(
      CodedColumn((first.codes, [], first.count)), CodedColumn((second.codes, [], second.count)))
    return value(table.real, cells: table.cells) { $0.real }
  }

  static func value(
    _ margins: JointTable.Margins, cells: [JointTable.Cell], _ count: (JointTable.Cell) -> UInt32
  ) -> Value? {
    let n = Double(margins.total)
    if n == 0 { return nil }
    var sum = 0.0
    for cell in cells {
      let own = Double(count(cell))
      if own == 0 { continue }
      let expected = Double(margins.rows[Int(cell.row)]) * Double(margins.columns[Int(cell.column)])
      sum += own * log2(own * n / expected)
    }
    let bits = max(sum / n, 0)
    let entropies = entropy(margins.rows, n) + entropy(margins.columns, n)
    return Value(bits: bits, normalized: entropies > 0 ? min(2 * bits / entropies, 1) : nil)
  }

  private static func entropy(_ counts: [Int], _ n: Double) -> Double {
    var sum = 0.0
    for count in counts where count > 0 { sum -= Double(count) / n * log2(Double(count) / n) }
    return sum
  }
}
