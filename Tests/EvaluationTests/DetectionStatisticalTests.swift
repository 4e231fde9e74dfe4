import Evaluation
import Tabular
import Testing

/// Adult against what Python's packages say of it: areas under the curve of XGBoost 3.2 (five folds, 150 rounds of
/// depth 6 at a learning rate of 0.1, nine tenths of rows and columns) and of scikit-learn 1.9's logistic regression
/// (three folds, SDMetrics' features).
@Suite struct DetectionStatisticalTests {
  private let options = EvaluationOptions(seed: 1, threads: 2)

  private func detection(_ synthetic: Table) throws -> Detection {
    try #require(
      try Detection(
        EvaluationTables(real: AdultTables.train(), synthetic: synthetic, holdout: AdultTables.test()),
        options: options
      ))
  }

  @Test func independentColumns() throws {
    let result = try detection(AdultTables.train().withIndependentColumns(seed: 1))
    // Another shuffle: areas of shuffles differ by 0.003.
    #expect(abs(result.logistic.auc.value - 0.4764) < 0.015)
    #expect(result.logistic.score == 1)
    #expect(abs(result.trees.auc.value - 0.9925) < 0.01)
    #expect(try abs(#require(result.trees.againstHoldout).value - 0.9916) < 0.01)
    #expect(try abs(#require(result.logistic.againstHoldout).value - 0.4972) < 0.02)
    #expect(try abs(#require(result.trees.reference).value - 0.5016) < 0.02)
  }

  /// Copies are met with the other label, and so told apart the wrong way; against held-out rows they are what rows
  /// of the real distribution are.
  @Test func copies() throws {
    let result = try detection(AdultTables.train())
    #expect(result.trees.auc.value < 0.4 && result.trees.score == 1)
    #expect(result.logistic.auc.value < 0.5)
    #expect(try abs(#require(result.trees.againstHoldout).value - 0.5) < 0.02)
  }

  @Test func heldOutRows() throws {
    let result = try detection(AdultTables.test())
    #expect(abs(result.trees.auc.value - 0.5016) < 0.02)
    #expect(abs(result.logistic.auc.value - 0.4988) < 0.02)
  }

  /// Given the real rows the ratio is 1, for rows of their own distribution 2, each ± √(2 / (k - 1)).
  @Test func propensityRatios() throws {
    let table = try AdultTables.train().shuffledRows(seed: 2)
    let first = table.rows(in: 0..<16_280)
    var (resamples, halves) = ([Double](), [Double]())
    for seed in 1...12 as ClosedRange<UInt64> {
      let drawn = first.resampled(16_280, seed: seed)
      let result = try #require(
        try Propensity(EvaluationTables(real: first, synthetic: drawn), options: options))
      #expect((80...110).contains(result.parameters))
      resamples.append(result.ratio)
      let fresh = try AdultTables.train().shuffledRows(seed: 100 + seed)
      halves.append(
        try #require(
          try Propensity(
            EvaluationTables(real: fresh.rows(in: 0..<16_280), synthetic: fresh.rows(in: 16_280..<32_560)),
            options: options)
        ).ratio)
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    // Six standard errors, and 0.05 for levels of a few rows, whose errors are not normal.
    let error = (2.0 / 95 / 12).squareRoot()
    #expect(abs(mean(resamples) - 1) < 6 * error + 0.05, "\(resamples)")
    #expect(abs(mean(halves) - 2) < 12 * error + 0.1, "\(halves)")
  }

  /// XGBoost that learns from the real rows reaches an area of 0.927 and a macro-F1 of 0.81.
  @Test func utilityOfCopiesAndOfIndependentColumns() throws {
    let (train, test) = try (AdultTables.train(), AdultTables.test())
    func utility(_ table: Table) throws -> Utility {
      try #require(
        try Utility(
          EvaluationTables(real: train, synthetic: table, holdout: test, target: 14), options: options))
    }
    let copies = try utility(train)
    #expect(copies.trainedOnReal == copies.trainedOnSynthetic)
    #expect(try abs(#require(copies.trainedOnReal.auc) - 0.927) < 0.005)
    #expect(try abs(#require(copies.trainedOnReal.macroF1) - 0.813) < 0.015)
    let independent = try utility(train.withIndependentColumns(seed: 1))
    #expect(try abs(#require(independent.trainedOnSynthetic.auc) - 0.5) < 0.1)
  }

  /// No more than 1,500,000 cells of a table are looked at.
  @Test func wideTables() throws {
    let column = Column(.int64((0..<5000).map(Int64.init)))
    let wide = Table(
      schema: Schema((0..<1000).map { Field(name: "c\($0)", type: .int64) }), rowCount: 5000,
      columns: [Column](repeating: column, count: 1000))
    #expect(try Propensity(EvaluationTables(real: wide, synthetic: wide), options: options)?.rows == 1500)
  }
}
