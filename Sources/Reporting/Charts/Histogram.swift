internal import Evaluation

/// Shares of rows in cells of equal width: the real table filled, the others as outlines.
struct Histogram {
  var title: String
  var picture: NumberPicture
  var units: ColumnUnits

  private static let most = 48

  /// Whether one bar is so high that heights are drawn as square roots.
  private(set) var rooted: Bool
  private let real: [Double]
  private let synthetic: [Double]
  private let holdout: [Double]?
  private let group: Int

  init(title: String, picture: NumberPicture, units: ColumnUnits) {
    (self.title, self.picture, self.units) = (title, picture, units)
    let group = (picture.cells.count + Histogram.most - 1) / Histogram.most
    func shares(_ counts: CellCounts) -> [Double] {
      stride(from: 0, to: counts.inside.count, by: group).map { start in
        // The last bar may hold fewer cells; its height is that of its density.
        let cells = counts.inside[start..<min(start + group, counts.inside.count)]
        return Double(cells.reduce(0, +)) / Double(max(1, counts.total)) * Double(group) / Double(cells.count)
      }
    }
    self.group = group
    real = shares(picture.real)
    synthetic = shares(picture.synthetic)
    holdout = picture.holdout.map(shares)
    let most = max(real.max() ?? 0, synthetic.max() ?? 0)
    rooted = real.count > 4 && most > 0.5
  }

  var drawing: String {
    let frame = Frame()
    let cells = picture.cells
    let edges = cells.edges
    let x = LinearScale(low: edges[0], high: edges[cells.count], start: frame.left, end: frame.right)
    let most = max(real.max() ?? 0, synthetic.max() ?? 0, holdout?.max() ?? 0, 1e-9)
    func y(_ share: Double) -> Double {
      frame.bottom - (rooted ? (share / most).squareRoot() : share / most) * (frame.bottom - frame.top)
    }
    func steps(_ shares: [Double], closed: Bool) -> String {
      var data = "M\(SVG.number(x(edges[0]))) \(SVG.number(frame.bottom))"
      for (bar, share) in shares.enumerated() {
        let right = edges[min((bar + 1) * group, cells.count)]
        data += "V\(SVG.number(y(share)))H\(SVG.number(x(right)))"
      }
      return data + "V\(SVG.number(frame.bottom))" + (closed ? "z" : "")
    }
    var svg = SVG(
      width: Frame.width, height: Frame.height, title: title,
      description:
        "Real rows filled, synthetic rows as a line\(holdout == nil ? "" : ", held-out rows dashed")"
        + "\(rooted ? "; heights are square roots of shares" : ""). The numbers are in the table below")
    frame.grid(frame.top, NumberText.percent(most), &svg)
    svg.path(steps(real, closed: true), "area")
    if let holdout { svg.path(steps(holdout, closed: false), "lh") }
    svg.path(steps(synthetic, closed: false), "ls")
    frame.ticks(units.ticks(edges[0], edges[cells.count]), x, &svg)
    return svg.text
  }
}
