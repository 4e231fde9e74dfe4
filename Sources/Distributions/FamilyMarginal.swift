public import Kernels

/// A distribution of a named family, possibly truncated and rounded.
///
/// Truncation is exact: the distribution given that it lies within the bounds, not one held at them. With
/// `decimals` values are rounded to multiples of h = 10^-decimals; the bounds are then the first and last multiple,
/// and the distribution is cut half a step outside them, so that both have their whole share.
public struct FamilyMarginal: Sendable, Hashable {
  public enum Family: Sendable, Hashable {
    case normal(mean: Double, sd: Double)
    /// The logarithm is normal.
    case lognormal(logMean: Double, logSd: Double)
    /// Between the bounds, which it must have.
    case uniform
    /// From 0, or from the minimum, upwards.
    case exponential(mean: Double)

    /// The name in specs and model files.
    public var name: String {
      switch self {
      case .normal: "normal"
      case .lognormal: "lognormal"
      case .uniform: "uniform"
      case .exponential: "exponential"
      }
    }
  }

  public let family: Family
  public let minimum: Double?
  public let maximum: Double?
  /// Digits after the point that values are rounded to; `nil`: they are not rounded.
  public let decimals: Int?

  /// What is wrong with the parameters of a family.
  public struct ParameterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The parameter's name as a spec has it: `sd`, `log_mean`, `minimum`.
    public let parameter: String
    /// What is wrong and what to do, as whole sentences.
    public let message: String

    public var description: String { "\(parameter): \(message)" }
  }

  /// The smallest share of a family that bounds may leave.
  public static let leastShare = 1e-12
  /// Rounded values are at most this many steps from zero: 2^51.
  public static let mostSteps = 0x1p51
  private static let largest = 1e300

  /// - Throws: `ParameterError` for parameters that are not finite or outside their ranges, a spread that is not
  ///   positive, a minimum above the maximum, bounds that leave less than `leastShare` of the family, and a
  ///   `leastShare` of rounded values beyond `mostSteps`.
  public init(_ family: Family, minimum: Double? = nil, maximum: Double? = nil, decimals: Int? = nil)
    throws(ParameterError)
  {
    self.family = family
    self.minimum = minimum
    self.maximum = maximum
    self.decimals = decimals
    try checkParameters()
    try checkBounds()
  }

  private func checkParameters() throws(ParameterError) {
    func require(_ holds: Bool, _ parameter: String, _ message: String) throws(ParameterError) {
      if !holds { throw ParameterError(parameter: parameter, message: message) }
    }
    try require((0...18).contains(decimals ?? 0), "precision", "Decimals lie between 0 and 18.")
    let large = FamilyMarginal.largest
    switch family {
    case .normal(let mean, let sd):
      try require(abs(mean) <= large, "mean", "The mean is no finite number. Correct it.")
      try require(sd > 0 && sd <= large, "sd", "The standard deviation must be a positive number.")
    case .lognormal(let logMean, let logSd):
      try require(abs(logMean) <= 600, "log_mean", "The mean of the logarithm lies between -600 and 600.")
      try require(
        logSd > 0 && logSd <= 100, "log_sd", "The standard deviation of the logarithm lies between 0 and 100."
      )
    case .uniform:
      try require(minimum != nil, "minimum", "A uniform distribution needs its bounds. State the minimum.")
      try require(maximum != nil, "maximum", "A uniform distribution needs its bounds. State the maximum.")
    case .exponential(let mean):
      try require(mean >= 1e-300 && mean <= large, "mean", "The mean must be a positive number.")
      try require(minimum ?? 0 >= 0, "minimum", "An exponential distribution has no value below 0.")
    }
    for (name, bound) in [("minimum", minimum), ("maximum", maximum)] {
      guard let bound else { continue }
      try require(abs(bound) <= large, name, "The bound is no finite number. Correct it.")
      guard decimals != nil else { continue }
      let count = bound * steps
      try require(abs(count) <= Self.mostSteps, name, "The bound has more digits than a column can hold.")
      try require(
        abs(count - count.rounded()) <= 1e-6 * max(1, abs(count)) && abs(count - count.rounded()) < 0.25,
        name,
        "The bound has more decimals than the column.")
    }
    if let minimum, let maximum {
      try require(
        minimum < maximum || (decimals != nil && minimum == maximum), "minimum",
        "The minimum is not below the maximum. Swap or widen them.")
    }
  }

  private func checkBounds() throws(ParameterError) {
    guard share >= Self.leastShare else {
      throw ParameterError(
        parameter: minimum == nil ? "maximum" : "minimum",
        message: "The bounds leave nothing of the distribution. Widen them, or move it.")
    }
    guard decimals != nil else { return }
    let limit = Self.mostSteps / steps
    let beyond =
      (maximum == nil ? StandardNormal.cdf(-coordinate(limit)) : 0)
      + (minimum == nil ? StandardNormal.cdf(coordinate(-limit)) : 0)
    guard beyond <= Self.leastShare else {
      throw ParameterError(
        parameter: maximum == nil ? "maximum" : "minimum",
        message: "Values have more digits than a column of this precision can hold. State the bound.")
    }
  }

  /// Lattice points in 1.
  var steps: Double { (0..<(decimals ?? 0)).reduce(1.0) { power, _ in power * 10 } }

  /// Where the continuous distribution is cut off: half a step outside the bounds of rounded values.
  var cut: (low: Double?, high: Double?) {
    let half = decimals == nil ? 0 : 0.5 / steps
    return (minimum.map { $0 - half }, maximum.map { $0 + half })
  }
}

extension FamilyMarginal {
  /// The number of the standard normal that the untruncated family turns into `x`; for a uniform or exponential
  /// family only its order and its tails mean something.
  ///
  /// By the kernels' functions: the bytes of samples depend on what is made of it.
  func coordinate(_ x: Double) -> Double {
    switch family {
    case .normal(let mean, let sd): (x - mean) / sd
    case .lognormal(let logMean, let logSd):
      x > 0 ? (KernelSet.active.logarithm(of: x) - logMean) / logSd : -.infinity
    case .exponential(let mean):
      x > 0 ? -StandardNormal.quantile(KernelSet.active.exponential(of: max(-x / mean, -708))) : -.infinity
    case .uniform: 0
    }
  }

  /// What the bounds leave of the family, in probabilities; `nil` where they leave everything.
  var truncation: FamilyTable.Truncation? {
    let kernels = KernelSet.active
    switch family {
    case .uniform: return nil
    case .exponential(let mean):
      // Without memory: from the lower cut on it begins again, so only the upper one takes something away.
      let low = cut.high.map { kernels.exponential(of: max(-max($0 - start, 0) / mean, -708)) } ?? 0
      // Where the rest of 1 would be rounding, its series is not.
      let width = low > 0.999 ? (cut.high! - start) / mean : 1 - low
      return FamilyTable.Truncation(sign: 1, low: low, width: max(width, .leastNormalMagnitude))
    case .normal, .lognormal:
      guard cut.low != nil || cut.high != nil else { return nil }
      let a = cut.low.map(coordinate) ?? -.infinity
      let b = cut.high.map(coordinate) ?? .infinity
      guard a > -.infinity || b < .infinity else { return nil }
      // The side on which the probabilities are small numbers, not differences from 1.
      let sign = a > -b ? -1.0 : 1.0
      let (from, to) = sign > 0 ? (a, b) : (-b, -a)
      let low = from == -.infinity ? 0 : kernels.normalCDF(of: from)
      let high = to == .infinity ? 1 : kernels.normalCDF(of: to)
      return FamilyTable.Truncation(sign: sign, low: low, width: max(high - low, .leastNormalMagnitude))
    }
  }

  /// Where an exponential distribution starts.
  private var start: Double { max(cut.low ?? 0, 0) }

  /// The share of the untruncated family between the bounds.
  private var share: Double {
    guard case .exponential(let mean) = family else { return truncation?.width ?? 1 }
    guard start / mean < 700 else { return 0 }
    return truncation!.width * KernelSet.active.exponential(of: -start / mean)
  }

  /// The family as the kernels draw it.
  ///
  /// - Parameter asIntegers: Whether values are counted in steps of 10^-decimals.
  public func table(asIntegers: Bool) -> FamilyTable {
    let steps = decimals == nil ? 0 : self.steps
    let unit = asIntegers ? steps : 1
    let natural: Double? =
      switch family {
      case .lognormal, .exponential: 0
      default: nil
      }
    let low = (minimum ?? natural).map { asIntegers ? ($0 * unit).rounded() : $0 } ?? -.infinity
    let high = maximum.map { asIntegers ? ($0 * unit).rounded() : $0 } ?? .infinity
    func table(_ shape: FamilyTable.Shape, _ location: Double, _ scale: Double) -> FamilyTable {
      FamilyTable(
        shape, location: location, scale: scale, truncation: truncation, minimum: low, maximum: high,
        steps: steps)
    }
    switch family {
    case .normal(let mean, let sd): return table(.affine, mean, sd)
    case .lognormal(let logMean, let logSd): return table(.exponential, logMean, logSd)
    case .exponential(let mean): return table(.survival, start, mean)
    case .uniform: return table(.uniform, cut.low!, cut.high! - cut.low!)
    }
  }

  /// The number of the latent normal at which the column, before rounding, reaches `x`.
  func latent(_ x: Double) -> Double {
    switch family {
    case .uniform:
      return StandardNormal.quantile(min(max((x - cut.low!) / (cut.high! - cut.low!), 0), 1))
    case .exponential(let mean):
      let truncation = truncation!
      let survival = KernelSet.active.exponential(of: max(-max(x - start, 0) / mean, -708))
      return -StandardNormal.quantile(min(max((survival - truncation.low) / truncation.width, 0), 1))
    case .normal, .lognormal:
      let y = coordinate(x)
      guard let truncation else { return y }
      let p = (StandardNormal.cdf(truncation.sign * y) - truncation.low) / truncation.width
      return truncation.sign * StandardNormal.quantile(min(max(p, 0), 1))
    }
  }

  /// The column's value, before rounding, at the number `z` of the latent normal; the inverse of `latent`.
  func value(_ z: Double) -> Double {
    func within(_ x: Double) -> Double { min(max(x, cut.low ?? x), cut.high ?? x) }
    switch family {
    case .uniform: return cut.low! + (cut.high! - cut.low!) * StandardNormal.cdf(z)
    case .exponential(let mean):
      let truncation = truncation!
      let survival = truncation.low + truncation.width * StandardNormal.cdf(-z)
      return within(start - mean * KernelSet.active.logarithm(of: survival))
    case .normal, .lognormal:
      var y = z
      if let truncation {
        let p = truncation.low + truncation.width * StandardNormal.cdf(truncation.sign * z)
        y = truncation.sign * StandardNormal.quantile(min(max(p, 1e-300), 1 - 0x1p-53))
      }
      switch family {
      case .normal(let mean, let sd): return within(mean + sd * y)
      case .lognormal(let logMean, let logSd):
        return within(KernelSet.active.exponential(of: logMean + logSd * y))
      default: return y
      }
    }
  }
}
