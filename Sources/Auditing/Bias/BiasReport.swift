/// What is to be known of sensitive groups in a table: how many there are, how they fare, and how both compare with a
/// reference table.
///
/// Encoded with snake-case keys it is the JSON output of `sklar audit`; what is not defined is absent.
public struct BiasReport: Sendable, Hashable, Encodable {
  public var schemaVersion = 1
  /// Whether the gates that were asked for held.
  public var passed: Bool?
  public var rows: Rows
  /// Each sensitive column by itself.
  public var columns: [GroupTable]
  /// Pairs, then triples of sensitive columns.
  public var intersections: [GroupTable]
  public var outcome: Outcome?
  /// How many groups were compared with the reference, all together: what p-values are corrected for.
  public var comparisons: Int?
  /// What deserves attention, the gravest first: whole sentences.
  public var findings: [String]
  public var notes: [String]
  public var manifest: AuditManifest?

  public struct Rows: Sendable, Hashable, Encodable {
    public var data: Int
    public var reference: Int?
  }

  /// What was compared between groups.
  public struct Outcome: Sendable, Hashable, Encodable {
    public var column: String
    public var favorable: String
    public var predictions: String?
    public var predictedFavorable: String?
    public var given: [String]
    /// Groups of fewer rows take no part in differences and ratios.
    public var leastRows: Int
  }
}

/// The groups that one sensitive column makes, or several together.
public struct GroupTable: Sendable, Hashable, Encodable {
  public var columns: [String]
  /// Those that occur in the table or in the reference.
  public var groups: [Group]
  /// Combinations of groups that occur in neither.
  public var empty: Int
  public var expectation: Expectation?
  public var change: DistributionChange?
  public var outcome: GroupOutcomes?

  public var name: String { columns.joined(separator: " x ") }

  public struct Group: Sendable, Hashable, Encodable {
    /// One for each column.
    public var levels: [String]
    /// Of the table's rows, with Wilson's interval.
    public var share: ProportionInterval
    public var expected: Double?
    public var reference: ProportionInterval?
    public var change: ShareChange?
    /// Rows with the favourable outcome among those of the group with an outcome.
    public var rate: ProportionInterval?
    public var referenceRate: ProportionInterval?
    public var predictedRate: ProportionInterval?
    public var truePositiveRate: ProportionInterval?
    public var falsePositiveRate: ProportionInterval?

    public var name: String { levels.joined(separator: ", ") }
    /// Whether any of its levels is what stands for missing values.
    public var isUnknown: Bool { levels.contains(GroupedColumn.unknown) }
  }
}

/// A column's groups against the shares that are expected.
public struct Expectation: Sendable, Hashable, Encodable {
  /// Σ |share - expected share|, in 0...2.
  public var deviation: Double
  /// The same of the reference table.
  public var referenceDeviation: Double?
  /// Of rows whose group is known, if `unknown` is not expected.
  public var test: ShareTest?
}

/// A column's groups against those of the reference table.
public struct DistributionChange: Sendable, Hashable, Encodable {
  /// Σ |share - share in the reference|, in 0...2.
  public var deviation: Double
  public var test: ShareTest?
}

/// How a group's share differs from that in the reference.
public struct ShareChange: Sendable, Hashable, Encodable {
  public enum Verdict: String, Sendable, Hashable, Encodable { case grew, shrank, unchanged }

  public var difference: ProportionDifference
  /// The share over that in the reference; nil if the group is not in it.
  public var ratio: Double?
  public var pValue: Double
  /// Corrected for all groups compared (Holm).
  public var adjustedPValue: Double
  public var verdict: Verdict
}

/// How the outcome differs between groups.
public struct GroupOutcomes: Sendable, Hashable, Encodable {
  /// The group that the others are compared with: the largest.
  public var comparedWith: [String]?
  public var parity: ParityGap?
  public var referenceParity: ParityGap?
  public var predictedParity: ParityGap?
  public var equalizedOdds: EqualizedOdds?
  /// The gap between the groups with the highest and the lowest rate in the reference, then and now.
  public var gap: PairGap?
  /// The gap of each group and the one that all are compared with.
  public var gaps: [PairGap]
  /// The same within strata of the columns that may explain it.
  public var conditional: [ConditionalGap]
  /// Groups that are left out as too small.
  public var tooSmall: Int

  public struct PairGap: Sendable, Hashable, Encodable {
    public var first: [String]
    public var second: [String]
    public var change: GapChange
    public var verdict: GapChange.Verdict
  }

  public struct ConditionalGap: Sendable, Hashable, Encodable {
    public var group: [String]
    public var rates: StratifiedRates
    public var reference: StratifiedRates?
  }
}

/// Demographic parity: how far the rates of groups lie apart.
public struct ParityGap: Sendable, Hashable, Encodable {
  public var groups: Int
  public var highest: [String]
  public var lowest: [String]
  /// The highest rate less the lowest, with an interval that allows for the choice among all pairs.
  public var difference: ProportionDifference
  /// The lowest rate over the highest; nil where all are 0.
  public var ratio: Double?
  /// Of the ratio, on the scale of its logarithm; nil where either rate is 0.
  public var ratioLow: Double?
  public var ratioHigh: Double?
  /// The four-fifths rule: no rate is below four fifths of the highest.
  public var fourFifths: Bool
}

/// Equalised odds: how far the rates of errors lie apart.
public struct EqualizedOdds: Sendable, Hashable, Encodable {
  /// The larger of the two differences.
  public var difference: Double
  /// The smaller of the two ratios; nil where neither is defined.
  public var ratio: Double?
  public var truePositive: ParityGap?
  public var falsePositive: ParityGap?
}
