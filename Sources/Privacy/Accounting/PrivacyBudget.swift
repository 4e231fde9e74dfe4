/// A privacy budget. It cannot be copied, so nothing can be spent twice; each release takes its cost from it before it
/// looks at any value.
public struct PrivacyBudget: ~Copyable, Sendable {
  public let parameters: PrivacyParameters
  public let total: PrivacyCost
  public private(set) var spent = PrivacyCost.zero
  private var steps: [PrivacyLedger.Step] = []

  public var isPure: Bool { parameters.delta == 0 }
  public var remaining: PrivacyCost { total - spent }

  /// - Parameter thresholdDelta: The part of δ that stability histograms will use.
  public init(_ parameters: PrivacyParameters, thresholdDelta: Double = 0) throws(PrivacyError) {
    self.parameters = parameters
    let value =
      parameters.delta == 0
      ? parameters.epsilon
      : ConcentratedBound.rho(epsilon: parameters.epsilon, delta: parameters.delta - thresholdDelta)
    total = PrivacyCost(atMost: value * (1 - 1e-9))
  }

  /// Takes the step's cost.
  ///
  /// - Throws: `PrivacyError` with `.budgetExhausted`; nothing is taken then.
  mutating func charge(_ step: PrivacyLedger.Step) throws(PrivacyError) {
    let cost = PrivacyCost(units: step.units)
    guard step.units > 0, cost <= remaining else {
      throw PrivacyError(
        .budgetExhausted,
        "The privacy budget does not allow another release (\(step.query)). Give a larger epsilon, or fewer columns."
      )
    }
    spent = spent + cost
    steps.append(step)
  }

  /// The account, once everything has been released.
  public consuming func close() -> PrivacyLedger {
    PrivacyLedger(
      parameters: parameters, accounting: isPure ? "pure" : "zCDP", totalUnits: total.units, steps: steps)
  }
}
