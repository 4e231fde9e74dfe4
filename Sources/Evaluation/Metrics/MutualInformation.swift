internal import Kernels

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
    let sum = weightedLogarithms(cells.count) { index in
      let cell = cells[index]
      let own = Double(count(cell))
      let expected = Double(margins.rows[Int(cell.row)]) * Double(margins.columns[Int(cell.column)])
      return (own, own == 0 ? 1 : own * n / expected)
    }
    let nats = max(sum / n, 0)
    let entropies = entropy(margins.rows, n) + entropy(margins.columns, n)
    return Value(
      bits: nats / KernelSet.active.logarithm(of: 2),
      normalized: entropies > 0 ? min(2 * nats / entropies, 1) : nil)
  }

  /// In nats.
  private static func entropy(_ counts: [Int], _ n: Double) -> Double {
    -weightedLogarithms(counts.count) {
      let share = Double(counts[$0]) / n
      return (share, share == 0 ? 1 : share)
    }
  }

  /// Σ w ln x of the terms in order.
  private static func weightedLogarithms(
    _ count: Int, _ term: (Int) -> (weight: Double, x: Double)
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * block) { buffer in
      var sum = 0.0
      for start in stride(from: 0, to: count, by: block) {
        let size = min(block, count - start)
        let logarithms = UnsafeMutableBufferPointer(rebasing: buffer[..<size])
        let weights = UnsafeMutableBufferPointer(rebasing: buffer[block..<block + size])
        for place in 0..<size { (weights[place], logarithms[place]) = term(start + place) }
        KernelSet.active.logarithm(logarithms)
        for place in 0..<size { sum += weights[place] * logarithms[place] }
      }
      return sum
    }
  }

  /// Terms at a time, which stay in the first-level cache and on the stack.
  private static let block = 64
}
