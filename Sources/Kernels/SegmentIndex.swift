internal import CKernels

/// Finds the segment of a number in [0, 1): the s with `cuts[s] <= u < cuts[s + 1]`.
///
/// A guide table over equal buckets (Chen and Asau, 1974) gives the first candidate, then a fixed number of
/// halving strides walks to the segment, so no branch depends on the data.
public struct SegmentIndex: Sendable {
  /// The number of segments.
  public let count: Int

  /// Strides of nearly every look-up: the greatest number of cuts inside a bucket, but for those near the ends, fits
  /// in that many bits.
  public let steps: Int

  // The cuts, then 2^deepSteps entries of infinity, so that no stride reads past the end.
  let cuts: [Double]
  let guide: [UInt32]
  let guideSize: Int
  /// Outside deepLow..<deepHigh a look-up takes `deepSteps` strides.
  private let deepLow: Double
  private let deepHigh: Double
  private let deepSteps: Int

  /// An index of the segments between neighbouring cuts.
  ///
  /// Nil unless the cuts ascend strictly from exactly 0 to exactly 1, and are at most 2^24 segments.
  public init?(cuts: [Double]) {
    guard cuts.count >= 2, cuts.count <= 1 << 24, cuts.first == 0, cuts.last == 1 else { return nil }
    guard zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    let segments = cuts.count - 1
    var size = 1
    while size < segments { size *= 2 }
    // A larger guide costs cache, each step costs a dependent load: the smallest guide with the fewest steps,
    // within 4 buckets per segment, or 8 KiB.
    let limit = max(4 * size, 2048)
    var best = Guide(cuts: cuts, size: size)
    while best.steps > 0, size < limit {
      size *= 2
      let candidate = Guide(cuts: cuts, size: size)
      if candidate.steps < best.steps { best = candidate }
    }
    count = segments
    steps = best.steps
    guide = best.first
    guideSize = best.first.count - 1
    deepLow = Double(best.middle.lowerBound) / Double(guideSize)
    deepHigh = Double(best.middle.upperBound) / Double(guideSize)
    deepSteps = best.deepSteps
    self.cuts = cuts + Array(repeating: .infinity, count: 1 << best.deepSteps)
  }

  /// The first segment of each of `size` equal buckets, then the last segment.
  ///
  /// Near the ends of a distribution segments may be very narrow. The outermost 128th of the buckets on either side
  /// is left to the few look-ups that fall there, so that all others need not make their strides.
  private struct Guide {
    var first: [UInt32] = []
    /// The buckets that `steps` suffice for.
    var middle: Range<Int>
    var steps: Int
    var deepSteps: Int

    init(cuts: [Double], size: Int) {
      let last = cuts.count - 2
      first.reserveCapacity(size + 1)
      var inside: [Int] = []
      inside.reserveCapacity(size)
      var segment = 0
      for bucket in 0..<size {
        let start = Double(bucket) / Double(size)
        let end = Double(bucket + 1) / Double(size)
        while segment < last, cuts[segment + 1] <= start { segment += 1 }
        first.append(UInt32(segment))
        var reach = segment
        while reach < last, cuts[reach + 1] < end { reach += 1 }
        inside.append(reach - segment)
        segment = reach
      }
      first.append(UInt32(last))
      let edge = size / 128
      let longest = inside[edge..<(size - edge)].max() ?? 0
      // No wider than it has to be.
      let low = inside[..<edge].lastIndex { $0 > longest }.map { $0 + 1 } ?? 0
      let high = inside[(size - edge)...].firstIndex { $0 > longest } ?? size
      middle = low..<high
      func bits(_ count: Int) -> Int { Int.bitWidth - count.leadingZeroBitCount }
      steps = bits(longest)
      deepSteps = bits(inside.max() ?? 0)
    }
  }

  /// The segment that holds `u`; numbers outside [0, 1) belong to the first or the last one.
  public func segment(of u: Double) -> Int {
    var low = 0
    var high = count
    while high - low > 1 {
      let middle = (low + high) / 2
      if cuts[middle] <= u { low = middle } else { high = middle }
    }
    return low
  }

  func withTable<Result>(_ body: (UnsafePointer<sk_segments>) -> Result) -> Result {
    cuts.withUnsafeBufferPointer { cuts in
      guide.withUnsafeBufferPointer { guide in
        var segments = sk_segments(
          cuts: cuts.baseAddress, guide: guide.baseAddress, guide_size: UInt32(guideSize),
          steps: UInt32(steps), deep_low: deepLow, deep_high: deepHigh, deep_steps: UInt32(deepSteps))
        return withUnsafePointer(to: &segments, body)
      }
    }
  }

  /// 1 / width, finite also for the narrowest segment.
  func inverseWidth(_ segment: Int) -> Double {
    min(1 / (cuts[segment + 1] - cuts[segment]), .greatestFiniteMagnitude)
  }
}
