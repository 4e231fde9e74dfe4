internal import Evaluation

/// How strongly columns go together, as heat maps.
struct AssociationSection {
  struct Map {
    var title: String
    var drawing: String
  }

  static let most = 40

  var maps: [Map]
  var wide: Bool
  var limited: String?
  var scale: String
  var data: DataTable

  init?(_ fidelity: Fidelity) {
    let known = fidelity.pairs.filter { $0.metrics.association != nil }
    if known.isEmpty { return nil }
    let places = Dictionary(
      fidelity.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    let count = fidelity.columns.count
    var real = [Double?](repeating: nil, count: count * count)
    var synthetic = real
    var moved = [Double](repeating: 0, count: count)
    for pair in known {
      guard let i = places[pair.first], let j = places[pair.second], let value = pair.metrics.association
      else { continue }
      for cell in [i * count + j, j * count + i] {
        (real[cell], synthetic[cell]) = (value.real, value.synthetic)
      }
      for column in [i, j] { moved[column] += abs(value.synthetic - value.real) }
    }
    let order = (0..<count).sorted { (moved[$1], $0) < (moved[$0], $1) }
    let shown = order.prefix(AssociationSection.most).sorted()
    let names = shown.map { PlainText.clean(fidelity.columns[$0].name, limit: 60) }
    let wide = shown.count > 20
    self.wide = wide
    limited =
      shown.count < count
      ? "The \(shown.count) of \(NumberText.count(count)) columns whose associations differ most." : nil
    func picked(_ value: (Int) -> Double?) -> [Double?] {
      shown.flatMap { i in shown.map { value(i * count + $0) } }
    }
    let differences = picked { cell in real[cell].flatMap { a in synthetic[cell].map { $0 - a } } }
    let most = max(0.1, differences.compactMap { $0.map(abs) }.max() ?? 0)
    func hundredths(_ least: Double) -> (Double) -> String {
      { abs($0) < least ? "" : NumberText.fixed($0 * 100, 0) }
    }
    func map(_ title: String, _ values: [Double?], _ colouring: HeatMap.Colouring, _ least: Double) -> Map {
      Map(
        title: title,
        drawing: HeatMap(
          title: "\(title): associations of columns", description: "The strongest are in the table below",
          rows: names, columns: names, values: values, colouring: colouring, text: hundredths(least),
          width: wide ? 760 : 340, labels: wide ? 130 : 92
        ).drawing)
    }
    maps = [
      map("Real", picked { real[$0] }, .correlation, 0.1),
      map("Synthetic", picked { synthetic[$0] }, .correlation, 0.1),
      map("Difference", differences, .difference(most: most), 0.02),
    ]
    scale =
      "Numbers in cells are hundredths. The difference's full colour is \(NumberText.fixed(most, 2)); "
      + "where it is negative, real rows have more."
    let worst = known.enumerated().sorted {
      let (a, b) = ($0.element.metrics.association!, $1.element.metrics.association!)
      return (abs(b.synthetic - b.real), $0.offset) < (abs(a.synthetic - a.real), $1.offset)
    }
    data = DataTable(
      "The associations that differ most", head: ["pair", "real", "synthetic", "difference"],
      rows: worst.prefix(20).map { _, pair in
        let value = pair.metrics.association!
        return (
          PairsSection.name(pair),
          [value.real, value.synthetic, value.synthetic - value.real].map { NumberText.fixed($0, 3) }
        )
      })
  }
}
