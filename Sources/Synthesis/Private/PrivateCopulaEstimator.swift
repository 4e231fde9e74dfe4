public import Privacy
public import Randomness
public import Tabular

/// Fits a Gaussian copula under a privacy budget: the choice for tables of numbers.
public struct PrivateCopulaEstimator: Sendable {
  /// Of what follows the releases; it never reaches the noise.
  public var seed: Seed
  public var threads: Int

  public init(seed: Seed, threads: Int) {
    self.seed = seed
    self.threads = threads
  }

  /// - Parameters:
  ///   - records: One column for each of `domains`.
  ///   - columns: Where in `schema` each of the records' columns stands.
  ///   - budget: All that is left of it is spent.
  ///   - provenance: Of the model, given the released number of rows.
  public func model(
    _ records: ConfidentialRecords, domains: [PublicDomain], columns: [Int], schema: Schema,
    budget: inout PrivacyBudget, provenance: (_ rows: Int) -> SynthesisModel.Provenance
  ) throws -> SynthesisModel {
    fatalError("to be written")
  }
}
