import Sklar

/// A diversity report on one screen.
struct DiversitySummary {
  private let report: DiversityReport
  private let seconds: Double
  private let output: String?

  init(_ report: DiversityReport, seconds: Double, output: String?) {
    (self.report, self.seconds, self.output) = (report, seconds, output)
  }

  private static let shownColumns = 15

  var text: String {
    var summary = SummaryText()
    summary.add("rows", "\(quantity(report.rows)), \(quantity(report.distinctRows)) of them distinct")
    var rows = [["", "here"] + (report.against == nil ? [] : ["real"])]
    func add(_ label: String, _ value: Double, _ real: Double?) {
      rows.append([label, fixed(value, 4)] + (real.map { [fixed($0, 4)] } ?? []))
    }
    add("unique ratio", report.uniqueRatio, nil)
    if let against = report.against {
      rows[1].append("")
      add("  of \(quantity(against.equalRows)) rows", against.uniqueRatio, against.realUniqueRatio)
    }
    add("repetition rate", report.repetitionRate, report.against?.realRepetitionRate)
    add("most frequent row", report.topRowShare, report.against?.realTopRowShare)
    summary.add("", table: rows)
    columns(&summary)
    if let against = report.against {
      summary.add(
        "collapse", against.modeCollapse ? "yes: " + against.reasons.joined(separator: " ") : "no sign of it")
    }
    for note in report.notes { summary.add("note", note) }
    summary.add("time", duration(seconds))
    if let output, output != "-" { summary.add("written", output) }
    return summary.text
  }

  private func columns(_ summary: inout SummaryText) {
    let beside = report.against != nil
    var rows = [["", "values", "bits"] + (beside ? ["of real", "coverage", "by chance"] : [])]
    // What lacks most comes first; without a real table, the table's order.
    let order =
      beside
      ? report.columns.indices.sorted {
        let (a, b) = (
          report.columns[$0].against?.relativeEntropy ?? 9, report.columns[$1].against?.relativeEntropy ?? 9
        )
        return (a, $0) < (b, $1)
      } : Array(report.columns.indices)
    for index in order.prefix(Self.shownColumns) {
      let column = report.columns[index]
      var row = [
        ColumnPlace.shown(column.name), column.distinctValues.map(quantity) ?? "> 65,536",
        column.entropy.map { fixed($0, 2) } ?? "",
      ]
      if beside {
        row += [
          column.against?.relativeEntropy.map { fixed($0, 3) } ?? "",
          column.against.map { fixed($0.coverage, 3) } ?? "",
          column.against.map { fixed($0.expectedCoverage, 3) } ?? "",
        ]
      }
      rows.append(row)
    }
    summary.add("entropy", table: rows)
    if order.count > Self.shownColumns {
      summary.add("", "and \(order.count - Self.shownColumns) columns more")
    }
  }
}
