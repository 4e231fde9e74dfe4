import Sklar

/// What `validate` prints.
struct RuleSummary {
  let text: String

  init(_ report: RuleReport, seconds: Double) {
    var summary = SummaryText()
    summary.add(
      "rows",
      "\(quantity(report.rows)), of which \(quantity(report.invalidRows)) invalid (\(Self.share(report.errorRate)))"
    )
    summary.add(
      "rules",
      table: [["", "broken", "rate"]]
        + report.rules.map { rule in
          [
            ColumnPlace.shown(rule.rule), rule.checked ? quantity(rule.brokenRows) : "not checked",
            rule.checked ? Self.share(rule.errorRate) : "",
          ]
        })
    for rule in report.rules where !rule.firstLines.isEmpty {
      summary.add(
        "lines", "\(Self.lines(rule.firstLines, of: rule.brokenRows)): \(ColumnPlace.shown(rule.rule))")
    }
    for column in report.unfit {
      summary.add(
        "types",
        "\(ColumnPlace.prefix(column.column))\(quantity(column.rows)) values are not \(column.type): lines "
          + Self.lines(column.firstLines, of: column.rows))
    }
    if report.rules.contains(where: { !$0.checked }) {
      summary.add(
        "note", "combinations without a reference are not checked: give file: in the rule, or --against")
    }
    let rate = seconds > 0 ? ", \(quantity(Int(Double(report.rows) / seconds))) rows/s" : ""
    summary.add("time", "\(fixed(seconds, 2)) s\(rate)")
    text = summary.text
  }

  private static func lines(_ lines: [Int], of count: Int) -> String {
    lines.map(String.init).joined(separator: ", ") + (count > lines.count ? ", ..." : "")
  }

  private static func share(_ share: Double) -> String {
    share == 0 ? "0 %" : share * 100 < 0.01 ? "< 0.01 %" : "\(fixed(share * 100, 2)) %"
  }
}
