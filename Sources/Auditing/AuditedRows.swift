internal import Evaluation
internal import Tabular

/// The rows that attacks are aimed at, and what an attacker knows.
///
/// The held-out rows are cut in two by the seed: one half are targets, as many real rows are drawn beside them, and the
/// other half is the attacker's reference, which tells what rows of the source look like.
struct AuditedRows: Sendable {
  /// Of the real table. The first `targets` are the members.
  let real: [Int32]
  /// Of the holdout. The first `targets` are the non-members; the rest are the reference.
  let held: [Int32]
  /// How many targets there are of either kind.
  let targets: Int
  let space: GowerSpace
  /// The synthetic rows, at most `syntheticLimit` of them.
  let synthetic: Table
  let records: NearestRecord
  /// Distances of `real` and of `held` to the nearest synthetic row.
  let realDistances: [Double]
  let heldDistances: [Double]
  /// Of the members and of the non-members: to the nearest of the reference rows.
  let memberReference: [Double]
  let nonMemberReference: [Double]
  /// Of `real`, then of `held`: to the nearest other of them, and the mean of those to the nearest five.
  let isolation: [(nearest: Double, mean: Double)]

  /// Cells of the synthetic table beyond which a part of its rows is drawn.
  static let syntheticCells = 40_000_000
  /// Pairs of rows that a search is to look at.
  static let mostPairs = 4_000_000_000.0
  static let isolationNeighbours = 5

  /// nil where no column can be compared.
  init?(_ tables: EvaluationTables, _ options: AuditOptions) throws {
    let holdout = tables.holdout!
    space = GowerSpace(of: [tables.real, holdout])
    let width = space.columns.count
    guard width > 0 else { return nil }
    let limit = max(1000, AuditedRows.syntheticCells / width)
    synthetic =
      tables.synthetic.rowCount <= limit
      ? tables.synthetic
      : tables.synthetic.rows(
        RowDraw.sample(limit, of: tables.synthetic.rowCount, purpose: .auditSynthetic, seed: options.seed))
    records = NearestRecord(synthetic, in: space)

    let order = (
      real: RowDraw.shuffled(tables.real.rowCount, purpose: .auditReal, seed: options.seed),
      held: RowDraw.shuffled(holdout.rowCount, purpose: .auditHoldout, seed: options.seed)
    )
    // Fewer targets where a search cannot pass rows over, never fewer rows to search.
    let probes = NearestRecord.Queries(rows: space.rows(holdout, Array(order.held.prefix(32))))
    let work = max(1, records.searchedShare(probes) * Double(records.count))
    let affordable = Int(min(1e9, max(500, AuditedRows.mostPairs / work)))
    // Targets are searched among themselves, too: a square.
    let square = Int((AuditedRows.mostPairs / 4 / Double(max(1, width / 15))).squareRoot())
    let most = min(2 * options.targetLimit, affordable / 2, square)
    real = Array(order.real.prefix(most))
    held = Array(order.held.prefix(most))
    targets = min(options.targetLimit, real.count, held.count / 2)

    let rows = (real: space.rows(tables.real, real), held: space.rows(holdout, held))
    let threads = options.threads
    func nearest(_ rows: GowerSpace.Rows, _ records: NearestRecord) throws -> [Double] {
      try records.nearest(to: NearestRecord.Queries(rows: rows), threads: threads).map(\.distance)
    }
    realDistances = try nearest(rows.real, records)
    heldDistances = try nearest(rows.held, records)
    if targets > 0 {
      let reference = NearestRecord(holdout, Array(held[targets...]), in: space)
      memberReference = try nearest(space.rows(tables.real, Array(real[..<targets])), reference)
      nonMemberReference = try nearest(space.rows(holdout, Array(held[..<targets])), reference)
    } else {
      (memberReference, nonMemberReference) = ([], [])
    }
    let all = rows.real.followed(by: rows.held)
    isolation = try NearestRecord(rows: all, in: space).isolation(
      to: NearestRecord.Queries(rows: all), neighbours: AuditedRows.isolationNeighbours,
      excluding: Array(0..<all.count), threads: threads)
  }

  /// Places below `targets` of the members, and of the non-members, that lie farthest from others: a tenth of them, at
  /// least 50; nil if there are fewer than 100 targets.
  var vulnerable: (members: [Int], nonMembers: [Int])? {
    guard targets >= 100 else { return nil }
    let count = max(50, targets / 10)
    func farthest(_ start: Int) -> [Int] {
      Array(
        (0..<targets).sorted { a, b in
          let (x, y) = (isolation[start + a].mean, isolation[start + b].mean)
          return x == y ? a < b : x > y
        }.prefix(count)
      ).sorted()
    }
    return (farthest(0), farthest(real.count))
  }
}
