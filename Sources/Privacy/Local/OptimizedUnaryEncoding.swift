#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Optimised unary encoding: a level becomes k bits, each of which is randomised. For frequencies of many levels.
///
///     the bit of the true level is 1 with probability 1/2, each other one with q = 1 / (e^ε + 1)
///
/// The variance of an estimated count, 4 n e^ε / (e^ε - 1)², does not depend on k: less than that of k-ary randomised
/// response from k = 3 e^ε + 2 on (`RandomizedResponse.isPreferred`). Releases are vectors of bits, no rows of a table.
///
/// - Guarantee: local differential privacy with `achievedEpsilon` <= `epsilon`; q is rounded up to a multiple of 2^-64.
/// - Neighbouring: any two levels. A value that is none of them has no true bit, which is at most as far from any other.
/// - Precondition: the levels are chosen without a look at the data, and each value is randomised once.
///
/// Source: T. Wang, J. Blocki, N. Li, S. Jha (2017), "Locally differentially private protocols for frequency
/// estimation", USENIX Security. Proof: `docs/privacy/local.md`.
public struct OptimizedUnaryEncoding: Sendable, Hashable {
  /// k.
  public let levelCount: Int
  /// As asked, rounded down to a multiple of 2^-40.
  public let epsilon: Double
  /// A bit that is not the true level's becomes 1 if 64 random bits are below this: q = `threshold` / 2^64.
  public let threshold: UInt64

  /// - Parameters:
  ///   - levelCount: 2 to 2^24.
  ///   - epsilon: 2^-30 to 100.
  public init(levelCount: Int, epsilon: Double) throws(PrivacyError) {
    guard levelCount >= 2, levelCount <= 1 << 24 else {
      throw PrivacyError(.parameterOutOfRange, "Unary encoding needs between 2 and 16,777,216 levels.")
    }
    self.levelCount = levelCount
    self.epsilon = Double(try LaplaceScale.units(epsilon)) * 0x1p-40
    // q = 1/2 - d, d = tanh(ε / 2) / 2: of the two the one that is small is rounded, so that no precision is lost. The
    // margin of 2^-48 covers what the library's functions are off by.
    if self.epsilon < 1 {
      threshold = 1 << 63 - UInt64(tanh(self.epsilon / 2) / 2 * (1 - 0x1p-48) * 0x1p64)
    } else {
      threshold = UInt64((1 / (exp(self.epsilon) + 1) * (1 + 0x1p-48) * 0x1p64).rounded(.up))
    }
  }

  /// q.
  public var other: Double { Double(threshold) * 0x1p-64 }

  /// ln((1 - q) / q), rounded up: the least ε for which the promise holds.
  public var achievedEpsilon: Double {
    // (1 - q) / q = 1 + (1 - 2q) / q; the difference is exact in whole numbers.
    let gap = Double((1 as UInt64) << 63 - threshold) * 0x1p-63
    return min(epsilon, log1p(gap / other) * (1 + 0x1p-49))
  }

  /// The release of one level: bit v of the result is bit v % 64 of word v / 64. A code outside `0..<levelCount` counts
  /// as none of the levels.
  /// - Complexity: O(k).
  public func release(_ code: Int) -> [UInt64] {
    var bits = SecureRandom()
    return release(code, using: &bits)
  }

  package func release(_ code: Int, using bits: inout some RandomBits & ~Copyable) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: levelCount)
    words.withUnsafeMutableBytes { bits.fill($0) }
    var packed = [UInt64](repeating: 0, count: (levelCount + 63) / 64)
    for level in 0..<levelCount {
      let bound = level == code ? 1 << 63 : threshold
      packed[level / 64] |= (words[level] < bound ? 1 : 0) << UInt64(level % 64)
    }
    return packed
  }

  /// How many releases have each level's bit.
  public func counts(of releases: some Sequence<[UInt64]>) -> (ones: [Int], total: Int) {
    var (ones, total) = ([Int](repeating: 0, count: levelCount), 0)
    for release in releases {
      total += 1
      for level in 0..<levelCount { ones[level] += Int(release[level / 64] >> UInt64(level % 64) & 1) }
    }
    return (ones, total)
  }

  /// The true counts of the levels: n_v = (c_v - n q) / (1/2 - q). Unbiased.
  ///
  /// - Parameters:
  ///   - ones: How many of the `total` releases have each level's bit.
  public func estimate(ones: [Int], total: Int) -> FrequencyEstimate {
    precondition(ones.count == levelCount)
    let difference = 0.5 - other
    let (hit, miss) = ((1 - other) / difference, -other / difference)
    let estimates = ones.map { Double($0) * hit + Double(total - $0) * miss }
    let variances = zip(ones, estimates).map { count, estimate in
      Double(count) * hit * hit + Double(total - count) * miss * miss - estimate
    }
    return FrequencyEstimate(counts: estimates, variances: variances, total: total)
  }

  /// The variance of the estimate of a level that `count` of `total` rows truly have.
  public func variance(count: Double, total: Double) -> Double {
    let difference = 0.5 - other
    return (count / 4 + (total - count) * other * (1 - other)) / (difference * difference)
  }
}
