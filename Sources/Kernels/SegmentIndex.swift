internal import CKernels

/// Finds the segment of a number in [0, 1): the s with `cuts[s] <= u < cuts[s + 1]`.
///
/// A guide table over equal buckets (Chen and Asau, 1974) gives the first candidate, then a fixed number of
/// halving strides walks to the segment, so no branch depends on the data.
public struct SegmentIndex: Sendable {
  /// The number of segments.
  public let count: Int

  /// Strides per look-up: the greatest number of cuts inside one bucket fits in that many bits.
  public let steps: Int

  // The cuts, then 2^steps entries of infinity, so that no stride reads past the end.
  let cuts: [Double]
  let guide: [UInt32]
  let guideSize: Int

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
    var best = Self.guide(cuts: cuts, size: size)
    while best.steps > 0, size < limit {
      size *= 2
      let candidate = Self.guide(cuts: cuts, size: size)
      if candidate.steps < best.steps { best = candidate }
    }
    count = segments
    steps = best.steps
    guide = best.guide
    guideSize = best.guide.count - 1
    self.cuts = cuts + Array(repeating: .infinity, count: 1 << best.steps)
  }

  private static func guide(cuts: [Double], size: Int) -> (guide: [UInt32], steps: Int) {
    let last = cuts.count - 2
    var guide: [UInt32] = []
    guide.reserveCapacity(size + 1)
    var segment = 0
    var longest = 0
    for bucket in 0..<size {
      let start = Double(bucket) / Double(size)
      let end = Double(bucket + 1) / Double(size)
      while segment < last, cuts[segment + 1] <= start { segment += 1 }
      guide.append(UInt32(segment))
      var reach = segment
      while reach < last, cuts[reach + 1] < end { reach += 1 }
      longest = max(longest, reach - segment)
      segment = reach
    }
    guide.append(UInt32(last))
    return (guide, Int.bitWidth - longest.leadingZeroBitCount)
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
          steps: UInt32(steps))
        return withUnsafePointer(to: &segments, body)
      }
    }
  }

  /// 1 / width, finite also for the narrowest segment.
  func inverseWidth(_ segment: Int) -> Double {
    min(1 / (cuts[segment + 1] - cuts[segment]), .greatestFiniteMagnitude)
  }
}
