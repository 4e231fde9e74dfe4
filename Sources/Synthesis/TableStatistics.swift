public import LinearAlgebra
public import Tabular

/// All that a model is made from: the first of the two halves of fitting.
///
/// Marginals, one per column; patterns of missingness; and the correlations of normal scores. Nothing here
/// refers to a row. A privacy mechanism stands between these statistics and `SynthesisModel.init`, and
/// statistics of parts are merged here.
public struct TableStatistics: Sendable {
  public let schema: Schema
  public let rowCount: Int
  /// One per field.
  public let columns: [ColumnStatistics]
  public let missingness: [MissingnessStatistics]
  /// What the rows and columns of `correlation` stand for.
  public let variables: [Variable]
  /// Correlations of the variables' normal scores, each over the rows where both are present; NaN where they do
  /// not both vary there.
  public let correlation: Matrix
  /// The number of rows that each of the correlations is of.
  public let pairRows: Matrix

  /// A quantity with a latent normal of its own.
  public enum Variable: Sendable, Hashable {
    /// The value of a column, given that it is present.
    case value(column: Int)
    /// Whether the columns of a pattern of missingness are present.
    case presence(pattern: Int)
  }
}
