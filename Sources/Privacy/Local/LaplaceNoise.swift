#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Laplace noise of scale sensitivity / ε for numbers that were computed from a table: sums, means, counts.
///
/// A number x is rounded to the nearest multiple of γ = 2^k, the largest at most 2^-10 of sensitivity / ε and of the
/// sensitivity, and gets γ times a discrete Laplace variable. Two numbers that differ by at most the sensitivity are rounded to points at most
/// Δ = floor(sensitivity / γ) + 1 apart, and the variable's scale is Δ / ε.
///
/// - Guarantee: differential privacy with ε = `epsilon` and δ = `samplerDelta`, at most 2^-40, for one number of that
///   sensitivity (δ would be 0 with noise of exactly that distribution). Several numbers add up their ε and their δ.
/// - Neighbouring: tables between which the number differs by at most `sensitivity` (add or remove a row, or replace
///   one: that is for the sensitivity to say).
/// - Precondition: `sensitivity` bounds the difference of the numbers *as computed*. Sums of doubles can differ by more
///   than sums of reals (Casacuberta et al., CCS 2022): sum whole numbers, or allow for the rounding.
///
/// Proof: `docs/privacy/local.md`.
public struct LaplaceNoise: Sendable, Hashable {
  public let sensitivity: Double
  /// As asked, rounded down to a multiple of 2^-40: exactly that of the noise.
  public let epsilon: Double
  /// γ = 2^`exponent`.
  public let exponent: Int
  /// Δ, in steps of the grid.
  public let steps: UInt64
  /// In steps of the grid.
  public let scale: Ratio
  private let noise: DiscreteLaplace

  /// - Parameter epsilon: 2^-30 to 47.
  /// - Throws: `PrivacyError`: ε out of range, or a sensitivity that is not between 2^-900 and 2^900.
  public init(sensitivity: Double, epsilon: Double) throws(PrivacyError) {
    let units = try LaplaceScale.noiseUnits(epsilon)
    guard sensitivity >= 0x1p-900, sensitivity <= 0x1p900 else {
      throw PrivacyError(.parameterOutOfRange, "The sensitivity must be a positive, finite number.")
    }
    self.sensitivity = sensitivity
    self.epsilon = Double(units) * 0x1p-40
    // At most 2^-10 of the sensitivity, too: the step that rounding adds is then little beside it.
    let scaleExponent = min((sensitivity / self.epsilon).exponent, sensitivity.exponent)
    exponent = Int(scaleExponent) - 10
    steps = UInt64((sensitivity * exp2(Double(-exponent))).rounded(.down)) + 1
    scale = LaplaceScale.ratio(steps: steps, units: units)
    noise = DiscreteLaplace(scale: scale)
  }

  public static func == (a: LaplaceNoise, b: LaplaceNoise) -> Bool {
    a.sensitivity == b.sensitivity && a.epsilon == b.epsilon
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(sensitivity)
    hasher.combine(epsilon)
  }

  /// δ of the guarantee for one number: (1 + e^ε) 2^-108, at most 2^-40.
  public var samplerDelta: Double { LaplaceScale.samplerDelta(epsilon) }

  /// γ.
  public var spacing: Double { exp2(Double(exponent)) }

  /// `value` with noise: a multiple of γ.
  ///
  /// A number beyond 2^62 steps of the grid counts as that many; NaN as 0.
  public func release(_ value: Double) -> Double {
    var bits = SecureRandom()
    return release(value, using: &bits)
  }

  package func release(_ value: Double, using bits: inout some RandomBits & ~Copyable) -> Double {
    let point = (value * exp2(Double(-exponent))).rounded(.toNearestOrEven)
    let held = point.isNaN ? 0 : Int64(min(max(point, -0x1p62), 0x1p62))
    return Double(held &+ noise.draw(count: 1, using: &bits)[0]) * spacing
  }
}
