internal import Evaluation
internal import Tabular

/// Each column's distribution in all tables, one over the other.
struct ColumnsSection {
  struct Item {
    var name: String
    var kind: String
    var figure: String
    var references: String
    /// The place in the table, for those who prefer its order.
    var place: Int
    var shares: String
    var cumulative: String?
    /// Whether the heights of `shares` are square roots.
    var rooted: Bool
    var remark: String?
    var data: DataTable
  }

  /// Beyond that many columns the page draws `drawn` of them.
  static let most = 100
  static let drawn = 60

  var items: [Item]
  var limited: String?
  var skipped: String?

  /// The columns that get charts, worst first, by their places in the schema.
  static func chosen(_ fidelity: Fidelity, _ schema: Schema) -> [(place: Int, column: ColumnFidelity)] {
    let places = Dictionary(schema.fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    let known = fidelity.columns.compactMap { column in
      places[column.name].map { (place: $0, column: column) }
    }
    let sorted = known.sorted { ($0.column.shape.value, $0.place) < ($1.column.shape.value, $1.place) }
    return sorted.count <= most ? sorted : Array(sorted.prefix(drawn))
  }

  init(
    _ fidelity: Fidelity, chosen: [(place: Int, column: ColumnFidelity)], tables: EvaluationTables,
    pictures: EvaluationPictures
  ) {
    items = chosen.compactMap { place, column in
      pictures.columns[place].map { ColumnsSection.item(place, column, tables.schema.fields[place], $0) }
    }
    limited =
      chosen.count < fidelity.columns.count
      ? "Charts of the \(chosen.count) columns that are least alike, of \(NumberText.count(fidelity.columns.count)); "
        + "the others are in the table of all columns." : nil
    let names = fidelity.skipped.prefix(40).map { PlainText.clean($0, limit: 60) }
    skipped =
      names.isEmpty
      ? nil
      : "Not compared, as identifiers and free text have no distribution: " + names.joined(separator: ", ")
        + (names.count < fidelity.skipped.count ? " and \(fidelity.skipped.count - names.count) more." : ".")
  }

  private static func item(
    _ place: Int, _ column: ColumnFidelity, _ field: Field, _ picture: ColumnPicture
  ) -> Item {
    let name = PlainText.clean(column.name)
    var shape = column.shape
    // To one column alone, drawn independently or not is the same.
    shape.independent = nil
    var item = Item(
      name: name, kind: column.kind.rawValue, figure: NumberText.score(column.shape.value),
      references: Reading.references(shape), place: place, shares: "", cumulative: nil, rooted: false,
      remark: nil,
      data: DataTable("", head: [], rows: []))
    switch picture {
    case .numbers(let numbers):
      let units = ColumnUnits(field)
      let histogram = Histogram(title: "Shares of \(name)", picture: numbers, units: units)
      item.shares = histogram.drawing
      item.cumulative = ECDF(title: "Cumulative shares of \(name)", picture: numbers, units: units).drawing
      item.rooted = histogram.rooted
      item.remark = remark(numbers)
      item.data = table(numbers, units, name)
    case .levels(let levels):
      let bars = LevelBars(levels)
      item.shares = Bars(title: "Shares of the levels of \(name)", bars: bars.joined.all).drawing
      item.data = DataTable(
        "Shares of the levels of \(name)", head: head("level", holdout: levels.total.holdout != nil),
        rows: bars.all.map { ($0.name, cells($0.real, $0.synthetic, $0.holdout)) })
    }
    return item
  }

  private static func head(_ first: String, holdout: Bool) -> [String] {
    [first, "real", "synthetic"] + (holdout ? ["held out"] : [])
  }

  private static func cells(_ real: Double, _ synthetic: Double, _ holdout: Double?) -> [String] {
    [NumberText.percent(real, 2), NumberText.percent(synthetic, 2)]
      + (holdout.map { [NumberText.percent($0, 2)] } ?? [])
  }

  /// The bars of a column of levels: those with a name, the others together, and missing values.
  private struct LevelBars {
    var levels: [Bars.Bar]
    var others: Bars.Bar?
    var otherCount: Int
    var missing: Bars.Bar?

    var all: [Bars.Bar] { levels + [others, missing].compactMap { $0 } }

    init(_ picture: LevelPicture) {
      let names = picture.levels.map { PlainText.clean($0.name, limit: 80) }
      func bar(_ name: String, _ rows: LevelPicture.Rows) -> Bars.Bar {
        Bars.Bar(
          name: name, real: Double(rows.real) / Double(picture.total.real),
          synthetic: Double(rows.synthetic) / Double(picture.total.synthetic),
          holdout: rows.holdout.map { Double($0) / Double(max(1, picture.total.holdout ?? 1)) })
      }
      levels = zip(names, picture.levels).map { bar($0, $1.rows) }
      otherCount = picture.otherCount
      others = picture.others.map { bar(PlainText.label("\(picture.otherCount) others", besides: names), $0) }
      missing = picture.missing.map { bar(PlainText.label("missing", besides: names), $0) }
    }

    /// With at most nine bars, for which a chart has room; the table below it has them all.
    var joined: LevelBars {
      let room = 9 - (others == nil ? 0 : 1) - (missing == nil ? 0 : 1)
      if levels.count <= room { return self }
      var result = self
      result.levels = Array(levels.prefix(room))
      let hidden = levels.dropFirst(room)
      result.otherCount += hidden.count
      var sum = others ?? Bars.Bar(name: "", real: 0, synthetic: 0, holdout: nil)
      for bar in hidden {
        sum.real += bar.real
        sum.synthetic += bar.synthetic
        if let holdout = bar.holdout { sum.holdout = (sum.holdout ?? 0) + holdout }
      }
      sum.name = PlainText.label("\(result.otherCount) others", besides: result.levels.map(\.name))
      result.others = sum
      return result
    }
  }

  private static func remark(_ picture: NumberPicture) -> String? {
    func shares(_ part: (CellCounts) -> Int) -> String? {
      let tables = [("real", picture.real), ("synthetic", picture.synthetic)]
      guard tables.contains(where: { part($0.1) > 0 }) else { return nil }
      return tables.map {
        "\($0.0) \(NumberText.percent(Double(part($0.1)) / Double(max(1, $0.1.total))))"
      }.joined(separator: ", ")
    }
    let parts = [
      shares(\.missing).map { "Missing: \($0)." },
      shares { $0.below + $0.above }.map { "Beyond the picture: \($0)." },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private static func table(_ picture: NumberPicture, _ units: ColumnUnits, _ name: String) -> DataTable {
    let tables = [picture.real, picture.synthetic] + (picture.holdout.map { [$0] } ?? [])
    func row(_ label: String, _ part: (CellCounts) -> Int) -> (String, [String])? {
      guard tables.contains(where: { part($0) > 0 }) else { return nil }
      return (label, tables.map { NumberText.percent(Double(part($0)) / Double(max(1, $0.total)), 2) })
    }
    let group = (picture.cells.count + 11) / 12
    let edges = picture.cells.edges
    let shift = picture.cells.whole ? 0.5 : 0
    var rows = [row("below", \.below)]
    for start in stride(from: 0, to: picture.cells.count, by: group) {
      let cells = start..<min(start + group, picture.cells.count)
      let (from, to) = (edges[cells.lowerBound] + shift, edges[cells.upperBound] - shift)
      rows.append(
        row(from == to ? units.text(from) : "\(units.text(from)) to \(units.text(to))") {
          $0.inside[cells].reduce(0, +)
        })
    }
    rows += [row("above", \.above), row("missing", \.missing)]
    return DataTable(
      "Shares of \(name)", head: head("values", holdout: picture.holdout != nil), rows: rows.compactMap { $0 }
    )
  }
}
