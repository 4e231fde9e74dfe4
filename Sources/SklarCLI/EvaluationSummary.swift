import Sklar

/// An evaluation on one screen: 80 columns, at most 24 lines.
struct EvaluationSummary {
  private let report: EvaluationReport
  private let failBelow: Double?
  private let seconds: Double
  private let outputs: [String]

  init(_ report: EvaluationReport, failBelow: Double?, seconds: Double, outputs: [String]) {
    (self.report, self.failBelow, self.seconds, self.outputs) = (report, failBelow, seconds, outputs)
  }

  static let width = 80

  /// So many digits of a score below a gate that it is seen to be so.
  static func below(_ score: Double, _ gate: Double) -> String {
    for digits in 4...15 {
      let text = fixed(score, digits)
      if let shown = Double(text), shown < gate { return text }
    }
    return "\(score)"
  }

  var text: String {
    var lines = [heading]
    if let peer = report.sdmetrics { lines += peerTable(peer) } else { lines += scoreTable }
    if let skipped { lines.append(skipped) }
    lines += worst
    if let detection { lines.append(detection) }
    lines += utility + [nearness, precision].compactMap { $0 }
    if let failBelow {
      line(
        "gate", "\(fixed(report.score, 4)) \(report.passed == true ? "reaches" : "is below") \(failBelow)",
        &lines)
    }
    line("time", "\(fixed(seconds, 2)) s", &lines)
    if !outputs.isEmpty { line("written", outputs.joined(separator: ", "), &lines) }
    return lines.map { clipped($0, Self.width) }.joined(separator: "\n") + "\n"
  }

  private func line(_ label: String, _ text: String, _ lines: inout [String]) {
    lines.append(padded(label, 11) + text)
  }

  private func line(_ label: String, _ text: String) -> String { padded(label, 11) + text }

  private var heading: String {
    let rows = report.rows
    return line(
      "rows",
      "\(quantity(rows.synthetic)) synthetic, \(quantity(rows.real)) real"
        + (rows.holdout.map { ", \(quantity($0)) held out" } ?? ""))
  }

  // MARK: - Scores

  private var scoreTable: [String] {
    let shapes = report.fidelity.shapes
    // A single column has no pairs.
    let trends = report.fidelity.trends
    func row(_ label: String, _ values: [Double?]) -> String {
      padded(label, 26) + values.map { aligned($0.map { fixed($0, 4) } ?? "-", 12) }.joined()
    }
    var columns: [(String, (ReferencedScore) -> Double?)] = [
      ("score", { $0.value }), ("chance", { $0.fresh }), ("holdout", { $0.holdout }),
      ("independent", { $0.independent }),
    ]
    columns = columns.filter { $0.0 == "score" || $0.1(report.overall) != nil || $0.1(shapes) != nil }
    return [
      padded("1 = identical", 26) + columns.map { aligned($0.0, 12) }.joined(separator: ""),
      row("columns one by one (\(report.fidelity.columns.count))", columns.map { $0.1(shapes) }),
      row("pair by pair (\(report.fidelity.pairs.count))", columns.map { trends.flatMap($0.1) }),
      row("score, their mean", columns.map { $0.1(report.overall) }),
    ]
  }

  private var skipped: String? {
    let names = report.fidelity.skipped
    if names.isEmpty { return nil }
    let count = "\(names.count) column\(names.count == 1 ? "" : "s")"
    let shown = names.prefix(8).map(ColumnPlace.shown).joined(separator: ", ")
    return "not compared  \(count) of identifiers or free text: \(shown)" + (names.count > 8 ? ", …" : "")
  }

  private func peerTable(_ peer: SDMetricsQuality) -> [String] {
    func row(_ label: String, _ value: Double?) -> String {
      padded(label, 26) + aligned(value.map { fixed($0, 4) } ?? "-", 12)
    }
    return [
      "as SDMetrics 0.32 computes it", row("Column Shapes", peer.columnShapes),
      row("Column Pair Trends", peer.columnPairTrends), row("Overall", peer.overall),
    ]
  }

  // MARK: - What costs the most

  private var worst: [String] {
    guard let first = report.findings.first else {
      return ["nothing stands out: no column or pair loses 0.01 more than chance explains"]
    }
    var lines = ["loses most beyond chance (a pair: and beyond what its columns lose)"]
    for finding in report.findings.prefix(5) {
      let chance = finding.fresh.map { " (chance \(fixed($0, 3)))" } ?? ""
      lines.append("  \(fixed(finding.score, 4))  \(subject(finding))\(chance)")
    }
    return lines + wrapped("to try: " + first.advice, margin: "  ", width: Self.width, lines: 3)
  }

  private func subject(_ finding: Finding) -> String {
    switch finding.aspect {
    case .values, .dependence: names(finding.columns, 48)
    case .missingness: names(finding.columns, 31) + ", whether missing"
    case .form: names(finding.columns, 38) + ", joint shares"
    }
  }

  private func names(_ columns: [String], _ width: Int) -> String {
    let each = columns.count == 2 ? (width - 3) / 2 : width
    return columns.map { clipped(ColumnPlace.shown($0), each) }.joined(separator: " ~ ")
  }

  // MARK: - The rest, a line each

  private var detection: String? {
    report.detection.map {
      line("detection", "AUC of trees \(area($0.trees, "held out ")), logistic \(area($0.logistic, ""))")
    }
  }

  private func area(_ detector: Detector, _ label: String) -> String {
    fixed(detector.auc.value, 3) + (detector.reference.map { " (\(label)\(fixed($0.value, 3)))" } ?? "")
  }

  private var utility: [String] {
    guard let utility = report.utility else { return [] }
    let (synthetic, real) = (utility.trainedOnSynthetic, utility.trainedOnReal)
    let figures: [(String, Double?, Double?)] = [
      ("AUC", synthetic.auc, real.auc), ("macro-F1", synthetic.macroF1, real.macroF1),
      ("R2", synthetic.r2, real.r2), ("RMSE", synthetic.rmse, real.rmse),
    ]
    let shown = figures.compactMap { name, a, b in
      a.flatMap { a in b.map { "\(name) \(significant(a)) (real \(significant($0)))" } }
    }
    let text = shown.isEmpty ? utility.note ?? "not defined" : shown.joined(separator: ", ")
    let target = clipped(ColumnPlace.shown(utility.target), 20)
    var lines = wrapped("\(target): \(text)", margin: padded("", 11), width: Self.width, lines: 2)
    lines[0] = line("utility", String(lines[0].dropFirst(11)))
    return lines
  }

  private var nearness: String? {
    report.nearness.map {
      var text = "copies \(percent($0.exactCopies))"
      if let held = $0.exactCopiesOfHoldout { text += " (held out \(percent(held)))" }
      if let nearer = $0.nearerToReal { text += "; \(percent(nearer)) nearer to real rows" }
      return line("nearness", text)
    }
  }

  private var precision: String? {
    report.precisionRecall.map {
      func text(_ scores: PrecisionRecall.Scores) -> String {
        "precision \(fixed(scores.precision, 3)), recall \(fixed(scores.recall, 3)), "
          + "coverage \(fixed(scores.coverage, 3))"
      }
      return line("overlap", text($0.synthetic))
    }
  }
}

private func percent(_ share: Double) -> String { "\(fixed(100 * share, share < 0.1 ? 2 : 1)) %" }

/// About four digits.
private func significant(_ value: Double) -> String {
  abs(value) < 10 ? fixed(value, 3) : abs(value) < 1000 ? fixed(value, 1) : fixed(value, 0)
}
