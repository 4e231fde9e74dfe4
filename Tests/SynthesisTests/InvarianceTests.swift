import Foundation
import LinearAlgebra
import Randomness
import Synthesis
import Tabular
import Testing

@Suite struct InvarianceTests {
  static let model = Result { try fit(mixedTable()).model }

  @Test func threadsDoNotChangeTheModel() throws {
    let table = mixedTable()
    let one = try fit(table, threads: 1)
    let bytes = try json(one.model)
    let five = try fit(table, threads: 5)
    #expect(try json(five.model) == bytes)
    #expect(five.correlationError == one.correlationError && five.repair == one.repair)
  }

  @Test func threadsDoNotChangeTheStatistics() throws {
    let table = mixedTable()
    let one = try TableStatistics(table, threads: 1)
    let three = try TableStatistics(table, threads: 3)
    #expect(one.columns == three.columns && one.missingness == three.missingness)
    #expect(one.variables == three.variables)
    // As bits: pairs that no row shows together may be NaN.
    #expect(one.correlation.elements.map(\.bitPattern) == three.correlation.elements.map(\.bitPattern))
  }

  @Test func theFittingSeedChangesNothingWithoutMissingValues() throws {
    var random = TestRandom(13)
    let table = Table([("x", real, reals(random.normals(300))), ("y", real, reals(random.normals(300)))])
    #expect(try json(fit(table, seed: 1).model) == json(fit(table, seed: 2).model))
  }

  @Test func modelsRoundTrip() throws {
    let model = try InvarianceTests.model.get()
    let bytes = try json(model)
    let decoded = try JSONDecoder().decode(SynthesisModel.self, from: bytes)
    #expect(try json(decoded) == bytes)
    #expect(try sample(decoded, rows: 500) == sample(model, rows: 500))
  }

  /// A table made on several threads, in place, is the run's rows; so is a wide one, which is joined from chunks.
  @Test(arguments: [1, 3]) func wholeTablesAreTheirRows(threads: Int) throws {
    let sampler = try RowSampler(InvarianceTests.model.get(), seed: Seed(5))
    for rows in [0..<0, 100..<101, 100..<40_003] {
      #expect(sampler.table(rows: rows, threads: threads) == sampler.chunk(rows: rows))
    }
    var random = TestRandom(17)
    let wide = Table(
      (0..<230).map { column in
        let values = random.normals(80).map { Int64($0 * 3) }
        return ("c\(column)", .int64, integers(values, missing: column == 7 ? { $0 % 9 == 0 } : nil))
      })
    let wideSampler = try RowSampler(fit(wide).model, seed: Seed(6))
    #expect(wideSampler.table(rows: 7..<5007, threads: threads) == wideSampler.chunk(rows: 7..<5007))
  }

  /// Any cut of the rows gives the same rows.
  @Test(arguments: [1, 7, 2048]) func chunksAreSlicesOfTheRun(chunkRows: Int) throws {
    let sampler = try RowSampler(InvarianceTests.model.get(), seed: Seed(5))
    let rows = chunkRows == 1 ? 60 : 5000
    let whole = sampler.chunk(rows: 0..<rows)
    for start in stride(from: 0, to: rows, by: chunkRows) {
      let range = start..<min(start + chunkRows, rows)
      let chunk = sampler.chunk(rows: range)
      #expect(chunk.schema == whole.schema && chunk.rowCount == range.count)
      for (part, column) in zip(chunk.columns, whole.columns) {
        guard part == column.slice(range) else {
          Issue.record("rows \(range) differ")
          return
        }
      }
    }
  }

  @Test func rowsFarAwayAreDrawn() throws {
    var model = try InvarianceTests.model.get()
    model.schema.fields[8].type = .identifier(
      space: .strings(pattern: IdentifierPattern(pattern: "[0-9a-f]{16}")!))
    let sampler = try RowSampler(model, seed: Seed(5))
    let start = 1 << 40
    let whole = sampler.chunk(rows: start..<(start + 100))
    let part = sampler.chunk(rows: (start + 33)..<(start + 34))
    #expect(zip(part.columns, whole.columns).allSatisfy { $0 == $1.slice(33..<34) })
    // The high word of the row's number counts.
    #expect(whole.reals("real") != sampler.chunk(rows: 0..<100).reals("real"))
  }

  @Test func noRowsAreATableToo() throws {
    let sampler = try RowSampler(InvarianceTests.model.get(), seed: Seed(5))
    let empty = sampler.chunk(rows: 7..<7)
    #expect(empty.rowCount == 0 && empty.schema == sampler.schema)
  }

  @Test func seedsChangeTheRows() throws {
    let model = try InvarianceTests.model.get()
    #expect(try sample(model, rows: 50, seed: 1) == sample(model, rows: 50, seed: 1))
    #expect(
      try sample(model, rows: 50, seed: 1).reals("real") != sample(model, rows: 50, seed: 2).reals("real"))
  }
}

extension Column {
  func slice(_ range: Range<Int>) -> Column {
    let values: Column.Values
    switch self.values {
    case .int64(let all): values = .int64(Array(all[range]))
    case .float64(let all): values = .float64(Array(all[range]))
    case .codes(let all, let levels): values = .codes(Array(all[range]), levels: levels)
    case .strings(let all): values = .strings(StringArray(range.map { all.string($0) }))
    }
    return Column(
      values, validity: validity.map { bits in Bitmap(count: range.count) { bits[range.lowerBound + $0] } })
  }
}
