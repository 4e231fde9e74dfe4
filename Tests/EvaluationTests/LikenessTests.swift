import Evaluation
import Tabular
import Testing

@Suite struct LikenessTests {
  static let rows = 400

  /// Two numbers, a date, two columns of levels that hang together, an identifier and a text.
  static func table(shuffled: Bool = false) -> Table {
    let rows = LikenessTests.rows
    // A permutation that keeps every column's distribution and breaks what its pairs share.
    func at(_ row: Int, _ factor: Int) -> Int { shuffled ? row * factor % rows : row }
    let validity = Bitmap(count: rows) { at($0, 7) % 10 != 3 }
    let levels = StringArray(["a", "b", "c", "d"])
    let columns = [
      Column(.float64((0..<rows).map { Double(at($0, 3)) })),
      Column(.int64((0..<rows).map { Int64(at($0, 7) * 2 + 1) }), validity: validity),
      Column(.int64((0..<rows).map { Int64(at($0, 11)) })),
      Column(.codes((0..<rows).map { Int32(at($0, 13) / 100) }, levels: levels)),
      Column(.codes((0..<rows).map { Int32(at($0, 17) / 200) }, levels: StringArray(["no", "yes"]))),
      Column(.int64((0..<rows).map { Int64($0) })),
      Column(.codes([Int32](repeating: 0, count: rows), levels: StringArray(["-"]))),
    ]
    let date = TemporalFormat(pattern: "%Y-%m-%d")!
    let types: [FieldType] = [
      .float64(plainIntegers: true), .int64, .date(format: date), .categorical, .boolean,
      .identifier(space: .integers(minimum: 0)), .text(emission: .constant(value: "-")),
    ]
    let names = ["real", "integer", "date", "level", "flag", "id", "note"]
    return Table(
      schema: Schema(zip(names, types).map { Field(name: $0, type: $1) }), rowCount: rows, columns: columns)
  }

  @Test(arguments: [1, 2, 5]) func aTableIsLikeItself(threads: Int) throws {
    let table = LikenessTests.table()
    let likeness = try Likeness(real: table, synthetic: table, threads: threads)
    #expect(likeness.columnShapes.map(\.column) == ["real", "integer", "date", "level", "flag"])
    #expect(likeness.columnShapes.allSatisfy { $0.score == 1 })
    #expect(likeness.pairTrends.count == 10)
    #expect(likeness.pairTrends.allSatisfy { $0.score == 1 })
    #expect(likeness.shapeScore == 1 && likeness.trendScore == 1)
  }

  @Test func independenceLowersPairTrendsOnly() throws {
    let likeness = try Likeness(
      real: LikenessTests.table(), synthetic: LikenessTests.table(shuffled: true), threads: 2)
    #expect(likeness.columnShapes.allSatisfy { $0.score == 1 })
    #expect(likeness.trendScore < 0.75)
    for pair in likeness.pairTrends { #expect(pair.score < 0.9, "\(pair)") }
  }

  @Test func levelsAreMatchedByName() throws {
    func table(_ codes: [Int32], _ levels: [String], _ validity: Bitmap? = nil) -> Table {
      Table(
        schema: Schema([Field(name: "x", type: .categorical)]), rowCount: codes.count,
        columns: [Column(.codes(codes, levels: StringArray(levels)), validity: validity)])
    }
    let real = table([0, 0, 1, 1], ["a", "b"])
    func score(_ other: Table) throws -> Double {
      try Likeness(real: real, synthetic: other, threads: 1).shapeScore
    }
    #expect(try score(table([1, 1, 0, 0], ["b", "a"])) == 1)
    #expect(try score(table([2, 2, 0, 0], ["b", "unused", "a"])) == 1)
    // A new level has no share in the real table; so has "missing".
    #expect(try score(table([0, 0, 1, 1], ["a", "c"])) == 0.5)
    #expect(try score(table([0, 0, 1, 1], ["a", "b"], Bitmap(count: 4) { $0 != 3 })) == 0.75)
  }

  @Test func numbersAreComparedByTheirDistribution() throws {
    func table(_ x: [Double], _ y: [Double]) -> Table {
      let type = FieldType.float64(plainIntegers: false)
      return Table(
        schema: Schema([Field(name: "x", type: type), Field(name: "y", type: type)]), rowCount: x.count,
        columns: [Column(.float64(x)), Column(.float64(y))])
    }
    let real = table([1, 2, 3, 4], [1, 2, 3, 4])
    let reversed = try Likeness(real: real, synthetic: table([1, 2, 3, 4], [4, 3, 2, 1]), threads: 1)
    #expect(reversed.shapeScore == 1)
    // r = 1 against s = -1.
    #expect(abs(reversed.trendScore) < 1e-15)
    // A constant column has no correlation: r = 1 against s = 0; and its distance is 3/4 at 1 or 1/2 at 2.
    let constant = try Likeness(real: real, synthetic: table([1, 1, 1, 1], [1, 2, 3, 4]), threads: 1)
    #expect(abs(constant.trendScore - 0.5) < 1e-15)
    #expect(constant.columnShapes.map(\.score) == [0.25, 1])
  }

  @Test func valuesBeyondTheRealRangeHaveBinsOfTheirOwn() throws {
    func table(_ x: [Double], _ codes: [Int32]) -> Table {
      Table(
        schema: Schema([
          Field(name: "x", type: .float64(plainIntegers: false)), Field(name: "g", type: .categorical),
        ]), rowCount: x.count,
        columns: [Column(.float64(x)), Column(.codes(codes, levels: StringArray(["a", "b"])))])
    }
    let real = table([0, 10, 0, 10], [0, 1, 0, 1])
    func trend(_ x: [Double]) throws -> Double {
      try Likeness(real: real, synthetic: table(x, [0, 1, 0, 1]), threads: 1).trendScore
    }
    // 9.5 shares the last bin with 10; 11 and -1 do not share one with anything.
    #expect(try trend([0, 9.5, 0.5, 10]) == 1)
    #expect(try trend([0, 11, 0, 10]) == 0.75)
    #expect(try trend([-1, 11, -1, 11]) == 0)
    #expect(try trend([-.infinity, .infinity, 0, 10]) == 0.5)
  }

  @Test func tablesWithNothingToCompareAreAlike() throws {
    let empty = Table(schema: Schema([]), rowCount: 0, columns: [])
    let likeness = try Likeness(real: empty, synthetic: empty, threads: 2)
    #expect(likeness.shapeScore == 1 && likeness.trendScore == 1)
  }

  /// Few rows of many levels: the cells that occur are counted, and no others.
  @Test func pairsOfManyLevelsAndFewRows() throws {
    func table(_ shift: Int) -> Table {
      let names = StringArray((0..<300).map { "l\($0)" })
      let columns = [7, 11, 13].map { factor in
        Column(.codes((0..<60).map { Int32(($0 * factor + shift) % 300) }, levels: names))
      }
      return Table(
        schema: Schema(["a", "b", "c"].map { Field(name: $0, type: .categorical) }), rowCount: 60,
        columns: columns)
    }
    let same = try Likeness(real: table(0), synthetic: table(0), threads: 2)
    #expect(same.pairTrends.allSatisfy { $0.score == 1 })
    // Half of the rows are the same cells.
    let half = table(0).rows((0..<60).map { Int32($0 % 30) })
    let other = try Likeness(real: table(0), synthetic: half, threads: 2)
    #expect(other.pairTrends.allSatisfy { abs($0.score - 0.5) < 1e-12 })
  }
}
