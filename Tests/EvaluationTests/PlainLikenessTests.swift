import Evaluation
import Tabular
import Testing

@Suite struct PlainLikenessTests {
  /// Both scores of every column and pair, against plain loops.
  private func compare(_ real: Table, _ synthetic: Table, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let plain = PlainLikeness(real: real, synthetic: synthetic)
    let likeness = try Likeness(real: real, synthetic: synthetic, threads: 2)
    #expect(likeness.columnShapes.count == plain.shapes.count, sourceLocation: sourceLocation)
    #expect(likeness.pairTrends.count == plain.trends.count, sourceLocation: sourceLocation)
    for (shape, expected) in zip(likeness.columnShapes, plain.shapes) {
      #expect(abs(shape.score - expected) < 1e-12, "\(shape)", sourceLocation: sourceLocation)
    }
    for (pair, expected) in zip(likeness.pairTrends, plain.trends) {
      #expect(abs(pair.score - expected) < 1e-10, "\(pair)", sourceLocation: sourceLocation)
    }
  }

  @Test func tablesOfMixedColumns() throws {
    try compare(mixedTable(rows: 3000, seed: 1), mixedTable(rows: 5000, seed: 2))
    try compare(mixedTable(rows: 500, seed: 3), mixedTable(rows: 70, seed: 4, shift: 0.4))
    // Levels that only one of the tables has, in both directions.
    try compare(
      mixedTable(rows: 900, seed: 5, levels: 3), mixedTable(rows: 800, seed: 6, levels: 11, wide: 90))
    try compare(
      mixedTable(rows: 900, seed: 7, levels: 11, wide: 90), mixedTable(rows: 800, seed: 8, levels: 3))
    try compare(mixedTable(rows: 1, seed: 9), mixedTable(rows: 2, seed: 10))
  }

  @Test func numbersThatSumsDoNotLike() throws {
    func table(_ columns: [[Double]]) -> Table {
      let names = columns.indices.map { "x\($0)" }
      return Table(
        schema: Schema(names.map { Field(name: $0, type: .float64(plainIntegers: false)) }),
        rowCount: columns[0].count, columns: columns.map { Column(.float64($0)) })
    }
    var random = Numbers(11)
    func draw(_ rows: Int) -> Table {
      let x = (0..<rows).map { _ in random.unit() }
      return table([
        // Far from zero, an outlier, a constant that is no sum of powers of two, and signed zeros.
        x.map { 1e9 + $0 }, x.enumerated().map { $0 == 0 ? 1e12 : $1 * random.unit() },
        x.map { _ in 0.1 }, x.map { $0 < 0.5 ? -0.0 : 0.0 }, x.map { $0 - random.unit() },
      ])
    }
    try compare(draw(2000), draw(3000))
    try compare(draw(20), draw(3))
  }

  @Test func infinitiesHaveNoCorrelation() throws {
    func table(_ x: [Double], _ y: [Double]) -> Table {
      let type = FieldType.float64(plainIntegers: false)
      return Table(
        schema: Schema([Field(name: "x", type: type), Field(name: "y", type: type)]), rowCount: x.count,
        columns: [Column(.float64(x)), Column(.float64(y))])
    }
    let likeness = try Likeness(
      real: table([1, 2, 3], [1, 2, 3]), synthetic: table([1, 2, .infinity], [1, 2, 3]), threads: 1)
    #expect(abs(likeness.trendScore - 0.5) < 1e-12)
    #expect(abs(likeness.columnShapes[0].score - 2.0 / 3) < 1e-12)
  }

  @Test func threadsDoNotMatter() throws {
    let (real, synthetic) = (mixedTable(rows: 2000, seed: 12), mixedTable(rows: 70_000, seed: 13))
    let one = try Likeness(real: real, synthetic: synthetic, threads: 1)
    let three = try Likeness(real: real, synthetic: synthetic, threads: 3)
    #expect(one.columnShapes.map(\.score) == three.columnShapes.map(\.score))
    #expect(one.pairTrends.map(\.score) == three.pairTrends.map(\.score))
  }
}
