import Foundation
import Privacy
import Testing

/// Draws against exact probabilities.
///
/// From bits of a seed, so that a pass stays one; with `SKLAR_LONG_TESTS=1` from those of the system, where one of the
/// several hundred comparisons fails by chance in some 4,000 runs.
@Suite struct SamplerStatisticalTests {
  static let count = 120_000

  static let gaussians = [
    Ratio(1, 9), Ratio(1, 2), Ratio(1), Ratio(9, 2), Ratio(100), Ratio(123_457, 7), Ratio(1 << 24),
  ]
  static let laplaces = [
    Ratio(1, 5), Ratio(1), Ratio(7, 3), Ratio(100), Ratio(180), Ratio(361, 2), Ratio(1_000_000),
    Ratio(1 << 30),
    Ratio(1 << 50),
  ]

  @Test(arguments: gaussians)
  func gaussianTable(_ variance: Ratio) {
    var bits = TestBits(1)
    let draws = DiscreteGaussian(variance: variance).draw(count: Self.count, using: &bits)
    #expect(failures(NoiseCounts(draws), .gaussian(variance: variance.value)) == [])
  }

  @Test(arguments: gaussians + [Ratio(25_000_000), Ratio(UInt128(1) << 90)])
  func gaussianExact(_ variance: Ratio) {
    var bits = TestBits(2)
    let draws = DiscreteGaussian(variance: variance).exactDraw(count: Self.count / 3, using: &bits)
    #expect(failures(NoiseCounts(draws), .gaussian(variance: variance.value)) == [])
  }

  @Test(arguments: laplaces)
  func laplace(_ scale: Ratio) {
    var bits = TestBits(3)
    let draws = DiscreteLaplace(scale: scale).draw(count: Self.count, using: &bits)
    #expect(failures(NoiseCounts(draws), .laplace(scale.value)) == [])
  }

  /// At scales so small that every part of a split number is seen: the sign and its zero, cleared bits, the high part.
  @Test(arguments: [(Ratio(1, 2), 1), (Ratio(1), 1), (Ratio(2), 3), (Ratio(9, 2), 4), (Ratio(50_000), 17)])
  func laplaceSplit(_ scale: Ratio, _ lowBits: Int) {
    var bits = TestBits(4)
    let draws = DiscreteLaplace(scale: scale, lowBits: lowBits).draw(count: Self.count, using: &bits)
    #expect(failures(NoiseCounts(draws), .laplace(scale.value)) == [])
  }

  @Test(arguments: laplaces)
  func laplaceExact(_ scale: Ratio) {
    var bits = TestBits(5)
    let draws = DiscreteLaplace(scale: scale).exactDraw(count: Self.count / 3, using: &bits)
    #expect(failures(NoiseCounts(draws), .laplace(scale.value)) == [])
  }

  /// Large variances go to the exact sampler by themselves.
  @Test func largeGaussian() {
    var bits = TestBits(6)
    let noise = DiscreteGaussian(variance: Ratio(1 << 30))
    #expect(noise.sizeWeights == nil)
    let draws = noise.draw(count: 20_000, using: &bits)
    #expect(failures(NoiseCounts(draws), .gaussian(variance: 0x1p30)) == [])
  }

  /// The tests above would see these. The seed makes the outcome certain.
  @Test func mutantsAreRejected() {
    var bits = SeededBits(1)
    func gaussian(_ variance: Ratio) -> [Int64] {
      DiscreteGaussian(variance: variance).draw(count: Self.count, using: &bits)
    }
    func laplace(_ scale: Ratio) -> [Int64] {
      DiscreteLaplace(scale: scale).draw(count: Self.count, using: &bits)
    }
    func rejects(_ draws: [Int64], _ exact: ExactNoise) -> Bool {
      !failures(NoiseCounts(draws), exact).isEmpty
    }

    for variance in [4, 10_000] {
      let exact = ExactNoise.gaussian(variance: Double(variance))
      #expect(!rejects(gaussian(Ratio(variance)), exact))
      // 6.25 % of variance.
      #expect(rejects(gaussian(Ratio(variance * 17, 16)), exact))
      #expect(rejects(gaussian(Ratio(variance * 15, 16)), exact))
    }
    // A negative number one too far from zero, as -1 - G is.
    #expect(rejects(laplace(Ratio(3)).map { $0 < 0 ? $0 - 1 : $0 }, .laplace(3)))
    // 0.02 standard deviations.
    #expect(rejects(gaussian(Ratio(10_000)).map { $0 + 2 }, .gaussian(variance: 10_000)))
    #expect(rejects(laplace(Ratio(707)).map { $0 + 20 }, .laplace(707)))

    // A sign put to a size whose zero was not halved: zero comes twice as often.
    for scale in [2, 50] {
      let a = exp(-1 / Double(scale))
      let signed = (0..<Self.count).map { _ -> Int64 in
        let u = Double(bits.word() >> 11) * 0x1p-53
        let size = Int64((log1p(-u) / log(a)).rounded(.down))
        return bits.word() >> 63 == 1 ? -size : size
      }
      #expect(rejects(signed, .laplace(Double(scale))))
    }
    // The whole part of a geometric number taken wrongly: without its factor exp(-u / n) for the remainder u.
    let wrong = (0..<Self.count).map { _ -> Int64 in
      var quotient: Int64 = 0
      while Double(bits.word() >> 11) * 0x1p-53 < exp(-1.0) { quotient += 1 }
      let size = quotient * 10 + Int64(bits.word() % 10)
      return bits.word() >> 63 == 1 ? -size - 1 : size
    }
    #expect(rejects(wrong, .laplace(10)))
  }

  /// A billion draws each: a probability that is off by a part in 2^10 of one in 30 would show.
  @Test(.enabled(if: isLong))
  func billions() {
    let reach = 1 << 17
    func counted(_ add: (UnsafeMutableBufferPointer<Int64>) -> Void) -> NoiseCounts {
      var counts = [Int](repeating: 0, count: 2 * reach + 1)
      var block = [Int64](repeating: 0, count: 1 << 16)
      for _ in 0..<(1_000_000_000 >> 16) {
        block.withUnsafeMutableBufferPointer {
          $0.update(repeating: 0)
          add($0)
          for draw in $0 { counts[Int(draw) + reach] += 1 }
        }
      }
      return NoiseCounts(counts, reach: reach)
    }
    var bits = SecureRandom()
    for variance in [Ratio(4), Ratio(1_000_000)] {
      let noise = DiscreteGaussian(variance: variance)
      #expect(
        failures(counted { noise.add(to: $0, using: &bits) }, .gaussian(variance: variance.value)) == [])
    }
    for scale in [Ratio(1), Ratio(500)] {
      let noise = DiscreteLaplace(scale: scale)
      #expect(failures(counted { noise.add(to: $0, using: &bits) }, .laplace(scale.value)) == [])
    }
  }
}

extension SeededBits {
  mutating func word() -> UInt64 {
    var word: UInt64 = 0
    withUnsafeMutableBytes(of: &word) { fill($0) }
    return word
  }
}
