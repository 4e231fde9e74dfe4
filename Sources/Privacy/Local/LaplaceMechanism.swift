package import Kernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The Laplace mechanism for values within public bounds, exact: discrete Laplace noise on a grid.
///
///     X = round(x / γ),    Δ = X_hi - X_lo,    release γ * (X + Z),    P[Z = z] ∝ exp(-|z| ε / Δ)
///
/// - Guarantee: local differential privacy with ε = `epsilon` and δ = `samplerDelta`, at most 2^-40: for any two values
///   x, x' and any set S of releases, P[S | x] <= e^ε P[S | x'] + δ. With noise of exactly the distribution above δ would
///   be 0; what is drawn is within 2^-108 of it.
/// - Neighbouring: any two values at all, since those outside the bounds are held to them, and one that is missing (or
///   is NaN) counts as the public `midpoint`.
/// - Precondition: the bounds are chosen without a look at the data, and each value is released once.
/// - Accuracy: variance `variance`; for values within the bounds no bias but for that of two steps. Rounding to the grid
///   moves a value by up to γ/2: nothing for whole units with γ = 1, at most 2^-11 of the width for reals, more where
///   doubles near the bounds are coarser themselves. Integers held to `releasable` are biased towards its middle, of
///   which `cutProbability` tells whether it matters. Releases may lie outside the bounds; cutting them off would bias
///   means. How exactly the noise is drawn: `DiscreteLaplace`.
///
/// Every release is a whole multiple of the public γ, and noise is added to multiples alone, so the low bits of a release
/// tell no more than the others (Mironov, CCS 2012). Source of the mechanism: C. Dwork, F. McSherry, K. Nissim, A. Smith
/// (2006), "Calibrating noise to sensitivity in private data analysis". Proof: `docs/privacy/local.md`.
public struct LaplaceMechanism: Sendable, Hashable {
  /// The least and the greatest value; those beyond count as these.
  public enum Bounds: Sendable, Hashable {
    /// In whole units of a column's storage: integers, hundredths of a decimal, days.
    case integers(minimum: Int64, maximum: Int64)
    case reals(minimum: Double, maximum: Double)
  }

  public let bounds: Bounds
  /// As asked, rounded down to a multiple of 2^-40: exactly that of the noise.
  public let epsilon: Double
  /// γ = 2^`exponent`, in units of the bounds.
  public let exponent: Int
  /// Δ, in steps of the grid.
  public let steps: UInt64
  /// The scale of the discrete Laplace noise, in steps of the grid.
  public let scale: Ratio
  /// Releases of integers are held to this range, that their type has room for. Public.
  public let releasable: ClosedRange<Int64>

  private let noise: DiscreteLaplace
  private let lowest: Int64
  private let highest: Int64

  /// - Parameters:
  ///   - epsilon: 2^-30 to 47.
  ///   - releasable: What integers may be released.
  /// - Throws: `PrivacyError`: ε out of range; bounds that are not finite or of which the lower is not below the upper.
  public init(
    bounds: Bounds, epsilon: Double, releasable: ClosedRange<Int64> = .min ... .max
  ) throws(PrivacyError) {
    let units = try LaplaceScale.noiseUnits(epsilon)
    self.bounds = bounds
    self.epsilon = Double(units) * 0x1p-40
    self.releasable = releasable
    switch bounds {
    case .integers(let minimum, let maximum):
      guard minimum < maximum else { throw LaplaceMechanism.noInterval }
      // The column's own lattice, unless the noise is so wide that 64 bits are not enough.
      let width = Double(UInt64(bitPattern: maximum &- minimum))
      var exponent = 0
      while width / self.epsilon / exp2(Double(exponent)) > LaplaceScale.largest / 2 { exponent += 1 }
      self.exponent = exponent
      lowest = LaplaceMechanism.point(minimum, exponent)
      highest = LaplaceMechanism.point(maximum, exponent)
    case .reals(let minimum, let maximum):
      let width = maximum - minimum
      guard minimum.isFinite, maximum.isFinite, width.isFinite, minimum < maximum else {
        throw LaplaceMechanism.noInterval
      }
      let largest = max(abs(minimum), abs(maximum))
      guard largest <= 0x1p900, width >= 0x1p-900 else { throw LaplaceMechanism.noInterval }
      // 2^-10 of the noise's scale and of the width is fine enough; whole numbers of steps must stay exact in a double.
      let fine = min((width / self.epsilon).exponent, width.exponent) - 10
      exponent = max(Int(fine), Int(largest.exponent) + 1 - 51)
      let inverse = exp2(Double(-exponent))
      lowest = Int64((minimum * inverse).rounded(.toNearestOrEven))
      highest = Int64((maximum * inverse).rounded(.toNearestOrEven))
    }
    steps = UInt64(max(1, highest - lowest))
    scale = LaplaceScale.ratio(steps: steps, units: units)
    noise = DiscreteLaplace(scale: scale)
  }

  public static func == (a: LaplaceMechanism, b: LaplaceMechanism) -> Bool {
    a.bounds == b.bounds && a.epsilon == b.epsilon && a.releasable == b.releasable
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(bounds)
    hasher.combine(epsilon)
    hasher.combine(releasable)
  }

  private static let noInterval = PrivacyError(
    .boundsOutOfRange, "The lower bound must be below the upper one, and both be finite numbers.")

  /// γ, in units of the bounds.
  public var spacing: Double { exp2(Double(exponent)) }

  /// The scale of the noise in units of the bounds: (upper - lower) / ε, but for the grid.
  public var scaleInUnits: Double { scale.value * spacing }

  /// δ of the guarantee for one value: (1 + e^ε) 2^-108, at most 2^-40.
  public var samplerDelta: Double { LaplaceScale.samplerDelta(epsilon) }

  /// The standard deviation of a release, in units of the bounds: γ sqrt(2a) / (1 - a), a = exp(-1 / scale). Always finite.
  public var standardDeviation: Double {
    // sqrt(2a) / (1 - a) = 1 / (sqrt(2) sinh(1 / (2 scale)))
    spacing / (2.0.squareRoot() * sinh(1 / (2 * scale.value)))
  }

  /// The variance of a release, in squared units of the bounds: γ² 2a / (1 - a)². Infinite where no double is so large.
  public var variance: Double { standardDeviation * standardDeviation }

  /// The greatest probability, over all values within the bounds, that a release would lie outside `releasable` and is
  /// held to it; an upper bound. 0 for reals.
  public var cutProbability: Double {
    guard case .integers(let minimum, let maximum) = bounds else { return 0 }
    // P[Z > d] < a^d. Rounding may bring a value nearer by less than a step.
    let nearer = exponent == 0 ? 0 : spacing
    func tail(_ distance: Double) -> Double { exp(-max(0, distance - nearer) / scaleInUnits) }
    return min(
      1,
      tail(Double(releasable.upperBound) - Double(maximum))
        + tail(Double(minimum) - Double(releasable.lowerBound)))
  }

  /// What a missing value counts as, in steps of the grid.
  private var middle: Int64 { lowest + (highest - lowest) / 2 }

  /// What a missing value counts as, in units of the bounds. Public.
  public var midpoint: Double { Double(middle) * spacing }

  private static func point(_ value: Int64, _ exponent: Int) -> Int64 {
    exponent == 0 ? value : (value >> Int64(exponent)) + (value >> Int64(exponent - 1)) & 1
  }

  // MARK: - Releases

  /// How many values share one call of the noise.
  static let chunk = 4096

  /// Releases of integers, in place: each value becomes its release.
  ///
  /// - Parameter isMissing: Whether the value at an index is missing.
  /// - Precondition: the bounds are integers.
  /// - Complexity: O(values).
  package func randomize(
    _ values: UnsafeMutableBufferPointer<Int64>, isMissing: ((Int) -> Bool)?,
    using bits: inout some RandomBits & ~Copyable
  ) {
    guard case .integers(let minimum, let maximum) = bounds else {
      preconditionFailure("The bounds are not integers.")
    }
    for start in stride(from: 0, to: values.count, by: Self.chunk) {
      let rows = start..<min(start + Self.chunk, values.count)
      for row in rows {
        values[row] = Self.point(min(max(values[row], minimum), maximum), exponent)
      }
      if let isMissing { for row in rows where isMissing(row) { values[row] = middle } }
      let draws = noise.draw(count: rows.count, using: &bits)
      draws.withUnsafeBufferPointer { draws in
        for (index, row) in rows.enumerated() {
          values[row] = release(values[row], draws[index])
        }
      }
    }
  }

  /// (point + noise) 2^exponent, held to what is releasable: a function of the noisy point alone.
  @inline(__always) private func release(_ point: Int64, _ noise: Int64) -> Int64 {
    let (sum, overflow) = point.addingReportingOverflow(noise)
    let held = overflow ? (noise < 0 ? .min : .max) : sum
    guard exponent > 0 else { return min(max(held, releasable.lowerBound), releasable.upperBound) }
    let limit = Int64.max >> Int64(exponent)
    let scaled = held > limit ? .max : held < -limit ? .min : held << Int64(exponent)
    return min(max(scaled, releasable.lowerBound), releasable.upperBound)
  }

  /// Releases of reals, in place. NaN counts as missing.
  ///
  /// - Precondition: the bounds are reals.
  /// - Complexity: O(values).
  package func randomize(
    _ values: UnsafeMutableBufferPointer<Double>, isMissing: ((Int) -> Bool)?,
    using bits: inout some RandomBits & ~Copyable, kernels: KernelSet = .active
  ) {
    guard case .reals(let minimum, let maximum) = bounds else {
      preconditionFailure("The bounds are not reals.")
    }
    let (spacing, inverse) = (spacing, exp2(Double(-exponent)))
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: Self.chunk) { room in
      for start in stride(from: 0, to: values.count, by: Self.chunk) {
        let rows = start..<min(start + Self.chunk, values.count)
        let part = UnsafeMutableBufferPointer(rebasing: values[rows])
        let points = UnsafeMutableBufferPointer(rebasing: room[..<rows.count])
        kernels.gridPoints(
          UnsafeBufferPointer(part), low: minimum, high: maximum, inverse: inverse, into: points)
        for index in points.indices where part[index].isNaN { points[index] = middle }
        if let isMissing { for row in rows where isMissing(row) { points[row - start] = middle } }
        noise.draw(count: rows.count, using: &bits).withUnsafeBufferPointer {
          kernels.gridValues(UnsafeBufferPointer(points), noise: $0, spacing: spacing, into: part)
        }
      }
    }
  }

  /// The release of one number, or of a missing one (`nil`).
  /// - Precondition: the bounds are reals.
  public func release(_ value: Double?) -> Double {
    var bits = SecureRandom()
    return release(value, using: &bits)
  }

  package func release(_ value: Double?, using bits: inout some RandomBits & ~Copyable) -> Double {
    var release = value ?? .nan
    withUnsafeMutablePointer(to: &release) {
      randomize(UnsafeMutableBufferPointer(start: $0, count: 1), isMissing: nil, using: &bits)
    }
    return release
  }

  /// The release of one integer, or of a missing one (`nil`).
  /// - Precondition: the bounds are integers.
  public func release(_ value: Int64?) -> Int64 {
    var bits = SecureRandom()
    return release(value, using: &bits)
  }

  package func release(_ value: Int64?, using bits: inout some RandomBits & ~Copyable) -> Int64 {
    // A missing value is given as what it counts as: `middle` lies on the grid.
    var release = value ?? middle << Int64(exponent)
    withUnsafeMutablePointer(to: &release) {
      randomize(UnsafeMutableBufferPointer(start: $0, count: 1), isMissing: nil, using: &bits)
    }
    return release
  }
}
