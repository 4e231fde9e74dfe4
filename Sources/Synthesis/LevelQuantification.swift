internal import Distributions
internal import Scheduling

/// Puts the levels of nominal columns in the order under which one normal score a column tells most about the
/// other columns: it raises the Gaussian mutual information of scores, -½ Σ_j log(1 - r_ij²), column by column.
///
/// With m_j(l) the mean score of column j over the n_l rows of level l, the level's coordinate is
///
///     n_l / (n_l + 5) * Σ_j w_j r_ij m_j(l) / (1 - r_ij²)
///
/// (without the divisor where j is nominal too), the direction in which the sum grows; the first factor keeps levels of a few rows from the ends. The
/// weight w_j is 1, but for a target column, whose 1,000 puts its tie before all others and leaves them to settle the
/// order of levels that are alike in it. Columns take turns, each seeing the newest order of the others, until
/// no order changes. The first axis of a correspondence analysis is the start. It follows what most columns share,
/// and so passes over a close tie of two columns (a code and its name), which this finds.
///
/// Source: quantification of one set of levels at a time as in A. Gifi (1990), "Nonlinear Multivariate
/// Analysis"; the criterion is GENVAR of J. R. Kettenring (1971), Biometrika 58(3), 433-451, taken pair by pair.
struct LevelQuantification {
  /// A column as a small number a row, and the score that the number stands for; 0 where it is missing.
  struct Column: Sendable {
    let codes: [UInt16]
    var scores: [Double]
    /// For a nominal column its levels in order, and the rows of each level; `nil` for the others.
    var order: [Int]?
    let counts: [Int]

    /// A column whose order is fixed. A code beyond the scores stands for a missing value.
    init(codes: [UInt16], scores: StepScores) {
      self.codes = codes
      self.scores = scores.scores + [0]
      counts = []
    }

    /// A nominal column, with its first order; `counts[level]` is positive for the levels in it.
    init(codes: [UInt16], order: [Int], counts: [Int]) {
      self.codes = codes
      self.order = order
      self.counts = counts
      scores = [Double](repeating: 0, count: counts.count + 1)
      rescore()
    }

    mutating func rescore() {
      let step = StepScores(counts: order!.map { counts[$0] })
      for (rank, level) in order!.enumerated() { scores[level] = step.scores[rank] }
    }
  }

  static let rounds = 8
  static let targetWeight = 1000.0
  static let damping = 5.0

  private(set) var columns: [Column]

  private let target: Int?

  /// - Parameter target: The position of the column that matters most, if there is one.
  /// - Complexity: O(rounds * nominal columns * columns * rows), rows those of a `RowSample`.
  init(_ columns: [Column], target: Int?, threads: Int) throws {
    self.columns = columns
    self.target = target
    for _ in 0..<Self.rounds {
      var changed = false
      for index in columns.indices where columns[index].order != nil {
        if try improve(index, threads: threads) { changed = true }
      }
      if !changed { break }
    }
  }

  /// Orders the levels of one column anew; whether that changed anything.
  private mutating func improve(_ index: Int, threads: Int) throws -> Bool {
    let column = columns[index]
    let levels = column.counts.count
    let others = columns.indices.filter { $0 != index }
    var ownSquare = 0.0
    for code in column.codes { ownSquare += column.scores[Int(code)] * column.scores[Int(code)] }
    let contributions = try Parallel.map(count: others.count, threads: threads) {
      [columns, ownSquare, target] k -> [Double] in
      let other = columns[others[k]]
      // Sums of the other's score by level; the last entry gathers the rows without a level.
      var sums = [Double](repeating: 0, count: levels + 1)
      var square = 0.0
      for (code, otherCode) in zip(column.codes, other.codes) {
        let score = other.scores[Int(otherCode)]
        sums[Int(code)] += score
        square += score * score
      }
      var covariance = 0.0
      for level in 0..<levels { covariance += sums[level] * column.scores[level] }
      guard square > 0 else { return [] }
      let squaredCorrelation = ownSquare > 0 ? covariance * covariance / (square * ownSquare) : 0
      // A close tie counts more, but only to a column whose own order stands: two nominal columns would lock each
      // other into the orders they happen to have. The bound keeps a column's copy from drowning all others.
      let unexplained = other.order == nil ? max(1 - squaredCorrelation, 1e-3) : 1
      let weight = (others[k] == target ? Self.targetWeight : 1) / unexplained
      return (0..<levels).map { weight * sums[$0] * covariance / square }
    }
    var coordinate = [Double](repeating: 0, count: levels)
    for contribution in contributions where !contribution.isEmpty {
      for level in 0..<levels { coordinate[level] += contribution[level] }
    }
    var rows = [Double](repeating: 0, count: levels + 1)
    for code in column.codes { rows[Int(code)] += 1 }
    for level in 0..<levels { coordinate[level] /= rows[level] + Self.damping }
    let order = column.order!.sorted { (coordinate[$0], $0) < (coordinate[$1], $1) }
    guard order != column.order else { return false }
    columns[index].order = order
    columns[index].rescore()
    return true
  }
}
