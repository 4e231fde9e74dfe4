import Sklar

/// An audit of bias on one screen.
struct AuditSummary {
  private let report: BiasReport
  private let seconds: Double
  private let output: String?

  init(_ report: BiasReport, seconds: Double, output: String?) {
    (self.report, self.seconds, self.output) = (report, seconds, output)
  }

  /// Groups of a column that are shown; the report has all.
  private static let mostGroups = 8
  /// Smallest intersections that are named.
  private static let smallest = 5

  var text: String {
    var text = SummaryText()
    text.add(
      "rows",
      quantity(report.rows.data) + (report.rows.reference.map { ", \(quantity($0)) in the reference" } ?? ""))
    if let outcome = report.outcome {
      text.add(
        "outcome", "\(ColumnPlace.shown(outcome.column)), favorable: \(ColumnPlace.shown(outcome.favorable))")
    }
    for column in report.columns { add(column, &text) }
    addIntersections(&text)
    for (index, finding) in report.findings.enumerated() {
      text.add(index == 0 ? "findings" : "", ColumnPlace.shown(finding))
    }
    for (index, note) in report.notes.enumerated() {
      text.add(index == 0 ? "notes" : "", ColumnPlace.shown(note))
    }
    text.add("time", "\(fixed(seconds, 2)) s")
    if let output { text.add("written", output) }
    return text.text
  }

  // MARK: - Columns

  private func add(_ table: GroupTable, _ text: inout SummaryText) {
    var head = [""]
    let (hasReference, hasExpected) = (report.rows.reference != nil, table.expectation != nil)
    let hasOutcome = report.outcome != nil
    let hasPredictions = report.outcome?.predictions != nil
    head += ["rows", "share"]
    if !hasReference { head.append("95 %") }
    if hasExpected { head.append("expected") }
    if hasReference { head += ["reference", "change"] }
    if hasOutcome { head.append("rate") }
    if hasOutcome, hasReference { head.append("reference") }
    if hasOutcome, !hasReference, !hasPredictions { head.append("95 %") }
    if hasPredictions { head += ["predicted", "TPR", "FPR"] }
    var rows = [head]
    for group in table.groups.prefix(Self.mostGroups) {
      var row = [
        ColumnPlace.shown(group.name), quantity(group.share.count), percent(group.share.value),
      ]
      if !hasReference { row.append(interval(group.share)) }
      if hasExpected { row.append(percent(group.expected ?? 0)) }
      if hasReference { row += [percent(group.reference?.value ?? 0), change(group.change)] }
      if hasOutcome { row.append(rate(group.rate)) }
      if hasOutcome, hasReference { row.append(rate(group.referenceRate)) }
      if hasOutcome, !hasReference, !hasPredictions { row.append(group.rate.map(interval) ?? "-") }
      if hasPredictions {
        row += [rate(group.predictedRate), rate(group.truePositiveRate), rate(group.falsePositiveRate)]
      }
      rows.append(row)
    }
    text.add(clipped(ColumnPlace.shown(table.name), SummaryText.margin - 1), table: rows)
    if table.groups.count > Self.mostGroups {
      text.add("", "and \(table.groups.count - Self.mostGroups) more groups; the report has all")
    }
    if let expectation = table.expectation {
      text.add(
        "",
        "deviation from expected \(fixed(expectation.deviation, 4))"
          + (expectation.referenceDeviation.map { ", reference \(fixed($0, 4))" } ?? "")
          + test(expectation.test))
    }
    if let change = table.change {
      text.add("", "deviation from the reference \(fixed(change.deviation, 4))" + test(change.test))
    }
    add(table.outcome, &text)
  }

  private func add(_ outcomes: GroupOutcomes?, _ text: inout SummaryText) {
    guard let outcomes else { return }
    func parity(_ gap: ParityGap?, _ what: String) {
      guard let gap else { return }
      let ratio =
        gap.ratio.map {
          "ratio \(fixed($0, 3)), the four-fifths rule \(gap.fourFifths ? "holds" : "does not hold")"
        } ?? "all rates are 0"
      text.add(
        "",
        "\(what) difference \(fixed(gap.difference.value, 4)) (\(fixed(gap.difference.low, 3)) to \(fixed(gap.difference.high, 3))), \(ratio)"
      )
    }
    parity(outcomes.parity, "demographic parity")
    parity(outcomes.referenceParity, "in the reference:")
    parity(outcomes.predictedParity, "of predictions: demographic parity")
    if let odds = outcomes.equalizedOdds {
      text.add(
        "",
        "equalized odds difference \(fixed(odds.difference, 4))"
          + (odds.ratio.map { ", ratio \(fixed($0, 3))" } ?? "")
          + (odds.truePositive.map { ", of true positives \(fixed($0.difference.value, 4))" } ?? "")
          + (odds.falsePositive.map { ", of false positives \(fixed($0.difference.value, 4))" } ?? ""))
    }
    if let gap = outcomes.gap {
      text.add(
        "",
        "gap \(name(gap.first)) less \(name(gap.second)): \(points(gap.change.reference)) in the reference, \(points(gap.change.data)) here: \(gap.verdict.rawValue) (\(points(gap.change.low)) to \(points(gap.change.high)))"
      )
    }
    for gap in outcomes.conditional.prefix(Self.mostGroups) {
      text.add(
        "",
        "given \(report.outcome?.given.map(ColumnPlace.shown).joined(separator: ", ") ?? ""): \(name(gap.group)) less \(name(outcomes.comparedWith ?? [])) \(points(gap.rates.difference)) (\(points(gap.rates.low)) to \(points(gap.rates.high)))"
          + (gap.rates.oddsRatio.map { ", odds ratio \(fixed($0, 3))" } ?? "")
          + (gap.rates.pValue.map { ", p \(short($0))" } ?? "")
          + (gap.reference.map { "; reference \(points($0.difference))" } ?? ""))
    }
    if outcomes.tooSmall > 0, let outcome = report.outcome {
      text.add(
        "",
        "\(outcomes.tooSmall) group\(outcomes.tooSmall == 1 ? "" : "s") of fewer than \(outcome.leastRows) rows \(outcomes.tooSmall == 1 ? "takes" : "take") no part in this"
      )
    }
  }

  // MARK: - Intersections

  private func addIntersections(_ text: inout SummaryText) {
    let hasReference = report.rows.reference != nil
    for (index, width) in [2, 3].enumerated() {
      let tables = report.intersections.filter { $0.columns.count == width }
      guard !tables.isEmpty else { continue }
      let empty = tables.reduce(0) { $0 + $1.empty }
      let all = tables.flatMap { table in table.groups.filter { !$0.isUnknown }.map { (table, $0) } }
      let smallest = all.enumerated().sorted {
        let (a, b) = ($0.element.1.share.count, $1.element.1.share.count)
        return a == b ? $0.offset < $1.offset : a < b
      }.prefix(Self.smallest).map(\.element)
      var rows = [
        ["smallest \(width == 2 ? "pairs" : "triples")", "rows"] + (hasReference ? ["reference"] : [])
          + (report.outcome == nil ? [] : ["rate"])
      ]
      for (table, group) in smallest {
        let name = zip(table.columns, group.levels).map { "\($0) \($1)" }.joined(separator: ", ")
        rows.append(
          [clipped(ColumnPlace.shown(name), 50), quantity(group.share.count)]
            + (hasReference ? [quantity(group.reference?.count ?? 0)] : [])
            + (report.outcome == nil ? [] : [rate(group.rate)]))
      }
      text.add(index == 0 ? "together" : "", table: rows)
      text.add(
        "",
        "\(quantity(all.count)) groups of \(tables.count) \(width == 2 ? "pair" : "triple")\(tables.count == 1 ? "" : "s") of columns"
          + (empty > 0
            ? "; \(quantity(empty)) combination\(empty == 1 ? " does" : "s do") not occur" : ""))
    }
  }

  // MARK: - Words

  private func test(_ test: ShareTest?) -> String {
    guard let test else { return "" }
    switch test.method {
    case .impossible: return ", p 0 (a group that is not expected occurs)"
    case .exact: return ", p \(short(test.pValue)) (exact)"
    case .chiSquared, .chiSquaredJoined:
      return
        ", p \(short(test.pValue)) (chi-squared\(test.method == .chiSquared ? "" : ", rare groups joined"))"
    }
  }

  private func change(_ change: ShareChange?) -> String {
    guard let change else { return "-" }
    let sign = change.difference.value < 0 ? "-" : "+"
    let mark = change.verdict == .unchanged ? "" : " \(change.verdict.rawValue)"
    return sign + fixed(100 * abs(change.difference.value), 2) + mark
  }

  private func name(_ levels: [String]) -> String { levels.map(ColumnPlace.shown).joined(separator: ", ") }
  private func rate(_ rate: ProportionInterval?) -> String { rate.map { percent($0.value) } ?? "-" }
  private func interval(_ share: ProportionInterval) -> String {
    "\(fixed(100 * share.low, 2))-\(fixed(100 * share.high, 2))"
  }
}

private func percent(_ share: Double) -> String { "\(fixed(100 * share, share < 0.1 ? 2 : 1)) %" }
private func points(_ share: Double) -> String { "\(fixed(100 * share, 1)) points" }
/// Three digits of a probability.
private func short(_ p: Double) -> String {
  if p >= 0.001 { return fixed(p, 3) }
  if p < 1e-300 { return "below 1e-300" }
  var (mantissa, exponent) = (p, 0)
  while mantissa < 1, exponent > -400 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  return "\(fixed(mantissa, 1))e\(exponent)"
}
