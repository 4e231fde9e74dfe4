import Sklar

/// An audit on one screen: 80 columns.
struct PrivacySummary {
  private let report: PrivacyReport
  private let seconds: Double
  private let output: String?

  init(_ report: PrivacyReport, seconds: Double, output: String?) {
    (self.report, self.seconds, self.output) = (report, seconds, output)
  }

  static let width = 80
  private static let margin = 12

  var text: String {
    let rows = report.rows
    var lines: [String] = []
    add("risk", report.measurable ? report.risk.rawValue.uppercased() : "NOT MEASURABLE", &lines)
    for reason in report.reasons { add("", reason, &lines) }
    if report.reasons.isEmpty {
      add("", "no more copies and no more members found than chance explains", &lines)
    }
    if report.risk == .low, let least = report.copies?.exact?.leastFlagged {
      add("", "copies of fewer than \(percent(least)) of the real records would go unseen", &lines)
    }
    add(
      "rows",
      "\(quantity(rows.synthetic)) synthetic, \(quantity(rows.real)) real, \(quantity(rows.holdout)) held out; \(report.comparedColumns) columns compared",
      &lines)
    lines += copies + membership + anonymity
    if let classic = report.classic {
      add(
        "classic",
        "nearest synthetic row closer than 0.1: accuracy \(fixed(classic.accuracy, 3)) on \(quantity(classic.rows)) rows of either kind, guessing 0.5: \(classic.risk.rawValue)",
        &lines)
    }
    add("rule", report.rule, &lines)
    add("attacker", report.threatModel, &lines)
    for limit in report.limits { add(limit == report.limits.first ? "limits" : "", limit, &lines) }
    add("time", "\(fixed(seconds, 2)) s", &lines)
    if let output { add("written", output, &lines) }
    return lines.map { clipped($0, Self.width) }.joined(separator: "\n") + "\n"
  }

  private func add(_ label: String, _ text: String, _ lines: inout [String]) {
    var wrapped = wrapped(text, margin: padded("", Self.margin), width: Self.width, lines: 6)
    if let first = wrapped.first { wrapped[0] = padded(label, Self.margin) + first.dropFirst(Self.margin) }
    lines += wrapped
  }

  // MARK: - Copies

  private var copies: [String] {
    guard let copies = report.copies else { return [] }
    var lines = [
      padded("copies", Self.margin) + padded("of distinctive records", 24) + aligned("real", 9)
        + aligned("held out", 10) + aligned("excess (95 %)", 25)
    ]
    func row(_ label: String, _ excess: CopyReport.Excess?) {
      guard let excess else {
        lines.append(padded("", Self.margin) + "\(label): no record differs from all others")
        return
      }
      let difference = excess.excess
      lines.append(
        padded("", Self.margin) + padded(label, 24) + aligned(percent(excess.real.value), 9)
          + aligned(percent(excess.holdout.value), 10)
          + aligned(
            "\(signed(difference.value)) (\(signed(difference.low)) to \(signed(difference.high)))", 25))
    }
    row("equal", copies.exact)
    if let near = copies.near { row("nearly equal", near) }
    if let nearness = copies.nearness {
      add(
        "",
        "\(percent(nearness.value)) of the synthetic rows are nearer to a real than to a held-out row (50 % by chance; for sanity only, it misses small leaks)",
        &lines)
    }
    return lines
  }

  // MARK: - Membership

  private var membership: [String] {
    guard let membership = report.membership else {
      return [padded("membership", Self.margin) + "too few real or held-out rows"]
    }
    var lines = [
      padded("membership", Self.margin) + padded("members found at", 24) + aligned("AUC", 9)
        + aligned("1 % FPR", 10) + aligned("0.1 % FPR", 12) + aligned("epsilon >=", 13)
    ]
    func row(_ label: String, _ outcome: MembershipReport.Outcome) {
      lines.append(
        padded("", Self.margin) + padded("\(label), \(outcome.attack.rawValue)", 24)
          + aligned(fixed(outcome.auc, 3), 9)
          + aligned(percent(outcome.truePositivesAtOnePercent.value), 10)
          + aligned(percent(outcome.truePositivesAtTenthPercent.value), 12)
          + aligned(fixed(outcome.epsilonLow, 2), 13))
    }
    for outcome in membership.random.attacks { row("random", outcome) }
    // Of the small group the attack that did best on the half that chooses.
    if let group = membership.vulnerable {
      for outcome in group.attacks where outcome.attack == group.best.attack { row("farthest", outcome) }
    }
    let rows = (membership.random.rows, membership.vulnerable?.rows)
    add(
      "",
      "\(quantity(rows.0)) members and as many others"
        + (rows.1.map { ", the \(quantity($0)) farthest from others of either kind" } ?? "")
        + "; guessing: AUC 0.5, 1 % and 0.1 % found", &lines)
    let best = membership.random.best
    add(
      "",
      "epsilon at delta \(membership.delta == 0 ? "0" : "\(membership.delta)"), 95 %: at least \(fixed(best.oneRunEpsilonLow, 2)) by the audit of one run (\(best.attack.rawValue): \(quantity(best.truePositives.count)) of \(quantity(best.truePositives.count + best.falsePositives.count)) guesses right); the column takes rows for independent trials",
      &lines)
    return lines
  }

  // MARK: - Anonymity

  private var anonymity: [String] {
    guard let anonymity = report.anonymity else { return [] }
    var lines = [
      padded("anonymity", Self.margin) + padded("successes on", 22) + aligned("real", 8)
        + aligned("held out", 10) + aligned("guessing", 10) + aligned("risk (95 %)", 18)
    ]
    func row(_ label: String, _ outcome: AttackOutcome) {
      let risk = outcome.risk
      let mark = outcome.beatsBaseline == false ? "*" : ""
      let shown =
        outcome.hasPower
        ? "\(short(risk.value)) (\(short(risk.low))-\(short(risk.high)))" : "no power"
      lines.append(
        padded("", Self.margin) + padded(clipped(label + (outcome.vulnerable ? ", far" : ""), 21), 22)
          + aligned(percent(outcome.rate), 8) + aligned(percent(outcome.controlRate), 10)
          + aligned((outcome.baselineRate.map(percent) ?? "-") + mark, 10)
          + aligned(shown, 18))
    }
    for outcome in anonymity.singlingOut {
      row("singled out, \(outcome.name == "univariate" ? "1 col." : "3 col.")", outcome)
    }
    for outcome in anonymity.linkability { row("linked halves", outcome) }
    for outcome in anonymity.inference.prefix(3) { row(ColumnPlace.shown(outcome.name), outcome) }
    if anonymity.inference.count > 3 {
      lines.append(
        padded("", Self.margin)
          + "inferred: the riskiest 3 of \(anonymity.inference.count) attacks; the report has all")
    }
    let rows = anonymity.singlingOut + anonymity.linkability + anonymity.inference.prefix(3)
    add(
      "",
      "intervals hold together for the \(anonymity.tried) attacks tried"
        + (rows.contains { $0.beatsBaseline == false } ? "; * no better than guessing: a poor attack" : "")
        + (rows.contains { !$0.hasPower } ? "; no power: it nearly always succeeds on held-out rows" : ""),
      &lines)
    return lines
  }
}

private func percent(_ share: Double) -> String { "\(fixed(100 * share, share < 0.1 ? 2 : 1)) %" }
private func signed(_ share: Double) -> String { (share < 0 ? "-" : "+") + fixed(100 * abs(share), 2) }
private func short(_ risk: Double) -> String { fixed(risk, 2) }
