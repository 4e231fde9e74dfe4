import Evaluation
import Tabular
import Testing

@Suite struct NearnessTests {
  private let options = EvaluationOptions(threads: 2)

  private func nearness(_ real: Table, _ synthetic: Table, _ holdout: Table? = nil) throws -> Nearness {
    let tables = EvaluationTables(real: real, synthetic: synthetic, holdout: holdout)
    return try #require(try Nearness(tables, options: options))
  }

  private func expect(_ found: Double?, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation)
  {
    #expect(
      found.map { abs($0 - expected) < 1e-12 } == true, "\(String(describing: found))",
      sourceLocation: sourceLocation)
  }

  /// The values of Golden/neighbours.py.
  @Test func equalsWhatAnIndependentProgramSays() throws {
    let found = try nearness(Golden.real.first(400), Golden.synthetic.first(400), Golden.holdout.first(400))
    #expect(found.referenceRows == 400 && found.syntheticRows == 400)
    expect(found.exactCopies, 0.0575)
    expect(found.exactCopiesOfHoldout, 0)
    expect(found.toReal.median, 0.025301607727429273)
    expect(found.toReal.fifthPercentile, 0)
    expect(found.toReal.mean, 0.03275800101378957)
    expect(found.toReal.medianRatio, 0.7507662769114853)
    expect(found.toReal.fifthPercentileRatio, 0)
    expect(found.toHoldout?.median, 0.02777873995050554)
    expect(found.toHoldout?.fifthPercentile, 0.009331091648439552)
    expect(found.toHoldout?.mean, 0.035448015532607985)
    expect(found.toHoldout?.medianRatio, 0.7804438910582374)
    expect(found.toHoldout?.fifthPercentileRatio, 0.27292697577276837)
    expect(found.nearerToReal, 0.51)
    expect(found.nearCopyDistance, 0.0045477011438101265)
    expect(found.nearCopies, 0.0725)
    expect(found.nearCopiesOfHoldout, 0.01)
  }

  @Test func equalsAllPairs() throws {
    let real = mixedTable(rows: 180, seed: 1)
    let holdout = mixedTable(rows: 180, seed: 2, shift: 0.3)
    let synthetic = joined(mixedTable(rows: 90, seed: 3, shift: -0.4), real.first(25))
    let found = try nearness(real, synthetic, holdout)
    let distances = PlainDistances(scaledTo: [real, holdout])
    let columns = Double(distances.columns)
    let toReal = distances(synthetic, real).map { $0.min()! / columns }
    let toHoldout = distances(synthetic, holdout).map { $0.min()! / columns }
    expect(found.toReal.mean, toReal.reduce(0, +) / 115)
    expect(found.toHoldout?.mean, toHoldout.reduce(0, +) / 115)
    expect(found.toReal.median, toReal.sorted()[57])
    let ofHoldout = distances(holdout, real).map { $0.min()! / columns }.sorted()
    expect(found.nearCopyDistance, ofHoldout[1])
    let nearer = zip(toReal, toHoldout).reduce(0.0) { $0 + ($1.0 < $1.1 ? 1 : $1.0 == $1.1 ? 0.5 : 0) }
    expect(found.nearerToReal, nearer / 115)
    expect(found.nearCopies, Double(toReal.count { $0 <= ofHoldout[1] }) / 115)
    expect(found.exactCopies, 25.0 / 115)
    expect(found.exactCopiesOfHoldout, 0)
  }

  @Test func copiesAreCountedByWhatRowsHold() throws {
    // Few values, so that many rows are equal; levels listed in another order, one twice; -0 and 0; identifiers.
    func table(_ rows: Int, seed: UInt64, names: [String]) -> Table {
      var random = Numbers(seed)
      let level = Column(
        .codes(
          (0..<rows).map { _ in Int32(random.unit() * Double(names.count)) }, levels: StringArray(names)),
        validity: Bitmap(count: rows) { _ in random.unit() < 0.8 })
      let real = Column(.float64((0..<rows).map { _ in [0, -0.0, 1.5, .nan][Int(random.unit() * 4)] }))
      let whole = Column(
        .int64((0..<rows).map { _ in Int64(random.unit() * 3) * 1_000_000_007 }),
        validity: Bitmap(count: rows) { _ in random.unit() < 0.7 })
      return Table(
        schema: Schema([
          Field(name: "a", type: .categorical), Field(name: "b", type: .float64(plainIntegers: false)),
          Field(name: "c", type: .int64),
        ]), rowCount: rows, columns: [level, real, whole])
    }
    let real = table(30, seed: 1, names: ["x", "y", "z"])
    for (rows, names) in [(500, ["z", "w", "x", "z", "v"]), (1, ["x"])] {
      let other = table(rows, seed: 2, names: names)
      let equal = PlainDistances.equal(other, real).count { $0.contains(true) }
      #expect(rows == 1 || (50..<450).contains(equal))
      #expect(try nearness(real, other).exactCopies == Double(equal) / Double(rows))
      func withNames(_ table: Table) -> Table {
        Table(
          schema: Schema(
            table.schema.fields + [Field(name: "id", type: .identifier(space: .integers(minimum: 0)))]),
          rowCount: table.rowCount,
          columns: table.columns + [
            Column(.int64((0..<Int64(table.rowCount)).map { $0 + Int64(table.rowCount) }))
          ])
      }
      #expect(try nearness(withNames(real), withNames(other)).exactCopies == Double(equal) / Double(rows))
    }
    let wide = mixedTable(rows: 3000, seed: 5)
    #expect(try nearness(wide, joined(wide, wide)).exactCopies == 1)
    #expect(try nearness(joined(wide, mixedTable(rows: 10, seed: 6)), wide).exactCopies == 1)
    #expect(try nearness(wide, joined(mixedTable(rows: 750, seed: 6), wide.first(250))).exactCopies == 0.25)
  }

  @Test func aCopyIsNearerToWhatItCopies() throws {
    let real = mixedTable(rows: 2000, seed: 7)
    let found = try nearness(real, real.first(800), mixedTable(rows: 2000, seed: 8))
    #expect(found.exactCopies == 1 && found.nearCopies == 1 && found.toReal.mean == 0)
    #expect(found.nearerToReal == 1 && found.nearerToRealHigh == 1)
    #expect(found.nearerToRealLow! > 0.99)
    // From a sample of the real rows only those in it can be told.
    let small = try nearness(real, real, mixedTable(rows: 500, seed: 8))
    #expect(small.exactCopies == 1 && small.nearCopies == 1 && small.referenceRows == 500)
    #expect((0.55..<0.7).contains(small.nearerToReal!) && small.nearerToRealLow! > 0.55)
    #expect(small.nearerToRealHigh! > small.nearerToReal! && small.nearerToRealLow! < small.nearerToReal!)
  }

  @Test func sizes() throws {
    let real = mixedTable(rows: 700, seed: 1)
    let synthetic = mixedTable(rows: 900, seed: 2)
    let holdout = mixedTable(rows: 450, seed: 3)
    func found(_ limit: Int, seed: UInt64 = 0, threads: Int = 2, holdout: Table?) throws -> Nearness {
      let options = EvaluationOptions(seed: seed, threads: threads, sampleLimit: limit)
      return try #require(
        try Nearness(EvaluationTables(real: real, synthetic: synthetic, holdout: holdout), options: options))
    }
    let all = try found(100_000, holdout: holdout)
    #expect(all.referenceRows == 450 && all.syntheticRows == 900)
    #expect(try found(100_000, threads: 1, holdout: holdout) == all)
    let few = try found(200, holdout: holdout)
    #expect(few.referenceRows == 200 && few.syntheticRows == 200)
    #expect(try found(200, seed: 1, holdout: holdout) != few)
    let alone = try found(100_000, holdout: nil)
    #expect(alone.referenceRows == 700 && alone.toHoldout == nil && alone.nearerToReal == nil)
    #expect(alone.nearCopies == nil && alone.exactCopiesOfHoldout == nil && alone.nearerToRealLow == nil)
  }

  /// A survey's default row: work and memory grow with the rows, not with their square.
  @Test func rowsThatRepeat() throws {
    func table(_ rows: Int, ones: Int) -> Table {
      Table(
        schema: Schema([Field(name: "x", type: .int64)]), rowCount: rows,
        columns: [Column(.int64((0..<rows).map { $0 < ones ? 1 : 0 }))])
    }
    let many = try nearness(table(300_000, ones: 0), table(20, ones: 5))
    #expect(many.exactCopies == 0.75)
    let alike = try nearness(table(50_000, ones: 20_000), table(50_000, ones: 1))
    #expect(alike.exactCopies == 1 && alike.toReal.mean == 0)
    let balls = try #require(
      try PrecisionRecall(
        EvaluationTables(real: table(20_000, ones: 8000), synthetic: table(20_000, ones: 2000)),
        options: options))
    // Each of the 2,000 lies in 8,000 balls, each of the others in 12,000.
    #expect(balls.synthetic.density == (0.1 * 8000 + 0.9 * 12_000) / 5 && balls.synthetic.coverage == 1)
  }

  @Test func wideTablesAreLimited() throws {
    let columns = 20_000
    let table = Table(
      schema: Schema((0..<columns).map { Field(name: "c\($0)", type: .int64) }), rowCount: 90,
      columns: (0..<columns).map { index in Column(.int64([Int64](repeating: Int64(index), count: 90))) })
    let found = try nearness(table, table)
    #expect(found.referenceRows == 75 && found.syntheticRows == 75 && found.exactCopies == 1)
  }

  @Test func definedForEveryTable() throws {
    let one = mixedTable(rows: 1, seed: 1)
    let single = try nearness(one, one, one)
    #expect(single.exactCopies == 1 && single.toReal.median == 0 && single.toReal.medianRatio == nil)
    #expect(single.nearerToReal == 0.5 && single.nearCopies == 1)
    #expect(single.nearerToRealLow! >= 0 && single.nearerToRealHigh! <= 1)
    func numbers(_ x: [Double]) -> Table {
      Table(
        schema: Schema([Field(name: "x", type: .float64(plainIntegers: false))]), rowCount: x.count,
        columns: [Column(.float64(x))])
    }
    let missing = try nearness(numbers([.nan, .nan]), numbers([.nan, 1]), numbers([.nan]))
    #expect(missing.exactCopies == 0.5 && missing.toReal.mean == 0.5)
    let infinite = try nearness(
      numbers([.infinity, -.infinity, 0, 1]), numbers([.infinity, 5, -1e300]), numbers([-.infinity, 2]))
    #expect(infinite.exactCopies == 1.0 / 3)
    #expect(infinite.toReal.mean.isFinite && infinite.toHoldout!.mean.isFinite)
    #expect(infinite.nearerToReal!.isFinite)
    let constant = try nearness(numbers([3, 3, 3]), numbers([3, 4]), numbers([3]))
    #expect(constant.exactCopies == 0.5 && constant.toReal.mean == 0.5)
    // Nothing to compare.
    let text = Table(
      schema: Schema([Field(name: "id", type: .identifier(space: .integers(minimum: 0)))]), rowCount: 2,
      columns: [Column(.int64([1, 2]))])
    #expect(try Nearness(EvaluationTables(real: text, synthetic: text), options: options) == nil)
    #expect(try PrecisionRecall(EvaluationTables(real: text, synthetic: text), options: options) == nil)
  }
}
