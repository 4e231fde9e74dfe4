import Evaluation
import Tabular
import Testing

@Suite struct NearestRecordTests {
  private func compare(_ real: Table, _ other: Table, excluding: [Int]? = nil) throws {
    let records = NearestRecord(real: real)
    let found = try records.nearest(to: records.queries(other), excluding: excluding, threads: 2)
    let columns = Double(real.columns.count)
    let expected = PlainDistances(scaledTo: [real])(other, real).map { $0.map { $0 / columns } }
    #expect(records.count == real.rowCount && records.columnCount == real.columns.count)
    #expect(found.count == other.rowCount)
    for (q, match) in found.enumerated() {
      let order = expected[q].indices.filter { $0 != excluding?[q] }.map { expected[q][$0] }.sorted()
      let nearest = order.first ?? .infinity
      let second = order.count > 1 ? order[1] : .infinity
      #expect(match.distance == nearest || abs(match.distance - nearest) < 1e-12, "query \(q)")
      #expect(match.secondDistance == second || abs(match.secondDistance - second) < 1e-12, "query \(q)")
      // The index is that of a row at the distance.
      if let index = match.index { #expect(abs(expected[q][index] - nearest) < 1e-12) }
      if let index = match.secondIndex { #expect(abs(expected[q][index] - second) < 1e-12) }
      #expect(match.index != match.secondIndex || match.index == nil)
    }
  }

  @Test func equalsTheSearchOfAllRows() throws {
    try compare(mixedTable(rows: 700, seed: 1), mixedTable(rows: 100, seed: 2))
    // Levels and numbers that the real table does not have; more than 256 levels; fewer than a block of rows.
    try compare(
      mixedTable(rows: 300, seed: 3, levels: 3, wide: 20), mixedTable(rows: 90, seed: 4, shift: 1, levels: 9))
    for rows in [1, 2, 255, 256, 257, 1023] {
      try compare(mixedTable(rows: rows, seed: 5), mixedTable(rows: 33, seed: 6))
    }
    try compare(mixedTable(rows: 0, seed: 5), mixedTable(rows: 3, seed: 6))
    try compare(mixedTable(rows: 3, seed: 5), mixedTable(rows: 0, seed: 6))
  }

  @Test func aRowIsNearestToItself() throws {
    let table = mixedTable(rows: 300, seed: 8)
    let records = NearestRecord(real: table)
    let found = try records.nearest(to: records.queries(table), threads: 1)
    #expect(found.map(\.index) == (0..<300).map { $0 })
    #expect(found.allSatisfy { $0.distance == 0 && $0.ratio < 1 })
    // Unless it does not count.
    try compare(table, table, excluding: Array(0..<300))
    let single = mixedTable(rows: 1, seed: 9)
    let alone = NearestRecord(real: single)
    let none = try alone.nearest(to: alone.queries(single), excluding: [0], threads: 1)
    #expect(none[0].index == nil && none[0].distance == .infinity && none[0].ratio == 0)
  }

  @Test func ofEquallyNearRowsTheFirstIsTaken() throws {
    func table(_ x: [Int64]) -> Table {
      Table(
        schema: Schema([Field(name: "x", type: .int64)]), rowCount: x.count, columns: [Column(.int64(x))])
    }
    let records = NearestRecord(real: table([4, 2, 6, 2, 6, 4, 0, 10]))
    let found = try records.nearest(to: records.queries(table([2, 6, 5, 4, 11, -3])), threads: 1)
    #expect(found.map(\.index) == [1, 2, 0, 0, 7, 6])
    #expect(found.map(\.secondIndex) == [3, 4, 2, 5, 2, 1])
    for (match, distance) in zip(found, [0, 0, 0.1, 0, 0.1, 0.3]) {
      #expect(abs(match.distance - distance) < 1e-15)
    }
    #expect(found[0].ratio == 1 && abs(found[4].ratio - 0.2) < 1e-15)
  }

  @Test func valuesThatNoRangeHolds() throws {
    func table(_ x: [Double]) -> Table {
      Table(
        schema: Schema([Field(name: "x", type: .float64(plainIntegers: false))]), rowCount: x.count,
        columns: [Column(.float64(x))])
    }
    let huge = Double.greatestFiniteMagnitude
    let records = NearestRecord(real: table([-huge, huge, 0, .nan]))
    let found = try records.nearest(
      to: records.queries(table([.infinity, -.infinity, huge / 4, .nan])), threads: 1)
    // What lies outside of the range by its width or more is as far as can be.
    #expect(found.map(\.index) == [0, 0, 2, 3])
    #expect(found.map(\.distance) == [1, 1, 0.125, 0])
    // A column with one value: any other is as far as can be.
    let constant = NearestRecord(real: table([7, 7]))
    #expect(try constant.nearest(to: constant.queries(table([7, 8])), threads: 1).map(\.distance) == [0, 1])
    let missing = NearestRecord(real: table([.nan]))
    #expect(
      try missing.nearest(to: missing.queries(table([1, .nan])), threads: 1).map(\.distance) == [1, 0])
  }

  @Test func threadsDoNotMatter() throws {
    let (real, other) = (mixedTable(rows: 2000, seed: 21), mixedTable(rows: 1500, seed: 22))
    let records = NearestRecord(real: real)
    let queries = records.queries(other)
    let one = try records.nearest(to: queries, threads: 1)
    #expect(try records.nearest(to: queries, threads: 4) == one)
  }
}
