internal import Auditing

/// Every edge of a check with its verdict.
struct EdgesSection {
  var table: DataTable

  init(_ report: CheckReport) {
    table = DataTable(
      "Verdicts by edge", head: ["Edge", "Verdict", "Decided by", "More"],
      rows: report.edges.map { edge in
        let figure =
          PlainText.clean(edge.figure, limit: 200)
          + (edge.value.map { ": \(NumberText.fixed($0, 4))" } ?? "")
          + (edge.limit.map { ", limit \(NumberText.fixed($0, 1))" } ?? "")
        return (
          edge.edge.rawValue,
          [
            edge.verdict == .notMeasured ? "not measured" : edge.verdict.rawValue,
            ([figure] + edge.reasons.prefix(4).map { PlainText.clean($0, limit: 300) }).joined(
              separator: " · "),
            PlainText.clean(edge.command, limit: 300),
          ]
        )
      })
  }
}
