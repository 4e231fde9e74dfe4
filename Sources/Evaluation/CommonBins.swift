internal import Kernels
internal import Tabular

/// Bins of equal width over the real table's range, so that one outlier of another table does not move every bin.
struct CommonBins: Sendable {
  static let bins = 10
  /// Missing is 0, 1 lies below the real range, the last above it.
  static let count = bins + 3

  let low: Double
  let high: Double
  let width: Double

  /// Without a real value everything lies below.
  init(low: Double, high: Double) {
    (self.low, self.high) = (low, high)
    width = high > low ? (high - low) / Double(CommonBins.bins) : 1
  }

  /// The bins of a column of a real table.
  init(_ real: Column) {
    var low = Double.infinity
    var high = -Double.infinity
    real.forEachBlock { block in
      let range = KernelSet.active.range(block)
      low = min(low, range.low)
      high = max(high, range.high)
    }
    self.init(low: low, high: high)
  }

  func codes(_ values: [Double]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: values.count) { output, count in
      count = values.count
      values.withUnsafeBufferPointer { codes($0, into: .init(rebasing: output[..<values.count])) }
    }
  }

  func codes(_ values: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<UInt8>) {
    KernelSet.active.bin(
      values, low: low, high: high, width: width, bins: CommonBins.bins, into: output)
  }

  /// The code of one value.
  func code(_ value: Double) -> UInt8 {
    withUnsafePointer(to: value) { value in
      var code: UInt8 = 0
      withUnsafeMutablePointer(to: &code) {
        codes(.init(start: value, count: 1), into: .init(start: $0, count: 1))
      }
      return code
    }
  }

  /// The least whole number of each code from 2 up: where the bins start, and the first beyond the range.
  ///
  /// nil unless every whole number in the range is a double and the range holds one.
  var thresholds: [Int64]? {
    guard low <= high, low > -0x1p53, high < 0x1p53 else { return nil }
    return (2..<CommonBins.count).map { code in
      // The least number whose code is at least `code`; codes ascend with the numbers.
      var (below, reaches) = (Int64(low) - 1, Int64(high) + 1)
      while reaches - below > 1 {
        let middle = below + (reaches - below) / 2
        if Int(self.code(Double(middle))) >= code { reaches = middle } else { below = middle }
      }
      return reaches
    }
  }
}
