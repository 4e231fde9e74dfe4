internal import Kernels

/// The two-sample Kolmogorov-Smirnov distance: the largest difference of two empirical distribution functions.
public enum KolmogorovSmirnov {
  /// sup_x |F(x) - G(x)|, in 0...1. NaN stands for missing and is left out; two empty samples are at distance
  /// 0, an empty and a non-empty one at 1.
  ///
  /// - Complexity: O(*n*): a radix sort of each sample and one merge.
  /// - Source: N. V. Smirnov (1939), Moscow University Mathematics Bulletin 2(2), 3-14.
  public static func distance(_ first: [Double], _ second: [Double]) -> Double {
    let a = sortedPresent(first)
    let b = sortedPresent(second)
    if a.isEmpty || b.isEmpty { return a.isEmpty && b.isEmpty ? 0 : 1 }
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var largest = 0.0
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
          let x = min(a[i], b[j])
          while i < a.count, a[i] == x { i += 1 }
          while j < b.count, b[j] == x { j += 1 }
          largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
        }
        return largest
      }
    }
  }

  /// The distance of two samples of whole numbers from their counts: `counts[k]` is how often the k-th value occurs.
  ///
  /// The largest |i m - j n| is found in whole numbers and divided once, by n m.
  ///
  /// - Precondition: Equally many values; the totals, and their product, are below 2^32 and 2^63.
  /// - Complexity: O(cells).
  public static func distance(counts first: [UInt32], _ second: [UInt32]) -> Double {
    precondition(first.count == second.count)
    let n = first.reduce(0) { $0 + Int($1) }
    let m = second.reduce(0) { $0 + Int($1) }
    if n == 0 || m == 0 { return n == m ? 0 : 1 }
    let spread = first.withUnsafeBufferPointer { a in
      second.withUnsafeBufferPointer { KernelSet.active.spread(a, total: n, $0, total: m) }
    }
    return Double(spread) / (Double(n) * Double(m))
  }

  /// By counts where there are few values to count, else by sorting.
  static func distance(_ numbers: NumberPair) -> Double {
    let (real, synthetic) = (numbers.realRange, numbers.syntheticRange)
    let low = min(real.low, synthetic.low)
    let span = max(real.high, synthetic.high) - low
    let rows = numbers.real.count + numbers.synthetic.count
    // Beyond 2^53 whole numbers are no longer exact in a double, and offsets not either.
    guard numbers.whole, span <= Double(4 * rows), span < 0x1p30, abs(low) < 0x1p53, rows < 1 << 31 else {
      return distance(numbers.real, numbers.synthetic)
    }
    func counts(_ values: [Double]) -> [UInt32] {
      var counts = [UInt32](repeating: 0, count: Int(span) + 2)
      values.withUnsafeBufferPointer { values in
        counts.withUnsafeMutableBufferPointer {
          KernelSet.active.countOffsets(values, low: low, into: $0)
        }
      }
      // Missing values are counted in the last cell.
      counts[counts.count - 1] = 0
      return counts
    }
    return distance(counts: counts(numbers.real), counts(numbers.synthetic))
  }

  private static func sortedPresent(_ values: [Double]) -> [Double] {
    var present = [Double](unsafeUninitializedCapacity: values.count) { output, count in
      values.withUnsafeBufferPointer { values in
        for value in values {
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
    return present
  }
}
