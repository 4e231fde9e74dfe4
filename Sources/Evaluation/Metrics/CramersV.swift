/// Cramér's V: how strongly two columns of levels depend on each other.
public enum CramersV {
  /// √(χ² / n / min(r - 1, c - 1)) of the columns' joint table, in 0...1: 0 for independent columns, 1 if one is a
  /// function of the other; levels that do not occur do not count. Without a correction, so independent columns have
  /// about √(max(r - 1, c - 1) / n) and not 0.
  ///
  /// - Parameters:
  ///   - first: Codes of the first column, below `count`.
  ///   - second: The same of the second column.
  /// - Returns: nil where a column does not vary.
  /// - Precondition: Equally many codes, from 0 up and below the counts.
  /// - Complexity: O(rows + cells); O(rows) past a million cells.
  /// - Source: H. Cramér (1946), Mathematical Methods of Statistics, 21.9.
  public static func association(
    _ first: (codes: [Int32], count: Int), _ second: (codes: [Int32], count: Int)
  ) -> Double? {
    let table = table(first, second)
    return association(table.real, cells: table.cells) { $0.real }
  }

  /// The same less what chance leaves: √(max(0, χ² / n - (r - 1)(c - 1) / (n - 1)) / min(r' - 1, c' - 1)) with
  /// r' = r - (r - 1)² / (n - 1), and c' likewise.
  ///
  /// - Returns: nil where a column does not vary, or there are so few rows that r' or c' is not above 1.
  /// - Source: W. Bergsma (2013), Journal of the Korean Statistical Society 42(3), 323-328.
  public static func biasCorrected(
    _ first: (codes: [Int32], count: Int), _ second: (codes: [Int32], count: Int)
  ) -> Double? {
    let table = table(first, second)
    let occupied = table.real.occupied
    if min(occupied.rows, occupied.columns) < 2 { return nil }
    let (r, c) = (Double(occupied.rows), Double(occupied.columns))
    let n = Double(table.real.total)
    let share = meanSquareContingency(table.real, cells: table.cells) { $0.real }
    let corrected = max(0, share - (r - 1) * (c - 1) / (n - 1))
    let least = min(r - (r - 1) * (r - 1) / (n - 1), c - (c - 1) * (c - 1) / (n - 1)) - 1
    return least > 0 ? min((corrected / least).squareRoot(), 1) : nil
  }

  static func association(
    _ margins: JointTable.Margins, cells: [JointTable.Cell], _ count: (JointTable.Cell) -> UInt32
  ) -> Double? {
    let occupied = margins.occupied
    let least = min(occupied.rows, occupied.columns) - 1
    if least < 1 { return nil }
    return min((meanSquareContingency(margins, cells: cells, count) / Double(least)).squareRoot(), 1)
  }

  /// χ² / n = Σ n_ab² / (n_a n_b) - 1, as Σ n_ab (n_ab n - n_a n_b) / (n n_a n_b), whose terms do not cancel so.
  private static func meanSquareContingency(
    _ margins: JointTable.Margins, cells: [JointTable.Cell], _ count: (JointTable.Cell) -> UInt32
  ) -> Double {
    let n = Double(margins.total)
    var sum = 0.0
    for cell in cells {
      let own = Double(count(cell))
      if own == 0 { continue }
      let expected = Double(margins.rows[Int(cell.row)]) * Double(margins.columns[Int(cell.column)])
      sum += own / n * (own * n - expected) / expected
    }
    return max(sum, 0)
  }

  private static func table(
    _ first: (codes: [Int32], count: Int), _ second: (codes: [Int32], count: Int)
  ) -> JointTable {
    JointTable(
      CodedColumn((first.codes, [], first.count)), CodedColumn((second.codes, [], second.count)))
  }
}
