internal import Kernels

/// The values of a sample that are there, in ascending order: what distances of distributions and quantiles start from.
struct SortedSample: Sendable {
  let values: [Double]

  var count: Int { values.count }
  var isEmpty: Bool { values.isEmpty }

  /// NaN stands for missing and is left out.
  ///
  /// - Complexity: O(n), a radix sort.
  init(_ sample: [Double]) {
    var present = [Double](unsafeUninitializedCapacity: sample.count) { output, count in
      sample.withUnsafeBufferPointer { sample in
        for value in sample {
          output[count] = value
          count += value.isNaN ? 0 : 1
        }
      }
    }
    present.withUnsafeMutableBufferPointer { present in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: present.count) {
        KernelSet.active.sort(present, scratch: $0)
      }
    }
    values = present
  }

  /// Calls `body` with each value that either sample has, ascending, and how many values of each are below it or
  /// equal to it.
  static func merge(_ first: SortedSample, _ second: SortedSample, _ body: (Double, Int, Int) -> Void) {
    first.values.withUnsafeBufferPointer { a in
      second.values.withUnsafeBufferPointer { b in
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
          let x = min(i < a.count ? a[i] : .infinity, j < b.count ? b[j] : .infinity)
          while i < a.count, a[i] <= x { i += 1 }
          while j < b.count, b[j] <= x { j += 1 }
          body(x, i, j)
        }
      }
    }
  }

  /// The middle value, or the mean of the two in the middle; nil without values.
  var median: Double? {
    if isEmpty { return nil }
    let (low, high) = (values[(count - 1) / 2], values[count / 2])
    return low == high ? low : low / 2 + high / 2
  }
}
