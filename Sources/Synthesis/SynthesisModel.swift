public import Copulas
public import Distributions
public import MarkovFields
public import Privacy
public import Tabular

/// A fitted model of a table: marginals and a dependence part. Everything before it only makes it, everything
/// after it only reads it.
public struct SynthesisModel: Sendable, Codable {
  public var provenance: Provenance
  /// The table's columns, in order.
  public var schema: Schema
  /// What generates each column, in the schema's order.
  public var columns: [ColumnModel]
  /// Columns that are missing together.
  public var missingness: [MissingnessModel]
  public var dependence: Dependence
  /// What a private fit released, and what that cost; `nil` for a fit without a privacy budget.
  public var privacy: PrivacyLedger?

  /// Where a model comes from.
  public struct Provenance: Sendable, Hashable, Codable {
    public var rows: Int
    public var columns: Int
    /// SHA-256 of the data that were read (after decompression), as hexadecimal digits; `nil` for a table that
    /// did not come from a file.
    public var sha256: String?
    /// The version of Sklar that fitted it, and the options it was given.
    public var program: String
    public var options: [String: String]

    public init(rows: Int, columns: Int, sha256: String?, program: String, options: [String: String]) {
      self.rows = rows
      self.columns = columns
      self.sha256 = sha256
      self.program = program
      self.options = options
    }
  }

  /// How one column is generated.
  public enum ColumnModel: Sendable, Hashable {
    /// From a latent of the dependence part, through the marginal. Without a latent the column has one value.
    case modelled(marginal: Marginal, latent: Int?)
    /// By a permutation of the row number within the identifier's space.
    case identifier
    /// As the schema's `TextEmission` says.
    case text
  }

  /// One pattern of missingness: its columns are missing where the latent's uniform is below `share`.
  public struct MissingnessModel: Sendable, Hashable, Codable {
    public var columns: [Int]
    public var share: Double
    public var latent: Int
  }

  /// How the latents hang together. A new kind of model adds a case.
  public enum Dependence: Sendable, Hashable {
    case gaussianCopula(copula: GaussianCopula)
    /// Variable v of the field is latent v; its state g is the interval between the sums of the shares before and after g.
    case pairwiseField(field: PairwiseField)

    public var latentCount: Int {
      switch self {
      case .gaussianCopula(let copula): copula.dimension
      case .pairwiseField(let field): field.dimension
      }
    }
  }
}
