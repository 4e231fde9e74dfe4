/// How varied rows are, by themselves and beside a real table's.
public struct DiversityReport: Sendable, Codable {
  public var schemaVersion = 1
  public var rows: Int
  public var distinctRows: Int
  /// Distinct rows / rows.
  public var uniqueRatio: Double
  /// Rows equal to the row before / rows.
  public var repetitionRate: Double
  /// The most frequent row's share of all.
  public var topRowShare: Double
  public var columns: [Column]
  /// Beside the real table; absent without one.
  public var against: Comparison?
  public var notes: [String]

  public struct Column: Sendable, Codable {
    public var name: String
    /// Of the values, a missing one being a value, in bits; absent for more than 65,536 distinct values.
    public var entropy: Double?
    /// Distinct values, without missing ones; absent for more than 65,536.
    public var distinctValues: Int?
    public var missingShare: Double
    /// Beside the real table; absent without one.
    public var against: ColumnComparison?
  }

  public struct ColumnComparison: Sendable, Codable {
    /// The real column's entropy in bits, over levels, or over intervals that hold about a tenth of its numbers each.
    public var realEntropy: Double
    /// The same cells' entropy here, divided by the real one's; absent where that is 0.
    public var relativeEntropy: Double?
    /// Levels (cells of numbers) of the real column that occur here / all of them.
    public var coverage: Double
    /// The coverage that as many rows drawn from the real shares have on average.
    public var expectedCoverage: Double
  }

  public struct Comparison: Sendable, Codable {
    public var realRows: Int
    /// Rows to which the larger table is rarefied, so that the two ratios can be compared.
    public var equalRows: Int
    public var uniqueRatio: Double
    public var realUniqueRatio: Double
    public var realRepetitionRate: Double
    public var realTopRowShare: Double
    public var modeCollapse: Bool
    /// Why, in whole sentences; they name columns, no values.
    public var reasons: [String]
  }
}
