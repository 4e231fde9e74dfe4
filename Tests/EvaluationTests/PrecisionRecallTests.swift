import Tabular
import Testing

@testable import Evaluation

@Suite struct PrecisionRecallTests {
  private func scores(
    _ real: Table, _ synthetic: Table, _ holdout: Table? = nil, limit: Int = 100_000, threads: Int = 2
  ) throws -> PrecisionRecall {
    let options = EvaluationOptions(threads: threads, sampleLimit: limit)
    return try #require(
      try PrecisionRecall(
        EvaluationTables(real: real, synthetic: synthetic, holdout: holdout), options: options))
  }

  /// By all pairs.
  private func plain(_ real: Table, _ other: Table, _ distances: PlainDistances) -> PrecisionRecall.Scores {
    func radii(_ table: Table) -> [Double] {
      distances(table, table).enumerated().map { row, all in
        all.indices.filter { $0 != row }.map { all[$0] }.sorted()[4]
      }
    }
    let (r, o) = (radii(real), radii(other))
    let d = distances(real, other)
    let n = Double(real.rowCount)
    let balls = o.indices.map { j in r.indices.count { d[$0][j] <= r[$0] } }
    let recalled = r.indices.count { i in o.indices.contains { d[i][$0] <= o[$0] } }
    let covered = r.indices.count { i in d[i].min()! <= r[i] }
    return PrecisionRecall.Scores(
      precision: Double(balls.count { $0 > 0 }) / n, recall: Double(recalled) / n,
      density: Double(balls.reduce(0, +)) / Double(5 * real.rowCount), coverage: Double(covered) / n)
  }

  /// The values of Golden/neighbours.py.
  @Test func equalsWhatAnIndependentProgramSays() throws {
    let found = try scores(Golden.real.first(400), Golden.synthetic.first(400), Golden.holdout.first(400))
    #expect(found.rows == 400 && found.holdoutRows == 400 && found.neighbours == 5)
    let expected = [0.97, 0.985, 1.0215, 0.9775, 0.97, 0.985, 0.9855, 0.9825]
    let values = [found.synthetic, try #require(found.holdout)].flatMap {
      [$0.precision, $0.recall, $0.density, $0.coverage]
    }
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-12) }
  }

  @Test func equalsAllPairs() throws {
    for (seed, shift) in [(1, 0.0), (2, 0.5), (3, 3.0)] as [(UInt64, Double)] {
      let real = mixedTable(rows: 150, seed: seed)
      let synthetic = mixedTable(rows: 150, seed: seed + 10, shift: shift)
      let holdout = mixedTable(rows: 150, seed: seed + 20)
      let distances = PlainDistances(scaledTo: [real, holdout])
      let found = try scores(real, synthetic, holdout)
      #expect(found.synthetic == plain(real, synthetic, distances))
      #expect(found.holdout == plain(real, holdout, distances))
      let alone = try scores(real, synthetic)
      #expect(alone.synthetic == plain(real, synthetic, PlainDistances(scaledTo: [real])))
      #expect(alone.holdout == nil && alone.holdoutRows == nil && alone.rows == 150)
    }
  }

  @Test func rowsThatRepeat() throws {
    // Every row eight times: all balls are points, whose edge, the point itself, lies within.
    func repeated(_ values: [Int64]) -> Table {
      let rows = values.flatMap { [Int64](repeating: $0, count: 8) }
      return Table(
        schema: Schema([Field(name: "x", type: .int64)]), rowCount: rows.count,
        columns: [Column(.int64(rows))])
    }
    let found = try scores(repeated([0, 10, 20, 30]), repeated([0, 10, 21, 31])).synthetic
    #expect(found.precision == 0.5 && found.recall == 0.5 && found.coverage == 0.5)
    #expect(found.density == 0.5 * 8 / 5)
    let real = joined(mixedTable(rows: 60, seed: 4), mixedTable(rows: 60, seed: 4))
    let other = joined(mixedTable(rows: 60, seed: 4), mixedTable(rows: 60, seed: 5))
    #expect(try scores(real, other).synthetic == plain(real, other, PlainDistances(scaledTo: [real])))
  }

  @Test func sizesAreEqual() throws {
    let real = mixedTable(rows: 500, seed: 1)
    let synthetic = mixedTable(rows: 400, seed: 2)
    let holdout = mixedTable(rows: 300, seed: 3)
    #expect(try scores(real, synthetic).rows == 400)
    let all = try scores(real, synthetic, holdout)
    #expect(all.rows == 300 && all.holdoutRows == 300)
    #expect(try scores(real, synthetic, holdout, threads: 1) == all)
    #expect(try scores(real, synthetic, holdout, limit: 100).rows == 100)
    let tables = EvaluationTables(real: real, synthetic: synthetic, holdout: holdout.first(5))
    #expect(try PrecisionRecall(tables, options: EvaluationOptions(threads: 1)) == nil)
    // The same rows: each in its own ball.
    let same = try scores(real, real).synthetic
    #expect(same.precision == 1 && same.recall == 1 && same.coverage == 1 && same.density >= 1)
  }
}
