#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The discrete Gaussian: P[X = x] ∝ exp(-x² / (2σ²)) on the integers.
public struct DiscreteGaussian: Sendable {
  /// σ².
  public let variance: Ratio

  public init(variance: Ratio) { self.variance = variance }

  /// `count` independent draws.
  public func draw(count: Int, using bits: inout some RandomBits & ~Copyable) -> [Int64] {
    let sigma = variance.value.squareRoot()
    return (0..<count).map { _ in
      let u = (Double(bits.next() >> 11) + 0.5) * 0x1p-53
      let v = Double(bits.next() >> 11) * 0x1p-53
      return Int64((sigma * (-2 * log(u)).squareRoot() * cos(2 * .pi * v)).rounded())
    }
  }
}
