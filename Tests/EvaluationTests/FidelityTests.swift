import Evaluation
import Tabular
import Testing

/// A table of named columns.
func table(_ columns: [(name: String, type: FieldType, column: Column)]) -> Table {
  Table(
    schema: Schema(columns.map { Field(name: $0.name, type: $0.type) }), rowCount: columns[0].column.count,
    columns: columns.map(\.column))
}

func levels(_ name: String, _ values: [String?]) -> (name: String, type: FieldType, column: Column) {
  let names = Set(values.compactMap { $0 }).sorted()
  let codes = values.map { value in Int32(value.map { names.firstIndex(of: $0)! } ?? 0) }
  let validity = values.contains(nil) ? Bitmap(count: values.count) { values[$0] != nil } : nil
  return (
    name, .categorical,
    Column(.codes(codes, levels: StringArray(names.isEmpty ? [""] : names)), validity: validity)
  )
}

func integers(_ name: String, _ values: [Int?]) -> (name: String, type: FieldType, column: Column) {
  let validity = values.contains(nil) ? Bitmap(count: values.count) { values[$0] != nil } : nil
  return (name, .int64, Column(.int64(values.map { Int64($0 ?? 0) }), validity: validity))
}

func reals(_ name: String, _ values: [Double]) -> (name: String, type: FieldType, column: Column) {
  (name, .float64(plainIntegers: false), Column(.float64(values)))
}

extension ReferencedScore {
  var all: [Double] {
    [value] + [low, high, fresh, resample, holdout, holdoutResample, independent].compactMap { $0 }
  }
}

@Suite struct FidelityTests {
  private func fidelity(
    _ real: Table, _ synthetic: Table, holdout: Table? = nil, threads: Int = 2, resamples: Int = 4,
    seed: UInt64 = 1
  ) throws -> Fidelity {
    try Fidelity(
      EvaluationTables(real: real, synthetic: synthetic, holdout: holdout),
      options: EvaluationOptions(seed: seed, threads: threads, resamples: resamples))
  }

  @Test func valuesAreThoseOfLikeness() throws {
    let (real, synthetic) = (
      mixedTable(rows: 1500, seed: 1, wide: 300), mixedTable(rows: 900, seed: 2, shift: 0.2, wide: 300)
    )
    let holdout = mixedTable(rows: 333, seed: 3, levels: 9, wide: 310)
    let fidelity = try fidelity(real, synthetic, holdout: holdout)
    let likeness = try Likeness(real: real, synthetic: synthetic, threads: 1)
    let held = try Likeness(real: real, synthetic: holdout, threads: 1)
    #expect(fidelity.columns.map(\.shape.value) == likeness.columnShapes.map(\.score))
    #expect(fidelity.pairs.map(\.trend.value) == likeness.pairTrends.map(\.score))
    #expect(fidelity.columns.map(\.shape.holdout) == held.columnShapes.map(\.score))
    #expect(fidelity.pairs.map(\.trend.holdout) == held.pairTrends.map(\.score))
    #expect(fidelity.shapes.value == likeness.shapeScore)
    #expect(fidelity.trends?.value == likeness.trendScore)
    for score in fidelity.columns.map(\.shape) + fidelity.pairs.map(\.trend) + [fidelity.shapes] {
      #expect(score.all.count == 8)
      #expect(score.all.allSatisfy { (0...1).contains($0) })
      #expect(score.low! <= score.value && score.value <= score.high!)
    }
  }

  @Test func threadsDoNotMatter() throws {
    let (real, synthetic) = (
      mixedTable(rows: 400, seed: 4, wide: 70), mixedTable(rows: 3000, seed: 5, wide: 80)
    )
    let one = try fidelity(real, synthetic, holdout: real, threads: 1)
    #expect(try fidelity(real, synthetic, holdout: real, threads: 3) == one)
    // The seed moves what is drawn, and nothing else.
    let other = try fidelity(real, synthetic, holdout: real, seed: 2)
    #expect(other.pairs.map(\.trend.value) == one.pairs.map(\.trend.value))
    #expect(other.trends?.low != one.trends?.low)
  }

  @Test func orderOfRowsAndLevelsDoesNotMatter() throws {
    let values = (0..<300).map { ["a", "b", "c"][$0 * $0 % 7 % 3] }
    let numbers = (0..<300).map { $0 * 37 % 101 }
    func made(_ order: [Int]) -> Table {
      table([levels("x", order.map { values[$0] }), integers("n", order.map { numbers[$0] })])
    }
    let real = made(Array(0..<300))
    let synthetic = made((0..<200).map { $0 * 7 % 300 })
    let turned = made((0..<200).map { (199 - $0) * 7 % 300 })
    let order = ["c", "unused", "a", "b"]
    let column = Column(
      .codes(
        (0..<200).map { row in Int32(order.firstIndex(of: values[(199 - row) * 7 % 300])!) },
        levels: StringArray(order)))
    let relabelled = Table(schema: turned.schema, rowCount: 200, columns: [column, turned.columns[1]])
    let first = try fidelity(real, synthetic)
    for other in [try fidelity(real, turned), try fidelity(real, relabelled)] {
      #expect(abs(other.shapes.value - first.shapes.value) < 1e-14)
      #expect(abs(other.trends!.value - first.trends!.value) < 1e-14)
      #expect(abs(other.shapes.resample! - first.shapes.resample!) < 1e-14)
      #expect(abs(other.trends!.resample! - first.trends!.resample!) < 1e-14)
    }
  }

  @Test func expectationsOfLevelsAreExact() throws {
    // One draw of two equally frequent levels: distance ½. Two draws: ½ or 0, each in half of the cases.
    let real = table([levels("x", ["a", "b"]), levels("y", ["c", "d"])])
    let one = try fidelity(real, table([levels("x", ["a"]), levels("y", ["c"])]))
    #expect(one.columns.map(\.shape.resample) == [0.5, 0.5])
    #expect(one.trends?.resample == 0.5)
    let two = try fidelity(real, real, holdout: table([levels("x", ["a"]), levels("y", ["c"])]))
    #expect(abs(two.shapes.resample! - 0.75) < 1e-15)
    #expect(two.shapes.holdoutResample == 0.5 && two.trends?.holdoutResample == 0.5)
    #expect(two.shapes.independent == two.shapes.resample)
  }

  @Test func degenerateTablesAreDefined() throws {
    let constant = [Int?](repeating: 5, count: 4)
    let missing = [Int?](repeating: nil, count: 4)
    let real = table([
      integers("constant", constant), integers("missing", missing), levels("none", [nil, nil, nil, nil]),
      levels("one", ["a", "a", "a", "a"]), reals("infinite", [.infinity, -.infinity, .nan, 1]),
    ])
    let fidelity = try fidelity(real, real, holdout: real)
    #expect(fidelity.shapes.value == 1 && fidelity.trends?.value == 1)
    for score in fidelity.columns.map(\.shape) + fidelity.pairs.map(\.trend) {
      #expect(score.all.count == 8 && score.all.allSatisfy { (0...1).contains($0) }, "\(score)")
    }
    #expect(fidelity.columns[..<4].allSatisfy { $0.shape.resample == 1 && $0.shape.low == 1 })
    let row = try self.fidelity(table([integers("n", [1])]), table([integers("n", [2])]))
    #expect(row.shapes.value == 0 && row.shapes.resample == 1 && row.shapes.low == 0)
    #expect(row.trends == nil && row.pairs.isEmpty && row.score == 0)
  }

  @Test func identifiersAreSkippedAndResamplesOptional() throws {
    let full = LikenessTests.table()
    let fidelity = try fidelity(full, full, resamples: 0)
    #expect(fidelity.skipped == ["id", "note"])
    #expect(fidelity.columns.map(\.kind) == [.numbers, .numbers, .dates, .levels, .levels])
    #expect(fidelity.shapes.low == nil && fidelity.shapes.resample != nil)
  }

  @Test func independentColumnsKeepShapesAndLoseTrends() throws {
    let table = LikenessTests.table()
    let fidelity = try fidelity(table, table)
    #expect(fidelity.trends!.independent! < 0.75)
    #expect(fidelity.trends!.resample! > 0.9)
    #expect(fidelity.shapes.independent == fidelity.shapes.resample)
  }

  @Test func reportIsComposed() throws {
    let (real, synthetic) = (
      mixedTable(rows: 400, seed: 6, wide: 70), mixedTable(rows: 300, seed: 7, wide: 70)
    )
    let tables = EvaluationTables(real: real, synthetic: synthetic, holdout: real)
    let report = try EvaluationReport(tables, options: EvaluationOptions(threads: 2, resamples: 3))
    #expect(report.score == (report.fidelity.shapes.value + report.fidelity.trends!.value) / 2)
    #expect([report.rows.real, report.rows.synthetic, report.rows.holdout] == [400, 300, 400])
    #expect(report.notes.contains { $0.contains("3 resamples") })
    #expect(report.notes.contains { $0.contains("held-out table has 400 rows") })
    #expect(
      try EvaluationReport(tables, options: EvaluationOptions(threads: 1, resamples: 3)) == report)
  }
}
