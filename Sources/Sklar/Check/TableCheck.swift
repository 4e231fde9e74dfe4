internal import Auditing
public import Evaluation
internal import Monitoring
internal import PersonalData
public import Rules
internal import Tabular
internal import TabularIO

/// Looks at every edge of a synthetic table.
///
/// Verdicts are *fail* where a default limit is passed beyond chance, *warn* where something differs beyond chance without
/// passing it, *not measured* where what it takes was not given. Every edge is a function of its own.
public struct TableCheck: Sendable {
  public let tables: EvaluationTables
  public var sensitive: [String]
  public var target: String?
  /// The commands that show more name the tables so.
  public var names: (real: String, synthetic: String, holdout: String?)
  public var seed: UInt64
  /// The result does not depend on it.
  public var threads: Int

  /// A column's Σ |change of shares| that is too much.
  public static let maxDrift = 0.1
  /// What models trained on synthetic rows may lose in AUC or R2 on real ones, to warn and to fail.
  public static let maxLoss = (warn: 0.02, fail: 0.1)

  public init(
    _ tables: EvaluationTables, sensitive: [String] = [], target: String? = nil,
    names: (real: String, synthetic: String, holdout: String?) = ("REAL", "SYNTH", nil), seed: UInt64 = 0,
    threads: Int
  ) {
    (self.tables, self.sensitive, self.target) = (tables, sensitive, target)
    (self.names, self.seed, self.threads) = (names, seed, threads)
  }

  /// All edges but rules, which need the file as it was written.
  /// - Throws: What the parts throw.
  public func report(rules: EdgeVerdict? = nil) throws -> CheckReport {
    let edges = [
      try bias(), try memorized(), try drift(), try artefacts(), try privacy(), try repetition(),
      rules
        ?? EdgeVerdict(
          .rules, .notMeasured, "no rules given: --rules FILE",
          command: "sklar validate \(names.synthetic) --rules FILE"),
      EdgeVerdict(
        .cost, .notMeasured, "a table does not tell what it cost", command: "sklar estimate MODEL -n ROWS"),
    ]
    return CheckReport(
      edges,
      rows: .init(
        real: tables.real.rowCount, synthetic: tables.synthetic.rowCount, holdout: tables.holdout?.rowCount),
      notes: [])
  }

  // MARK: - Edges

  public func bias() throws -> EdgeVerdict {
    var columns = sensitive.isEmpty ? SensitiveNames.columns(of: tables.schema) : sensitive
    columns.removeAll { $0 == target }
    let command =
      "sklar audit \(names.synthetic) --against \(names.real)"
      + (columns.isEmpty ? " --sensitive COLUMNS" : " --sensitive \(columns.joined(separator: ","))")
      + (target.map { " --outcome \($0)" } ?? "")
    guard !columns.isEmpty else {
      return EdgeVerdict(
        .bias, .notMeasured, "no column's name says that it is sensitive: --sensitive A,B", command: command)
    }
    var options = BiasOptions(sensitive: columns, outcome: target, threads: threads)
    let report: BiasReport
    do {
      report = try BiasReport(tables.synthetic, against: tables.real, options: options)
    } catch let error as BiasAuditError where error.code == .outcomeLevels || error.column == target {
      // A target of numbers or of several levels has no favourable level by itself.
      options.outcome = nil
      report = try BiasReport(tables.synthetic, against: tables.real, options: options)
    }
    let worst = report.columns.max { ($0.change?.deviation ?? 0) < ($1.change?.deviation ?? 0) }
    let deviation = worst?.change?.deviation ?? 0
    let isOver = deviation > Self.maxDrift && (worst?.change?.test?.pValue ?? 1) < 0.05
    let lostOrShrunk = (report.columns + report.intersections).contains { table in
      table.groups.contains { $0.change?.verdict == .shrank && ($0.change?.ratio ?? 1) < 0.8 }
    }
    let verdict: CheckReport.Verdict =
      report.isAmplified || isOver ? .fail : lostOrShrunk ? .warn : .ok
    let figure =
      report.isAmplified
      ? "a gap in \(target ?? "the outcome") is amplified beyond chance"
      : "largest deviation from the real shares, \(worst?.name ?? "")"
    return EdgeVerdict(
      .bias, verdict, figure, value: deviation, limit: Self.maxDrift,
      reasons: verdict == .ok ? [] : report.findings, command: command)
  }

  public func memorized() throws -> EdgeVerdict {
    let command = "sklar scan \(names.synthetic) --against \(names.real)"
    var scan = TableScan(tables.synthetic.schema, TableScan.Options(threads: threads))
    scan.add(tables.synthetic, firstRow: 0)
    let personal = scan.report
    let rows = try MemorizedRows(tables, options: AuditOptions(seed: seed, threads: threads))
    var reasons = personal.findings.map {
      "Column \"\(ColumnPlace.shown($0.column))\" holds what looks like \($0.kind.rawValue) in \($0.rows) rows."
    }
    if rows?.isFlagged == true {
      reasons.append("More rows of the real table come back than chance explains.")
    }
    let share = rows?.verbatim.synthetic.value
    let flagged = rows?.isFlagged == true || !personal.isSafe
    return EdgeVerdict(
      .memorized, flagged ? .fail : .ok,
      share == nil
        ? "kinds of personal data found"
        : "share of rows that equal a real one; \(personal.findings.count) findings of personal data",
      value: share ?? Double(personal.findings.count), reasons: reasons, command: command)
  }

  public func drift() throws -> EdgeVerdict {
    let reference = try DriftReference(tables.real, pairs: false, threads: threads)
    var monitor = DriftMonitor(reference, DriftOptions(maxDrift: Self.maxDrift))
    let counter = try monitor.counter(for: tables.synthetic.schema)
    _ = monitor.add(
      counter.counts(tables.synthetic, firstRow: 0, batchRows: DriftOptions().batchRows, threads: threads))
    _ = monitor.finish()
    let report = monitor.report()
    let worst = report.columns.max { $0.distance.drift < $1.distance.drift }
    let isJudged = report.columns.contains { $0.verdict != .tooFewRows }
    let verdict: CheckReport.Verdict =
      !report.over.isEmpty ? .fail : !report.changed.isEmpty ? .warn : isJudged ? .ok : .notMeasured
    var reasons: [String] = []
    if !report.over.isEmpty { reasons.append("Over the limit: \(list(report.over)).") }
    if !report.changed.isEmpty { reasons.append("Changed beyond chance: \(list(report.changed)).") }
    return EdgeVerdict(
      .drift, verdict,
      verdict == .notMeasured ? "too few rows to judge" : "largest drift of a column, \(worst?.name ?? "")",
      value: worst?.distance.drift, limit: Self.maxDrift, reasons: reasons,
      command: "sklar drift \(names.real) \(names.synthetic)")
  }

  /// Whether what is learnt from synthetic rows holds for real ones.
  public func artefacts() throws -> EdgeVerdict {
    let command =
      "sklar evaluate \(names.real) \(names.synthetic)" + (names.holdout.map { " --holdout \($0)" } ?? "")
      + " --target \(target ?? "COLUMN")"
    guard let target, let place = tables.schema.index(of: target) else {
      return EdgeVerdict(.artefacts, .notMeasured, "no target given: --target COLUMN", command: command)
    }
    let withTarget = EvaluationTables(
      real: tables.real, synthetic: tables.synthetic, holdout: tables.holdout, target: place)
    guard
      let utility = try Utility(withTarget, options: EvaluationOptions(seed: seed, threads: threads)),
      let real = utility.trainedOnReal.auc ?? utility.trainedOnReal.r2,
      let synthetic = utility.trainedOnSynthetic.auc ?? utility.trainedOnSynthetic.r2
    else {
      return EdgeVerdict(
        .artefacts, .notMeasured, "nothing can be learnt to predict this target", command: command)
    }
    let loss = real - synthetic
    let measure = utility.trainedOnReal.auc == nil ? "R2" : "AUC"
    return EdgeVerdict(
      .artefacts, loss > Self.maxLoss.fail ? .fail : loss > Self.maxLoss.warn ? .warn : .ok,
      "\(measure) lost on real rows by learning from synthetic ones", value: loss, limit: Self.maxLoss.fail,
      reasons: utility.testIsHeldOut ? [] : ["The test rows are not held out: the generator has seen them."],
      command: command)
  }

  public func privacy() throws -> EdgeVerdict {
    let command = "sklar privacy \(names.real) \(names.synthetic) --holdout \(names.holdout ?? "DATA")"
    guard tables.holdout != nil else {
      return EdgeVerdict(
        .privacy, .notMeasured, "attacks need rows the generator has not seen: --holdout DATA",
        command: command)
    }
    let report = try PrivacyReport(tables, options: AuditOptions(seed: seed, threads: threads))
    guard report.measurable else {
      return EdgeVerdict(
        .privacy, .notMeasured, "too few distinctive rows", reasons: report.reasons, command: command)
    }
    let verdict: CheckReport.Verdict =
      switch report.risk {
      case .low: .ok
      case .medium: .warn
      case .high: .fail
      }
    return EdgeVerdict(
      .privacy, verdict, "risk \(report.risk.rawValue); best attack's AUC",
      value: report.membership?.random.attacks.map(\.auc).max(),
      reasons: report.reasons, command: command)
  }

  public func repetition() throws -> EdgeVerdict {
    let names = tables.schema.fields.map(\.name)
    let real = try DiversityMonitor.RealRows(tables.real, columns: names, threads: threads)
    var monitor = try DiversityMonitor(tables.synthetic.schema, columns: Set(names), against: real)
    monitor.add(tables.synthetic, threads: threads)
    let report = monitor.report()
    let collapsed = report.against?.modeCollapse == true
    return EdgeVerdict(
      .repetition, collapsed ? .fail : .ok, "unique rows of all", value: report.uniqueRatio,
      reasons: report.against?.reasons ?? [],
      command: "sklar diversity \(self.names.synthetic) --against \(self.names.real)")
  }

  /// The verdict on rows held to rules.
  public func rules(_ report: RuleReport, file: String) -> EdgeVerdict {
    let broken = report.rules.filter { $0.brokenRows > 0 }.prefix(5).map {
      "\($0.rule): broken in \($0.brokenRows) rows."
    }
    return EdgeVerdict(
      .rules, report.passed ? .ok : .fail, "share of invalid rows", value: report.errorRate, limit: 0,
      reasons: Array(broken), command: "sklar validate \(names.synthetic) --rules \(file)")
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "\"\(ColumnPlace.shown($0))\"" }.joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}
