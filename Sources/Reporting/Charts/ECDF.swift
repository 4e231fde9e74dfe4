internal import Evaluation

/// The share of rows up to each value, of every table, and where real and synthetic rows lie furthest apart.
struct ECDF {
  var title: String
  var picture: NumberPicture
  var units: ColumnUnits

  var drawing: String {
    let frame = Frame()
    let edges = picture.cells.edges
    let x = LinearScale(low: edges[0], high: edges[edges.count - 1], start: frame.left, end: frame.right)
    let y = LinearScale(low: 0, high: 1, start: frame.bottom, end: frame.top)
    // Few whole numbers: the share rises at each of them, and nowhere between.
    let steps = picture.cells.whole && picture.cells.width == 1 && picture.cells.count <= 60
    func curve(_ shares: [Double]?) -> String {
      guard let shares else { return "" }
      if steps {
        var data = "M\(SVG.number(frame.left)) \(SVG.number(y(shares[0])))"
        for (cell, share) in shares.dropFirst().enumerated() {
          data += "H\(SVG.number(x((edges[cell] + edges[cell + 1]) / 2)))V\(SVG.number(y(share)))"
        }
        return data + "H\(SVG.number(frame.right))"
      }
      var data = ""
      for (index, share) in shares.enumerated() {
        // A point on a straight stretch adds nothing.
        if index > 0, index + 1 < shares.count, abs(2 * share - shares[index - 1] - shares[index + 1]) < 1e-4
        {
          continue
        }
        data += "\(data.isEmpty ? "M" : "L")\(SVG.number(x(edges[index]))) \(SVG.number(y(share)))"
      }
      return data
    }
    let real = picture.real.cumulative
    let synthetic = picture.synthetic.cumulative
    var gap: (index: Int, size: Double)?
    if let real, let synthetic {
      for index in real.indices where abs(real[index] - synthetic[index]) > gap?.size ?? 0 {
        gap = (index, abs(real[index] - synthetic[index]))
      }
    }
    var svg = SVG(
      width: Frame.width, height: Frame.height, title: title,
      description: gap.map {
        "The curves lie furthest apart, \(NumberText.percent($0.size)), near \(units.text(edges[$0.index]))"
      } ?? "")
    frame.grid(y(1), "100\u{A0}%", &svg)
    frame.grid(y(0.5), "50\u{A0}%", &svg)
    svg.path(curve(real), "halo")
    svg.path(curve(picture.holdout?.cumulative), "lh")
    svg.path(curve(synthetic), "ls")
    if let gap, gap.size >= 0.01, let real, let synthetic {
      let place = x(edges[gap.index])
      svg.line(place, y(real[gap.index]), place, y(synthetic[gap.index]), "gap")
      let right = place > Frame.width * 0.62
      let middle = (y(real[gap.index]) + y(synthetic[gap.index])) / 2
      svg.label(
        "gap \(NumberText.percent(gap.size))", place + (right ? -7 : 7), min(frame.bottom - 5, middle + 14),
        anchor: right ? .end : .start, "own")
    }
    frame.ticks(units.ticks(edges[0], edges[edges.count - 1]), x, &svg)
    return svg.text
  }
}
