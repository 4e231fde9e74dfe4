public import Tabular

extension Table {
  /// The values of some columns as one key a row: rows that agree in them have equal keys; `nil` where one is missing.
  public func keys(of columns: [Int]) -> [UInt64?] {
    let rows = RowKeys(self, columns)
    return rows.keys.indices.map { rows.present?[$0] ?? true ? rows.keys[$0] : nil }
  }
}

extension BoundRule {
  /// The nearest value that keeps to the steps of an `increments` rule; as it was for other rules, and where there is none.
  public func nearestStep(_ value: Int64) -> Int64 {
    guard case .steps(_, .exact(let factor, let start, let step)) = check else { return value }
    // Whole steps of the column's own unit.
    let offset = Int128(value) * factor - start
    let down = offset >= 0 ? offset / step : (offset - step + 1) / step
    let near = (offset - down * step) * 2 >= step ? down + 1 : down
    for steps in [near, down, down + 1] where (steps * step + start) % factor == 0 {
      return Int64(exactly: (steps * step + start) / factor) ?? value
    }
    return value
  }

  public func nearestStep(_ value: Double) -> Double {
    guard case .steps(_, .real(let start, let step)) = check else { return value }
    return start + ((value - start) / step).rounded() * step
  }
}
