import Kernels
import Tabular
import Testing

@testable import Evaluation

@Suite("The work of searches of neighbours") struct SearchWorkTests {
  /// Two columns of as many levels as one in two and one in eight rows, which no box tells apart.
  private func levels(rows: Int, seed: UInt64) -> Table {
    var state = seed
    func column(_ count: Int) -> Column {
      let codes = (0..<rows).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int32(state >> 33) % Int32(count)
      }
      return Column(.codes(codes, levels: StringArray((0..<count).map { "level \($0)" })))
    }
    return Table(
      schema: Schema([Field(name: "a", type: .categorical), Field(name: "b", type: .categorical)]),
      rowCount: rows, columns: [column(rows / 2), column(rows / 8)])
  }

  private func tables(_ rows: Int) -> EvaluationTables {
    EvaluationTables(real: levels(rows: rows, seed: 1), synthetic: levels(rows: rows, seed: 2))
  }

  @Test func whatIsLookedAtIsNoLessThanWhatIsNear() {
    let table = mixedTable(rows: 700, seed: 3)
    let space = GowerSpace(of: [table])
    let records = space.records(table)
    for place in stride(from: 0, to: 700, by: 41) {
      let query = RecordQueries(records, place..<place + 1)
      let all = KernelSet.active.nearest(700, in: records, to: query)
      for k in [0, 9, 99, 699] {
        let found = records.lookedAt(query, within: [all[k].distance])
        #expect(found >= k + 1 && found <= 700)
      }
      #expect(records.lookedAt(query, within: [.infinity]) == 700)
    }
  }

  /// Levels: all pairs; so the rows come down to the root of the limit. Numbers: next to none.
  @Test func manyLevelsAreLimitedAndNumbersAreNot() throws {
    let options = EvaluationOptions(threads: 2)
    let many = tables(4000)
    let limit = 4_000_000
    let found = try #require(try PrecisionRecall(many, options: options, mostPairs: limit))
    #expect(found.rows >= 2000 && found.rows < 2600)
    let near = try #require(try Nearness(many, options: options, mostPairs: limit))
    #expect(
      near.syntheticRows >= 2000 && near.syntheticRows < 2600 && near.referenceRows == near.syntheticRows)
    // Neither the threads nor what the clock says decide.
    let one = EvaluationOptions(threads: 1)
    #expect(try PrecisionRecall(many, options: one, mostPairs: limit) == found)
    #expect(try Nearness(many, options: one, mostPairs: limit) == near)

    let line = Table(
      schema: Schema([Field(name: "x", type: .int64)]), rowCount: 4000,
      columns: [Column(.int64((0..<4000).map { $0 * 7919 % 100_003 }))])
    let lines = EvaluationTables(real: line, synthetic: line)
    #expect(try PrecisionRecall(lines, options: options, mostPairs: limit)?.rows == 4000)
    #expect(try Nearness(lines, options: options, mostPairs: limit)?.syntheticRows == 4000)
  }

  /// No limit: the same as without one. A limit: the same as with so small a sample.
  @Test func aLimitIsASmallerSample() throws {
    let many = tables(3000)
    let options = EvaluationOptions(threads: 2)
    let whole = try PrecisionRecall(many, options: options)
    #expect(try PrecisionRecall(many, options: options, mostPairs: 9_000_000) == whole && whole?.rows == 3000)
    let part = try #require(try PrecisionRecall(many, options: options, mostPairs: 1_000_000))
    #expect(
      try PrecisionRecall(many, options: EvaluationOptions(threads: 2, sampleLimit: part.rows)) == part)
  }

  /// The larger side comes down first.
  @Test func unequalSides() throws {
    let records = GowerSpace(of: [levels(rows: 2000, seed: 1)]).records(levels(rows: 2000, seed: 1))
    func limit(_ most: Int) -> Int? {
      SearchWork.rowLimit(records, queries: 10_000, neighbours: 1, most: most) { places in
        places.map { place in
          (
            query: RecordQueries(
              count: 1, levels: 2, codes: [Int32(5000 + place), 5000], numbers: 0, values: []),
            excluded: -1
          )
        }
      }
    }
    #expect(limit(20_000_000) == nil)
    #expect(limit(10_000_000) == 5000)
    #expect(limit(1_000_000) == 1000)
    #expect(limit(100_000) == SearchWork.fewestRows)
  }
}
