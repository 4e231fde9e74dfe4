internal import Kernels
internal import Scheduling

/// The memory that the trees of one fit are grown in, and the sums over bins.
///
/// Sendable because threads write to different parts of it.
struct TreeWorkspace: ~Copyable, @unchecked Sendable {
  let rows: BinnedRows
  let kernels: KernelSet
  let threads: Int
  /// A pair of derivatives per row.
  let pairs: UnsafeMutablePointer<Int64>
  /// The rows that the tree is grown from; those of a node are neighbours.
  let list: UnsafeMutablePointer<Int32>
  /// Room for as many rows.
  let scratch: UnsafeMutablePointer<Int32>
  /// Where the bins of each feature begin.
  let offsets: [UInt32]
  let binCount: Int
  /// One more than the deepest level, for a node and its children are there at a time.
  private let histograms: UnsafeMutablePointer<Int64>
  /// What other threads sum up, one after another.
  private let partial: UnsafeMutablePointer<Int64>
  private let histogramCount: Int

  init(_ rows: BinnedRows, maximumDepth: Int, threads: Int, kernels: KernelSet) {
    self.rows = rows
    self.kernels = kernels
    self.threads = threads
    var offsets: [UInt32] = []
    var bins = 0
    for feature in rows.features {
      offsets.append(UInt32(bins))
      bins += feature.binCount
    }
    self.offsets = offsets
    binCount = bins
    histogramCount = maximumDepth + 1
    pairs = .allocate(capacity: rows.rowCount)
    list = .allocate(capacity: rows.rowCount)
    scratch = .allocate(capacity: rows.rowCount)
    histograms = .allocate(capacity: histogramCount * binCount)
    partial = .allocate(capacity: (threads - 1) * binCount)
  }

  deinit {
    pairs.deallocate()
    list.deallocate()
    scratch.deallocate()
    histograms.deallocate()
    partial.deallocate()
  }

  func histogram(_ index: Int) -> UnsafeMutablePointer<Int64> {
    precondition(index < histogramCount)
    return histograms + index * binCount
  }

  /// Where a feature's codes begin; they lie a block's width apart.
  func withCodes<Value>(_ feature: Int, _ body: (UnsafePointer<UInt8>) -> Value) -> Value {
    rows.codes.withUnsafeBufferPointer { body($0.baseAddress! + rows.place(feature)) }
  }

  /// Sums the pairs of the rows `range` of the list over the bins of all features.
  ///
  /// Sums are exact: neither the order of the rows nor their division among threads matters.
  func sum(_ range: Range<Int>, into histogram: UnsafeMutablePointer<Int64>) {
    // Fewer codes per thread are summed in the time that it takes to wake it.
    let parts = min(threads, range.count * rows.features.count / (1 << 17))
    if parts < 2 { return sum(part: range, into: histogram) }
    nonisolated(unsafe) let (first, others) = (histogram, partial)
    Parallel.forEach(count: parts, threads: threads) { part in
      let start = range.lowerBound + range.count * part / parts
      let end = range.lowerBound + range.count * (part + 1) / parts
      sum(part: start..<end, into: part == 0 ? first : others + (part - 1) * binCount)
    }
    for part in 0..<(parts - 1) {
      for bin in 0..<binCount { histogram[bin] &+= partial[part * binCount + bin] }
    }
  }

  private func sum(part: Range<Int>, into histogram: UnsafeMutablePointer<Int64>) {
    histogram.update(repeating: 0, count: binCount)
    let width = BinnedRows.blockWidth
    rows.codes.withUnsafeBufferPointer { codes in
      offsets.withUnsafeBufferPointer { offsets in
        for block in 0..<rows.blockCount {
          kernels.sumBins(
            UnsafeBufferPointer(start: list + part.lowerBound, count: part.count),
            codes: codes.baseAddress! + block * rows.rowCount * width, pairs: pairs,
            offsets: offsets.baseAddress! + block * width, width: min(width, offsets.count - block * width),
            into: histogram)
        }
      }
    }
  }
}
