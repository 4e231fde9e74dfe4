/// The cells into which a column's values are counted. Public: made from the schema, or from released bounds and levels.
///
/// Cell 0 is that of missing values where the domain is nullable; the others follow in order.
public struct PublicDomain: Sendable, Hashable {
  public enum Cells: Sendable, Hashable {
    /// Cell c holds the integers from `lower[c]` to `lower[c + 1] - 1`, the last one up to `maximum`; in units of the
    /// column's storage.
    case integers(lower: [Int64], maximum: Int64)
    /// Cell c holds the numbers from `lower[c]` up to `lower[c + 1]`, the last one up to `maximum`, which it includes.
    case reals(lower: [Double], maximum: Double)
    /// One cell a level.
    case levels([String], ordered: Bool)
  }

  public let cells: Cells
  /// Whether values may be missing.
  public let isNullable: Bool
  /// The level that stands for all values that are none of the others, and is written for them.
  public let otherLevel: Int?
  /// Whether levels are those of any casing of ASCII letters: true for booleans.
  public let ignoresCase: Bool

  /// The most cells of a column, that of missing values included.
  public static let mostCells = 1 << 16

  /// - Precondition: between one cell and `mostCells`; lower bounds ascend strictly, up to the maximum at most, and are
  ///   finite.
  public init(_ cells: Cells, isNullable: Bool, otherLevel: Int? = nil, ignoresCase: Bool = false) {
    self.cells = cells
    self.isNullable = isNullable
    self.otherLevel = otherLevel
    self.ignoresCase = ignoresCase
    switch cells {
    case .integers(let lower, let maximum):
      precondition(!lower.isEmpty && zip(lower, lower.dropFirst() + [maximum]).allSatisfy { $0 <= $1 })
      precondition(zip(lower, lower.dropFirst()).allSatisfy { $0 < $1 })
    case .reals(let lower, let maximum):
      precondition(
        !lower.isEmpty && maximum.isFinite && lower[0].isFinite && lower[lower.count - 1] <= maximum)
      precondition(zip(lower, lower.dropFirst()).allSatisfy { $0 < $1 })
    case .levels(let levels, _):
      precondition(!levels.isEmpty && otherLevel.map { levels.indices.contains($0) } ?? true)
    }
    precondition(count <= PublicDomain.mostCells)
  }

  /// The domain of booleans: the spelling of false, then that of true.
  public init(booleans: [String], isNullable: Bool) {
    let areDistinct = Set(booleans.map { $0.lowercased() }).count == booleans.count
    self.init(.levels(booleans, ordered: false), isNullable: isNullable, ignoresCase: areDistinct)
  }

  /// The level that stands for all others, where a schema lists it.
  public static let otherName = "other"

  /// Cells, that of missing values included.
  public var count: Int { valueCount + firstValue }

  /// Cells of values that are there.
  public var valueCount: Int {
    switch cells {
    case .integers(let lower, _): lower.count
    case .reals(let lower, _): lower.count
    case .levels(let levels, _): levels.count
    }
  }

  /// The first cell of values that are there.
  public var firstValue: Int { isNullable ? 1 : 0 }

  /// Whether neighbouring cells are near each other.
  public var isOrdinal: Bool {
    if case .levels(_, let ordered) = cells { ordered } else { true }
  }

  /// The cell of a value that is missing, or that the column cannot hold: that of missing values; where there is none,
  /// that of other levels; and where there is none either, the first one.
  public var unfitCell: Int { isNullable ? 0 : otherLevel ?? 0 }
}
