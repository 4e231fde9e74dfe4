internal import Kernels

/// How like the joint distribution of two columns in a real table that in another one is.
public enum ContingencySimilarity {
  /// 1 - ½ Σ |p_ab - q_ab| over the cells of the columns' joint table, 1 less their total variation distance, in
  /// 0...1. With as few rows as cells it is far below 1 for two samples of one distribution, too.
  ///
  /// - Parameters:
  ///   - first: Codes of the first column in both tables, in common levels below `count`; missing is a level.
  ///   - second: The same of the second column.
  /// - Returns: nil if a table has no rows.
  /// - Precondition: All codes are from 0 up and below the counts.
  /// - Complexity: O(rows + cells); O(rows) past a million cells.
  public static func similarity(
    _ first: (real: [Int32], synthetic: [Int32], count: Int),
    _ second: (real: [Int32], synthetic: [Int32], count: Int)
  ) -> Double? {
    similarity(JointTable(CodedColumn(first), CodedColumn(second)))
  }

  static func similarity(_ table: JointTable) -> Double? {
    let (n, m) = (Double(table.real.total), Double(table.synthetic.total))
    if n == 0 || m == 0 { return nil }
    var sum = 0.0
    for cell in table.cells { sum += abs(Double(cell.real) / n - Double(cell.synthetic) / m) }
    return max(1 - sum / 2, 0)
  }

  /// Numbers as codes of bins as SDMetrics makes them of a column that it is told is continuous: ten bins of equal
  /// width from the real table's least to its greatest value, the outer ones without end; NaN is a code of its own.
  ///
  /// - Source: SDMetrics 0.32, `ContingencySimilarity` with `continuous_column_names`; numpy, `histogram_bin_edges`.
  public static func sdmetricsBins(
    real: [Double], synthetic: [Double]
  ) -> (real: [Int32], synthetic: [Int32], count: Int) {
    let range = ValueRange(real)
    var (low, high) = (range.low, range.high)
    if range.count == 0 { (low, high) = (0, 1) }
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    let width = (high - low) / 10
    let edges = (1..<10).map { low + Double($0) * width }
    func codes(_ values: [Double]) -> [Int32] {
      values.map { value in value.isNaN ? 10 : Int32(edges.count { $0 <= value }) }
    }
    return (codes(real), codes(synthetic), 11)
  }
}

extension CodedColumn {
  init(_ codes: (real: [Int32], synthetic: [Int32], count: Int)) {
    for column in [codes.real, codes.synthetic] {
      precondition(column.allSatisfy { 0 <= $0 && Int($0) < codes.count })
    }
    self.init(real: .words(codes.real), synthetic: .words(codes.synthetic), count: codes.count, binned: false)
  }
}
