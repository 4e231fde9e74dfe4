package import Kernels
internal import Scheduling

/// Gradient-boosted decision trees over binned features.
///
/// Every tree is a Newton step on the loss: gains and leaf values follow from the sums of the loss's first and second
/// derivatives over the bins of each feature, trees grow to a fixed depth where a split gains, and each is shrunk by
/// the learning rate. Missing values go to the side where they gain more, levels are divided into two groups.
///
/// The derivatives are rounded to whole multiples of a unit (``Gradients``), whose sums are exact: the trees are the
/// same for every number of threads and every instruction set.
///
/// Sources: Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001);
/// Chen, Guestrin, "XGBoost: a scalable tree boosting system", KDD 2016; Ke et al., "LightGBM: a highly efficient
/// gradient boosting decision tree", NeurIPS 2017, for histograms and the subtraction of a sibling's.
public struct GradientBoostedTrees: Sendable {
  public struct Options: Sendable, Hashable {
    /// How many trees there are at most, per class where there are classes.
    public var rounds = 100
    /// What each tree's values are multiplied with.
    public var learningRate = 0.1
    public var maximumDepth = 6
    /// The least sum of second derivatives in a child: for numbers its rows, for classes its rows times p (1 - p).
    public var minimumChildWeight = 1.0
    /// Added to the sum of second derivatives: pulls leaves towards zero.
    public var l2 = 1.0
    /// The share of rows that a tree is grown from.
    public var rowShare = 1.0
    /// The share of features that a tree may use; at least one feature.
    public var columnShare = 1.0
    /// For the draws of rows and features; without them it has no effect.
    public var seed: UInt64 = 0

    public init() {}
  }

  /// How many numbers are predicted per row: the number of classes, or 1.
  public let outputCount: Int
  /// How much the splits by each feature lowered the loss, in all; in the order of the features.
  public let gain: [Double]
  /// How many rounds of boosting there were; fewer than asked for where no split gained any more.
  public var rounds: Int { trees.count / outputCount }

  private let loss: Loss
  private let features: [BinnedRows.Feature]
  private let baseScores: [Double]
  /// Round after round, in each of them a tree per output.
  private let trees: [Tree]

  /// Learns to predict `response` from `rows`.
  ///
  /// - Parameters:
  ///   - rows: The features of all rows.
  ///   - subset: The rows to learn from, all of them unless said.
  ///   - response: One per row of `rows`, whether in the subset or not.
  ///   - threads: Has no effect on the trees.
  /// - Precondition: As many responses as rows; numbers are finite; indices of the subset are rows.
  /// - Complexity: O(rounds * outputs * depth * rows * features), and O(bins) for every node: of a node's children only
  ///   the smaller one's rows are summed, the larger one's sums are the difference. 32,561 rows of Adult take 1 ms a
  ///   tree on one core, 43,000 rows of 8 columns of distinct numbers and 7 of levels 2.3 ms, 1,000,000 of them 90 ms.
  ///   A thousand columns of 254 bins cost some 50 ms a tree however few the rows.
  public init(
    fitting rows: BinnedRows, rows subset: [Int32]? = nil, response: Response, options: Options = Options(),
    threads: Int = 1
  ) {
    self.init(
      fitting: rows, rows: subset, response: response, options: options, threads: threads, kernels: .active)
  }

  /// The same by the kernels of a certain instruction set.
  package init(
    fitting rows: BinnedRows, rows subset: [Int32]? = nil, response: Response, options: Options, threads: Int,
    kernels: KernelSet
  ) {
    precondition(response.count == rows.rowCount && options.rounds >= 0 && options.maximumDepth >= 1)
    precondition(options.rowShare > 0 && options.columnShare > 0 && threads > 0)
    precondition(options.l2 >= 0 && options.minimumChildWeight >= 0)
    let rows = subset.map(rows.rows) ?? rows
    let response = subset.map(response.rows) ?? response
    features = rows.features
    loss = Loss(response)
    outputCount = response.outputCount
    baseScores = response.baseScores
    (trees, gain) = Self.boost(rows, response, baseScores, options, threads: threads, kernels: kernels)
  }

  /// What is predicted for each row, `outputCount` numbers a row: the probability of `true`, the probabilities of the
  /// classes, or the mean.
  ///
  /// - Precondition: The rows were encoded by the bins that the trees were learnt from.
  /// - Complexity: O(rows * rounds * outputs * depth).
  public func predict(_ rows: BinnedRows, rows subset: [Int32]? = nil, threads: Int = 1) -> [Double] {
    predict(rows, rows: subset, threads: threads, kernels: .active)
  }

  /// The same by the kernels of a certain instruction set.
  package func predict(
    _ rows: BinnedRows, rows subset: [Int32]? = nil, threads: Int = 1, kernels: KernelSet
  ) -> [Double] {
    precondition(rows.features == features)
    let rows = subset.map(rows.rows) ?? rows
    var scores = Self.start(baseScores, rows.rowCount)
    scores.withUnsafeMutableBufferPointer { scores in
      guard let base = scores.baseAddress else { return }
      nonisolated(unsafe) let target = base
      let places = trees.map { $0.places(in: rows) }
      // A chunk's codes stay in cache for all trees.
      let plan = ChunkPlan(rows: 0..<rows.rowCount, chunkRows: 2048)
      Parallel.forEach(count: plan.count, threads: threads) { chunk in
        for (index, tree) in trees.enumerated() {
          tree.add(
            to: target + index % outputCount * rows.rowCount, rows: rows, places: places[index],
            range: plan[chunk], kernels: kernels)
        }
      }
    }
    return loss.predictions(scores, kernels: kernels)
  }

  private static func start(_ baseScores: [Double], _ rowCount: Int) -> [Double] {
    baseScores.flatMap { [Double](repeating: $0, count: rowCount) }
  }

  private static func boost(
    _ rows: BinnedRows, _ response: Response, _ baseScores: [Double], _ options: Options, threads: Int,
    kernels: KernelSet
  ) -> (trees: [Tree], gain: [Double]) {
    let count = rows.rowCount
    let sampling = Sampling(options)
    let space = TreeWorkspace(rows, maximumDepth: options.maximumDepth, threads: threads, kernels: kernels)
    var derivatives = Derivatives(response, kernels: kernels)
    var scores = start(baseScores, count)
    var gain = [Double](repeating: 0, count: rows.features.count)
    var trees: [Tree] = []
    for round in 0..<options.rounds where count > 0 && !rows.features.isEmpty {
      derivatives.begin(scores)
      let candidates = sampling.features(rows.features.count, round: round)
      var grown: [Tree] = []
      for output in baseScores.indices {
        derivatives.update(scores, output: output)
        let gradients = derivatives.first.withUnsafeBufferPointer { first in
          derivatives.second.withUnsafeBufferPointer { second in
            Gradients(first, second, into: space.pairs, kernels: kernels)
          }
        }
        let search = SplitSearch(
          rows.features, offsets: space.offsets, gradients: gradients, l2: options.l2,
          minimumWeight: options.minimumChildWeight)
        let drawn = sampling.fill(space.list, count, round: round)
        scores.withUnsafeMutableBufferPointer { scores in
          let place = scores.baseAddress! + output * count
          var growth = TreeGrowth(
            search: search, gradients: gradients, candidates: candidates, options: options,
            scores: sampling.hasAllRows ? place : nil)
          growth.grow(drawn, in: space)
          if !sampling.hasAllRows {
            growth.tree.add(
              to: place, rows: rows, places: growth.tree.places(in: rows), range: 0..<count, kernels: kernels)
          }
          for split in growth.splits { gain[split.feature] += split.gain }
          grown.append(growth.tree)
        }
      }
      // Without draws the next round would find no split either.
      if sampling.isWhole && grown.allSatisfy({ $0.nodeCount == 1 }) { break }
      trees += grown
    }
    return (trees, gain)
  }
}
