public import Evaluation
internal import Tabular

/// Rows of a synthetic table that stand in the real one, verbatim or nearly, and what would be expected of a generator
/// that has stored none.
///
/// With held-out rows: whether distinctive real records come out more often than held-out ones (`CopyReport`). Without:
/// whether synthetic rows stand in the real table more often than its rows stand in it twice, which is about how
/// often a new row of the same source would.
public struct MemorizedRows: Sendable, Hashable, Encodable {
  public struct Share: Sendable, Hashable, Encodable {
    /// Of synthetic rows that were looked at.
    public var synthetic: ProportionInterval
    /// Of real rows that were looked at: those that another real row equals, or is near.
    public var amongReal: ProportionInterval
    /// Whether the first is greater by more than chance explains (0.0005).
    public var isFlagged: Bool
  }

  public var verbatim: Share
  /// All levels equal, and numbers that differ by at most `tolerance` of their ranges on average. nil where no column can
  /// be compared by distance.
  public var near: Share?
  public var tolerance: Double
  /// With held-out rows.
  public var copies: CopyReport?
  /// Whether more rows came back than chance explains: by held-out rows where there are some.
  public var isFlagged: Bool

  /// nil where no column can be compared: identifiers and free text are left out.
  /// - Throws: `HoldoutError` where held-out rows stand in the real table.
  /// - Complexity: O(rows * columns) for verbatim rows; nearest rows of at most 10,000 rows of either table.
  public init?(_ tables: EvaluationTables, options: AuditOptions) throws {
    guard let ofReal = try RowCopies(tables.real, threads: options.threads) else { return nil }
    let own = try ofReal.matches(in: tables.real, threads: options.threads)
    var occurrences = [Int32](repeating: 0, count: own.count)
    for row in own { occurrences[Int(row)] += 1 }
    let repeated = own.count { occurrences[Int($0)] > 1 }
    let copied = try ofReal.matches(in: tables.synthetic, threads: options.threads).count { $0 >= 0 }
    verbatim = Share((copied, tables.synthetic.rowCount), among: (repeated, own.count))
    tolerance = CopyReport.nearTolerance
    near = try Self.near(tables, options)
    if tables.holdout != nil, let rows = try AuditedRows(tables, options) {
      copies = try CopyReport(tables, rows, options)
    }
    if let copies {
      isFlagged = [copies.exact, copies.near].contains { $0?.isFlagged == true }
    } else {
      isFlagged = verbatim.isFlagged || near?.isFlagged == true
    }
  }

  private static let mostQueries = 10_000

  private static func near(_ tables: EvaluationTables, _ options: AuditOptions) throws -> Share? {
    let space = GowerSpace(of: [tables.real])
    guard !space.columns.isEmpty else { return nil }
    let records = NearestRecord(tables.real, in: space)
    // A level that differs costs a whole column.
    let limit = min(CopyReport.nearTolerance, 0.999 / Double(space.columns.count))
    let probes = RowDraw.sample(
      min(200, tables.synthetic.rowCount), of: tables.synthetic.rowCount, purpose: .auditSynthetic,
      seed: options.seed)
    let work =
      records.searchedShare(NearestRecord.Queries(rows: space.rows(tables.synthetic, probes)))
      * Double(records.count)
    let most = min(mostQueries, max(500, Int(1e9 / max(1, work))))
    let asked = RowDraw.sample(
      min(most, tables.synthetic.rowCount), of: tables.synthetic.rowCount, purpose: .auditSynthetic,
      seed: options.seed)
    let real = RowDraw.sample(
      min(most, tables.real.rowCount), of: tables.real.rowCount, purpose: .auditReal, seed: options.seed)
    let found = try records.nearest(
      to: NearestRecord.Queries(rows: space.rows(tables.synthetic, asked)), threads: options.threads)
    let own = try records.nearest(
      to: NearestRecord.Queries(rows: space.rows(tables.real, real)), excluding: real.map { Int($0) },
      threads: options.threads)
    return Share(
      (found.count { $0.distance <= limit }, found.count),
      among: (own.count { $0.distance <= limit }, own.count))
  }
}

extension MemorizedRows.Share {
  init(_ synthetic: (count: Int, trials: Int), among real: (count: Int, trials: Int)) {
    self.synthetic = .clopperPearson(synthetic.count, of: synthetic.trials, confidence: shownConfidence)
    amongReal = .clopperPearson(real.count, of: real.trials, confidence: shownConfidence)
    isFlagged =
      ProportionInterval.lowerBound(synthetic.count, of: synthetic.trials, tail: copyLevel / 2)
      > ProportionInterval.upperBound(real.count, of: real.trials, tail: copyLevel / 2)
  }
}
