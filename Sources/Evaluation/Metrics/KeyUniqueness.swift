internal import Kernels
public import Tabular

/// Whether a column tells rows apart.
public enum KeyUniqueness {
  /// 1 less the share of rows whose value is missing or stands in an earlier row, too, in 0...1.
  ///
  /// - Returns: nil if the column has no rows.
  /// - Complexity: O(n).
  /// - Source: SDMetrics, metric of that name.
  public static func share(_ column: Column) -> Double? {
    if column.count == 0 { return nil }
    let rows = (0..<column.count).lazy.filter { column.validity?[$0] ?? true }
    let distinct =
      switch column.values {
      case .int64(let values): distinctCount(rows.map { UInt64(bitPattern: values[$0]) })
      // As one value -0 and 0, but not NaN and NaN.
      case .float64(let values):
        distinctCount(rows.filter { !values[$0].isNaN }.map { (values[$0] + 0).bitPattern })
      case .codes(let codes, let levels):
        Set(Set(rows.map { codes[$0] }).map { levels.string(Int($0)) }).count
      case .strings(let strings): Set(rows.map { strings.string($0) }).count
      }
    return Double(distinct) / Double(column.count)
  }

  private static func distinctCount(_ values: some Sequence<UInt64>) -> Int {
    var keys = Array(values)
    return keys.withUnsafeMutableBufferPointer { keys in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keys.count) {
        KernelSet.active.sort(keys, scratch: $0)
      }
      return KernelSet.active.distinctCount(UnsafeBufferPointer(keys))
    }
  }
}
