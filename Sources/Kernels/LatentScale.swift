/// The scale on which latents are looked up without their distribution function: `1/2 + z / 18`, so that all but
/// 1e-19 of a standard normal falls inside (0, 1).
///
/// A segment's share of the latent is the same on either scale, up to the error of the sampling quantile; what lies
/// inside a segment is not spread evenly on this one, so it serves levels and points, not ranges.
public enum LatentScale {
  public static let slope = 1.0 / 18
  public static let intercept = 0.5

  /// The latents at which a distribution function passes `cuts`: their sampling quantiles, the same on every
  /// machine. Where `cuts` ascend, each lies at least as high as the one before.
  ///
  /// - Parameter sorted: Whether they ascend.
  public static func thresholds(_ cuts: [Double], sorted: Bool = true) -> [Double] {
    let kernels = KernelSet(.baseline)!
    let z = [Double](unsafeUninitializedCapacity: cuts.count) { z, count in
      cuts.withUnsafeBufferPointer {
        kernels.normalQuantile($0, into: UnsafeMutableBufferPointer(rebasing: z[..<cuts.count]))
      }
      count = cuts.count
    }
    guard sorted else { return z }
    var highest = -Double.infinity
    return z.map {
      highest = max(highest, $0)
      return highest
    }
  }

  /// The index over the segments of `cuts` on this scale; nil unless the cuts ascend strictly from 0 to 1.
  ///
  /// Cuts that the scale does not tell apart, all of them beyond 1e-19 of the distribution or nearer to each other
  /// than doubles are, stay in order.
  public static func index(cuts: [Double]) -> SegmentIndex? {
    guard cuts.count >= 2, cuts.first == 0, cuts.last == 1 else { return nil }
    guard zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    var scaled = [0.0]
    scaled.reserveCapacity(cuts.count)
    for z in thresholds(Array(cuts.dropFirst().dropLast())) {
      scaled.append(max(slope * z + intercept, scaled[scaled.count - 1].nextUp))
    }
    scaled.append(1)
    return SegmentIndex(cuts: scaled)
  }
}
