import Distributions
import LinearAlgebra
import Synthesis
import Tabular
import Testing

/// Statistics in two passes over chunks, against those of the whole table.
@Suite struct StreamTests {
  /// The rows of a table of `MergeTests`, each chunk with levels of its own.
  static func statistics(_ rows: [MergeTests.Row], chunk: Int, threads: Int = 1) throws -> TableStatistics {
    let chunks = stride(from: 0, to: rows.count, by: chunk).map {
      MergeTests.table(Array(rows[$0..<min($0 + chunk, rows.count)]))
    }
    var sketch = TableSketch(schema: chunks[0].schema)
    for table in chunks { try sketch.add(table, threads: threads) }
    var pass = try JointPass(sketch, threads: threads)
    for table in chunks { try pass.add(table, threads: threads) }
    #expect(pass.isComplete(of: sketch))
    return pass.statistics()
  }

  static func worst(_ a: TableStatistics, _ b: TableStatistics) -> Double {
    // Signs follow the order of levels, which may be turned round.
    guard a.correlation.elements.count == b.correlation.elements.count else { return .infinity }
    var worst = 0.0
    for (one, other) in zip(a.correlation.elements, b.correlation.elements) {
      if one.isNaN != other.isNaN { return .infinity }
      if !one.isNaN { worst = max(worst, abs(abs(one) - abs(other))) }
    }
    return worst
  }

  @Test(arguments: [false, true]) func smallTablesAreExact(missing: Bool) throws {
    let rows = MergeTests.rows(20_000, seed: 1, shift: 0, missing: missing)
    let whole = try TableStatistics(MergeTests.table(rows), threads: 1)
    for chunk in [700, 20_000] {
      let streamed = try Self.statistics(rows, chunk: chunk)
      #expect(streamed.columns[0] == whole.columns[0])
      #expect(streamed.columns[1] == whole.columns[1])
      #expect(streamed.missingness == whole.missingness)
      #expect(streamed.variables == whole.variables)
      #expect(Self.worst(streamed, whole) < 1e-10)
    }
  }

  @Test func threadsChangeNothing() throws {
    let rows = MergeTests.rows(30_000, seed: 2, shift: 0, missing: true)
    let one = try Self.statistics(rows, chunk: 7000, threads: 1)
    let other = try Self.statistics(rows, chunk: 7000, threads: 3)
    #expect(one.columns == other.columns)
    #expect(Self.worst(one, other) == 0)
  }

  @Test func valuesThatAreMissingFromTheSampleAreNotLost() throws {
    // One value of the level in each chunk, and none in the first.
    let rows = (0..<5000).map { row -> MergeTests.Row in
      let level: String? = row % 1000 == 999 ? "rare" : nil
      return MergeTests.Row(x: Double(row % 700), k: Int64(row), level: level)
    }
    let streamed = try Self.statistics(rows, chunk: 1000)
    let whole = try TableStatistics(MergeTests.table(rows), threads: 1)
    #expect(streamed.columns == whole.columns)
    #expect(streamed.missingness == whole.missingness)
  }
}

@Suite struct LargeStreamStatisticalTests {
  /// More rows than are kept exactly: groups end within 1/4096 of the rows, their shares are exact, and correlations
  /// hardly move.
  @Test func aMillionRows() throws {
    let rows = MergeTests.rows(1_000_000, seed: 3, shift: 0)
    let table = MergeTests.table(rows)
    let whole = try TableStatistics(table, threads: 2)
    let streamed = try StreamTests.statistics(rows, chunk: 150_000, threads: 2)
    #expect(streamed.columns[1] == whole.columns[1])
    #expect(StreamTests.worst(streamed, whole) < 2e-4)
    guard case .reals(let marginal, let cells) = streamed.columns[0] else {
      Issue.record("x is of reals")
      return
    }
    #expect(cells.reduce(0, +) == rows.count)
    #expect(marginal.low.first == rows.map(\.x).min() && marginal.high.last == rows.map(\.x).max())
    #expect(cells.allSatisfy { $0 <= rows.count / 2048 + rows.count / 4096 * 2 })
  }
}
