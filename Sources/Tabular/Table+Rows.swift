extension Table {
  /// The rows at `indices`, in that order; a row may come more than once.
  ///
  /// - Precondition: Every index is a row of the table.
  /// - Complexity: O(indices * columns).
  public func rows(_ indices: [Int32]) -> Table {
    Table(schema: schema, rowCount: indices.count, columns: columns.map { $0.rows(indices) })
  }
}

extension Column {
  /// The values at `indices`, in that order. - Complexity: O(indices), and the length of the strings.
  public func rows(_ indices: [Int32]) -> Column {
    func gathered<Value>(_ values: [Value]) -> [Value] {
      values.withUnsafeBufferPointer { values in indices.map { values[Int($0)] } }
    }
    let picked: Values
    switch values {
    case .int64(let values): picked = .int64(gathered(values))
    case .float64(let values): picked = .float64(gathered(values))
    case .codes(let codes, let levels): picked = .codes(gathered(codes), levels: levels)
    case .strings(let strings): picked = .strings(StringArray(indices.map { strings.string(Int($0)) }))
    }
    return Column(
      picked,
      validity: validity.map { validity in Bitmap(count: indices.count) { validity[Int(indices[$0])] } })
  }
}
