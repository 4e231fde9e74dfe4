internal import Evaluation
internal import Tabular

/// The joint tables of the pairs that are least alike.
struct PairsSection {
  struct Item {
    var number: Int
    var chosen: Bool
    var name: String
    var firstName: String
    var secondName: String
    var figure: String
    var references: String
    var realMap: String
    var syntheticMap: String
    var differenceMap: String
    var remark: String
    var data: DataTable
  }

  static let most = 12

  var items: [Item]
  var lead: String

  static func name(_ pair: PairFidelity) -> String {
    PlainText.clean(pair.first, limit: 60) + " × " + PlainText.clean(pair.second, limit: 60)
  }

  /// The pairs, worst first.
  static func sorted(_ fidelity: Fidelity) -> [PairFidelity] {
    fidelity.pairs.enumerated().sorted {
      ($0.element.trend.value, $0.offset) < ($1.element.trend.value, $1.offset)
    }.map(\.element)
  }

  init?(_ worst: [PairFidelity], of count: Int, schema: Schema, pictures: EvaluationPictures) {
    let drawn = Dictionary(
      pictures.pairs.map { ([schema.fields[$0.first].name, schema.fields[$0.second].name], $0) },
      uniquingKeysWith: { a, _ in a })
    var items: [Item] = []
    for pair in worst {
      guard let picture = drawn[[pair.first, pair.second]] else { continue }
      items.append(PairsSection.item(items.count, pair, picture, schema))
    }
    if items.isEmpty { return nil }
    self.items = items
    lead = "The \(items.count) least alike of \(NumberText.count(count)) pairs."
  }

  private static func item(_ number: Int, _ pair: PairFidelity, _ picture: PairPicture, _ schema: Schema)
    -> Item
  {
    let rows = labels(picture.rows, schema.fields[picture.first])
    let columns = labels(picture.columns, schema.fields[picture.second])
    let differences = zip(picture.real, picture.synthetic).map { $1 - $0 }
    let most = max(picture.real.max() ?? 0, picture.synthetic.max() ?? 0)
    let mostDifference = max(0.001, differences.map(abs).max() ?? 0)
    let name = name(pair)
    func map(
      _ title: String, _ values: [Double], _ colouring: HeatMap.Colouring,
      _ text: @escaping (Double) -> String
    )
      -> String
    {
      HeatMap(
        title: "\(title): joint shares of \(name)", description: "Numbers are per cent of all rows",
        rows: rows,
        columns: columns, values: values, colouring: colouring, text: text
      ).drawing
    }
    func share(_ value: Double) -> String {
      value < 0.005 ? "" : NumberText.fixed(value * 100, value < 0.0995 ? 1 : 0)
    }
    func points(_ value: Double) -> String {
      abs(value) < 0.0005 ? "" : (value > 0 ? "+" : "") + NumberText.fixed(value * 100, 1)
    }
    let cells = (0..<picture.real.count).sorted {
      (abs(differences[$1]), $0) < (abs(differences[$0]), $1)
    }.prefix(8)
    return Item(
      number: number, chosen: number == 0, name: name, firstName: PlainText.clean(pair.first, limit: 60),
      secondName: PlainText.clean(pair.second, limit: 60), figure: NumberText.score(pair.trend.value),
      references: Reading.references(pair.trend),
      realMap: map("Real", picture.real, .real(most: most), share),
      syntheticMap: map("Synthetic", picture.synthetic, .synthetic(most: most), share),
      differenceMap: map("Difference", differences, .difference(most: mostDifference), points),
      remark: remark(pair),
      data: DataTable(
        "The cells of \(name) that differ most", head: ["cell", "real", "synthetic", "difference"],
        rows: cells.map { cell in
          (
            "\(rows[cell / columns.count]) × \(columns[cell % columns.count])",
            [
              NumberText.percent(picture.real[cell], 2), NumberText.percent(picture.synthetic[cell], 2),
              points(differences[cell]),
            ]
          )
        }))
  }

  private static func remark(_ pair: PairFidelity) -> String {
    func both(_ name: String, _ value: RealAndSynthetic?) -> String? {
      value.map { "\(name) \(NumberText.fixed($0.real, 3)) → \(NumberText.fixed($0.synthetic, 3))" }
    }
    return [
      both("Pearson", pair.metrics.pearson), both("Spearman", pair.metrics.spearman),
      both("Cramér’s V", pair.metrics.cramersV),
      both("mutual information (bits)", pair.metrics.mutualInformation),
    ].compactMap { $0 }.joined(separator: " · ")
  }

  private static func labels(_ axis: PictureAxis, _ field: Field) -> [String] {
    switch axis {
    case .numbers(let cuts, let low, _, let missing):
      let units = ColumnUnits(field)
      guard let first = cuts.first, let last = cuts.last else {
        return [units.text(low)] + (missing ? ["missing"] : [])
      }
      let middle = zip(cuts, cuts.dropFirst()).map { from, next in
        if units.isTemporal { return "from \(units.text(from))" }
        let to = field.type == .int64 ? next - 1 : next
        return from == to ? units.text(from) : "\(units.text(from)) to \(units.text(to))"
      }
      let alone = field.type == .int64 && low == first - 1
      return [alone ? units.text(low) : "below \(units.text(first))"] + middle + ["from \(units.text(last))"]
        + (missing ? ["missing"] : [])
    case .levels(let names, let others, let missing):
      let names = names.map { PlainText.clean($0, limit: 60) }
      return names + (others > 0 ? [PlainText.label("\(others) others", besides: names)] : [])
        + (missing ? [PlainText.label("missing", besides: names)] : [])
    }
  }
}
