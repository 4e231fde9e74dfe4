/// A column of two tables as codes on common bins, so that one outlier does not move every bin.
struct CommonBins: Sendable {
  let real: [Int32]
  let synthetic: [Int32]
  let count: Int

  static let bins = 10

  init(_ column: AlignedColumn) {
    switch column {
    case .levels(let real, let synthetic, let count):
      (self.real, self.synthetic, self.count) = (real, synthetic, count)
    case .numbers(let real, let synthetic):
      var low = Double.infinity
      var high = -Double.infinity
      for value in real where !value.isNaN {
        low = min(low, value)
        high = max(high, value)
      }
      let width = high > low ? (high - low) / Double(CommonBins.bins) : 1
      func codes(_ values: [Double]) -> [Int32] {
        values.map { value in
          if value.isNaN { return 0 }
          if value < low { return 1 }
          if value > high { return Int32(CommonBins.bins) + 2 }
          return Int32(min(Double(CommonBins.bins) - 1, (value - low) / width)) + 2
        }
      }
      self.real = codes(real)
      self.synthetic = codes(synthetic)
      count = CommonBins.bins + 3
    }
  }

  static func jointCounts(_ a: [Int32], _ b: [Int32], _ rows: Int, _ columns: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: rows * columns)
    for (first, second) in zip(a, b) { counts[Int(first) * columns + Int(second)] += 1 }
    return counts
  }
}
