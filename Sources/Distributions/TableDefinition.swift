public import Tabular

/// A table described instead of shown: the marginal of each column, and correlations of pairs.
public struct TableDefinition: Sendable, Hashable {
  public struct Column: Sendable, Hashable {
    public var field: Field
    public var marginal: Marginal
    /// The share of rows without a value, whatever the other columns are; in 0 ..< 1.
    public var missingShare: Double

    public init(field: Field, marginal: Marginal, missingShare: Double) {
      precondition(missingShare >= 0 && missingShare < 1)
      self.field = field
      self.marginal = marginal
      self.missingShare = missingShare
    }
  }

  /// What the correlations asked for are correlations of.
  public enum CorrelationKind: String, Sendable, Hashable, CaseIterable {
    /// The columns' ranks, rows with equal values sharing their mean rank.
    case spearman
    /// The normals that the columns are made from.
    case latent
  }

  public var columns: [Column]
  public var kind: CorrelationKind
  /// Row i, column j: what columns i and j are to have; symmetric, with a diagonal of 1.
  public var correlations: [[Double]]

  public init(columns: [Column], kind: CorrelationKind, correlations: [[Double]]) {
    precondition(correlations.count == columns.count)
    precondition(correlations.allSatisfy { $0.count == columns.count })
    self.columns = columns
    self.kind = kind
    self.correlations = correlations
  }
}
