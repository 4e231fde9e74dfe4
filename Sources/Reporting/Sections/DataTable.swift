/// A table of texts for a template: the first cell of each row is its heading.
struct DataTable {
  struct Row {
    var heading: String
    var cells: [String]
  }

  var caption: String
  var head: [String]
  var rows: [Row]

  init(_ caption: String, head: [String], rows: [(String, [String])]) {
    (self.caption, self.head) = (caption, head)
    self.rows = rows.map { Row(heading: $0.0, cells: $0.1) }
  }

  /// Without the columns that no row has anything in.
  func dense() -> DataTable {
    let kept = (0..<max(0, head.count - 1)).filter { column in rows.contains { $0.cells[column] != "" } }
    return DataTable(
      caption, head: [head[0]] + kept.map { head[$0 + 1] },
      rows: rows.map { row in (row.heading, kept.map { row.cells[$0] }) })
  }
}
