/// How like the real table a synthetic one is, how well it serves, and how near it comes to single rows.
///
/// Encoded with snake-case keys it is the JSON output of `sklar evaluate`; what is not defined is absent.
public struct EvaluationReport: Sendable, Hashable, Encodable {
  public var schemaVersion = 1
  /// The mean of the scores of column shapes and pair trends, 0 to 1; of column shapes alone where there is no pair.
  public var score: Double
  /// The score again, with its interval and references: the means of those of columns and pairs.
  public var overall: ReferencedScore
  /// Whether the gate that was asked for held.
  public var passed: Bool?
  public var rows: RowCounts
  public var fidelity: Fidelity
  public var accuracy: CombinationAccuracy?
  public var detection: Detection?
  public var propensity: Propensity?
  public var utility: Utility?
  public var precisionRecall: PrecisionRecall?
  public var nearness: Nearness?
  /// What costs the most, worst first.
  public var findings: [Finding]
  /// The numbers as SDMetrics computes them, where they were asked for.
  public var sdmetrics: SDMetricsQuality?
  /// What a reader should know of how the numbers came about: whole sentences.
  public var notes: [String]
  public var manifest: Manifest?
}

public struct RowCounts: Sendable, Hashable, Encodable {
  public var real: Int
  public var synthetic: Int
  public var holdout: Int?
}

/// A score and what it is read against.
public struct ReferencedScore: Sendable, Hashable, Encodable {
  /// 1 is identity.
  public var value: Double
  /// A bootstrap interval of 95 % for the expected score of two tables of these sizes.
  public var low: Double?
  public var high: Double?
  /// The score that as many fresh rows of the real table's source can be expected to have, which is what a perfect
  /// generator makes: farther from 1 than `resample` by √(1 + rows / real rows), as the real table is a sample, too,
  /// and by half of the share of real rows that are alone in their cell, as fresh rows fall into cells that no real row
  /// is in (fewer for a table smaller than the real one). What scores well above it is nearer to the real rows than
  /// their source is: it repeats them, or takes its shares from them.
  public var fresh: Double?
  /// The expected score of as many rows drawn from the real ones with replacement.
  public var resample: Double?
  /// The score of the held-out real table.
  public var holdout: Double?
  /// The expected score of as many held-out rows drawn from the real ones, to read `holdout` against.
  public var holdoutResample: Double?
  /// The score of as many rows whose columns are drawn from the real ones independently of each other: of a column the
  /// same expectation as `resample`.
  public var independent: Double?

  public init(_ value: Double) { self.value = value }
}

/// Where the numbers come from. Names of files without their folders.
public struct Manifest: Sendable, Hashable, Encodable {
  public var program: String
  public var command: String
  public var seed: UInt64
  public var resamples: Int
  public var sampleLimit: Int
  public var files: [File]

  public struct File: Sendable, Hashable, Encodable {
    public var role: String
    public var name: String
    public var sha256: String?
    public var rows: Int
    public var columns: Int

    public init(role: String, name: String, sha256: String?, rows: Int, columns: Int) {
      (self.role, self.name, self.sha256, self.rows, self.columns) = (role, name, sha256, rows, columns)
    }
  }

  public init(
    program: String, command: String, seed: UInt64, resamples: Int, sampleLimit: Int, files: [File]
  ) {
    (self.program, self.command, self.seed, self.resamples) = (program, command, seed, resamples)
    (self.sampleLimit, self.files) = (sampleLimit, files)
  }
}
