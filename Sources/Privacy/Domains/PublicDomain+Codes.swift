public import Tabular

extension PublicDomain {
  /// The cell of each of a column's values.
  ///
  /// A function of each row alone, so that one row more is one code more and changes no other. It cannot fail: numbers
  /// outside the bounds are moved to the nearer one; a missing value, a number that is none, a level that is not listed,
  /// and every value of a column that is stored otherwise, go to the cell `unfitCell` (unlisted levels to that of others,
  /// if there is one).
  ///
  /// - Complexity: O(rows log(cells)), and O(levels) for columns of levels.
  public func codes(of column: Column) -> [UInt16] {
    var codes: [UInt16]
    let unfit = UInt16(unfitCell)
    switch (cells, column.values) {
    case (.integers(let lower, let maximum), .int64(let values)):
      codes = PublicDomain.places(of: values, lower: lower, maximum: maximum, first: UInt16(firstValue))
    case (.reals(let lower, _), .float64(let values)):
      let first = UInt16(firstValue)
      codes = values.map { $0.isNaN ? unfit : first + UInt16(PublicDomain.place(of: $0, in: lower)) }
    case (.levels(let levels, _), .codes(let stored, let names)):
      let map = self.map(names, levels: levels)
      codes = map.isEmpty ? [UInt16](repeating: unfit, count: stored.count) : stored.map { map[Int($0)] }
    default: codes = [UInt16](repeating: unfit, count: column.count)
    }
    if let validity = column.validity {
      for row in codes.indices where !validity[row] { codes[row] = unfit }
    }
    return codes
  }

  private static func places(of values: [Int64], lower: [Int64], maximum: Int64, first: UInt16) -> [UInt16] {
    let minimum = lower[0]
    let (range, overflow) = maximum.subtractingReportingOverflow(minimum)
    // One cell for each number.
    if !overflow, range == Int64(lower.count - 1) {
      return values.map { first + UInt16(truncatingIfNeeded: min(max($0, minimum), maximum) &- minimum) }
    }
    return values.map { first + UInt16(place(of: $0, in: lower)) }
  }

  /// The last cell whose lower bound is not above the value; the first one if there is none.
  @inline(__always) private static func place<Value: Comparable>(of value: Value, in lower: [Value]) -> Int {
    lower.withUnsafeBufferPointer { lower in
      var (base, length) = (0, lower.count)
      while length > 1 {
        let half = length / 2
        base = lower[base + half] <= value ? base + half : base
        length -= half
      }
      return base
    }
  }

  /// The cell of each of `names`.
  private func map(_ names: StringArray, levels: [String]) -> [UInt16] {
    var cells: [[UInt8]: UInt16] = [:]
    for (index, level) in levels.enumerated() {
      cells[ignoresCase ? level.utf8.map(\.lowercased) : Array(level.utf8)] = UInt16(firstValue + index)
    }
    let unlisted = UInt16(otherLevel.map { firstValue + $0 } ?? unfitCell)
    return names.indices.map { name in
      cells[ignoresCase ? names[name].map(\.lowercased) : Array(names[name])] ?? unlisted
    }
  }
}

extension UInt8 {
  /// An ASCII capital letter as its small one.
  fileprivate var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
