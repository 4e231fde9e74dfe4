/// Shares of levels, a bar of each table for each.
struct Bars {
  struct Bar {
    var name: String
    var real: Double
    var synthetic: Double
    var holdout: Double?
  }

  var title: String
  var bars: [Bar]

  var drawing: String {
    let (rowHeight, left, right) = (23.0, 116.0, 262.0)
    let most = max(bars.flatMap { [$0.real, $0.synthetic, $0.holdout ?? 0] }.max() ?? 0, 1e-9)
    func length(_ share: Double) -> Double { share / most * (right - left) }
    var svg = SVG(
      width: Frame.width, height: rowHeight * Double(bars.count) + 6, title: title,
      description: bars.prefix(12).map {
        "\($0.name): real \(NumberText.percent($0.real)), synthetic \(NumberText.percent($0.synthetic))"
      }.joined(separator: "; "))
    svg.line(left, 0, left, svg.height, "axis")
    for (index, bar) in bars.enumerated() {
      let y = Double(index) * rowHeight + 3
      svg.label(
        bar.name.shortened(17), left - 6, y + 13, anchor: .end, "name",
        full: bar.name.unicodeScalars.count > 17 ? bar.name : nil)
      svg.path(SVG.rectangle(left, y + 1.5, length(bar.real), 7), "bar")
      svg.path(SVG.rectangle(left, y + 10.5, length(bar.synthetic), 7), "outline")
      if let holdout = bar.holdout {
        svg.path("M\(SVG.number(left + length(holdout))) \(SVG.number(y))v19", "lh")
      }
      let end = left + max(length(bar.real), length(bar.synthetic), length(bar.holdout ?? 0)) + 6
      let values = [bar.real, bar.synthetic].map { NumberText.fixed($0 * 100, 1) }
      svg.label("\(values[0]) → \(values[1])", end, y + 14, "end")
    }
    return svg.text
  }
}
