import Tabular
import Testing

@testable import Evaluation

@Suite struct UtilityTests {
  private let options = EvaluationOptions(seed: 9, threads: 2)
  private let real = targetTable(rows: 1200, seed: 1)
  private let other = targetTable(rows: 1000, seed: 2)
  private let holdout = targetTable(rows: 600, seed: 3)

  private func utility(_ synthetic: Table, target: Int, real: Table? = nil, holdout: Table?) throws -> Utility
  {
    try #require(
      try Utility(
        EvaluationTables(real: real ?? self.real, synthetic: synthetic, holdout: holdout, target: target),
        options: options))
  }

  @Test func noTarget() throws {
    #expect(try Utility(EvaluationTables(real: real, synthetic: other), options: options) == nil)
    // The identifier cannot be predicted, and a table of nothing else predicts nothing.
    #expect(try Utility(EvaluationTables(real: real, synthetic: other, target: 4), options: options) == nil)
    let alone = learnerTable([("x", .float64(plainIntegers: false), real.columns[0])])
    #expect(try Utility(EvaluationTables(real: alone, synthetic: alone, target: 0), options: options) == nil)
  }

  /// Rows from the same distribution serve as well as the real ones; independent columns do not.
  @Test func classes() throws {
    let good = try utility(other, target: 2, holdout: holdout)
    #expect(good.target == "kind" && good.task == .classification && good.testIsHeldOut)
    #expect(good.trainingRows == 1000 && good.testRows == 600 && good.note == nil)
    #expect(good.trainedOnReal.rmse == nil && good.trainedOnReal.r2 == nil)
    let (areaSynthetic, areaReal) = try (
      #require(good.trainedOnSynthetic.auc), #require(good.trainedOnReal.auc)
    )
    #expect(areaReal > 0.95 && abs(areaReal - areaSynthetic) < 0.02)
    #expect(try abs(#require(good.trainedOnReal.macroF1) - #require(good.trainedOnSynthetic.macroF1)) < 0.06)
    let bad = try utility(other.withIndependentColumns(seed: 4), target: 2, holdout: holdout)
    #expect(bad.trainedOnReal == good.trainedOnReal)
    #expect(try abs(#require(bad.trainedOnSynthetic.auc) - 0.5) < 0.1)
    #expect(try #require(bad.trainedOnSynthetic.macroF1) < 0.5)
  }

  @Test func numbers() throws {
    let good = try utility(other, target: 3, holdout: holdout)
    #expect(good.task == .regression && good.trainedOnReal.auc == nil && good.trainedOnReal.macroF1 == nil)
    let (real, synthetic) = try (#require(good.trainedOnReal.r2), #require(good.trainedOnSynthetic.r2))
    // The noise leaves 1/12 of a variance of 2.7.
    #expect(real > 0.94 && abs(real - synthetic) < 0.01)
    #expect(try abs(#require(good.trainedOnReal.rmse) - 0.33) < 0.06)
    let bad = try utility(other.withIndependentColumns(seed: 4), target: 3, holdout: holdout)
    #expect(try #require(bad.trainedOnSynthetic.r2) < 0.1)
  }

  /// Without held-out rows a third of the real ones is tested on, and they are not learnt from.
  @Test func withoutHoldout() throws {
    let result = try utility(other, target: 3, holdout: nil)
    #expect(!result.testIsHeldOut && result.testRows == 400 && result.trainingRows == 800)
    #expect(try #require(result.trainedOnReal.r2) < 0.99)
  }

  /// The units of decimals and dates.
  @Test func units() throws {
    func dates(_ table: Table, scale: Double) -> Table {
      guard case .float64(let values) = table.columns[3].values else { return table }
      let column = Column(.int64(values.map { Int64(($0 * scale).rounded()) }))
      return learnerTable([
        ("x", .float64(plainIntegers: false), table.columns[0]), ("g", .categorical, table.columns[1]),
        ("day", .date(format: TemporalFormat(pattern: "%Y-%m-%d")!), column),
        ("price", .decimal(scale: 2, minimumDigits: 2), column),
      ])
    }
    let tables = [real, other, holdout].map { dates($0, scale: 100) }
    func error(_ target: Int) throws -> Double {
      try #require(utility(tables[1], target: target, real: tables[0], holdout: tables[2]).trainedOnReal.rmse)
    }
    // Each predicts the other: half a day's rounding at most.
    #expect(try error(2) < 86_400 * 5)
    #expect(try error(2) > 1000)
    #expect(try error(3) < 0.05)
  }

  /// A class that the synthetic rows lack costs; its rows are still tested on.
  @Test func lostClasses() throws {
    func keeping(_ table: Table, _ keep: (Int32) -> Bool) -> Table {
      guard case .codes(let codes, _) = table.columns[2].values else { return table }
      return table.rows(codes.indices.filter { keep(codes[$0]) }.map(Int32.init))
    }
    let lost = try utility(keeping(other) { $0 != 1 }, target: 2, holdout: holdout)
    #expect(lost.testRows == 600 && lost.note != nil)
    #expect(try #require(lost.trainedOnSynthetic.auc) < 0.86)
    #expect(try #require(lost.trainedOnReal.auc) > 0.95)
    let single = try utility(keeping(other) { $0 == 1 }, target: 2, holdout: holdout)
    #expect(single.trainedOnSynthetic.auc == 0.5 && single.note != nil)
    let nothing = try utility(other, target: 2, holdout: keeping(holdout) { $0 == 0 })
    #expect(nothing.trainedOnReal == Utility.Scores() && nothing.trainedOnSynthetic == Utility.Scores())
    #expect(nothing.note != nil)
    let constant = try utility(
      keeping(other) { $0 == 0 }, target: 2, real: keeping(real) { $0 == 0 }, holdout: nil)
    #expect(constant.trainedOnReal == Utility.Scores() && constant.note != nil)
  }

  /// A generator that loses every class, or nearly so, pays for it, and the real rows do not.
  @Test func inventedClasses() throws {
    func inventing(_ kept: Int) -> Table {
      guard case .codes(let codes, _) = other.columns[2].values else { return other }
      let renamed = codes.enumerated().map { $0 < kept ? $1 : 3 }
      return other.replacing(
        2, Column(.codes(renamed, levels: StringArray(["low", "middle", "high", "invented"]))))
    }
    let whole = try utility(other, target: 2, holdout: holdout)
    let lost = try utility(inventing(0), target: 2, holdout: holdout)
    #expect(lost.trainedOnReal == whole.trainedOnReal && lost.trainedOnSynthetic == Utility.Scores())
    #expect(lost.trainingRows == 1000 && lost.syntheticTrainingRows == 0)
    #expect(lost.syntheticRowsLeftOut == 1000)
    #expect(try #require(lost.note).hasPrefix("No synthetic row has any of the target's classes"))
    let few = try utility(inventing(12), target: 2, holdout: holdout)
    #expect(few.trainedOnReal == whole.trainedOnReal && few.trainingRows == 1000)
    #expect(few.syntheticTrainingRows == 12 && few.syntheticRowsLeftOut == 988)
    let (synthetic, real) = try (#require(few.trainedOnSynthetic.auc), #require(few.trainedOnReal.auc))
    #expect(synthetic < real - 0.1)
    #expect(try #require(few.note).contains("988 of the 1000 synthetic rows are left out"))
  }

  /// Targets that are missing as often in both tables are no fault of the generator's.
  @Test func missingTargetsAlike() throws {
    func gaps(_ table: Table) -> Table {
      table.replacing(
        2, Column(table.columns[2].values, validity: Bitmap(count: table.rowCount) { $0 % 10 != 9 }))
    }
    let result = try utility(gaps(other), target: 2, real: gaps(real), holdout: holdout)
    #expect(result.trainingRows == 900 && result.syntheticTrainingRows == 900 && result.note == nil)
    #expect(result.syntheticRowsLeftOut == 100)
  }

  /// Two distinct numbers are classes; rows with another number, or with none, are left out.
  @Test func twoNumbersAreClasses() throws {
    func flag(_ table: Table, odd: Int) -> Table {
      guard case .float64(let values) = table.columns[3].values else { return table }
      let numbers = values.enumerated().map { $0 < odd ? 0.5 : $1 > 2.5 ? 1 : 0 }
      let column = Column(.float64(numbers), validity: Bitmap(count: numbers.count) { $0 % 10 != 9 })
      return table.replacing(3, column)
    }
    let result = try utility(
      flag(other, odd: 100), target: 3, real: flag(real, odd: 0), holdout: flag(holdout, odd: 0))
    #expect(result.task == .classification && result.trainingRows == 900 && result.testRows == 540)
    #expect(result.syntheticTrainingRows == 810 && result.syntheticRowsLeftOut == 190)
    #expect(try #require(result.note).hasPrefix("190 of the 1000 synthetic rows are left out"))
    #expect(try #require(result.trainedOnSynthetic.auc) > 0.9)
  }

  /// No synthetic row has a target; no row has; many classes; few rows.
  @Test func extremes() throws {
    let missing = Column(
      .codes([Int32](repeating: 0, count: 1000), levels: StringArray(["low"])),
      validity: Bitmap(repeating: false, count: 1000))
    let none = try utility(other.replacing(2, missing), target: 2, holdout: holdout)
    #expect(none.syntheticTrainingRows == 0 && none.trainedOnSynthetic == Utility.Scores())
    #expect(none.trainingRows == 1000 && none.note != nil)
    #expect(try #require(none.trainedOnReal.auc) > 0.95)
    let one = try utility(other.rows(in: 0..<1), target: 3, real: real.rows(in: 0..<1), holdout: nil)
    #expect(one.testRows == 0 && one.trainedOnReal == Utility.Scores() && one.note != nil)
    let codes = (0..<330).map { Int32($0 % 110) }
    let many = learnerTable([
      ("x", .int64, Column(.int64(codes.map(Int64.init)))),
      ("k", .categorical, Column(.codes(codes, levels: StringArray((0..<110).map { "k\($0)" })))),
    ])
    let wide = try utility(many, target: 1, real: many, holdout: many)
    #expect(wide.testRows == 300 && wide.note != nil)
    #expect(try #require(wide.trainedOnReal.auc) > 0.9)
    #expect(wide.trainedOnReal == wide.trainedOnSynthetic)
    #expect(
      try wide
        == Utility(
          EvaluationTables(real: many, synthetic: many, holdout: many, target: 1),
          options: EvaluationOptions(seed: 9, threads: 1)))
  }

  /// Trees times rows are bounded.
  @Test func manyClassesLearnFromFewerRows() {
    func limit(_ classes: Int, columns: Int = 3) -> Int {
      Utility.trainingLimit(classes: classes, columns: columns, options: EvaluationOptions(threads: 1))
    }
    #expect(limit(0) == 100_000 && limit(2) == 100_000 && limit(6) == 100_000)
    #expect(limit(7) == 12_000_000 / (7 * 85) && limit(60) == 20_000 && limit(100) == 12_000)
    #expect(limit(100, columns: 1000) == 1500 && limit(2, columns: 1000) == 1500)
  }
}
