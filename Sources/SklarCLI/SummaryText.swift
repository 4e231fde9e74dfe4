/// What a command says on a terminal: lines of at most 80 columns, a label in the margin before what belongs to it.
struct SummaryText {
  static let width = 80
  static let margin = 12

  private(set) var lines: [String] = []

  var text: String { lines.map { clipped($0, Self.width) }.joined(separator: "\n") + "\n" }

  /// A label and its text, which may take several lines.
  mutating func add(_ label: String, _ text: String) {
    var wrapped = wrapped(text, margin: padded("", Self.margin), width: Self.width, lines: 6)
    if let first = wrapped.first { wrapped[0] = padded(label, Self.margin) + first.dropFirst(Self.margin) }
    lines += wrapped
  }

  /// A table whose first row names its columns. The first column is text, the others are aligned to the right.
  mutating func add(_ label: String, table rows: [[String]]) {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? displayWidth($0[column]) : 0 }.max() ?? 0
    }
    let rest = widths.dropFirst().reduce(0) { $0 + $1 + 2 }
    let first = min(widths.first ?? 0, max(8, Self.width - Self.margin - rest))
    for (index, row) in rows.enumerated() {
      var line = padded(index == 0 ? label : "", Self.margin)
      for (column, cell) in row.enumerated() {
        line += column == 0 ? padded(clipped(cell, first), first) : aligned(cell, widths[column] + 2)
      }
      lines.append(line)
    }
  }
}
