internal import Evaluation

/// What costs the most, where, and what to try.
struct FindingsSection {
  struct Item {
    var title: String
    var figure: String
    var chance: String?
    var explanation: String
    var advice: String
    var cells: [Cell]
  }

  struct Cell {
    var label: String
    var real: String
    var synthetic: String
    var realWidth: String
    var syntheticWidth: String
    var sign: String
  }

  static let most = 12

  var items: [Item]
  var rest: String?

  init(_ findings: [Finding]) {
    items = findings.prefix(FindingsSection.most).map { finding in
      let cells = finding.cells.prefix(6)
      let most = max(cells.map { max($0.real, $0.synthetic) }.max() ?? 0, 1e-9)
      return Item(
        title: finding.columns.map { PlainText.clean($0, limit: 60) }.joined(separator: " × ")
          + (finding.aspect == .missingness ? ", whether missing" : ""),
        figure: NumberText.score(finding.score), chance: finding.fresh.map(NumberText.score),
        explanation: PlainText.clean(finding.explanation, limit: 600),
        advice: PlainText.clean(finding.advice, limit: 600),
        cells: cells.map { cell in
          Cell(
            label: PlainText.clean(cell.label), real: NumberText.percent(cell.real),
            synthetic: NumberText.percent(cell.synthetic),
            realWidth: SVG.number(min(100, max(0, cell.real / most * 100))),
            syntheticWidth: SVG.number(min(100, max(0, cell.synthetic / most * 100))),
            sign: cell.synthetic > cell.real ? "too many" : "too few")
        })
    }
    let left = findings.count - items.count
    rest = left > 0 ? "\(NumberText.count(left)) smaller findings are in the JSON output." : nil
  }
}
