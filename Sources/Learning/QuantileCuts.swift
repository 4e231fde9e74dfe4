internal import Kernels

/// Cuts of the number line into bins of about equally many values.
enum QuantileCuts {
  /// At most `maximumBins` - 1 ascending cuts, each between two neighbouring distinct values: a bin holds the numbers
  /// from a cut (inclusive) to the next one.
  ///
  /// Every distinct value has its own bin if there are enough. Else a bin is closed as soon as it holds its share of
  /// the values that are left, and a value that is as frequent as a bin's share is given one of its own: what is common
  /// (zero, a default) stays apart from its neighbours. NaN does not count.
  ///
  /// - Complexity: O(*n*).
  static func cuts(_ values: [Double], maximumBins: Int) -> [Double] {
    // -0 is 0 and has no bin of its own.
    var sorted = values.filter { !$0.isNaN }.map { $0 + 0 }
    if sorted.isEmpty { return [] }
    sorted.withUnsafeMutableBufferPointer { sorted in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: sorted.count) { scratch in
        KernelSet.active.sort(sorted, scratch: scratch)
      }
    }
    var distinct: [Double] = []
    var counts: [Int] = []
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count && sorted[end] == sorted[start] { end += 1 }
      distinct.append(sorted[start])
      counts.append(end - start)
      start = end
    }
    if distinct.count <= maximumBins {
      return (1..<distinct.count).map { between(distinct[$0 - 1], distinct[$0]) }
    }
    return shared(distinct, counts, total: sorted.count, maximumBins: maximumBins)
  }

  private static func shared(_ distinct: [Double], _ counts: [Int], total: Int, maximumBins: Int) -> [Double]
  {
    // Values as frequent as a bin stand alone; the others share the bins that are left.
    let heavy = counts.map { $0 * maximumBins >= total }
    var bins = maximumBins - heavy.count { $0 }
    var left = zip(counts, heavy).reduce(0) { $1.1 ? $0 : $0 + $1.0 }
    var cuts: [Double] = []
    var held = 0
    for index in distinct.indices.dropLast() {
      if !heavy[index] {
        held += counts[index]
        left -= counts[index]
      }
      // Closed when it has its share of what the bin and those after it hold, or where a frequent value begins or ends.
      let isFull = held > 0 && held * max(bins, 1) >= held + left
      guard heavy[index] || heavy[index + 1] || isFull, cuts.count < maximumBins - 1 else { continue }
      cuts.append(between(distinct[index], distinct[index + 1]))
      if held > 0 { bins -= 1 }
      held = 0
    }
    return cuts
  }

  /// The middle of two numbers, or where that is not above the lower one, the upper one.
  private static func between(_ low: Double, _ high: Double) -> Double {
    let middle = low / 2 + high / 2
    return middle > low && middle <= high ? middle : high
  }

  /// The bin of each value: 0 for NaN, else one more than the number of cuts that are no greater.
  static func encode(_ values: [Double], cuts: [Double], into codes: UnsafeMutableBufferPointer<UInt8>) {
    // The search counts cuts below a value: one that is no greater has a key whose predecessor is below.
    let tree = KeyTree(cuts: cuts.map { OrderedKey.key($0) - 1 })
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: values.count) { places in
      values.withUnsafeBytes {
        KernelSet.active.search(tree, for: $0.bindMemory(to: UInt64.self), kind: .real, into: places)
      }
      for row in values.indices {
        codes[row] = values[row].isNaN ? 0 : UInt8(truncatingIfNeeded: places[row] &+ 1)
      }
    }
  }
}
