/// The counter-based generator Philox4x32-10: 128 random bits as a function of a 128-bit counter and a 64-bit key.
///
/// This is the plain reference; `KernelSet.bits` gives the same numbers in bulk.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, and Random123.
public struct Philox4x32: Sendable {
  /// The key: low word of the seed, high word of the seed.
  public let key: SIMD2<UInt32>

  public init(key: SIMD2<UInt32>) { self.key = key }

  public init(seed: Seed) {
    self.init(key: SIMD2(UInt32(truncatingIfNeeded: seed.value), UInt32(seed.value >> 32)))
  }

  /// The block of a counter under a key.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (x0, x1, x2, x3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let p0 = UInt64(x0) &* 0xD251_1F53
      let p1 = UInt64(x2) &* 0xCD9E_8D57
      (x0, x1, x2, x3) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: p0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(x0, x1, x2, x3)
  }

  /// The 64 bits of one cell: counter `(row low, row high, latent >> 1, stream << 16 | draw)`, words 0 and 1 for an
  /// even latent, 2 and 3 for an odd one, the earlier word being the low half.
  public func bits(stream: RandomStream, latent: UInt32, row: UInt64, draw: UInt16 = 0) -> UInt64 {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: row), UInt32(row >> 32), latent >> 1,
      UInt32(stream.rawValue) << 16 | UInt32(draw))
    let block = Self.block(counter: counter, key: key)
    return latent.isMultiple(of: 2)
      ? UInt64(block.x) | UInt64(block.y) << 32 : UInt64(block.z) | UInt64(block.w) << 32
  }

  /// The uniform number of one cell, in the open interval (0, 1): see ``uniform(fromBits:)``.
  public func uniform(stream: RandomStream, latent: UInt32, row: UInt64, draw: UInt16 = 0) -> Double {
    Self.uniform(fromBits: bits(stream: stream, latent: latent, row: row, draw: draw))
  }

  /// `(k + 1/2) 2^-52` for the top 52 bits k: exact, from 2^-53 to 1 - 2^-53.
  public static func uniform(fromBits bits: UInt64) -> Double {
    (Double(bits >> 12) + 0.5) * 0x1p-52
  }
}
