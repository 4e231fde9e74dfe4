internal import CKernels

/// A family of distributions with its parameters, ready to be drawn from.
///
/// A latent z becomes, by `shape`:
/// - `affine`: `location + scale * z`,
/// - `exponential`: `exp(location + scale * z)`, its argument held in -708 ... 709,
/// - `survival`: `location - scale * log(low + width * Φ(-z))`,
/// - `uniform`: `location + scale * u`; here the input is the uniform u.
///
/// A `Truncation` first replaces z by `sign * Φ⁻¹(low + width * Φ(sign * z))`. The value is rounded to a multiple
/// of `1 / steps`, if there are steps, and held inside the bounds.
public struct FamilyTable: Sendable {
  public enum Shape: Int32, Sendable {
    case affine, exponential, survival, uniform
  }

  /// The probabilities that are left of a distribution, of `sign` * z: `low` ... `low + width`.
  public struct Truncation: Sendable {
    public var sign: Double
    public var low: Double
    public var width: Double

    public init(sign: Double, low: Double, width: Double) {
      precondition(abs(sign) == 1 && low >= 0 && width > 0)
      self.sign = sign
      self.low = low
      self.width = width
    }
  }

  public let takesUniform: Bool
  let family: sk_family

  /// - Parameters:
  ///   - truncation: `survival` always has one.
  ///   - minimum: The bounds of the values, or of the numbers of steps where integers are drawn.
  ///   - steps: Lattice points in 1, or 0 for none. Values are held to 2^51 steps.
  public init(
    _ shape: Shape, location: Double, scale: Double, truncation: Truncation?, minimum: Double,
    maximum: Double, steps: Double
  ) {
    precondition(location.isFinite && scale.isFinite && minimum <= maximum && steps >= 0)
    precondition(shape != .survival || truncation != nil)
    takesUniform = shape == .uniform
    family = sk_family(
      shape: shape.rawValue, is_truncated: truncation == nil ? 0 : 1, location: location, scale: scale,
      sign: truncation?.sign ?? 1, low: truncation?.low ?? 0, width: truncation?.width ?? 1,
      minimum: minimum, maximum: maximum, steps: steps)
  }
}

extension KernelSet {
  /// Draws doubles; `values` must not overlap `latents`. The plain normal is one fused loop and nothing else.
  ///
  /// - Parameter latents: Normals, or uniforms where the family takes them.
  public func draw(
    _ family: FamilyTable, from latents: UnsafeBufferPointer<Double>,
    into values: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(latents.count == values.count)
    guard let source = latents.baseAddress, let target = values.baseAddress else { return }
    withUnsafePointer(to: family.family) {
      table.pointee.family_values($0, Int64(latents.count), source, target)
    }
  }

  /// Draws integers: the numbers of steps. The family must have steps.
  public func draw(
    _ family: FamilyTable, from latents: UnsafeBufferPointer<Double>,
    into values: UnsafeMutableBufferPointer<Int64>
  ) {
    precondition(latents.count == values.count && family.family.steps > 0)
    guard let source = latents.baseAddress, let target = values.baseAddress else { return }
    withUnsafePointer(to: family.family) {
      table.pointee.family_integers($0, Int64(latents.count), source, target)
    }
  }

  /// The exponential function, in place. Relative error below 1e-15; arguments are held in -708 ... 709.
  public func exponential(_ values: UnsafeMutableBufferPointer<Double>) {
    guard let target = values.baseAddress else { return }
    table.pointee.exponential(Int64(values.count), target)
  }

  /// The natural logarithm, in place. About 1e-15 relative; arguments below 2^-1022 count as 2^-1022.
  public func logarithm(_ values: UnsafeMutableBufferPointer<Double>) {
    guard let target = values.baseAddress else { return }
    table.pointee.logarithm(Int64(values.count), target)
  }

  /// Φ, exp and log of one number, by the kernels: for constants that the bytes of a sample depend on.
  public func normalCDF(of z: Double) -> Double { one(z) { normalCDF($0) } }
  public func exponential(of x: Double) -> Double { one(x) { exponential($0) } }
  public func logarithm(of x: Double) -> Double { one(x) { logarithm($0) } }

  private func one(_ value: Double, _ body: (UnsafeMutableBufferPointer<Double>) -> Void) -> Double {
    var value = value
    withUnsafeMutablePointer(to: &value) { body(UnsafeMutableBufferPointer(start: $0, count: 1)) }
    return value
  }
}
