#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A privacy budget. It cannot be copied, so nothing can be spent twice; each release takes its cost from it before it
/// looks at any value.
///
/// Of δ, one part in 1,024 is kept for the samplers, `thresholdDelta` for the levels that come out by a threshold, and the rest
/// buys ρ (`ConcentratedBound`). Costs are integers, and a release that would exceed the total is refused, whatever came before:
/// the proof that a sum of adaptively chosen costs below a fixed total keeps the promise is in
/// docs/privacy/accounting.md#composition.
public struct PrivacyBudget: ~Copyable, Sendable {
  public let parameters: PrivacyParameters
  public let total: PrivacyCost
  /// The part of δ that thresholds may use.
  public let thresholdDelta: Double
  public private(set) var spent = PrivacyCost.zero
  private var spentDelta = 0.0
  private var draws = 0.0
  private var steps: [PrivacyLedger.Step] = []

  public var isPure: Bool { parameters.delta == 0 }
  public var remaining: PrivacyCost { total - spent }
  /// What is left of `thresholdDelta`.
  public var remainingDelta: Double { max(0, thresholdDelta - spentDelta) }

  /// - Parameters:
  ///   - thresholdDelta: The part of δ that levels found by a threshold will use.
  ///   - draws: The most numbers that may be released, a column of levels to be found counting as 2^31.
  /// - Throws: `PrivacyError` with `.deltaOutOfRange` unless thresholds leave something of δ, and where so many draws are not
  ///   exact enough for so large an ε with so small a δ. A release is refused for that only beyond `draws`.
  public init(_ parameters: PrivacyParameters, thresholdDelta: Double = 0, draws: Double = 1)
    throws(PrivacyError)
  {
    guard thresholdDelta >= 0, thresholdDelta == 0 || thresholdDelta < parameters.delta * 0.99 else {
      throw PrivacyError(
        .deltaOutOfRange,
        "The part of delta that thresholds use must be below delta; half of it is a good choice.")
    }
    try Self.requireExactness(draws: draws, parameters)
    self.parameters = parameters
    self.thresholdDelta = thresholdDelta
    // Below what a ledger is checked against, so that another machine's logarithms find it valid too.
    total = PrivacyCost(
      atMost: Self.bound(parameters, thresholdDelta: thresholdDelta)
        * (1 - (parameters.delta == 0 ? 0 : 0x1p-30)))
  }

  /// A budget of another total, which no promise is made for: for tests.
  init(_ parameters: PrivacyParameters, unchecked total: PrivacyCost, thresholdDelta: Double = 0) {
    self.parameters = parameters
    self.total = total
    self.thresholdDelta = thresholdDelta
  }

  /// The ρ (or ε) that may be spent, once thresholds and samplers have their part of δ.
  static func bound(_ parameters: PrivacyParameters, thresholdDelta: Double) -> Double {
    parameters.delta == 0
      ? parameters.epsilon
      : ConcentratedBound.rho(
        epsilon: parameters.epsilon,
        delta: parameters.delta - thresholdDelta - samplerReserve(parameters))
  }

  /// How much of δ the samplers may use: δ / 1,024; under pure differential privacy 2^-40 beyond the promise, stated by the
  /// ledger.
  static func samplerReserve(_ parameters: PrivacyParameters) -> Double {
    parameters.delta == 0 ? 0x1p-40 : parameters.delta / 1024
  }

  /// What so many draws, each within `samplerDistance` of its distribution in total variation, add to δ.
  ///
  /// P[M'(D) ∈ S] <= P[M(D) ∈ S] + τ <= e^ε P[M(E) ∈ S] + δ + τ <= e^ε P[M'(E) ∈ S] + δ + (1 + e^ε) τ.
  static func samplerDelta(draws: Double, _ parameters: PrivacyParameters) -> Double {
    draws * samplerDistance * (1 + exp(parameters.epsilon))
  }

  private static func requireExactness(draws: Double, _ parameters: PrivacyParameters) throws(PrivacyError) {
    guard samplerDelta(draws: draws, parameters) <= samplerReserve(parameters) else {
      throw PrivacyError(
        .deltaOutOfRange,
        "The noise is not exact enough for so large an epsilon with so small a delta. Give a smaller epsilon, such as 20, or a larger delta, such as 1e-9."
      )
    }
  }

  /// How far, in total variation, one draw of the noise may be from its distribution.
  static let samplerDistance = max(DiscreteGaussian.distanceBound, DiscreteLaplace.distanceBound)

  /// Takes the steps' cost, all or nothing.
  ///
  /// - Throws: `PrivacyError` with `.budgetExhausted`; nothing is taken then.
  mutating func charge(_ charged: [PrivacyLedger.Step]) throws(PrivacyError) {
    var units = spent.units
    var delta = spentDelta
    var draws = draws
    for step in charged {
      let (sum, overflow) = units.addingReportingOverflow(step.units)
      guard step.units > 0, !overflow, sum <= total.units else {
        throw PrivacyError(
          .budgetExhausted,
          "The privacy budget does not allow another release (\(step.query)). Give a larger epsilon, or fewer columns."
        )
      }
      units = sum
      delta += step.delta
      draws += step.draws
    }
    guard delta <= thresholdDelta * (1 + 0x1p-40) else {
      throw PrivacyError(
        .budgetExhausted,
        "The part of delta kept for thresholds is spent. List the levels of more columns in the schema.")
    }
    try Self.requireExactness(draws: draws, parameters)
    spent = PrivacyCost(units: units)
    spentDelta = delta
    self.draws = draws
    steps += charged
  }

  mutating func charge(_ step: PrivacyLedger.Step) throws(PrivacyError) { try charge([step]) }

  /// The account, once everything has been released.
  public consuming func close() -> PrivacyLedger {
    PrivacyLedger(
      parameters: parameters, accounting: isPure ? .pure : .concentrated, totalUnits: total.units,
      thresholdDelta: thresholdDelta, steps: steps)
  }
}
