internal import Kernels
internal import Randomness

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

  private let link: Link
  private let features: [BinnedRows.Feature]
  private let baseScores: [Double]
  /// Round after round, in each of them a tree per output.
  private let trees: [Tree]

  private enum Link { case identity, logistic, softmax }

  /// Learns to predict `response` from `rows`.
  ///
  /// - Parameters:
  ///   - rows: The features of all rows.
  ///   - subset: The rows to learn from, all of them unless said.
  ///   - response: One per row of `rows`, whether in the subset or not.
  ///   - threads: Has no effect on the trees.
  /// - Precondition: As many responses as rows; numbers are finite; indices of the subset are rows.
  /// - Complexity: O(rounds * outputs * depth * rows * features) at most; no less than half of the rows of every
  ///   divided node are not looked at again.
  public init(
    fitting rows: BinnedRows, rows subset: [Int32]? = nil, response: Response, options: Options = Options(),
    threads: Int = 1
  ) {
    precondition(response.count == rows.rowCount && options.rounds >= 0 && options.maximumDepth >= 1)
    precondition(options.rowShare > 0 && options.columnShare > 0 && threads > 0)
    let rows = subset.map(rows.rows) ?? rows
    let response = subset.map(response.rows) ?? response
    features = rows.features
    outputCount = response.outputCount
    baseScores = response.baseScores
    link =
      switch response {
      case .binary: .logistic
      case .classes: .softmax
      case .numbers: .identity
      }
    (trees, gain) = Self.boost(rows, response, baseScores, options)
  }

  /// What is predicted for each row, `outputCount` numbers a row: the probability of `true`, the probabilities of the
  /// classes, or the mean.
  ///
  /// - Precondition: The rows were encoded by the bins that the trees were learnt from.
  /// - Complexity: O(rows * rounds * outputs * depth).
  public func predict(_ rows: BinnedRows, rows subset: [Int32]? = nil) -> [Double] {
    precondition(rows.features == features)
    let rows = subset.map(rows.rows) ?? rows
    var scores = Self.start(baseScores, rows.rowCount)
    for (index, tree) in trees.enumerated() {
      let output = index % outputCount
      scores.withUnsafeMutableBufferPointer { scores in
        tree.add(to: .init(rebasing: scores[(output * rows.rowCount)...].prefix(rows.rowCount)), rows: rows)
      }
    }
    switch link {
    case .identity: return scores
    case .logistic: return Self.logistic(scores)
    case .softmax:
      let shares = Self.softmax(scores, outputCount)
      return (0..<rows.rowCount).flatMap { row in (0..<outputCount).map { shares[$0 * rows.rowCount + row] } }
    }
  }

  private static func start(_ baseScores: [Double], _ rowCount: Int) -> [Double] {
    baseScores.flatMap { [Double](repeating: $0, count: rowCount) }
  }

  private static func logistic(_ scores: [Double]) -> [Double] {
    var values = scores.map { -$0 }
    values.withUnsafeMutableBufferPointer { KernelSet.active.exponential($0) }
    return values.map { 1 / (1 + $0) }
  }

  /// Output after output.
  private static func softmax(_ scores: [Double], _ outputs: Int) -> [Double] {
    let rowCount = scores.count / outputs
    var values = scores
    for row in 0..<rowCount {
      let top = (0..<outputs).reduce(-Double.infinity) { max($0, scores[$1 * rowCount + row]) }
      for output in 0..<outputs { values[output * rowCount + row] -= top }
    }
    values.withUnsafeMutableBufferPointer { KernelSet.active.exponential($0) }
    for row in 0..<rowCount {
      let sum = (0..<outputs).reduce(0) { $0 + values[$1 * rowCount + row] }
      for output in 0..<outputs { values[output * rowCount + row] /= sum }
    }
    return values
  }

  private static func boost(
    _ rows: BinnedRows, _ response: Response, _ baseScores: [Double], _ options: Options
  ) -> (trees: [Tree], gain: [Double]) {
    var offsets = [0]
    for feature in rows.features { offsets.append(offsets.last! + feature.binCount) }
    let search = SplitSearch(
      features: rows.features, offsets: offsets, l2: options.l2, minimumWeight: options.minimumChildWeight,
      levelSmoothing: 1)
    let sampling = Sampling(options)
    let outputs = baseScores.count
    let count = rows.rowCount
    var gain = [Double](repeating: 0, count: rows.features.count)
    var trees: [Tree] = []
    var scores = start(baseScores, count)
    var gradients = Gradients(count: count)
    for round in 0..<options.rounds where count > 0 {
      let list = sampling.rows(count, round: round)
      var fresh: [Tree] = []
      let before = scores
      for output in 0..<outputs {
        let (first, second) = derivatives(response, before, output)
        gradients.set(first, second)
        let growth = TreeGrowth(
          rows: rows, search: search, gradients: gradients,
          candidates: sampling.features(rows.features.count, round: round), list: list,
          maximumDepth: options.maximumDepth, learningRate: options.learningRate)
        for feature in gain.indices { gain[feature] += growth.gain[feature] }
        scores.withUnsafeMutableBufferPointer { scores in
          growth.tree.add(to: .init(rebasing: scores[(output * count)...].prefix(count)), rows: rows)
        }
        fresh.append(growth.tree)
      }
      // Without draws the next round would find no split either.
      if fresh.allSatisfy({ $0.nodeCount == 1 }) && sampling.isWhole { break }
      trees += fresh
    }
    return (trees, gain)
  }

  private static func derivatives(_ response: Response, _ scores: [Double], _ output: Int)
    -> (first: [Double], second: [Double])
  {
    switch response {
    case .numbers(let values):
      return (zip(scores, values).map { $0 - $1 }, values.map { _ in 1 })
    case .binary(let labels):
      let shares = logistic(scores)
      return (zip(shares, labels).map { $0 - ($1 ? 1 : 0) }, shares.map { $0 * (1 - $0) })
    case .classes(let labels, let count):
      let shares = softmax(scores, count)[(output * labels.count)...].prefix(labels.count)
      // Friedman's factor for the one output too many.
      let factor = count > 1 ? Double(count) / Double(count - 1) : 1
      return (
        zip(shares, labels).map { $0 - (Int($1) == output ? 1 : 0) }, shares.map { factor * $0 * (1 - $0) }
      )
    }
  }
}

/// Draws of rows and features for the trees of a round.
struct Sampling {
  let rowShare: Double
  let columnShare: Double
  private let generator: Philox4x32

  init(_ options: GradientBoostedTrees.Options) {
    rowShare = options.rowShare
    columnShare = options.columnShare
    generator = Philox4x32(seed: Seed(options.seed))
  }

  /// Whether nothing is left out.
  var isWhole: Bool { rowShare >= 1 && columnShare >= 1 }

  /// Each row with probability `rowShare`, in ascending order.
  func rows(_ count: Int, round: Int) -> [Int32] {
    (0..<Int32(count)).filter {
      rowShare >= 1
        || generator.uniform(stream: .learning, latent: UInt32(round), row: UInt64($0)) < rowShare
    }
  }

  /// A share of the features, rounded up, in ascending order.
  func features(_ count: Int, round: Int) -> [Int] {
    let size = columnShare >= 1 ? count : min(count, max(1, Int((columnShare * Double(count)).rounded(.up))))
    if size == count { return Array(0..<count) }
    let keys = (0..<count).map {
      generator.bits(stream: .learning, latent: UInt32(round), row: UInt64($0), draw: 1)
    }
    return (0..<count).sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(size).sorted()
  }
}
