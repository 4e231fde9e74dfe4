/// A table of numbers as cells whose shade is their size.
struct HeatMap {
  enum Colouring {
    /// Shades of the real or of the synthetic table's colour, from 0 to `most`.
    case real(most: Double)
    case synthetic(most: Double)
    /// Differences, synthetic less real: each side in the colour of the table that has more.
    case difference(most: Double)
    /// Correlations from -1 to 1.
    case correlation
  }

  var title: String
  var description: String
  var rows: [String]
  var columns: [String]
  /// Row by row; nil is no value.
  var values: [Double?]
  var colouring: Colouring
  /// What stands in a cell, where there is room; "" for nothing.
  var text: (Double) -> String
  /// The drawing's width, of which the names of rows take `labels`.
  var width = 340.0
  var labels = 92.0

  private static let steps = 20.0

  var drawing: String {
    // Few columns get wide cells, not high ones.
    let across = min(44, (width - labels - 2) / Double(max(1, columns.count)))
    let cell = min(26, across)
    let size = min(10, max(6, cell * 0.62))
    let characters = Int((labels - 8) / (size * 0.58))
    let head = min(labels, Double((columns.map { $0.unicodeScalars.count }.max() ?? 0)) * size * 0.58 + 10)
    var svg = SVG(
      width: width, height: head + cell * Double(rows.count) + 2, title: title, description: description)
    let small = size < 8.5 ? "tiny" : "small"
    for (index, name) in rows.enumerated() {
      svg.label(
        name.shortened(characters), labels - 5, head + cell * (Double(index) + 0.5) + size * 0.35,
        anchor: .end, small,
        full: name.unicodeScalars.count > characters ? name : nil)
    }
    for (index, name) in columns.enumerated() {
      svg.label(
        name.shortened(characters), labels + across * (Double(index) + 0.5) + size * 0.35, head - 5, small,
        turned: true,
        full: name.unicodeScalars.count > characters ? name : nil)
    }
    svg.path(
      SVG.rectangle(labels, head, across * Double(columns.count), cell * Double(rows.count)), "ground")
    // One path for each shade: a few dozen elements however many cells.
    var shades: [Int: String] = [:]
    for (index, value) in values.enumerated() {
      guard let value, value.isFinite else { continue }
      let step = shade(value)
      if step == 0 { continue }
      let (row, column) = (index / columns.count, index % columns.count)
      shades[step, default: ""] += SVG.rectangle(
        labels + across * Double(column) + 0.5, head + cell * Double(row) + 0.5, across - 1, cell - 1)
    }
    for step in shades.keys.sorted() {
      svg.path(shades[step]!, kind(step), opacity: Double(abs(step)) / HeatMap.steps)
    }
    for (index, value) in values.enumerated() where cell >= 13 {
      guard let value, value.isFinite else { continue }
      let words = text(value)
      if words.isEmpty { continue }
      let (row, column) = (index / columns.count, index % columns.count)
      // What can be read on a shade depends on it, and on light or dark.
      let shade = abs(shade(value))
      svg.label(
        words, labels + across * (Double(column) + 0.5), head + cell * (Double(row) + 0.5) + 2.6,
        anchor: .middle,
        (across >= 24 ? "large " : "") + (shade > 15 ? "cell strong" : shade > 12 ? "cell mid" : "cell"))
    }
    return svg.text
  }

  /// From -20 to 20; what is not nothing has a shade.
  private func shade(_ value: Double) -> Int {
    let share: Double
    switch colouring {
    case .real(let most), .synthetic(let most): share = most > 0 ? max(0, value) / most : 0
    case .difference(let most): share = most > 0 ? value / most : 0
    case .correlation: share = value
    }
    return Int((max(-1, min(1, share)) * HeatMap.steps).rounded())
  }

  private func kind(_ step: Int) -> String {
    switch colouring {
    case .real: "fr"
    case .synthetic: "fs"
    case .difference: step > 0 ? "fs" : "fr"
    case .correlation: step > 0 ? "fp" : "fn"
    }
  }
}
