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

  /// The total variation distance of the joint tables of two columns.
  static func jointDistance(_ a: CommonBins, _ b: CommonBins) -> Double {
    // Tables of many levels are nearly empty: past a million cells only those that occur are kept.
    if a.count * b.count > 1 << 20 {
      var cells: [Int: Int] = [:]
      func codes(_ first: [Int32], _ second: [Int32]) -> [Int] {
        zip(first, second).map { pair in
          cells[Int(pair.0) * b.count + Int(pair.1), default: cells.count]
        }
      }
      for (first, second) in [(a.real, b.real), (a.synthetic, b.synthetic)] {
        for (x, y) in zip(first, second) {
          let key = Int(x) * b.count + Int(y)
          if cells[key] == nil { cells[key] = cells.count }
        }
      }
      func counts(_ first: [Int32], _ second: [Int32]) -> [Int] {
        var counts = [Int](repeating: 0, count: cells.count)
        for cell in codes(first, second) { counts[cell] += 1 }
        return counts
      }
      return TotalVariation.distance(counts(a.real, b.real), counts(a.synthetic, b.synthetic))
    }
    func counts(_ first: [Int32], _ second: [Int32]) -> [Int] {
      var counts = [Int](repeating: 0, count: a.count * b.count)
      for (x, y) in zip(first, second) { counts[Int(x) * b.count + Int(y)] += 1 }
      return counts
    }
    return TotalVariation.distance(counts(a.real, b.real), counts(a.synthetic, b.synthetic))
  }
}
