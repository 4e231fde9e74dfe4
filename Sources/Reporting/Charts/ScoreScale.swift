/// A score on a line, beside what it is read against.
struct ScoreScale {
  enum Kind {
    case synthetic, second, holdout, chance, independent
  }

  struct Mark {
    var value: Double
    var low: Double?
    var high: Double?
    var label: String
    var text: String
    var kind: Kind

    init(
      _ kind: Kind, _ value: Double, _ label: String, text: String? = nil, low: Double? = nil,
      high: Double? = nil
    ) {
      (self.kind, self.value, self.label, self.low, self.high) = (kind, value, label, low, high)
      self.text = text ?? NumberText.score(value)
    }
  }

  var title: String
  /// What the left and the right end mean.
  var ends: (String, String)
  /// The line's ends; nil: as the marks need it, up to 1.
  var range: ClosedRange<Double>?
  var marks: [Mark]
  /// How the ends read.
  var format: (Double) -> String = { NumberText.fixed($0, 2) }

  private static let width = 330.0
  private static let inset = 8.0

  /// From a round number well below the least mark.
  static func range(for marks: [Mark]) -> ClosedRange<Double> {
    let least = marks.flatMap { [$0.value, $0.low ?? $0.value] }.min() ?? 0
    let floor = [0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1].first {
      least >= $0 + (1 - $0) / 8
    }
    return min(floor ?? 0, least)...1
  }

  var drawing: String {
    let range = self.range ?? ScoreScale.range(for: marks)
    let x = LinearScale(
      low: range.lowerBound, high: range.upperBound, start: ScoreScale.inset,
      end: ScoreScale.width - ScoreScale.inset)
    let above = ScoreScale.rows(of: marks.filter { $0.kind == .synthetic || $0.kind == .second }, x)
    let below = ScoreScale.rows(of: marks.filter { $0.kind != .synthetic && $0.kind != .second }, x)
    let aboveRows = (above.map(\.row).max() ?? -1) + 1
    let belowRows = (below.map(\.row).max() ?? -1) + 1
    let axis = 16.0 + 15 * Double(aboveRows)
    let height = axis + 26 + 15 * Double(belowRows)
    var svg = SVG(
      width: ScoreScale.width, height: height, title: title,
      description: marks.map { "\($0.label) \($0.text)" }.joined(separator: ", ")
        + "; from \(format(range.lowerBound)) (\(ends.0)) to \(format(range.upperBound)) (\(ends.1))")
    svg.line(x.start, axis, x.end, axis, "axis")
    for end in [x.start, x.end] { svg.line(end, axis - 4, end, axis + 4, "axis") }
    for placed in below {
      let place = x(placed.mark.value)
      let bottom = axis + 18 + 15 * Double(placed.row)
      svg.line(place, axis + 6, place, bottom - 9, "leader")
    }
    for placed in below {
      let bottom = axis + 18 + 15 * Double(placed.row)
      svg.label("\(placed.mark.label) \(placed.mark.text)", placed.start, bottom, "note")
    }
    for placed in above {
      let place = x(placed.mark.value)
      let bottom = axis - 13 - 15 * Double(placed.row)
      svg.line(place, axis - 7, place, bottom + 3, "leader")
      svg.label("\(placed.mark.label) \(placed.mark.text)", placed.start, bottom, "own")
    }
    for mark in marks.reversed() { draw(mark, x, axis, &svg) }
    svg.label("\(format(range.lowerBound)) \(ends.0)", x.start - 6, height - 3, "end")
    svg.label("\(ends.1) \(format(range.upperBound))", x.end + 6, height - 3, anchor: .end, "end")
    return svg.text
  }

  private func draw(_ mark: Mark, _ x: LinearScale, _ y: Double, _ svg: inout SVG) {
    let place = x(mark.value)
    func at(_ dx: Double, _ dy: Double) -> String { "\(SVG.number(place + dx)) \(SVG.number(y + dy))" }
    switch mark.kind {
    case .synthetic, .second:
      if let low = mark.low, let high = mark.high {
        svg.path(SVG.rectangle(x(low), y - 2.5, max(1, x(high) - x(low)), 5), "interval")
      }
      svg.path("M\(at(0, -7))L\(at(7, 0))L\(at(0, 7))L\(at(-7, 0))z", mark.kind == .second ? "hollow" : "fs")
    case .holdout:
      svg.path("M\(at(-5, 0))a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", "fr")
    case .chance:
      svg.path("M\(at(0, -6))L\(at(0, 6))", "tick")
    case .independent:
      svg.path(SVG.rectangle(place - 4.5, y - 4.5, 9, 9), "box")
    }
  }

  /// Labels side by side where there is room, else in further rows.
  private static func rows(of marks: [Mark], _ x: LinearScale) -> [(mark: Mark, start: Double, row: Int)] {
    var ends: [Double] = []
    var placed: [(mark: Mark, start: Double, row: Int)] = []
    for mark in marks.sorted(by: { $0.value < $1.value }) {
      let length = 6.8 * Double("\(mark.label) \(mark.text)".unicodeScalars.count)
      let start = max(2, min(width - 2 - length, x(mark.value) - length / 2))
      let row = ends.firstIndex { $0 + 8 <= start } ?? ends.count
      if row == ends.count { ends.append(start + length) } else { ends[row] = start + length }
      placed.append((mark, start, row))
    }
    return placed
  }
}
