/// The drawing area of a chart with two axes.
struct Frame {
  static let width = 340.0
  static let height = 168.0
  let top = 14.0
  let bottom = Frame.height - 20
  let left = 6.0
  let right = Frame.width - 6

  /// A grid line and its text.
  func grid(_ y: Double, _ text: String, _ svg: inout SVG) {
    svg.line(left, y, right, y, "grid")
    svg.label(text, left, y - 3, "end")
  }

  /// Marks below the horizontal axis that do not run into each other.
  func ticks(_ ticks: [(place: Double, text: String)], _ x: LinearScale, _ svg: inout SVG) {
    svg.line(left, bottom, right, bottom, "axis")
    var free = 0.0
    for tick in ticks {
      let place = x(tick.place)
      let length = 6 * Double(tick.text.unicodeScalars.count)
      let start = max(2, min(Frame.width - 2 - length, place - length / 2))
      if start < free { continue }
      free = start + length + 8
      svg.line(place, bottom, place, bottom + 4, "axis")
      svg.label(tick.text, start + length / 2, bottom + 15, anchor: .middle, "end")
    }
  }
}
