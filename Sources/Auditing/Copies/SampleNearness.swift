internal import Evaluation
internal import Tabular

/// The share of synthetic rows that are nearer to a real row than to any of as many held-out rows: about one half where
/// the generator has stored nothing.
///
/// Known as the share by distances to the closest record. It is a check of sanity and decides nothing: copies of one real
/// row in a hundred move it by half a hundredth, within chance, and much can leak where it is one half.
public struct SampleNearness: Sendable, Hashable, Encodable {
  /// Synthetic rows that were looked at.
  public var rows: Int
  /// Real rows, and held-out rows, that they were compared with.
  public var referenceRows: Int
  /// Rows that are as near to either kind count half.
  public var value: Double
  /// The 95 % interval, in which all rows that lie nearest to one reference row vote as one (`Evaluation`'s `NearerShare`).
  public var low: Double
  public var high: Double

  /// nil without rows.
  init?(_ tables: EvaluationTables, _ audited: AuditedRows, _ options: AuditOptions) throws {
    let size = min(audited.real.count, audited.held.count)
    let asked = RowDraw.sample(
      size, of: audited.synthetic.rowCount, purpose: .auditSynthetic, seed: options.seed)
    guard size > 0, !asked.isEmpty else { return nil }
    let space = audited.space
    let queries = NearestRecord.Queries(rows: space.rows(audited.synthetic, asked))
    let nearest = try [(tables.real, audited.real), (tables.holdout!, audited.held)].map { table, rows in
      try NearestRecord(table, Array(rows[..<size]), in: space).nearest(to: queries, threads: options.threads)
    }
    let nearer = NearerShare(first: nearest[0], second: nearest[1], size: size)
    (rows, referenceRows) = (asked.count, size)
    (value, low, high) = (nearer.share, nearer.low, nearer.high)
  }
}
