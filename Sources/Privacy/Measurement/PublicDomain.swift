/// The cells into which a column's values are counted. Public: made from the schema, or from released bounds and levels.
///
/// Cell 0 is that of missing values where the domain is nullable; the others follow in order.
public struct PublicDomain: Sendable, Hashable {
  public enum Cells: Sendable, Hashable {
    /// Cell c holds the integers from `lower[c]` to `lower[c + 1] - 1`, the last one up to `maximum`; in units of the
    /// column's storage.
    case integers(lower: [Int64], maximum: Int64)
    /// Cell c holds the numbers from `lower[c]` up to `lower[c + 1]`, the last one up to `maximum`.
    case reals(lower: [Double], maximum: Double)
    /// One cell a level; `other`: a last one for values that are none of them, written as this level.
    case levels([String], ordered: Bool)
  }

  public let cells: Cells
  public let isNullable: Bool

  public init(_ cells: Cells, isNullable: Bool) {
    self.cells = cells
    self.isNullable = isNullable
  }

  /// Cells, that of missing values included.
  public var count: Int {
    let count =
      switch cells {
      case .integers(let lower, _): lower.count
      case .reals(let lower, _): lower.count
      case .levels(let levels, _): levels.count
      }
    return count + (isNullable ? 1 : 0)
  }

  /// Whether neighbouring cells are near each other.
  public var isOrdinal: Bool {
    if case .levels(_, let ordered) = cells { ordered } else { true }
  }
}
