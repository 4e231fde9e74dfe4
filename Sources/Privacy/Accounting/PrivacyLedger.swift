/// What was released, step by step, and what it cost: part of a model file fitted under a privacy budget.
public struct PrivacyLedger: Sendable, Hashable, Codable {
  public struct Step: Sendable, Hashable, Codable {
    /// What was asked, such as `one-way histogram`.
    public var query: String
    /// The columns it was asked of.
    public var columns: [String]
    /// `discreteGaussian` or `discreteLaplace`.
    public var mechanism: String
    /// The square of the L2 sensitivity (Gaussian), or the L1 sensitivity (Laplace), for one unit.
    public var sensitivity: Double
    /// The variance parameter σ² (Gaussian), or the scale (Laplace).
    public var parameter: Double
    /// Numbers released.
    public var count: Int
    /// Units of 2^-40 of ρ, or of ε under pure differential privacy.
    public var units: UInt64
    /// What a threshold adds to δ; 0 for others.
    public var delta: Double
  }

  public let parameters: PrivacyParameters
  /// `zCDP` or `pure`.
  public let accounting: String
  public let totalUnits: UInt64
  public let steps: [Step]

  public var spentUnits: UInt64 { steps.reduce(0) { $0 + $1.units } }
}
