internal import Learning
internal import Scheduling
internal import Tabular

extension Detection {
  /// Folds of the cross-validation, stratified and drawn by the seed.
  static let foldCount = 3
  /// The most columns that `telling` names.
  static let tellingCount = 5

  /// Boosting rounds; of depth 6.
  static func treeOptions(columns: Int, seed: UInt64) -> GradientBoostedTrees.Options {
    var options = GradientBoostedTrees.Options()
    options.columnShare = WideTrees.columnShare(columns: columns)
    options.seed = seed
    options.rounds = 100
    options.learningRate = 0.2
    return options
  }

  /// How well two learners tell synthetic rows from real ones, by stratified cross-validation in three folds.
  ///
  /// Equally many rows of both tables: as many as the smaller one has, at most `options.sampleLimit`, and at most
  /// 1,500,000 cells, drawn by the seed. The learners:
  /// - **Logistic regression** on the features that SDMetrics' `LogisticDetection` makes (`LinearEncoding`), with
  ///   penalty 1 (C = 1). It sees each column by itself, and of numbers only their means: *columns drawn independently
  ///   of each other reach a score of about 1.0*, so a high score says nothing of how columns hang together, nor, for
  ///   numbers, of their shapes.
  /// - **Gradient-boosted trees**, 100 of depth 6 at a learning rate of 0.2 on 254 bins a column, which see all of that.
  ///   Of more than 78 columns each has fewer bins, 32 at least, and of more than 200 each tree draws 200.
  ///
  /// `auc` is the mean over the folds of the area under the ROC curve, its interval DeLong's for cross-validation. A
  /// value clearly **below 0.5 means copies**: a synthetic row that repeats a real one is met, in training, with the
  /// other label. Detection finds a table of copies hard to tell apart; nearness is what tells of them.
  ///
  /// `score` is SDMetrics' 1 - mean over folds of (2 max(auc, 1/2) - 1). With a holdout of at least ten rows,
  /// `againstHoldout` is the same of synthetic against held-out rows, and `reference` that of held-out against real
  /// training rows: what a perfect generator would reach, with as many rows.
  ///
  /// `nil` with fewer than ten rows of either table, or without a column that is compared.
  /// - Complexity: O(rows · columns) times some 800 passes, spread over the folds, comparisons and learners.
  /// - Source: D. Lopez-Paz, M. Oquab, "Revisiting classifier two-sample tests", ICLR 2017; SDMetrics 0.32.
  public init?(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    guard let sample = try LearnerSample(tables, options: options) else { return nil }
    let fields = tables.schema.fields
    let comparisons = [sample.againstReal, sample.againstHoldout, sample.reference]
    let work = try Parallel.map(count: comparisons.count, threads: options.threads) { index in
      comparisons[index].map {
        DetectionWork(sample, $0, round: UInt32(index), options: options)
      }
    }
    // The slow learner first, so that no thread is left with it at the end.
    let fits =
      work.compactMap { $0 }.flatMap { work in
        (0..<Self.foldCount).map { (work, fold: $0, isTrees: true) }
      }
      + work.compactMap { $0 }.flatMap { work in
        (0..<Self.foldCount).map { (work, fold: $0, isTrees: false) }
      }
    let results = try Parallel.map(count: fits.count, threads: options.threads) { index in
      let (work, fold, isTrees) = fits[index]
      return isTrees ? work.trees(without: fold) : work.logistic(without: fold)
    }
    func detector(trees: Bool, columns: [Int]) -> Detector {
      let half = results.count / 2
      let own = Array(trees ? results[..<half] : results[half...])
      let groups = stride(from: 0, to: own.count, by: Self.foldCount).map {
        Array(own[$0..<($0 + Self.foldCount)])
      }
      let counts = work.compactMap { $0?.count }
      let areas = zip(groups, counts).map { AreaUnderCurve(folds: $0.map(\.curve), rows: $1) }
      let excess = groups[0].reduce(0) { $0 + 2 * max($1.curve.area, 0.5) - 1 }
      return Detector(
        auc: areas[0], score: 1 - excess / Double(Self.foldCount),
        againstHoldout: areas.count > 1 ? areas[1] : nil, reference: areas.count > 2 ? areas[2] : nil,
        telling: Self.telling(groups[0].map(\.weights), columns.map { fields[$0].name }))
    }
    rows = sample.count
    folds = Self.foldCount
    logistic = detector(trees: false, columns: sample.linear.columns)
    trees = detector(trees: true, columns: sample.bins.columns)
  }

  /// The columns with the largest shares of the folds' summed weights.
  static func telling(_ weights: [[Double]], _ names: [String]) -> [Detector.Feature] {
    let sums = names.indices.map { column in weights.reduce(0) { $0 + $1[column] } }
    let total = sums.reduce(0, +)
    guard total > 0, total.isFinite else { return [] }
    return names.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }.prefix(tellingCount)
      .filter { sums[$0] > 0 }
      .map { Detector.Feature(column: names[$0], share: sums[$0] / total) }
  }
}

/// One comparison of two tables, ready for its fits.
private struct DetectionWork: Sendable {
  let count: Int
  private let folds: StratifiedFolds
  private let linear: LinearFeatures
  private let curvature: LogisticCurvature
  private let binned: BinnedRows
  private let treeOptions: GradientBoostedTrees.Options

  /// The curve of a fold's rows under a learner that has not seen them, and what it used each feature.
  struct Fit: Sendable {
    let curve: ROCCurve
    let weights: [Double]
  }

  init(
    _ sample: LearnerSample, _ comparison: LearnerSample.Comparison, round: UInt32,
    options: EvaluationOptions
  ) {
    count = comparison.count
    folds = StratifiedFolds(
      rowsOfEach: count, folds: Detection.foldCount, round: round, seed: options.seed)
    let rows = sample.rows(comparison, folds, round: round, options: options)
    linear = sample.linear.features.rows(rows)
    curvature = LogisticCurvature(linear)
    binned = sample.binned.rows(rows)
    treeOptions = Detection.treeOptions(columns: sample.bins.columns.count, seed: options.seed)
  }

  func logistic(without fold: Int) -> Fit {
    let model = LogisticRegression(
      linear, labels: folds.labels, training: folds.training(without: fold), penalty: 1,
      curvature: curvature)
    return fit(model.scores(linear, rows: folds.folds[fold]), fold, model.spread(linear))
  }

  func trees(without fold: Int) -> Fit {
    let training = folds.training(without: fold).flatMap { $0.map(Int32.init) }
    let model = GradientBoostedTrees(
      fitting: binned, rows: training, response: .binary(folds.labels.map { $0 == 1 }),
      options: treeOptions)
    let scores = model.predict(binned, rows: folds.folds[fold].map(Int32.init))
    return fit(scores, fold, model.gain)
  }

  private func fit(_ scores: [Double], _ fold: Int, _ weights: [Double]) -> Fit {
    // Folds are stratified and no larger than their table: both classes are there.
    Fit(curve: ROCCurve(scores: scores, labels: Array(folds.labels[folds.folds[fold]]))!, weights: weights)
  }
}
