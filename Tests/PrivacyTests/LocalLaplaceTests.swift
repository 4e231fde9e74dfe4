import Foundation
import Privacy
import Testing

/// The Laplace mechanism within public bounds, and Laplace noise for one number.
@Suite struct LocalLaplaceTests {
  private static let someBounds: [LaplaceMechanism.Bounds] = [
    .integers(minimum: 0, maximum: 1), .integers(minimum: -40, maximum: 17),
    .integers(minimum: 0, maximum: 1 << 30), .integers(minimum: .min + 1, maximum: .max - 1),
    .reals(minimum: 0, maximum: 1), .reals(minimum: -1e-3, maximum: 2.5e7),
    .reals(minimum: 1e15, maximum: 1e15 + 3), .reals(minimum: -1e250, maximum: 1e250),
    .reals(minimum: 1e-200, maximum: 3e-200),
  ]
  private static let someEpsilons: [Double] = [1e-6, 0.1, 1 / 3, 1, naturalLogarithmOf3, 7.3, 41]

  /// scale = steps / ε, in whole numbers: numerator * units = steps * 2^40 * denominator, with ε rounded down.
  @Test(arguments: someBounds, someEpsilons) func scalesAreExact(
    _ bounds: LaplaceMechanism.Bounds, _ epsilon: Double
  ) throws {
    let mechanism = try LaplaceMechanism(bounds: bounds, epsilon: epsilon)
    #expect(mechanism.epsilon <= epsilon && mechanism.epsilon > epsilon - 0x1p-39)
    let needed = (UInt128(mechanism.steps) << 40).multipliedFullWidth(
      by: UInt128(mechanism.scale.denominator))
    let given = mechanism.scale.numerator.multipliedFullWidth(by: UInt128(mechanism.epsilon * 0x1p40))
    #expect(needed.high == given.high && needed.low == given.low)
    #expect(mechanism.scale.value <= 0x1p41)
  }

  /// Every pair of values and every release of a small lattice, by probabilities computed from the mechanism's scale.
  @Test(arguments: [0.1, 1, naturalLogarithmOf3, 4] as [Double]) func ratiosOnASmallLattice(_ epsilon: Double)
    throws
  {
    let mechanism = try LaplaceMechanism(bounds: .integers(minimum: -2, maximum: 5), epsilon: epsilon)
    #expect(mechanism.spacing == 1 && mechanism.steps == 7)
    let a = exp(-1 / mechanism.scale.value)
    func probability(_ release: Int, of value: Int) -> Double {
      (1 - a) / (1 + a) * pow(a, Double(abs(release - value)))
    }
    var worst = 0.0
    for x in -2...5 {
      for y in -2...5 {
        for release in -60...60 {
          worst = max(worst, log(probability(release, of: x) / probability(release, of: y)))
        }
      }
    }
    #expect(worst <= epsilon * (1 + 1e-12))
    #expect(worst >= epsilon * (1 - 1e-9))
  }

  /// The δ that the weights of the table really have at ε: the sum over releases of what P[y | 0] is above
  /// e^ε P[y | steps].
  private func excess(scale: Ratio, steps: Int, epsilon: Double) throws -> Double {
    let weights = try #require(DiscreteLaplace(scale: scale).sizeWeights)
    func probability(_ noise: Int) -> Double {
      let size = abs(noise)
      guard size < weights.count else { return 0 }
      return Double(weights[size]) * 0x1p-128 * (size == 0 ? 1 : 0.5)
    }
    return (-weights.count...weights.count + steps).reduce(0.0) { sum, release in
      sum + max(0, probability(release) - exp(epsilon) * probability(release - steps))
    }
  }

  /// Noise that is drawn never takes values rarer than 2^-128. Where ε is large, whole releases would come from some
  /// values alone: such an ε is refused, and what is left of that is within the stated δ.
  @Test(arguments: [1, 2, 3, 40] as [Int64]) func drawnNoiseKeepsThePromise(_ width: Int64) throws {
    for epsilon in [46, 46.5, 47] {
      let mechanism = try LaplaceMechanism(
        bounds: .integers(minimum: 0, maximum: width), epsilon: epsilon)
      #expect(mechanism.samplerDelta <= 0x1p-40 && mechanism.samplerDelta > exp(epsilon) * 0x1p-109)
      let found = try excess(scale: mechanism.scale, steps: Int(width), epsilon: mechanism.epsilon)
      #expect(found <= mechanism.samplerDelta, "\(epsilon)")
    }
    // What would be released at ε = 100 tells the two ends apart.
    guard width > 1 else { return }
    #expect(try excess(scale: Ratio(UInt128(width), 100), steps: Int(width), epsilon: 100) > 0.1)
  }

  /// Bounds so wide that the variance is beyond doubles still have a standard deviation.
  @Test func wideBounds() throws {
    let mechanism = try LaplaceMechanism(bounds: .reals(minimum: -1e200, maximum: 1e200), epsilon: 1)
    #expect(abs(mechanism.standardDeviation / (2e200 * 2.0.squareRoot()) - 1) < 2e-3)
    #expect(mechanism.variance == .infinity)
  }

  @Test func whatIsCutOff() throws {
    let bounds = LaplaceMechanism.Bounds.integers(minimum: 0, maximum: 1)
    let mechanism = try LaplaceMechanism(bounds: bounds, epsilon: 0.1, releasable: -40...41)
    #expect(abs(mechanism.cutProbability - 2 * exp(-4)) < 1e-9)
    let cut = (0..<20_000).count { _ in abs(mechanism.release(0 as Int64?)) >= 40 }
    #expect(cut > 0 && Double(cut) / 20_000 <= mechanism.cutProbability)
    #expect(try LaplaceMechanism(bounds: bounds, epsilon: 0.1).cutProbability == 0)
    #expect(try LaplaceMechanism(bounds: bounds, epsilon: 0.1, releasable: 0...1).cutProbability == 1)
    let reals = LaplaceMechanism.Bounds.reals(minimum: 0, maximum: 1)
    #expect(try LaplaceMechanism(bounds: reals, epsilon: 0.1).cutProbability == 0)
  }

  /// The same bits shift with the value and nothing else: the noise has nothing to do with what it is added to, so every
  /// release can come from every value.
  @Test(arguments: someBounds, someEpsilons) func noiseIsIndependentOfTheValue(
    _ bounds: LaplaceMechanism.Bounds, _ epsilon: Double
  ) throws {
    let mechanism = try LaplaceMechanism(bounds: bounds, epsilon: epsilon)
    #expect(mechanism.steps >= 1)
    var releasesOfLow = Set<Double>()
    for seed in 0..<20 as Range<UInt64> {
      var first = ReplayedBits(seed)
      var second = ReplayedBits(seed)
      var third = ReplayedBits(seed)
      switch bounds {
      case .integers(let low, let high):
        let releases = [
          mechanism.release(low as Int64?, using: &first), mechanism.release(high as Int64?, using: &second),
          mechanism.release(nil as Int64?, using: &third),
        ]
        releasesOfLow.insert(Double(releases[0]))
        for release in releases where release != .min && release != .max {
          #expect(release & (1 << Int64(mechanism.exponent) - 1) == 0)
        }
        guard mechanism.exponent == 0, !releases.contains(.min), !releases.contains(.max) else { continue }
        #expect(releases[1] - releases[0] == high - low)
      case .reals(let low, let high):
        let releases = [
          mechanism.release(low as Double?, using: &first),
          mechanism.release(high as Double?, using: &second),
          mechanism.release(nil as Double?, using: &third),
        ].map { $0 / mechanism.spacing }
        releasesOfLow.insert(releases[0])
        for release in releases { #expect(release == release.rounded() && abs(release) < 0x1p53) }
        #expect(releases[1] - releases[0] == Double(mechanism.steps))
        #expect(releases[2] - releases[0] == Double(mechanism.steps / 2))
      }
    }
    if mechanism.scale.value > 1e6 { #expect(releasesOfLow.count > 1) }
  }

  /// The low bits of a release once gave the value away (Mironov 2012). Here no release leaves the grid, whatever the
  /// low bits of the value are.
  @Test func lowBitsTellNothing() throws {
    let mechanism = try LaplaceMechanism(bounds: .reals(minimum: 0, maximum: 1), epsilon: 0.7)
    for value in [0.1, 0.1.nextUp, 1 / 3, 0.5.nextDown, 1e-17, .leastNonzeroMagnitude] {
      for _ in 0..<200 {
        let point = mechanism.release(value as Double?) / mechanism.spacing
        #expect(point == point.rounded())
      }
    }
    let noise = try LaplaceNoise(sensitivity: 0.3, epsilon: 0.7)
    for value in [0.1, 0.1.nextUp, 1e9 / 3] {
      for _ in 0..<200 {
        let point = noise.release(value) / noise.spacing
        #expect(point == point.rounded())
      }
    }
  }

  @Test func valuesBeyondTheBoundsCountAsThese() throws {
    let reals = try LaplaceMechanism(bounds: .reals(minimum: -1, maximum: 3), epsilon: 1)
    let integers = try LaplaceMechanism(bounds: .integers(minimum: -1, maximum: 3), epsilon: 1)
    func real(_ value: Double?) -> Double {
      var bits = ReplayedBits(5)
      return reals.release(value, using: &bits)
    }
    func integer(_ value: Int64?) -> Int64 {
      var bits = ReplayedBits(5)
      return integers.release(value, using: &bits)
    }
    #expect(real(-.infinity) == real(-1) && real(-1e300) == real(-1) && real(.infinity) == real(3))
    #expect(real(.nan) == real(nil) && real(nil) == real(1) && reals.midpoint == 1)
    #expect(integer(.min) == integer(-1) && integer(.max) == integer(3) && integer(nil) == integer(1))
  }

  @Test func releasesAreNotCutOffAtTheBounds() throws {
    let mechanism = try LaplaceMechanism(bounds: .integers(minimum: 0, maximum: 1), epsilon: 0.1)
    let releases = (0..<200).map { _ in mechanism.release(0 as Int64?) }
    #expect(releases.contains { $0 < 0 } && releases.contains { $0 > 1 })
    let held = try LaplaceMechanism(
      bounds: .integers(minimum: 0, maximum: 1), epsilon: 0.1, releasable: -1...2)
    #expect((0..<200).allSatisfy { _ in (-1...2).contains(held.release(0 as Int64?)) })
  }

  /// Reference: variances of the discrete Laplace of scales 1/2, 1, 2, 10 and 100.
  @Test(arguments: [
    (1, 2.0, 0.3620308304831552), (1, 1, 1.841347188415585), (2, 1, 7.835396178065528),
    (10, 1, 199.8334166336095), (100, 1, 19999.83333416666),
  ])
  func variances(_ width: Int64, _ epsilon: Double, _ variance: Double) throws {
    let mechanism = try LaplaceMechanism(
      bounds: .integers(minimum: 7, maximum: 7 + width), epsilon: epsilon)
    #expect(abs(mechanism.variance / variance - 1) < 1e-12)
  }

  /// On a fine grid it is the continuous Laplace noise of scale (upper - lower) / ε, variance 2 scale².
  @Test func scaleIsSensitivityOverEpsilon() throws {
    for (low, high, epsilon) in [(0.0, 1.0, 1.0), (-5, 20, 0.3), (1e6, 3e6, 2.5)] {
      let mechanism = try LaplaceMechanism(bounds: .reals(minimum: low, maximum: high), epsilon: epsilon)
      let scale = (high - low) / epsilon
      #expect(abs(mechanism.scaleInUnits / scale - 1) < 2e-3)
      #expect(abs(mechanism.variance / (2 * scale * scale) - 1) < 4e-3)
      let finest = min(scale, high - low)
      #expect(mechanism.spacing <= finest * 0x1p-10 && mechanism.spacing > finest * 0x1p-11)
    }
    let noise = try LaplaceNoise(sensitivity: 2, epsilon: 0.5)
    #expect(abs(noise.scale.value * noise.spacing / 4 - 1) < 2e-3)
    #expect(noise.epsilon == 0.5)
  }

  @Test func whatIsNoMechanism() {
    func code(_ bounds: LaplaceMechanism.Bounds, _ epsilon: Double) -> PrivacyError.Code? {
      do {
        _ = try LaplaceMechanism(bounds: bounds, epsilon: epsilon)
        return nil
      } catch { return error.code }
    }
    let unit = LaplaceMechanism.Bounds.reals(minimum: 0, maximum: 1)
    for epsilon in [0, -1, .nan, .infinity, 101, 1e-12, 48, 60, 100] {
      #expect(code(unit, epsilon) == .epsilonOutOfRange)
    }
    for (low, high) in [
      (1.0, 1.0), (2, 1), (.nan, 1), (0, .infinity), (-.infinity, 0),
      (-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude), (0, .leastNonzeroMagnitude),
    ] {
      #expect(code(.reals(minimum: low, maximum: high), 1) == .boundsOutOfRange, "\(low) \(high)")
    }
    #expect(code(.integers(minimum: 3, maximum: 3), 1) == .boundsOutOfRange)
    #expect(code(.integers(minimum: 4, maximum: 3), 1) == .boundsOutOfRange)
    for epsilon in [48.0, 100] {
      #expect(throws: PrivacyError.self) { try LaplaceNoise(sensitivity: 1, epsilon: epsilon) }
    }
    for sensitivity in [0, -1, .nan, .infinity] {
      #expect(throws: PrivacyError.self) { try LaplaceNoise(sensitivity: sensitivity, epsilon: 1) }
    }
  }
}
