/// What was released, step by step, and what it cost: part of a model file fitted under a privacy budget.
///
/// It holds public and released quantities only. Decoding checks it (`check`), so a ledger that contradicts itself is not read.
public struct PrivacyLedger: Sendable, Hashable {
  public struct Step: Sendable, Hashable, Codable {
    /// What was asked, such as `one-way histogram`: the name of a `PrivateQuery`.
    public let query: String
    /// The columns it was asked of.
    public let columns: [String]
    public let mechanism: NoiseParameter.Mechanism
    /// What one unit moves the answer by: the square of the L2 distance (Gaussian), or the L1 distance (Laplace).
    public let sensitivity: Double
    /// The variance parameter σ² (Gaussian), or the scale (Laplace).
    public let parameter: Double
    /// Numbers released; 0 for levels, whose number is not known before.
    public let count: Int
    /// Units of 2^-40 of ρ, or of ε under pure differential privacy.
    public let units: UInt64
    /// What a threshold adds to δ; 0 for others.
    public let delta: Double
    /// The largest squared norm of a row's scores, for products of scores.
    public let normBound: Int64?
    /// The noisy count from which a level comes out, for levels.
    public let threshold: Int64?

    init(
      _ query: PrivateQuery, columns: [String], count: Int, noise: NoiseParameter, cost: PrivacyCost,
      delta: Double = 0, threshold: Int64? = nil
    ) {
      self.query = query.name
      self.columns = columns
      self.count = count
      self.delta = delta
      self.threshold = threshold
      mechanism = noise.mechanism
      sensitivity = noise.sensitivity
      parameter = noise.parameter.value
      units = cost.units
      if case .products(_, let bound) = query { normBound = bound } else { normBound = nil }
    }

    /// Draws of noise at most: as many levels as rows can occur.
    var draws: Double { threshold == nil ? Double(count) : Double(PrivateQuery.rowLimit) }

    /// Units as a number.
    public var cost: PrivacyCost { PrivacyCost(units: units) }
  }

  public enum Accounting: String, Sendable, Hashable, Codable {
    /// Zero-concentrated differential privacy: costs are ρ.
    case concentrated = "zCDP"
    /// Pure differential privacy: costs are ε.
    case pure
  }

  public let parameters: PrivacyParameters
  public let accounting: Accounting
  /// Units of 2^-40 of what the promise allows.
  public let totalUnits: UInt64
  /// The part of δ kept for thresholds.
  public let thresholdDelta: Double
  public let steps: [Step]

  /// The sum of the steps, saturating.
  public var spentUnits: UInt64 {
    steps.reduce(0) { sum, step in
      let (next, overflow) = sum.addingReportingOverflow(step.units)
      return overflow ? .max : next
    }
  }

  /// What the samplers' distance from their distributions adds to δ, at most.
  public var samplerDelta: Double {
    PrivacyBudget.samplerDelta(draws: steps.reduce(0) { $0 + $1.draws }, parameters)
  }
}

extension PrivacyLedger: Codable {
  private enum CodingKeys: String, CodingKey {
    case parameters, accounting, totalUnits, thresholdDelta, steps
  }

  /// - Throws: `DecodingError` for a ledger that contradicts itself.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    parameters = try values.decode(PrivacyParameters.self, forKey: .parameters)
    accounting = try values.decode(Accounting.self, forKey: .accounting)
    totalUnits = try values.decode(UInt64.self, forKey: .totalUnits)
    thresholdDelta = try values.decode(Double.self, forKey: .thresholdDelta)
    steps = try values.decode([Step].self, forKey: .steps)
    do {
      try check()
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: error.message))
    }
  }
}
