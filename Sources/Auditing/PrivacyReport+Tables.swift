public import Evaluation
internal import Tabular

extension PrivacyReport {
  /// Attacks a synthetic table.
  ///
  /// The report is a function of tables and options, but for the threads, which do not change it. Fewer than ten targets
  /// leave the attacks out that need more, and the notes say so.
  ///
  /// - Precondition: The tables have a holdout; `options.secrets` are names of columns.
  /// - Throws: `TableAlignmentError` where no column can be compared; `HoldoutError` where the real table has held-out
  ///   rows; what a part throws.
  /// - Complexity: O(rows * columns) for exact copies; for the rest a search of the nearest synthetic rows for at most
  ///   2 `targetLimit` rows of either table, and about as much for each column.
  public init(_ tables: EvaluationTables, options: AuditOptions) throws {
    precondition(tables.holdout != nil, "attacks need rows that the generator has not seen")
    guard let rows = try AuditedRows(tables, options) else { throw TableAlignmentError.nothingToCompare }
    copies = try CopyReport(tables, rows, options)
    membership = try MembershipReport(tables, rows, options)
    anonymity = try AnonymityReport(tables, rows, options)
    if options.classic {
      let size = min(rows.real.count, rows.held.count)
      classic = ClassicMembershipTest(
        members: Array(rows.realDistances[..<size]), nonMembers: Array(rows.heldDistances[..<size]))
    }
    let rule = RiskRule(copies, membership)
    (risk, reasons, self.rule, measurable) = (rule.risk, rule.reasons, RiskRule.text, rule.isMeasurable)
    self.rows = Rows(
      real: tables.real.rowCount, synthetic: tables.synthetic.rowCount, holdout: tables.holdout!.rowCount)
    comparedColumns = rows.space.columns.count
    threatModel =
      "The attacker has the synthetic table, \(rows.held.count - rows.targets) rows of the same source, and the records attacked, less the secret in inference; not the generator. Held-out rows must be of the same source and unseen by it."
    limits = [
      "A low risk says that these attacks found little in this table; stronger ones may exist. The only upper bound is a privacy ledger.",
      "The report is computed from private rows without noise. Do not publish it with a differentially private release: that would void the promise.",
      "Identifiers and free text are not compared. Compare them by themselves.",
    ]
    notes = PrivacyReport.notes(tables, rows, copies, membership, anonymity, options)
  }

  private static func notes(
    _ tables: EvaluationTables, _ rows: AuditedRows, _ copies: CopyReport?, _ membership: MembershipReport?,
    _ anonymity: AnonymityReport?, _ options: AuditOptions
  ) -> [String] {
    var notes = ["All draws follow seed \(options.seed)."]
    let left = tables.schema.fields.count - rows.space.columns.count
    if left > 0 {
      notes.append(
        "\(left) column\(left == 1 ? "" : "s") of identifiers or free text \(left == 1 ? "is" : "are") left out."
      )
    }
    if rows.real.count < tables.real.rowCount || rows.held.count < tables.holdout!.rowCount {
      notes.append(
        "Exact copies are counted over all rows; attacks are aimed at \(rows.real.count) real and \(rows.held.count) held-out rows, drawn at random."
      )
    }
    if rows.synthetic.rowCount < tables.synthetic.rowCount {
      notes.append(
        "Nearest rows are searched among \(rows.synthetic.rowCount) of the synthetic rows, drawn at random.")
    }
    if let exact = copies?.exact {
      let common = tables.real.rowCount - exact.real.trials
      if common > 0 {
        notes.append(
          "\(common) of \(tables.real.rowCount) real rows equal another real or held-out row: copies of them are no evidence and are not counted."
        )
      }
    } else {
      notes.append(
        "No real or no held-out row is different from all others: every record is shared by several, so that exact copies tell nothing."
      )
    }
    if let membership {
      let half = membership.targets / 2
      if half < 1000 {
        notes.append(
          "With \(membership.targets) targets of either kind a false positive rate of 0.1 % cannot be told from none; more held-out rows sharpen every figure."
        )
      }
      notes.append(
        "\(MembershipReport.Attack.allCases.count) attacks on membership are tried; attack and threshold are chosen on one half of the rows and judged on the other, and the confidence is divided among what is tried."
      )
      if membership.vulnerable == nil {
        notes.append("There are too few targets to look at vulnerable rows alone.")
      }
    } else {
      notes.append(
        "There are too few real or held-out rows for attacks on membership: they need ten of either kind, and as many held-out rows again."
      )
    }
    if membership != nil {
      notes.append(
        "Bounds on epsilon are for delta \(options.delta). All rows attacked share one run of the generator: the bound of one run (Steinke et al. 2023) allows for that, the one by Clopper's and Pearson's intervals takes the rows for independent trials."
      )
    }
    if let anonymity {
      notes.append(
        "The intervals of the \(anonymity.tried) attacks on anonymity hold together with 95 % (Bonferroni)."
      )
    }
    if let anonymity, anonymity.untriedSecrets > 0 {
      notes.append("\(anonymity.untriedSecrets) columns were not tried as a secret; name them to try them.")
    }
    return notes
  }
}
