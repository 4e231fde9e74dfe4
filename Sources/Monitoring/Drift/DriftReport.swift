/// How rows drifted from a reference, batch by batch and altogether.
public struct DriftReport: Sendable, Codable {
  public var schemaVersion = 1
  /// Whether the gate held: no column is `over`, no pair above its limit, and none `changed` where that was asked for.
  public var passed: Bool
  public var rows: Int
  public var batchRows: Int
  public var batchCount: Int
  public var maxDrift: Double
  public var maxPairDrift: Double?
  public var changeLevel: Double
  /// Names of the columns above `maxDrift` over all rows.
  public var over: [String]
  /// Names of the columns that changed at some batch.
  public var changed: [String]
  public var columns: [Column]
  /// Pairs of columns, the largest change first; empty unless they were counted.
  public var pairs: [Pair]
  /// One batch in `batchesEvery` is listed: of long streams not all.
  public var batchesEvery: Int
  public var batches: [Batch]
  public var notes: [String]

  public enum Verdict: String, Sendable, Codable {
    case within, over
    /// There are too few rows: the mean of Σ|Δshare| of unchanged rows is a fifth of the limit or more.
    case tooFewRows = "too few rows"
  }

  public struct Column: Sendable, Codable {
    public var name: String
    public var kind: ColumnCells.Kind
    public var verdict: Verdict
    /// The first batch after which the column was over, from 0, over all rows so far.
    public var firstOver: Int?
    public var distance: ShareDistance
    /// The mean of Σ|Δshare| if nothing has changed.
    public var expectedDrift: Double
    /// Rows behind the reference's shares; absent where these are exact.
    public var referenceRows: Int?
    public var changed: Bool
    /// The batch after which `changed` was found, from 0.
    public var changedAt: Int?
    /// The row with which the change most likely began, from 0.
    public var changedFrom: Int?
    /// The most evidence so far, log10; a change is found at `neededEvidence`.
    public var evidence: Double
    public var neededEvidence: Double
    /// Shares of new levels and of what is no number, and of missing values.
    public var newShare: Double
    public var missingShare: Double
    /// Cells whose share moved most.
    public var moved: [Cell]
  }

  public struct Cell: Sendable, Codable {
    public var label: String
    public var reference: Double
    public var share: Double
  }

  public struct Pair: Sendable, Codable {
    public var first: String
    public var second: String
    /// `correlation` or `cramers_v`.
    public var measure: String
    public var reference: Double
    public var value: Double
    public var change: Double
    public var verdict: Verdict?
  }

  public struct Batch: Sendable, Codable {
    public var batch: Int
    public var firstRow: Int
    public var rows: Int
    /// The largest Σ|Δshare| of a column in this batch, and over all rows so far.
    public var drift: Double
    public var driftSoFar: Double
    /// Columns over the limit over all rows so far.
    public var over: [String]
    /// Columns in which a change was found with this batch.
    public var changed: [String]
    /// Each column of this batch alone, in the order of `columns`.
    public var columns: [ShareDistance]
  }
}
