/// A bijection of `0..<domain` that looks random, computed one index at a time, without a table.
///
/// A balanced Feistel network of 10 rounds on the next even number of bits; an image outside the domain is mapped
/// again until it falls inside (cycle walking: fewer than 4 passes on average). A round's function is two Philox
/// multiplications with round keys from Philox4x32-10. Deterministic: a function of domain, key, tweak and index.
///
/// It mixes; it is not a cipher. Whoever sees images may be able to work out the order.
public struct KeyedPermutation: Sendable {
  /// The number of indices.
  public let domain: UInt64

  private let half: UInt64
  private let mask: UInt64
  private let roundKeys: [UInt64]

  /// - Parameters:
  ///   - domain: how many indices, at least 1.
  ///   - key: the seed.
  ///   - tweak: tells permutations under one key apart, a column's number for example.
  public init(domain: UInt64, key: UInt64, tweak: UInt64) {
    precondition(domain > 0, "a permutation needs at least one index")
    self.domain = domain
    let bits = UInt64.bitWidth - (domain - 1).leadingZeroBitCount
    half = UInt64(max(1, (bits + 1) / 2))
    mask = (1 << half) - 1
    let words = SIMD2(UInt32(truncatingIfNeeded: key), UInt32(key >> 32))
    roundKeys = (0..<10 as Range<UInt32>).map { round in
      let block = Philox4x32.block(
        counter: SIMD4(
          UInt32(truncatingIfNeeded: tweak), UInt32(tweak >> 32), round,
          UInt32(RandomStream.identifiers.rawValue) << 16 | 0xFFFF),
        key: words)
      return UInt64(block.x) | UInt64(block.y) << 32
    }
  }

  /// The image of `index`.
  ///
  /// - Precondition: `index < domain`.
  public func callAsFunction(_ index: UInt64) -> UInt64 {
    precondition(index < domain, "the index is outside the domain")
    return roundKeys.withUnsafeBufferPointer { keys in
      var value = index
      repeat {
        var left = value >> half
        var right = value & mask
        for key in keys {
          (left, right) = (right, left ^ (Self.mix(right, key) & mask))
        }
        value = left << half | right
      } while value >= domain
      return value
    }
  }

  private static func mix(_ value: UInt64, _ key: UInt64) -> UInt64 {
    let low: UInt64 = 0xFFFF_FFFF
    let first = ((value ^ key) & low) &* 0xD251_1F53
    let second = ((first >> 32) ^ (first & low) ^ (key >> 32)) &* 0xCD9E_8D57
    return (second >> 32) ^ (second & low)
  }
}
