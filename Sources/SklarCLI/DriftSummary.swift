import Sklar

/// A drift report on one screen.
struct DriftSummary {
  private let report: DriftReport
  private let reference: String
  private let isFull: Bool
  private let output: String?

  init(_ report: DriftReport, reference: String, isFull: Bool = true, output: String?) {
    (self.report, self.reference, self.isFull, self.output) = (report, reference, isFull, output)
  }

  private static let shownColumns = 12
  private static let shownPairs = 3

  static func failure(_ report: DriftReport) -> String {
    var parts: [String] = []
    func names(_ names: [String]) -> String {
      names.prefix(5).map(ColumnPlace.shown).joined(separator: ", ") + (names.count > 5 ? ", ..." : "")
    }
    if !report.over.isEmpty { parts.append("over \(report.maxDrift): \(names(report.over))") }
    let pairs = report.pairs.filter { $0.verdict == .over }
    if let first = pairs.first {
      parts.append(
        "pairs over \(report.maxPairDrift ?? 0): \(pairs.count), first \(names([first.first, first.second]))")
    }
    if parts.isEmpty || (!report.changed.isEmpty && report.over.isEmpty && pairs.isEmpty) {
      parts.append("changed: \(names(report.changed))")
    }
    return parts.joined(separator: "; ")
  }

  var text: String {
    var summary = SummaryText()
    summary.add(
      isFull ? "rows" : "monitor",
      "\(quantity(report.rows)) in \(quantity(report.batchCount)) batch\(report.batchCount == 1 ? "" : "es") of "
        + "\(quantity(report.batchRows)), against \(reference)")
    let few = report.columns.filter { $0.verdict == .tooFewRows }.map { ColumnPlace.shown($0.name) }
    let worst = report.columns.max { $0.distance.drift < $1.distance.drift }
    if report.over.isEmpty {
      summary.add(
        "drift",
        "no column over \(report.maxDrift)"
          + (worst.map { "; the most: \(ColumnPlace.shown($0.name)) \(fixed($0.distance.drift, 3))" } ?? "")
          + (few.isEmpty ? "" : ". Too few rows yet to judge: \(few.joined(separator: ", "))"))
    } else {
      summary.add(
        "drift", "over \(report.maxDrift): \(report.over.map(ColumnPlace.shown).joined(separator: ", "))")
    }
    summary.add(
      "changed",
      report.changed.isEmpty
        ? "no column, at a chance of \(report.changeLevel) a run of a false alarm"
        : report.columns.filter(\.changed).map {
          "\(ColumnPlace.shown($0.name)) from about row \(quantity(($0.changedFrom ?? 0) + 1))"
        }.joined(separator: ", "))
    if isFull { tables(&summary) }
    for note in report.notes { summary.add("note", note) }
    if let output, output != "-" { summary.add("written", output) }
    return summary.text
  }

  private func tables(_ summary: inout SummaryText) {
    let order = report.columns.indices.sorted {
      (report.columns[$1].distance.drift, $0) < (report.columns[$0].distance.drift, $1)
    }
    var rows = [["", "drift", "chance", "JS", "PSI", "KS", "limit", "changed"]]
    for column in order.prefix(Self.shownColumns).map({ report.columns[$0] }) {
      let limit =
        switch column.verdict {
        case .within: "holds"
        case .over: "over"
        case .tooFewRows: "few"
        }
      rows.append([
        ColumnPlace.shown(column.name), fixed(column.distance.drift, 3), fixed(column.expectedDrift, 3),
        fixed(column.distance.jensenShannon, 3), fixed(column.distance.psi, 3),
        column.distance.ks.map { fixed($0, 3) } ?? "", limit, column.changed ? "yes" : "",
      ])
    }
    summary.add("columns", table: rows)
    if order.count > Self.shownColumns {
      summary.add("", "and \(order.count - Self.shownColumns) more that drifted less")
    }
    if !report.pairs.isEmpty {
      var rows = [["", "reference", "now", "change"]]
      for pair in report.pairs.prefix(Self.shownPairs) {
        rows.append([
          "\(ColumnPlace.shown(pair.first)), \(ColumnPlace.shown(pair.second))", fixed(pair.reference, 3),
          fixed(pair.value, 3), fixed(pair.change, 3) + (pair.verdict == .over ? " over" : ""),
        ])
      }
      summary.add("pairs", table: rows)
    }
  }
}
