import Tabular
import Testing

@testable import Evaluation

@Suite struct CombinationAccuracyTests {
  static let options = EvaluationOptions(threads: 2)

  static func golden() throws -> (names: [String], cells: [CombinationCells], scores: CombinationScores) {
    try CombinationAccuracy.scores(
      EvaluationTables(real: Golden.real, synthetic: Golden.synthetic, holdout: Golden.holdout),
      options: options)
  }

  @Test func everyCombinationIsThePackages() throws {
    let (names, _, scores) = try CombinationAccuracyTests.golden()
    let all = scores.single + scores.pairs + scores.triples
    #expect(all.count == 25)
    #expect(all.count == Golden.qaKeys("acc.").count)
    for score in all {
      let key = score.columns.map { "tgt::" + names[$0] }.joined(separator: "|")
      // The package rounds to five decimals.
      #expect(abs(score.accuracy - Golden.qa("acc." + key)) < 5.000001e-6, "\(key)")
      #expect(abs(score.expectedMaximum - Golden.qa("max." + key)) < 5.000001e-6, "\(key)")
    }
  }

  @Test func binsAreThePackages() throws {
    let (names, cells, _) = try CombinationAccuracyTests.golden()
    #expect(Golden.qaKeys("bins.").count == 5)
    for (name, cells) in zip(names, cells) {
      let expected = Golden.qaList("bins.tgt::" + name)
      switch name {
      case "grp": #expect(cells.levels == expected)
      case "joined":
        let days = expected.map { text in
          let parts = text.prefix(10).split(separator: "-").map { Int64($0)! }
          return Double(CivilDate(year: parts[0], month: parts[1], day: parts[2])!.daysSince1970)
        }
        #expect(cells.boundaries == days.map { $0 * 86_400e9 })
      default: #expect(cells.boundaries == expected.map { Double($0)! }, "\(name)")
      }
    }
  }

  @Test func meansAndOverall() throws {
    let tables = EvaluationTables(real: Golden.real, synthetic: Golden.synthetic, holdout: Golden.holdout)
    let accuracy = try #require(try CombinationAccuracy(tables, options: CombinationAccuracyTests.options))
    func mean(_ columns: Int, _ prefix: String) -> Double {
      let keys = Golden.qaKeys(prefix).filter { $0.split(separator: "|").count == columns }
      return keys.map(Golden.qa).reduce(0, +) / Double(keys.count)
    }
    let parts = [accuracy.univariate, try #require(accuracy.bivariate), try #require(accuracy.trivariate)]
    for (index, part) in parts.enumerated() {
      #expect(part.combinations == [5, 10, 10][index])
      #expect(abs(part.accuracy - mean(index + 1, "acc.")) < 5e-6)
      #expect(abs(part.expectedMaximum - mean(index + 1, "max.")) < 5e-6)
    }
    #expect(accuracy.overall == parts.map(\.accuracy).reduce(0, +) / 3)
  }

  // MARK: - Boundaries

  static let day = 86_400e9

  @Test func fewNumbersAreBoundariesThemselves() {
    #expect(QuantileBoundaries.boundaries([2, 0, .nan, 1, 1], day: nil) == [0, 1, 2, 3])
    #expect(QuantileBoundaries.boundaries([0.25, 0.5, 0.25], day: nil) == [0.2, 0.5, 1.5])
    #expect(QuantileBoundaries.boundaries([7, 7], day: nil) == [7, 8])
    #expect(QuantileBoundaries.boundaries([], day: nil) == [-1e10, 1e10])
    // One more than a number beyond 2^53 is the same number.
    #expect(QuantileBoundaries.boundaries([0, 1e300], day: nil) == [0, 1e300, .infinity])
    #expect(QuantileBoundaries.boundaries([.infinity], day: nil) == [.infinity, .infinity])
  }

  @Test func datesAreCutAtQuantilesHoweverFew() {
    let day = CombinationAccuracyTests.day
    #expect(QuantileBoundaries.boundaries([5, 5, .nan], day: day) == [5, 5 + day])
    // The last one shares the bin of the one before.
    #expect(QuantileBoundaries.boundaries([1.5, 2.25, 1.5], day: day) == [1.5, 2.25])
    #expect(QuantileBoundaries.boundaries([.nan], day: day).count == 2)
  }

  @Test func quantilesAreRoundedDownTogether() {
    let values = (0..<1000).map { Double($0) / 999 * 2 + 0.005 }
    let boundaries = QuantileBoundaries.boundaries(values, day: nil)
    #expect(boundaries.count == 11)
    #expect(boundaries.dropLast().map { ($0 * 10).rounded() / 10 } == Array(boundaries.dropLast()))
    #expect(boundaries.first == 0 && boundaries.last == values.last)
  }

  /// Ten runs of equal numbers with nine single ones between, at places that 37 points hit and no fewer do.
  static var mostBoundaries: [Double] {
    var values = [Double](repeating: 0, count: 36_001)
    var next = 0.0
    for place in values.indices {
      let single = place % 1000 == 0 && [1, 5, 7, 11, 13, 17, 19, 23, 25].contains(place / 1000)
      if single || place > 0 && values[place - 1] != next { next += 1 }
      values[place] = next
      if single { next += 1 }
    }
    return values
  }

  @Test func atMost19Boundaries() {
    #expect(QuantileBoundaries.boundaries(CombinationAccuracyTests.mostBoundaries, day: nil).count == 19)
  }

  // MARK: - Levels

  private static func levels(_ names: [String?]) -> Table {
    let levels = Array(Set(names.compactMap(\.self))).sorted()
    return Table(
      schema: Schema([Field(name: "x", type: .categorical)]), rowCount: names.count,
      columns: [
        Column(
          .codes(
            names.map { Int32($0.map { levels.firstIndex(of: $0)! } ?? 0) }, levels: StringArray(levels)),
          validity: Bitmap(count: names.count) { names[$0] != nil })
      ])
  }

  @Test func specialCells() throws {
    func times(_ name: String?, _ count: Int) -> [String?] { [String?](repeating: name, count: count) }
    let real = CombinationAccuracyTests.levels(
      times("b", 6) + times("rare", 4) + times("", 5) + times(nil, 3) + times("a", 9))
    let other = CombinationAccuracyTests.levels(["", "_RARE_", "b", nil, "new", "rare", "a"])
    let cells = try #require(
      CombinationCells(real.schema.fields[0], original: [real.columns[0]], synthetic: other.columns[0]))
    #expect(cells.levels == ["a", "b", "(empty)", "(other)", "_RARE_", "(n/a)"])
    #expect(cells.synthetic == [2, 4, 1, 5, 3, 3, 0])
  }

  @Test func tenLevelsAtMostAndMissingIsOneOfThem() throws {
    var names: [String?] = []
    for level in 0..<12 { names += [String?](repeating: "l\(level + 10)", count: 20 - level) }
    let plain = CombinationAccuracyTests.levels(names)
    let cells = try #require(
      CombinationCells(plain.schema.fields[0], original: [plain.columns[0]], synthetic: plain.columns[0]))
    #expect(cells.levels.count == 14)
    let absent = CombinationAccuracyTests.levels(names + [String?](repeating: nil, count: 50))
    let fewer = try #require(
      CombinationCells(plain.schema.fields[0], original: [absent.columns[0]], synthetic: plain.columns[0]))
    #expect(fewer.levels.count == 13)
  }

  // MARK: - Counting

  /// Every combination of a few columns against counting one by one; the last two have more cells together than a byte
  /// tells apart.
  @Test(arguments: [1, 3]) func countsArePlainCounts(threads: Int) throws {
    let wide = CombinationAccuracyTests.mostBoundaries
    func table(_ seed: UInt64, _ rows: Int) -> Table {
      let mixed = mixedTable(rows: rows, seed: seed)
      var random = Numbers(seed)
      let columns =
        [0, 2, 6, 7].map { mixed.columns[$0] }
        + (0..<2).map { _ in Column(.float64((0..<rows).map { _ in wide[Int(random.unit() * 36_001)] })) }
      let fields =
        [0, 2, 6, 7].map { mixed.schema.fields[$0] }
        + ["y", "z"].map { Field(name: $0, type: .float64(plainIntegers: true)) }
      return Table(schema: Schema(fields), rowCount: rows, columns: columns)
    }
    // The cells of the last two are those of the whole list.
    let real = table(1, 40_000)
    let whole = Table(
      schema: real.schema, rowCount: 36_001,
      columns: real.columns.prefix(4).map { $0.rows((0..<36_001).map { $0 }) }
        + (0..<2).map { shift in
          Column(.float64(wide.indices.map { wide[($0 * (shift == 0 ? 1 : 7919)) % 36_001] }))
        })
    let tables = EvaluationTables(real: whole, synthetic: table(2, 20_000))
    let (_, cells, scores) = try CombinationAccuracy.scores(tables, options: .init(threads: threads))
    #expect(cells.map(\.count).suffix(2) == [19, 19])
    let all = scores.single + scores.pairs + scores.triples
    #expect(all.count == 6 + 15 + 20)
    for score in all {
      func shares(_ side: (CombinationCells) -> [UInt8]) -> [[UInt8]: Double] {
        let codes = score.columns.map { side(cells[$0]) }
        var counts: [[UInt8]: Double] = [:]
        for row in codes[0].indices { counts[codes.map { $0[row] }, default: 0] += 1 }
        return counts.mapValues { $0 / Double(codes[0].count) }
      }
      let (p, q) = (shares(\.original), shares(\.synthetic))
      let distance = Set(p.keys).union(q.keys).reduce(0) { $0 + abs((p[$1] ?? 0) - (q[$1] ?? 0)) } / 2
      #expect(abs(score.accuracy - (1 - distance)) < 1e-12)
      let expected = p.values.reduce(0) {
        $0 + (2 / Double.pi * $1 * (1 - $1) * (1 / 36_001.0 + 1 / 20_000.0)).squareRoot()
      }
      #expect(abs(score.expectedMaximum - (1 - expected / 2)) < 1e-12)
    }
  }

  @Test func triplesAreAllOrDrawn() {
    #expect(CombinationAccuracy.thirds(columns: 2, seed: 0) == [[]])
    #expect(CombinationAccuracy.thirds(columns: 4, seed: 0) == [[2, 3], [3], [], [3], [], []])
    #expect(CombinationAccuracy.thirds(columns: 40, seed: 0).reduce(0) { $0 + $1.count } == 9880)
    let drawn = CombinationAccuracy.thirds(columns: 60, seed: 1)
    #expect(drawn.count == 60 * 59 / 2)
    #expect(drawn.reduce(0) { $0 + $1.count } == CombinationAccuracy.tripleLimit)
    var pair = 0
    for i in 0..<60 {
      for j in i + 1..<60 {
        #expect(drawn[pair] == drawn[pair].sorted() && drawn[pair].allSatisfy { $0 > j && $0 < 60 })
        pair += 1
      }
    }
    #expect(drawn != CombinationAccuracy.thirds(columns: 60, seed: 2))
    #expect(drawn == CombinationAccuracy.thirds(columns: 60, seed: 1))
  }

  // MARK: - Every table

  @Test(arguments: [1, 2, 500]) func equalTablesScoreOne(rows: Int) throws {
    let table = mixedTable(rows: rows, seed: 7)
    let accuracy = try #require(
      try CombinationAccuracy(
        EvaluationTables(real: table, synthetic: table), options: CombinationAccuracyTests.options))
    #expect(accuracy.overall == 1)
    #expect((0...1).contains(accuracy.univariate.expectedMaximum))
    #expect(accuracy.trivariate?.combinations == 165)
  }

  @Test func fewColumns() throws {
    func accuracy(_ columns: Int) throws -> CombinationAccuracy? {
      let table = mixedTable(rows: 50, seed: 8)
      let few = Table(
        schema: Schema(Array(table.schema.fields.prefix(columns))), rowCount: 50,
        columns: Array(table.columns.prefix(columns)))
      return try CombinationAccuracy(
        EvaluationTables(real: few, synthetic: few), options: CombinationAccuracyTests.options)
    }
    #expect(try accuracy(0) == nil)
    let one = try #require(try accuracy(1))
    #expect(one.bivariate == nil && one.trivariate == nil && one.overall == 1)
    let two = try #require(try accuracy(2))
    #expect(two.bivariate?.combinations == 1 && two.trivariate == nil)
  }

  @Test func absentColumnsAndOneSyntheticRow() throws {
    let absent = Column(.float64([0, 0, 0]), validity: Bitmap(repeating: false, count: 3))
    let present = Column(.float64([1, 2, 3]))
    let schema = Schema(["x", "y"].map { Field(name: $0, type: .float64(plainIntegers: false)) })
    let real = Table(schema: schema, rowCount: 3, columns: [absent, present])
    let other = Table(schema: schema, rowCount: 3, columns: [present, absent])
    let accuracy = try #require(
      try CombinationAccuracy(
        EvaluationTables(real: real, synthetic: other), options: CombinationAccuracyTests.options))
    #expect(accuracy.overall < 1e-15)
    let row = Table(schema: schema, rowCount: 1, columns: real.columns.map { $0.rows([0]) })
    let single = try #require(
      try CombinationAccuracy(
        EvaluationTables(real: real, synthetic: row), options: CombinationAccuracyTests.options))
    #expect(abs(single.univariate.accuracy - 2 / 3.0) < 1e-12)
  }
}
