import PersonalData
import Sklar

/// A scan on one screen.
struct ScanSummary {
  private var summary = SummaryText()

  var text: String { summary.text }

  init(_ report: ScanReport, sanitized: String?, seconds: Double) {
    let found = report.personalData
    if report.safe {
      summary.add("safe", "yes: no personal data, nothing memorised that can be told")
      if report.memorized == nil { summary.add("", "(without --against nothing is known of memorised rows)") }
    } else {
      summary.add("safe", "no: \(report.issues.map(\.rawValue).joined(separator: ", "))")
    }
    let sampled = found.scannedRows < found.rows ? ", \(quantity(found.scannedRows)) of them looked at" : ""
    summary.add("rows", "\(quantity(found.rows)), \(found.columns) columns\(sampled)")
    addFindings("found", found.findings)
    addFakes(found)
    if let memorized = report.memorized { add(memorized) }
    if let spans = report.spans { add(spans) }
    if let copy = report.sanitized, let sanitized {
      let kinds = copy.replaced.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map {
        "\(quantity($0.value)) \($0.key)"
      }
      summary.add("sanitised", kinds.isEmpty ? "nothing to replace" : kinds.joined(separator: ", "))
      summary.add("", "scanned again: none of the values that were replaced is left")
      summary.add("written", sanitized)
    }
    summary.add("time", "\(fixed(seconds, 2)) s")
  }

  private mutating func addFindings(_ label: String, _ findings: [PersonalDataReport.Finding]) {
    guard !findings.isEmpty else { return }
    var rows = [["column", "kind", "rows", "share", "sure", "first row", "sample"]]
    for finding in findings.prefix(40) {
      let scheme = finding.schemes.first.map { $0.count <= 16 ? $0 : String($0.prefix(16)) } ?? ""
      let kind =
        scheme.isEmpty
        ? finding.kind.title
        : (finding.kind == .nationalIdentifier ? scheme : "\(finding.kind.title) \(scheme)")
      rows.append([
        clipped(ColumnPlace.shown(finding.column), 18), kind, quantity(finding.rows), percent(finding.share),
        finding.confidence.rawValue, finding.firstRows.first.map { quantity($0) } ?? "",
        clipped(ColumnPlace.shown(finding.sample ?? ""), 18),
      ])
    }
    summary.add(label, table: rows)
    if findings.count > 40 { summary.add("", "and \(findings.count - 40) more; --json has all") }
  }

  private mutating func addFakes(_ report: PersonalDataReport) {
    let fakes = (report.findings + report.fakes).filter { $0.fakeRows > 0 }
    for (index, fake) in fakes.prefix(10).enumerated() {
      summary.add(
        index == 0 ? "fake" : "",
        "\(ColumnPlace.shown(fake.column)): \(quantity(fake.fakeRows)) rows of \(fake.kind.title) that are recognised as nobody's"
      )
    }
  }

  private mutating func add(_ memorized: MemorizedRows) {
    func share(_ share: MemorizedRows.Share) -> [String] {
      [
        percent(share.synthetic.value), percent(share.amongReal.value),
        share.isFlagged ? "more than chance" : "",
      ]
    }
    var rows = [["", "of these rows", "real in real", ""]]
    rows.append(["as a real row, verbatim"] + share(memorized.verbatim))
    if let near = memorized.near { rows.append(["or nearly"] + share(near)) }
    summary.add("memorised", table: rows)
    guard let copies = memorized.copies else {
      summary.add("", "Give --holdout to tell copies from coincidence.")
      return
    }
    func line(_ label: String, _ excess: CopyReport.Excess?) {
      guard let excess else { return }
      summary.add(
        "",
        "\(label): \(percent(excess.real.value)) of distinctive real records came out, \(percent(excess.holdout.value)) of held-out ones; chance \(excess.chance < 0.0001 ? "below 0.0001" : fixed(excess.chance, 4))"
      )
    }
    line("exact copies", copies.exact)
    line("near copies", copies.near)
  }

  private mutating func add(_ spans: SpanReport) {
    if spans.columns.isEmpty { return }
    var rows = [["column", "texts", "with a real piece", "held out", "longest"]]
    for column in spans.columns {
      rows.append([
        clipped(ColumnPlace.shown(column.column), 18), quantity(column.texts),
        "\(quantity(column.copied)) (\(percent(column.share)))", column.holdoutShare.map(percent) ?? "",
        "\(quantity(column.longest)) bytes",
      ])
    }
    summary.add("texts", table: rows)
  }
}

private func percent(_ share: Double) -> String { "\(fixed(100 * share, share < 0.1 ? 2 : 1)) %" }
