/// Rows taken evenly from a table: the order of levels needs no more than these.
struct RowSample: Sendable {
  static let mostRows = 1 << 18

  let rowCount: Int
  let step: Int

  /// All rows.
  init(allOf rowCount: Int) {
    self.rowCount = rowCount
    step = 1
  }

  /// At most `mostRows` rows.
  init(evenlyFrom rowCount: Int) {
    self.rowCount = rowCount
    step = max(1, (rowCount + Self.mostRows - 1) / Self.mostRows)
  }

  var count: Int { (rowCount + step - 1) / step }

  /// `value(row)` of each row of the sample.
  func map<Value: BitwiseCopyable>(_ value: (Int) -> Value) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { values, initialized in
      for k in 0..<count { values.initializeElement(at: k, to: value(k * step)) }
      initialized = count
    }
  }
}
