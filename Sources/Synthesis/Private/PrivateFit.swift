public import Privacy
public import Randomness
public import Tabular

/// Fits a table under a privacy budget, from its public schema: domains, cells, then the estimator that suits it.
public struct PrivateFit: Sendable {
  public enum Kind: String, Sendable, Hashable {
    case copula
    case pairwise
    /// The field if the schema has nominal columns, otherwise the copula.
    case automatic
  }

  public var parameters: PrivacyParameters
  public var kind: Kind
  /// The column that models trained on the synthetic rows are to predict.
  public var target: String?
  /// Of what follows the releases; it never reaches the noise.
  public var seed: Seed
  public var threads: Int

  public init(
    _ parameters: PrivacyParameters, kind: Kind = .automatic, target: String? = nil, seed: Seed = Seed(0),
    threads: Int
  ) {
    self.parameters = parameters
    self.kind = kind
    self.target = target
    self.seed = seed
    self.threads = threads
  }

  /// - Parameter table: Read with the public schema, so that its columns and their types are those stated.
  public func model(_ table: Table, program: String) throws -> SynthesisModel {
    fatalError("to be written")
  }
}
