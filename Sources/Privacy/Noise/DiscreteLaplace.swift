#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The discrete Laplace: P[X = x] = (1 - a) / (1 + a) * a^|x| on the integers, a = exp(-1 / scale).
public struct DiscreteLaplace: Sendable {
  public let scale: Ratio

  public init(scale: Ratio) { self.scale = scale }

  /// `count` independent draws.
  public func draw(count: Int, using bits: inout some RandomBits & ~Copyable) -> [Int64] {
    (0..<count).map { _ in
      func geometric() -> Int64 {
        let u = (Double(bits.next() >> 11) + 0.5) * 0x1p-53
        return Int64((-log(u) * scale.value).rounded(.down))
      }
      return geometric() - geometric()
    }
  }
}
