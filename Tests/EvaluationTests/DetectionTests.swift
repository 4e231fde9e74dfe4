import Evaluation
import Tabular
import Testing

@Suite struct DetectionTests {
  private let options = EvaluationOptions(seed: 3, threads: 2)

  private func detection(_ real: Table, _ synthetic: Table, holdout: Table? = nil) throws -> Detection {
    try #require(
      try Detection(EvaluationTables(real: real, synthetic: synthetic, holdout: holdout), options: options))
  }

  /// Rows from one distribution cannot be told apart; all three comparisons say so.
  @Test func sameDistribution() throws {
    let result = try detection(
      targetTable(rows: 1500, seed: 1), targetTable(rows: 1200, seed: 2),
      holdout: targetTable(rows: 700, seed: 3))
    #expect(result.rows == 1200 && result.folds == 3)
    for detector in [result.logistic, result.trees] {
      let areas = try [detector.auc, #require(detector.againstHoldout), #require(detector.reference)]
      #expect(areas.map(\.rows) == [1200, 700, 700])
      for area in areas {
        // Five standard errors of an area of one half.
        #expect(abs(area.value - 0.5) < 5 * (1 / (6 * Double(area.rows))).squareRoot())
        #expect(area.low < area.value && area.value < area.high && area.high - area.low < 0.08)
      }
      #expect(detector.score > 0.8)
    }
  }

  /// What one column gives away is found, and the column named.
  @Test func oneColumnApart() throws {
    let real = targetTable(rows: 600, seed: 4)
    let synthetic = targetTable(rows: 600, seed: 5)
    let apart = synthetic.replacing(
      1, Column(.codes([Int32](repeating: 0, count: 600), levels: StringArray(["e"]))))
    let result = try detection(real, apart)
    for detector in [result.logistic, result.trees] {
      #expect(detector.auc.value == 1 && detector.score == 0)
      // Complete separation of 600 rows is no certainty.
      #expect(detector.auc.high == 1 && detector.auc.low > 0.99 && detector.auc.low < 1)
      #expect(detector.againstHoldout == nil && detector.reference == nil)
      #expect(detector.telling.first?.column == "g")
      #expect(try #require(detector.telling.first).share > 0.5)
      #expect(detector.telling.allSatisfy { $0.column != "id" })
    }
  }

  /// Missing numbers are the mean to the logistic regression; trees see them.
  @Test func missingNumbers() throws {
    let real = targetTable(rows: 500, seed: 6)
    let synthetic = targetTable(rows: 500, seed: 7)
    let column = Column(synthetic.columns[0].values, validity: Bitmap(count: 500) { $0 % 2 == 0 })
    let result = try detection(real, synthetic.replacing(0, column))
    #expect(result.trees.auc.value > 0.65)
    #expect(abs(result.logistic.auc.value - 0.5) < 0.1)
    #expect(result.trees.telling.first?.column == "x")
  }

  @Test func independentOfThreadsAndTakenBySeed() throws {
    let tables = EvaluationTables(
      real: mixedTable(rows: 500, seed: 1), synthetic: mixedTable(rows: 400, seed: 2, shift: 0.1),
      holdout: mixedTable(rows: 150, seed: 3))
    let one = try Detection(tables, options: EvaluationOptions(seed: 5, threads: 1))
    #expect(try one == Detection(tables, options: EvaluationOptions(seed: 5, threads: 4)))
    #expect(try one != Detection(tables, options: EvaluationOptions(seed: 6, threads: 4)))
    let few = try Detection(tables, options: EvaluationOptions(seed: 5, threads: 2, sampleLimit: 100))
    #expect(few?.rows == 100 && few?.trees.reference?.rows == 100)
  }

  /// Small, constant, missing and infinite: defined or nil.
  @Test func extremes() throws {
    let table = targetTable(rows: 40, seed: 8)
    #expect(
      try Detection(EvaluationTables(real: table, synthetic: table.rows(in: 0..<1)), options: options) == nil)
    #expect(
      try Detection(EvaluationTables(real: table, synthetic: table.rows(in: 0..<9)), options: options) == nil)
    let small = try detection(table, table.rows(in: 0..<10), holdout: table.rows(in: 0..<2))
    #expect(small.rows == 10 && small.trees.reference == nil)
    let infinite = (0..<40).map { [1.0, -.infinity, .infinity, .nan, 1e308, -1e308][$0 % 6] }
    let odd = learnerTable([
      ("infinite", .float64(plainIntegers: false), Column(.float64(infinite))),
      ("constant", .int64, Column(.int64([Int64](repeating: .max, count: 40)))),
      (
        "missing", .float64(plainIntegers: false),
        Column(.float64([Double](repeating: 0, count: 40)), validity: Bitmap(repeating: false, count: 40))
      ),
      (
        "none", .categorical,
        Column(
          .codes([Int32](repeating: 0, count: 40), levels: StringArray(["a"])),
          validity: Bitmap(repeating: false, count: 40))
      ),
    ])
    let result = try detection(odd, odd.shuffledRows(seed: 1))
    for value in [result.logistic, result.trees].flatMap({
      [$0.auc.value, $0.auc.low, $0.auc.high, $0.score]
    }) {
      #expect((0...1).contains(value))
    }
    let constant = learnerTable([("c", .int64, Column(.int64([Int64](repeating: 4, count: 20))))])
    let nothing = try detection(constant, constant)
    #expect(nothing.trees.auc.value == 0.5 && nothing.logistic.auc.value == 0.5)
    #expect(nothing.trees.telling.isEmpty && nothing.logistic.telling.isEmpty)
    let identifiers = learnerTable([
      ("id", .identifier(space: .integers(minimum: 0)), Column(.int64((0..<20).map(Int64.init))))
    ])
    #expect(
      try Detection(EvaluationTables(real: identifiers, synthetic: identifiers), options: options) == nil)
    #expect(try Propensity(EvaluationTables(real: constant, synthetic: constant), options: options) == nil)
  }

  /// More columns than one tree looks at, more than there are rows.
  @Test func wideTables() throws {
    let wide = learnerTable(
      (0..<210).map { column in
        (
          "c\(column)", .float64(plainIntegers: false),
          Column(.float64((0..<30).map { Double(($0 * 7 + column * $0 * $0) % 31) }))
        )
      })
    #expect(try detection(wide, wide.shuffledRows(seed: 2)).rows == 30)
  }
}

@Suite struct PropensityTests {
  /// One column of levels: propensities are the shares of each level, so pMSE is a sum over levels.
  @Test func closedForm() throws {
    func table(_ counts: [Int]) -> Table {
      let codes = counts.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
      return learnerTable([("g", .categorical, Column(.codes(codes, levels: StringArray(["a", "b", "c"]))))])
    }
    let (real, synthetic) = ([50, 30, 20], [40, 20, 40])
    let result = try #require(
      try Propensity(
        EvaluationTables(real: table(real), synthetic: table(synthetic)),
        options: EvaluationOptions(threads: 1)))
    let error =
      zip(real, synthetic).reduce(0.0) { sum, pair in
        let n = Double(pair.0 + pair.1)
        let share = Double(pair.1) / n - 0.5
        return sum + n * share * share
      } / 200
    #expect(abs(result.meanSquaredError - error) < 1e-5)
    #expect(result.parameters == 3 && result.rows == 100)
    #expect(abs(result.expected - 2 * 0.125 / 200) < 1e-18)
    #expect(abs(result.ratio - error / (0.25 / 200)) < 0.01)
    // Levels that only one table has are told with certainty.
    let apart = try #require(
      try Propensity(
        EvaluationTables(real: table([50, 0, 0]), synthetic: table([0, 0, 50])),
        options: EvaluationOptions(threads: 1)))
    #expect(abs(apart.meanSquaredError - 0.25) < 1e-3)
  }

  /// A column's missing values are a parameter of their own.
  @Test func missingIndicator() throws {
    let values = (0..<200).map { Double($0 * $0 % 37) }
    let whole = learnerTable([("x", .float64(plainIntegers: true), Column(.float64(values)))])
    let holed = learnerTable([
      (
        "x", .float64(plainIntegers: true),
        Column(.float64(values), validity: Bitmap(count: 200) { $0 % 4 != 0 })
      )
    ])
    let options = EvaluationOptions(threads: 1)
    let same = try #require(try Propensity(EvaluationTables(real: whole, synthetic: whole), options: options))
    #expect(same.parameters == 2 && same.meanSquaredError < 1e-12)
    let other = try #require(
      try Propensity(EvaluationTables(real: whole, synthetic: holed), options: options))
    #expect(other.parameters == 3 && other.ratio > 10)
  }
}
