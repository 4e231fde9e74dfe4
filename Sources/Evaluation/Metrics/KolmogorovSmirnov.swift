internal import Kernels

/// The two-sample Kolmogorov-Smirnov distance: the largest difference of two empirical distribution functions.
public enum KolmogorovSmirnov {
  /// sup_x |F(x) - G(x)|, in 0...1. NaN stands for missing and is left out; two empty samples are at distance
  /// 0, an empty and a non-empty one at 1.
  ///
  /// - Complexity: O(*n*): a radix sort of each sample and one merge.
  /// - Source: N. V. Smirnov (1939), Moscow University Mathematics Bulletin 2(2), 3-14.
  public static func distance(_ first: [Double], _ second: [Double]) -> Double {
    distance(SortedSample(first), SortedSample(second))
  }

  static func distance(_ first: SortedSample, _ second: SortedSample) -> Double {
    if first.isEmpty || second.isEmpty { return first.isEmpty && second.isEmpty ? 0 : 1 }
    let (n, m) = (Double(first.count), Double(second.count))
    var largest = 0.0
    SortedSample.merge(first, second) { _, i, j in largest = max(largest, abs(Double(i) / n - Double(j) / m))
    }
    return largest
  }

  /// 1 less the distance as SDMetrics has it: of the values rounded to 14 decimals, which may tie values that are
  /// not equal; nil if a sample is empty.
  ///
  /// - Source: SDMetrics 0.32, `KSComplement`.
  public static func sdmetricsComplement(real: [Double], synthetic: [Double]) -> Double? {
    let samples = [real, synthetic].map { sample in
      SortedSample(sample.map { ($0 * 1e14).isFinite ? ($0 * 1e14).rounded(.toNearestOrEven) / 1e14 : $0 })
    }
    if samples[0].isEmpty || samples[1].isEmpty { return nil }
    return 1 - distance(samples[0], samples[1])
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
}
