import Foundation
import Kernels
import Privacy
import Testing

/// Randomised response and unary encoding: probabilities, ε, estimators.
@Suite struct LocalResponseTests {
  private static let mechanisms: [(Int, Double)] = [
    (2, 1), (2, naturalLogarithmOf3), (3, naturalLogarithmOf3), (4, naturalLogarithmOf3), (4, 1), (10, 1),
    (10, 2), (100, 1), (1000, 4),
    (1 << 24, 0.01),
    (7, 1e-6), (5, 40), (2, 100),
  ]

  /// Reference: p = e^ε / (e^ε + k - 1).
  @Test(arguments: [
    (2, 1.0, 0.731058578630005), (2, naturalLogarithmOf3, 0.75), (3, naturalLogarithmOf3, 0.6),
    (4, naturalLogarithmOf3, 0.5),
    (4, 1, 0.475366886418672), (10, naturalLogarithmOf3, 0.25), (10, 1, 0.231969316684074),
    (10, 2, 0.450853060379284), (100, 1, 0.026723630989395), (1000, 4, 0.051820658598752),
  ])
  func truthProbability(_ levels: Int, _ epsilon: Double, _ truth: Double) throws {
    let mechanism = try RandomizedResponse(levelCount: levels, epsilon: epsilon)
    #expect(abs(mechanism.truth / truth - 1) < 1e-11)
    #expect(abs(mechanism.truth + Double(levels - 1) * mechanism.other - 1) < 1e-12)
  }

  @Test func thresholdsNeverExceedTheirProbability() throws {
    // π = 1/3 for k = 4 and ε = ln 3, 1/2 for k = 2.
    let four = try RandomizedResponse(levelCount: 4, epsilon: naturalLogarithmOf3).threshold
    #expect(four <= .max / 3 && four > UInt64(0x1p64 / 3 * (1 - 1e-11)))
    let two = try RandomizedResponse(levelCount: 2, epsilon: naturalLogarithmOf3).threshold
    #expect(two <= 1 << 63 && two > UInt64(0x1p63 * (1 - 1e-11)))
    // q = 1/4 at ε = ln 3, rounded up.
    let encoding = try OptimizedUnaryEncoding(levelCount: 9, epsilon: naturalLogarithmOf3).threshold
    #expect(encoding >= 1 << 62 && encoding < UInt64(0x1p62 * (1 + 1e-11)))
    let weak = try OptimizedUnaryEncoding(levelCount: 9, epsilon: 0.25).threshold
    let q = 1 / (exp(0.25) + 1)
    #expect(Double(weak) * 0x1p-64 >= q && Double(weak) * 0x1p-64 < q * (1 + 1e-11))
  }

  /// ε from the probabilities themselves, over every pair of levels and every release.
  @Test(arguments: mechanisms) func achievedEpsilon(_ levels: Int, _ epsilon: Double) throws {
    let mechanism = try RandomizedResponse(levelCount: levels, epsilon: epsilon)
    #expect(mechanism.achievedEpsilon <= mechanism.epsilon && mechanism.epsilon <= epsilon)
    // Up to 30 the steps of 2^-64 are fine enough.
    guard epsilon < 30 else { return }
    #expect(mechanism.achievedEpsilon > epsilon * (1 - 1e-6))
    #expect(abs(log(mechanism.truth / mechanism.other) - mechanism.achievedEpsilon) < 1e-9)

    let encoding = try OptimizedUnaryEncoding(levelCount: max(2, levels), epsilon: epsilon)
    #expect(encoding.achievedEpsilon <= encoding.epsilon)
    #expect(encoding.achievedEpsilon > epsilon * (1 - 1e-6))
    let q = encoding.other
    #expect(abs(log((1 - q) / q) - encoding.achievedEpsilon) < 1e-9)
    // A value without a bit is nearer to each level than they are to each other.
    #expect(log(0.5 / q) <= encoding.achievedEpsilon && log((1 - q) / 0.5) <= encoding.achievedEpsilon)
  }

  /// Releases of all levels by all scripted outcomes: their shares are the probabilities, so the mechanism is what its
  /// numbers say.
  @Test func releasesFollowTheThreshold() throws {
    let kernels = KernelSet.active
    let mechanism = try RandomizedResponse(levelCount: 5, epsilon: 1)
    for (word, draw, expected) in [
      (mechanism.threshold - 1, UInt32(0), Int32(3)), (mechanism.threshold, 7, 0), (.max, .max, 4),
      (mechanism.threshold, 1 << 31, 2), (0, .max, 3), (mechanism.threshold, 0, -1),
    ] {
      var codes: [Int32] = [3]
      let rejected = codes.withUnsafeMutableBufferPointer { codes in
        [word].withUnsafeBufferPointer { words in
          [draw].withUnsafeBufferPointer { draws in
            kernels.respond(
              threshold: mechanism.threshold, levels: 5, rejection: 1, words: words, draws: draws,
              codes: codes)
          }
        }
      }
      #expect(codes == [expected] && rejected == (expected < 0 ? 1 : 0))
    }
  }

  /// The same codes from every instruction set, and from the formula.
  @Test(arguments: [2, 3, 10, 1000, 1 << 24]) func instructionSetsAgree(_ levels: Int) throws {
    var bits = ReplayedBits(UInt64(levels))
    let count = 5003
    let words = (0..<count).map { _ in bits.next() }
    let draws = (0..<count).map { _ in UInt32(truncatingIfNeeded: bits.next()) }
    let codes = (0..<count).map { _ in Int32(truncatingIfNeeded: bits.next() % UInt64(levels + 2)) - 1 }
    // Far above 2^32 mod k, so that some are rejected.
    let (threshold, rejection): (UInt64, UInt32) = (1 << 62, 1 << 27)
    let expected = codes.indices.map { row -> Int32 in
      if words[row] < threshold, (0..<Int32(levels)).contains(codes[row]) { return codes[row] }
      let (high, low) = draws[row].multipliedFullWidth(by: UInt32(levels))
      return low < rejection ? -1 : Int32(high)
    }
    #expect(expected.contains(-1))
    let values = (0..<count).map { _ in Double(Int64(bitPattern: bits.next()) >> 20) * 0x1p-30 }
    var points: [[Int64]] = []
    for set in InstructionSet.allCases {
      guard let kernels = KernelSet(set) else { continue }
      var codes = codes
      let rejected = codes.withUnsafeMutableBufferPointer { codes in
        words.withUnsafeBufferPointer { words in
          draws.withUnsafeBufferPointer { draws in
            kernels.respond(
              threshold: threshold, levels: levels, rejection: rejection, words: words, draws: draws,
              codes: codes)
          }
        }
      }
      #expect(codes == expected)
      #expect(rejected == expected.count { $0 < 0 })
      var row = [Int64](repeating: 0, count: count)
      row.withUnsafeMutableBufferPointer { row in
        values.withUnsafeBufferPointer {
          kernels.gridPoints($0, low: -1500.5, high: 1000, inverse: 0x1p20, into: row)
        }
      }
      points.append(row)
    }
    let reference = values.map { Int64((min(max($0, -1500.5), 1000) * 0x1p20).rounded(.toNearestOrEven)) }
    for row in points { #expect(row == reference) }
  }

  /// The estimator's weights average to 1 for the true level and to 0 for others, whatever the true level: unbiased.
  @Test(arguments: mechanisms.filter { $0.0 <= 1000 }) func estimatorIsUnbiased(
    _ levels: Int, _ epsilon: Double
  ) throws {
    let mechanism = try RandomizedResponse(levelCount: levels, epsilon: epsilon)
    let (hit, miss) = mechanism.weights
    let (p, q) = (mechanism.truth, mechanism.other)
    #expect(abs(p * hit + (1 - p) * miss - 1) < 1e-9 * abs(hit))
    #expect(abs(q * hit + (1 - q) * miss) < 1e-9 * abs(hit))
    // A row that is none of the levels counts 1/k for each.
    let k = Double(levels)
    #expect(abs(hit / k + (1 - 1 / k) * miss - 1 / k) < 1e-9 * abs(hit))
    let encoding = try OptimizedUnaryEncoding(levelCount: levels, epsilon: epsilon)
    let none = encoding.estimate(ones: [Int](repeating: 0, count: levels), total: 1).counts[0]
    let one = encoding.estimate(ones: [Int](repeating: 1, count: levels), total: 1).counts[0]
    #expect(abs((one + none) / 2 - 1) < 1e-9 * abs(one))
    #expect(abs(encoding.other * one + (1 - encoding.other) * none) < 1e-9 * abs(one))
  }

  @Test func inverseMatrix() throws {
    let mechanism = try RandomizedResponse(levelCount: 6, epsilon: 0.8)
    let inverse = mechanism.inverse
    for row in 0..<6 {
      for column in 0..<6 {
        let product = (0..<6).reduce(0.0) {
          $0 + ($1 == row ? mechanism.truth : mechanism.other) * inverse[$1][column]
        }
        #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
      }
    }
  }

  /// References: variances of an estimated count of 0, by row.
  @Test func variances() throws {
    for (levels, variance) in [(10, 3.6302487), (100, 34.112969)] {
      let mechanism = try RandomizedResponse(levelCount: levels, epsilon: 1)
      #expect(abs(mechanism.variance(count: 0, total: 1) / variance - 1) < 1e-7)
    }
    let encoding = try OptimizedUnaryEncoding(levelCount: 10, epsilon: 1)
    #expect(abs(encoding.variance(count: 0, total: 1) / 3.6826943768311695 - 1) < 1e-10)
    #expect(abs(encoding.other / 0.2689414213699951 - 1) < 1e-11)
    let three = try OptimizedUnaryEncoding(levelCount: 10, epsilon: naturalLogarithmOf3)
    #expect(abs(three.variance(count: 0, total: 1) - 3) < 1e-9)
    // 3 e + 2 = 10.154845
    #expect(RandomizedResponse.isPreferred(levelCount: 10, epsilon: 1))
    #expect(!RandomizedResponse.isPreferred(levelCount: 11, epsilon: 1))
  }

  /// The estimated variance is that of the formula, on average: here on counts that are as expected.
  @Test func estimatedVariances() throws {
    let mechanism = try RandomizedResponse(levelCount: 4, epsilon: naturalLogarithmOf3)  // p = 1/2, q = 1/6
    // True counts 600, 300, 0, 300: expected releases 600/2 + 600/6, 300/2 + 900/6, 1200/6, as the second.
    let estimate = mechanism.estimate(counts: [400, 300, 200, 300])
    for (count, expected) in zip(estimate.counts, [600.0, 300, 0, 300]) {
      #expect(abs(count - expected) < 1e-6)
    }
    #expect(abs(estimate.counts.reduce(0, +) - 1200) < 1e-6)
    for (variance, count) in zip(estimate.variances, [600.0, 300, 0, 300]) {
      #expect(abs(variance / mechanism.variance(count: count, total: 1200) - 1) < 1e-8)
    }
    #expect(abs(estimate.shares[0] - 0.5) < 1e-9)
    #expect(abs(estimate.standardErrors[2] - estimate.variances[2].squareRoot() / 1200) < 1e-12)
  }

  /// Two columns: the estimate of expected releases is the truth, and the variance is that of products of independent
  /// weights.
  @Test func jointEstimates() throws {
    let a = try RandomizedResponse(levelCount: 2, epsilon: naturalLogarithmOf3)  // 3/4, 1/4
    let b = try RandomizedResponse(levelCount: 3, epsilon: naturalLogarithmOf3)  // 3/5, 1/5
    let truth = [2000.0, 0, 400, 800, 1200, 0]
    func probability(_ mechanism: RandomizedResponse, _ x: Int, _ y: Int) -> Double {
      x == y ? mechanism.truth : mechanism.other
    }
    var released: [Double] = []
    for y in 0..<6 {
      released.append(
        (0..<6).reduce(0) {
          $0 + truth[$1] * probability(a, $1 / 3, y / 3) * probability(b, $1 % 3, y % 3)
        })
    }
    let counts = released.map { Int($0.rounded()) }
    for (count, value) in zip(counts, released) { #expect(abs(Double(count) - value) < 1e-6) }
    let estimate = a.jointEstimate(with: b, table: counts)
    for (count, expected) in zip(estimate.counts, truth) { #expect(abs(count - expected) < 1e-5) }
    for cell in 0..<6 {
      var variance = 0.0
      for x in 0..<6 {
        var (mean, square) = (0.0, 0.0)
        for y in 0..<6 {
          let weight =
            (y / 3 == cell / 3 ? a.weights.hit : a.weights.miss)
            * (y % 3 == cell % 3 ? b.weights.hit : b.weights.miss)
          let p = probability(a, x / 3, y / 3) * probability(b, x % 3, y % 3)
          mean += p * weight
          square += p * weight * weight
        }
        variance += truth[x] * (square - mean * mean)
      }
      #expect(abs(estimate.variances[cell] / variance - 1) < 1e-8)
    }
  }

  @Test func projectionToShares() {
    func projected(_ shares: [Double]) -> [Double] {
      FrequencyEstimate(counts: shares.map { $0 * 100 }, variances: shares.map { _ in 1 }, total: 100)
        .projectedShares
    }
    let cases: [([Double], [Double])] = [
      ([0.5, 0.5], [0.5, 0.5]), ([1.2, -0.2], [1, 0]), ([0.7, 0.5, -0.2], [0.6, 0.4, 0]),
      ([0.9, 0.3, 0.1, -0.3], [0.8, 0.2, 0, 0]), ([0, 0, 0], [1 / 3, 1 / 3, 1 / 3]),
    ]
    for (shares, expected) in cases {
      for (a, b) in zip(projected(shares), expected) { #expect(abs(a - b) < 1e-12, "\(shares)") }
    }
  }

  @Test func whatIsNoMechanism() {
    for levels in [-1, 0, 1, 1 << 24 + 1] {
      #expect(throws: PrivacyError.self) { try RandomizedResponse(levelCount: levels, epsilon: 1) }
      #expect(throws: PrivacyError.self) { try OptimizedUnaryEncoding(levelCount: levels, epsilon: 1) }
    }
    for epsilon in [0, -1, .nan, .infinity, 1000] {
      #expect(throws: PrivacyError.self) { try RandomizedResponse(levelCount: 3, epsilon: epsilon) }
      #expect(throws: PrivacyError.self) { try OptimizedUnaryEncoding(levelCount: 3, epsilon: epsilon) }
    }
  }
}
