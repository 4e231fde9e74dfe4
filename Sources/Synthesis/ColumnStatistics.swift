public import Distributions
internal import Tabular

/// What one column's values look like, apart from the other columns.
public enum ColumnStatistics: Sendable, Hashable {
  /// int64, decimal, date and timestamp columns.
  case integers(IntegerMarginal, cells: [Int])
  /// float64 columns.
  case reals(RealMarginal, cells: [Int])
  /// Boolean and categorical columns: levels in the order of the latent. `ranks[code]` is the place of the
  /// column's level `code` in that order. `cells`: rows of each cell; a column with more than 4,096 levels has
  /// several neighbouring levels in one.
  case levels(LevelMarginal, cells: [Int])
  /// Identifiers and free text.
  case notModelled

  /// Rows of each cell of the column's latent, in its order.
  public var cells: [Int] {
    switch self {
    case .integers(_, let cells), .reals(_, let cells), .levels(_, let cells): cells
    case .notModelled: []
    }
  }

  public var marginal: Marginal? {
    switch self {
    case .integers(let marginal, _): .integers(marginal)
    case .reals(let marginal, _): .reals(marginal)
    case .levels(let marginal, _): .levels(marginal)
    case .notModelled: nil
    }
  }
}

/// Columns that are always missing together: one pattern of missingness.
public struct MissingnessStatistics: Sendable, Hashable {
  /// Positions of the columns in the schema; ascending.
  public let columns: [Int]
  public let missingCount: Int
}
