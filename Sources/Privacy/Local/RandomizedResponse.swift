package import Kernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// k-ary randomised response: a level is kept with a probability, otherwise drawn from all k alike.
///
///     kept with π = (e^ε - 1) / (e^ε + k - 1), so that
///     P[y = x] = p = e^ε / (e^ε + k - 1),    P[y = v] = q = 1 / (e^ε + k - 1) for each other v
///
/// π is rounded down to a multiple of 2^-64 and compared with 64 random bits; the drawn level is exactly uniform. So the
/// probabilities are known exactly (`truth`, `other`), and so is the ε they give (`achievedEpsilon`).
///
/// - Guarantee: local differential privacy with `achievedEpsilon` <= `epsilon`: P[y | x] <= e^ε P[y | x'].
/// - Neighbouring: any two values at all. One that is none of the k levels gives each with probability 1/k.
/// - Precondition: the levels are chosen without a look at the data, and each value is randomised once.
///
/// Sources: S. Warner (1965), "Randomized response"; P. Kairouz, K. Bonawitz, D. Ramage (2016), "Discrete distribution
/// estimation under local privacy". Proof: `docs/privacy/local.md`.
public struct RandomizedResponse: Sendable, Hashable {
  /// k.
  public let levelCount: Int
  /// As asked, rounded down to a multiple of 2^-40.
  public let epsilon: Double
  /// A level is kept if 64 random bits are below this: π = `threshold` / 2^64.
  public let threshold: UInt64

  /// - Parameters:
  ///   - levelCount: 2 to 2^24.
  ///   - epsilon: 2^-30 to 100.
  /// - Throws: `PrivacyError` with `.parameterOutOfRange` or `.epsilonOutOfRange`.
  public init(levelCount: Int, epsilon: Double) throws(PrivacyError) {
    guard levelCount >= 2, levelCount <= 1 << 24 else {
      throw PrivacyError(
        .parameterOutOfRange, "Randomised response needs between 2 and 16,777,216 levels.")
    }
    self.levelCount = levelCount
    self.epsilon = Double(try LaplaceScale.units(epsilon)) * 0x1p-40
    // Whatever the last bits of expm1 are, the margin of 2^-48 keeps the threshold below π; of π and 1 - π the lesser
    // one is computed, so that neither loses precision.
    let (gain, k) = (expm1(self.epsilon), Double(levelCount))
    if gain < k {
      threshold = UInt64(gain / (gain + k) * (1 - 0x1p-48) * 0x1p64)
    } else {
      threshold = 0 &- UInt64((k / (gain + k) * (1 + 0x1p-48) * 0x1p64).rounded(.up))
    }
  }

  /// π: how often a level is kept before any is drawn.
  public var keep: Double { Double(threshold) * 0x1p-64 }

  /// q: the probability of each level that is not the true one.
  public var other: Double { drawn / Double(levelCount) }

  /// p: the probability of the true level.
  public var truth: Double { keep + other }

  /// 1 - π, without cancellation.
  private var drawn: Double { Double(0 &- threshold) * 0x1p-64 }

  /// ln(1 + k π / (1 - π)), rounded up: the least ε for which the promise holds.
  public var achievedEpsilon: Double {
    min(epsilon, log1p(Double(levelCount) * (keep / drawn)) * (1 + 0x1p-49))
  }

  /// Whether k-ary randomised response estimates frequencies with less variance than `OptimizedUnaryEncoding`:
  /// k < 3 e^ε + 2 (Wang et al. 2017).
  public static func isPreferred(levelCount: Int, epsilon: Double) -> Bool {
    Double(levelCount) < 3 * exp(epsilon) + 2
  }

  // MARK: - Releases

  /// The release of one level, `0..<levelCount`; any other number counts as none of the levels.
  public func release(_ code: Int) -> Int {
    var release: Int32 = (0..<levelCount).contains(code) ? Int32(code) : -1
    var bits = SecureRandom()
    withUnsafeMutablePointer(to: &release) {
      randomize(UnsafeMutableBufferPointer(start: $0, count: 1), using: &bits)
    }
    return Int(release)
  }

  /// Releases in place. Codes outside `0..<levelCount` count as none of the levels.
  ///
  /// - Complexity: O(values): twelve random bytes each.
  package func randomize(
    _ codes: UnsafeMutableBufferPointer<Int32>, using bits: inout some RandomBits & ~Copyable,
    kernels: KernelSet = .active
  ) {
    let chunk = 4096
    let rejection = UInt32((1 << 32) % levelCount)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: chunk + chunk / 2) { room in
      for start in stride(from: 0, to: codes.count, by: chunk) {
        let part = UnsafeMutableBufferPointer(rebasing: codes[start..<min(start + chunk, codes.count)])
        let words = UnsafeMutableBufferPointer(rebasing: room[..<part.count])
        let halves = UnsafeMutableBufferPointer(rebasing: room[chunk..<(chunk + (part.count + 1) / 2)])
        bits.fill(UnsafeMutableRawBufferPointer(words))
        bits.fill(UnsafeMutableRawBufferPointer(halves))
        let rejected = halves.withMemoryRebound(to: UInt32.self) {
          kernels.respond(
            threshold: threshold, levels: levelCount, rejection: rejection,
            words: UnsafeBufferPointer(words),
            draws: UnsafeBufferPointer(rebasing: UnsafeBufferPointer($0)[..<part.count]), codes: part)
        }
        if rejected > 0 { redraw(part, rejection: rejection, using: &bits) }
      }
    }
  }

  /// Gives each -1 a uniform level.
  private func redraw(
    _ codes: UnsafeMutableBufferPointer<Int32>, rejection: UInt32,
    using bits: inout some RandomBits & ~Copyable
  ) {
    for index in codes.indices where codes[index] < 0 {
      var product: UInt64
      repeat {
        var draw: UInt32 = 0
        withUnsafeMutableBytes(of: &draw) { bits.fill($0) }
        product = UInt64(draw) * UInt64(levelCount)
      } while UInt32(truncatingIfNeeded: product) < rejection
      codes[index] = Int32(truncatingIfNeeded: product >> 32)
    }
  }
}
