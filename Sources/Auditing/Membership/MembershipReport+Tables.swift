internal import Evaluation
internal import Kernels
internal import Learning
internal import Tabular

extension MembershipReport {
  /// Rows of the synthetic table, and of the reference, that densities are counted from.
  static let densityRows = 200_000
  /// Rows of either kind that trees learn from.
  static let classifierRows = 20_000
  /// Targets below which nothing is measured.
  static let fewestTargets = 10

  /// nil with too few held-out or real rows.
  init?(_ tables: EvaluationTables, _ rows: AuditedRows, _ options: AuditOptions) throws {
    guard rows.targets >= MembershipReport.fewestTargets else { return nil }
    let (count, holdout) = (rows.targets, tables.holdout!)
    targets = count
    delta = options.delta
    referenceRows = rows.held.count - count
    var scores = [
      ScoredTargets(
        attack: .nearest, members: rows.realDistances[..<count].map { -$0 },
        nonMembers: rows.heldDistances[..<count].map { -$0 }),
      ScoredTargets(
        attack: .calibrated,
        members: MembershipReport.logRatios(rows.memberReference, rows.realDistances),
        nonMembers: MembershipReport.logRatios(rows.nonMemberReference, rows.heldDistances)),
    ]
    let made = rows.synthetic
    let drawn =
      made.rowCount <= MembershipReport.densityRows
      ? made
      : made.rows(
        RowDraw.sample(
          MembershipReport.densityRows, of: made.rowCount, purpose: .auditSynthetic, seed: options.seed))
    let reference = holdout.rows(Array(rows.held[count...]))
    let members = tables.real.rows(Array(rows.real[..<count]))
    let nonMembers = holdout.rows(Array(rows.held[..<count]))
    func score(_ attack: Attack, _ ratio: (Table) throws -> [Double]) rethrows {
      scores.append(
        ScoredTargets(attack: attack, members: try ratio(members), nonMembers: try ratio(nonMembers)))
    }
    let pairs = try PairDensityRatio(drawn, reference, seed: options.seed, threads: options.threads)
    score(.pairs) { pairs.scores($0) }
    if let copula = CopulaDensityRatio(drawn, reference) { score(.copula) { copula.scores($0) } }
    if let classifier = SyntheticClassifier(drawn, reference, options) {
      score(.classifier) { classifier.scores($0, threads: options.threads) }
    }
    let chosen = rows.vulnerable
    let groups = chosen == nil ? 1 : 2
    func order(_ count: Int, round: UInt32) -> [Int32] {
      RowDraw.shuffled(count, purpose: .auditHalves, round: round, seed: options.seed)
    }
    random = Group(scores, order: order(count, round: 0), groups: groups, delta: delta)
    vulnerable = chosen.map { chosen in
      Group(
        scores.map { $0.rows(chosen.members, chosen.nonMembers) },
        order: order(chosen.members.count, round: 1),
        groups: groups, delta: options.delta)
    }
  }

  /// ln((a + e) / (b + e)); e keeps it finite where a row is there itself.
  private static func logRatios(_ a: [Double], _ b: [Double]) -> [Double] {
    var ratios = zip(a, b).map { ($0 + 1e-6) / ($1 + 1e-6) }
    ratios.withUnsafeMutableBufferPointer { KernelSet.active.logarithm($0) }
    return ratios
  }
}

/// Trees that tell synthetic rows from reference rows.
private struct SyntheticClassifier {
  private let bins: FeatureBins
  private let trees: GradientBoostedTrees

  /// nil with fewer than ten rows of either kind, or without a column to learn from.
  init?(_ synthetic: Table, _ reference: Table, _ options: AuditOptions) {
    let width = max(1, synthetic.columns.count)
    let count = min(
      synthetic.rowCount, reference.rowCount, MembershipReport.classifierRows, max(500, 1_500_000 / width))
    guard count >= 10 else { return nil }
    let parts = [(synthetic, RowPurpose.auditSynthetic), (reference, .auditHoldout)].map { table, purpose in
      table.rows(RowDraw.sample(count, of: table.rowCount, purpose: purpose, seed: options.seed))
    }
    bins = FeatureBins(parts, maximumBins: max(16, min(128, 10_000 / width)))
    guard !bins.columns.isEmpty else { return nil }
    var chosen = GradientBoostedTrees.Options()
    (chosen.rounds, chosen.maximumDepth, chosen.learningRate) = (60, 5, 0.2)
    chosen.columnShare = min(1, 100 / Double(width))
    chosen.seed = options.seed
    trees = GradientBoostedTrees(
      fitting: BinnedRows(stacking: parts.map(bins.encode)),
      response: .binary((0..<2 * count).map { $0 < count }), options: chosen, threads: options.threads)
  }

  func scores(_ table: Table, threads: Int) -> [Double] {
    trees.predict(bins.encode(table), threads: threads)
  }
}
