internal import Kernels

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
}
