/// A drawing with a name and a description for those who do not see it.
///
/// Colours are classes that the page's style defines, so that they follow light and dark.
struct SVG {
  let width: Double
  let height: Double
  /// What is drawn, and what it shows in a sentence.
  let title: String
  let description: String
  private var elements = ""

  init(width: Double, height: Double, title: String, description: String) {
    (self.width, self.height, self.title, self.description) = (width, height, title, description)
  }

  var text: String {
    let label = PlainText.escaped(description.isEmpty ? title : title + ". " + description)
    let detail = description.isEmpty ? "" : "<desc>\(PlainText.escaped(description))</desc>"
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(SVG.number(width)) \(SVG.number(height))\" "
      + "role=\"img\" aria-label=\"\(label)\"><title>\(PlainText.escaped(title))</title>\(detail)\(elements)</svg>"
  }

  /// With one digit after the point.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let size = tenths.magnitude
    return size % 10 == 0 ? "\(sign)\(size / 10)" : "\(sign)\(size / 10).\(size % 10)"
  }

  /// - Parameter style: Further attributes, of ours.
  mutating func path(_ data: String, _ kind: String, opacity: Double? = nil, style: String = "") {
    if data.isEmpty { return }
    let shade = opacity.map { " fill-opacity=\"\(NumberText.fixed($0, 2))\"" } ?? ""
    elements += "<path class=\"\(kind)\"\(shade)\(style) d=\"\(data)\"/>"
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) {
    path("M\(SVG.number(x1)) \(SVG.number(y1))L\(SVG.number(x2)) \(SVG.number(y2))", kind)
  }

  enum Anchor: String { case start, middle, end }

  /// - Parameter full: What a pointer that rests on the text shows, where the text was cut.
  mutating func label(
    _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, _ kind: String = "",
    turned: Bool = false,
    full: String? = nil
  ) {
    let place = "x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\""
    let side = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let group = kind.isEmpty ? "" : " class=\"\(kind)\""
    let turn = turned ? " transform=\"rotate(-90 \(SVG.number(x)) \(SVG.number(y)))\"" : ""
    let whole = full.map { "<title>\(PlainText.escaped($0))</title>" } ?? ""
    elements += "<text \(place)\(side)\(group)\(turn)>\(PlainText.escaped(text))\(whole)</text>"
  }

  static func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
    "M\(number(x)) \(number(y))h\(number(width))v\(number(height))h\(number(-width))z"
  }
}

extension String {
  /// The first `count` scalars, the last of them an ellipsis where some were cut.
  func shortened(_ count: Int) -> String {
    unicodeScalars.count <= count
      ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(count - 1))) + "…"
  }
}
