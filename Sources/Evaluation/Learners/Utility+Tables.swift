internal import Learning
internal import Scheduling
internal import Tabular

extension Utility {
  /// Boosting rounds: 100 at a learning rate of 0.1, depth 6; of more than six classes fewer, so that there are no
  /// more than 600 trees, but ten rounds at least.
  static func treeOptions(classes: Int, columns: Int, seed: UInt64) -> GradientBoostedTrees.Options {
    var options = GradientBoostedTrees.Options()
    options.columnShare = WideTrees.columnShare(columns: columns)
    options.seed = seed
    options.rounds = rounds(classes: classes)
    options.learningRate = 0.1
    return options
  }

  private static func rounds(classes: Int) -> Int { classes <= 6 ? 100 : max(10, 600 / classes) }

  /// The most rows to learn from: of more than six classes rows times trees are at most `LearnerRows.mostTreeRows`.
  static func trainingLimit(classes: Int, columns: Int, options: EvaluationOptions) -> Int {
    let limit = LearnerRows.limit(columns: columns, options: options)
    return classes <= 6
      ? limit
      : min(limit, max(LearnerRows.fewest, LearnerRows.mostTreeRows / (classes * rounds(classes: classes))))
  }

  /// How well gradient-boosted trees that learn from synthetic rows predict the target of real ones, beside trees that
  /// learn from as many real rows. Same options, same test rows. As many: the size of the synthetic table decides, not
  /// how many of its rows can be used, so that a generator which loses targets pays for it and the real rows do not.
  ///
  /// Test rows are the held-out table's. Without one they are a seeded third of the real rows, and the trees of
  /// `trainedOnReal` learn from the others; the generator has seen those test rows, hence `testIsHeldOut` is false.
  /// Rows are drawn, and wide tables cut, as for `Detection`; of a target of more than six classes no more rows are
  /// learnt from than make 12,000,000 with the trees, some 20,000, and 12,000 for 100 classes; rows without a target are
  /// left out.
  ///
  /// - A target of levels, or of numbers with at most two values among the real rows, is a class. `auc` is that of the
  ///   second class in ascending order, or the mean over the classes of each against the rest; `macroF1` the mean over
  ///   the classes. Classes are those of the real rows, held-out ones included; synthetic rows with another one are
  ///   left out, which `syntheticRowsLeftOut` counts. *A class that the training rows lack is predicted with probability 0*: its area is 1/2 and its F1 0,
  ///   so a generator that loses a class pays for it. Of more than 100 classes the 100 most frequent ones are looked
  ///   at. Trees learn all classes at once (softmax).
  /// - Other numbers, dates and times are regressed on; `rmse` is in units of the column, of dates and times seconds.
  ///
  /// Scores are nil where they are not defined: a single class, a constant target, no rows to learn from; `note` says
  /// why.
  ///
  /// `nil` without a target, for one that is an identifier or text, or without another column to learn from.
  /// - Complexity: O(rounds · classes · rows · columns).
  /// - Source: C. Esteban, S. L. Hyland, G. Rätsch (2017), arXiv 1706.02633 (train on synthetic, test on real).
  public init?(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    guard let column = tables.target,
      let data = UtilityData(tables, column: column, options: options)
    else { return nil }
    let target = data.target
    let parts = [data.synthetic, data.real]
    let bins = FeatureBins(
      parts, columns: tables.schema.fields.indices.filter { $0 != column },
      maximumBins: WideTrees.bins(columns: tables.schema.fields.count))
    guard !bins.columns.isEmpty else { return nil }
    let trees = Self.treeOptions(
      classes: target.classCount, columns: bins.columns.count, seed: options.seed)
    let test = bins.encode(data.test)
    let scores = try Parallel.map(count: 2, threads: options.threads) { index in
      Self.scores(target, column, training: parts[index], bins, test: data.test, test, trees)
    }
    self.target = tables.schema.fields[column].name
    task = target.task
    learner =
      "gradient-boosted trees (\(trees.rounds) rounds, depth \(trees.maximumDepth), learning rate \(trees.learningRate))"
    (trainingRows, testRows) = (data.real.rowCount, data.test.rowCount)
    (syntheticTrainingRows, syntheticRowsLeftOut) = (data.synthetic.rowCount, data.leftOut)
    testIsHeldOut = data.isHeldOut
    (trainedOnSynthetic, trainedOnReal) = (scores[0], scores[1])
    note = data.note
  }

  private static func scores(
    _ target: UtilityTarget, _ column: Int, training: Table, _ bins: FeatureBins, test: Table,
    _ testRows: BinnedRows, _ options: GradientBoostedTrees.Options
  ) -> Scores {
    guard training.rowCount > 0, test.rowCount > 0 else { return Scores() }
    let rows = bins.encode(training)
    switch target.task {
    case .regression:
      let truth = target.numbers(test.columns[column]).map { $0! }
      let values = target.numbers(training.columns[column]).map { $0! }
      guard let scale = RegressionScale(values) else { return Scores() }
      let model = GradientBoostedTrees(
        fitting: rows, response: .numbers(values.map(scale.toUnit)), options: options)
      let predicted = model.predict(testRows).map(scale.fromUnit)
      return Scores(
        rmse: PredictionScores.rootMeanSquaredError(truth: truth, predicted: predicted),
        r2: PredictionScores.determination(truth: truth, predicted: predicted))
    case .classification:
      let truth = target.classes(test.columns[column]).map { Int($0!) }
      guard Set(truth).count > 1 else { return Scores() }
      let probabilities = probabilities(
        target.classes(training.columns[column]).map { $0! }, classCount: target.classCount, rows, testRows,
        options)
      let predicted = truth.indices.map { row in
        (1..<target.classCount).reduce(0) { probabilities[$1][row] > probabilities[$0][row] ? $1 : $0 }
      }
      return Scores(
        auc: PredictionScores.area(truth: truth, scores: probabilities),
        macroF1: PredictionScores.macroF1(truth: truth, predicted: predicted))
    }
  }

  /// For each class the probability of each test row; 0 for classes that no training row has.
  private static func probabilities(
    _ classes: [Int32], classCount: Int, _ rows: BinnedRows, _ testRows: BinnedRows,
    _ options: GradientBoostedTrees.Options
  ) -> [[Double]] {
    let known = Set(classes).sorted()
    var result = [[Double]](
      repeating: [Double](repeating: 0, count: testRows.rowCount), count: classCount)
    if known.count == 1 {
      result[Int(known[0])] = [Double](repeating: 1, count: testRows.rowCount)
    } else if known.count == 2 {
      let model = GradientBoostedTrees(
        fitting: rows, response: .binary(classes.map { $0 == known[1] }), options: options)
      result[Int(known[1])] = model.predict(testRows)
      result[Int(known[0])] = result[Int(known[1])].map { 1 - $0 }
    } else {
      var places = [Int32](repeating: 0, count: classCount)
      for (place, code) in known.enumerated() { places[Int(code)] = Int32(place) }
      let model = GradientBoostedTrees(
        fitting: rows, response: .classes(classes.map { places[Int($0)] }, count: known.count),
        options: options)
      let predicted = model.predict(testRows)
      for (place, code) in known.enumerated() {
        for row in 0..<testRows.rowCount { result[Int(code)][row] = predicted[row * known.count + place] }
      }
    }
    return result
  }
}

/// Numbers on the scale of their mean and standard deviation, so that trees do not meet very large or small ones.
private struct RegressionScale {
  private let mean: Double
  private let deviation: Double

  /// `nil` where there are no numbers, or their spread overflows.
  init?(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + $1 / count }
    let deviation = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }.squareRoot()
    guard !values.isEmpty, deviation.isFinite else { return nil }
    (self.mean, self.deviation) = (mean, deviation > 0 ? deviation : 1)
  }

  func toUnit(_ value: Double) -> Double { (value - mean) / deviation }
  func fromUnit(_ value: Double) -> Double { value * deviation + mean }
}

/// The rows to learn from and to test on.
private struct UtilityData {
  let target: UtilityTarget
  let synthetic: Table
  let real: Table
  let test: Table
  let isHeldOut: Bool
  /// Synthetic rows without a target, or with a class that is not looked at.
  let leftOut: Int
  let note: String?

  /// `nil` where the column cannot be predicted.
  init?(_ tables: EvaluationTables, column: Int, options: EvaluationOptions) {
    let truth = [tables.real] + (tables.holdout.map { [$0] } ?? [])
    guard let target = UtilityTarget(tables.schema.fields[column], column: column, tables: truth) else {
      return nil
    }
    let limit = LearnerRows.limit(columns: tables.schema.fields.count, options: options)
    func known(_ table: Table) -> [Int32] { target.rows(table.columns[column]) }
    func drawn(_ rows: [Int32], _ size: Int, _ purpose: RowPurpose) -> [Int32] {
      RowDraw.sample(size, of: rows.count, purpose: purpose, seed: options.seed).map { rows[Int($0)] }
    }
    var training = known(tables.real)
    // Where a target is missing in real rows, too, the synthetic table needs no more rows with one.
    let expected = training.count * tables.synthetic.rowCount
    let allowed = (expected + tables.real.rowCount - 1) / tables.real.rowCount
    if let holdout = tables.holdout {
      test = holdout.rows(drawn(known(holdout), limit, .holdoutSample))
    } else {
      let order = RowDraw.shuffled(training.count, purpose: .split, seed: options.seed)
      let third = training.count / 3
      let held = order.prefix(third).sorted().map { training[Int($0)] }
      training = order.dropFirst(third).sorted().map { training[Int($0)] }
      test = tables.real.rows(drawn(held, limit, .holdoutSample))
    }
    isHeldOut = tables.holdout != nil
    let made = known(tables.synthetic)
    leftOut = tables.synthetic.rowCount - made.count
    let learnt = Utility.trainingLimit(
      classes: target.classCount, columns: tables.schema.fields.count, options: options)
    let count = min(training.count, allowed, learnt)
    real = tables.real.rows(drawn(training, count, .realSample))
    synthetic = tables.synthetic.rows(drawn(made, count, .syntheticSample))
    self.target = target
    var notes = Self.notes(target, column, training: count, test: test, synthetic: synthetic)
    if leftOut > 0, made.count * tables.real.rowCount < expected {
      notes.append(
        "\(leftOut) of the \(tables.synthetic.rowCount) synthetic rows are left out: they have no target"
          + (target.task == .regression ? "." : ", or a class that is not looked at."))
    }
    if count < min(training.count, allowed, limit) {
      notes.append("As the target has many classes, no more than \(count) rows are learnt from.")
    }
    note = notes.isEmpty ? nil : notes.joined(separator: " ")
  }

  private static func notes(
    _ target: UtilityTarget, _ column: Int, training: Int, test: Table, synthetic: Table
  ) -> [String] {
    if training == 0 { return ["No real row to learn from has a value of the target."] }
    if test.rowCount == 0 { return ["No row to test on has a value of the target."] }
    if synthetic.rowCount == 0 {
      return [
        target.task == .regression
          ? "No synthetic row has a value of the target, so that nothing can be learnt from them."
          : "No synthetic row has any of the target's classes, so that nothing can be learnt from them."
      ]
    }
    if target.task == .regression { return [] }
    if Set(target.classes(test.columns[column])).count < 2 {
      return ["The rows to test on have a single class, so there is nothing to predict."]
    }
    let lacking = Set(target.classes(test.columns[column]))
      .subtracting(target.classes(synthetic.columns[column])).count
    if lacking > 0 {
      return ["The synthetic rows lack \(lacking) of the target's classes, which count as never predicted."]
    }
    return target.isLimited
      ? ["Only the \(UtilityTarget.mostClasses) most frequent classes of the target are looked at."] : []
  }
}
