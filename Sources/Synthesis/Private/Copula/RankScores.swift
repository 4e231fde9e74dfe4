internal import Copulas
internal import Distributions
internal import Kernels
internal import Privacy

/// A latent of the copula as it is measured: whole-number scores of a column's cells.
///
/// The score of a value is √3 times its mid-rank among the rows that have one, F(c - 1) + F(c) - 1, so that its mean is 0 and
/// its variance 1 where cells are many; a missing value counts 0. The score of presence is the same of two cells, missing
/// below. Scores are in units of 2^-`digits`, and functions of released shares.
struct RankScores {
  /// The squared norm of a row's scores is held below this many times what it is on average.
  static let boundFactor = 1.25

  enum Kind: Equatable {
    case value
    case presence
  }

  let kind: Kind
  let column: Int
  /// One for each cell of the column.
  let scores: [Double]
  /// Where the latent passes from a cell of `steps` to the next.
  let thresholds: [Double]
  /// The scores of the latent's cells.
  let steps: [Double]
  /// The share of rows that have a score other than that of missing values.
  let seen: Double
  /// The mean square of the score, over all rows.
  let variance: Double

  /// The values of a column.
  init(valuesOf column: Int, _ histogram: ReleasedHistogram, _ domain: PublicDomain) {
    kind = .value
    self.column = column
    let middle = RankScores.scores(histogram.shares)
    scores = (domain.isNullable ? [0] : []) + middle
    let function = StepFunction(values: middle, cumulative: RankScores.cumulative(histogram.shares))
    thresholds = function.thresholds
    steps = function.values
    seen = 1 - histogram.missing
    variance = seen * zip(histogram.shares, middle).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
  }

  /// Whether a column's values are there.
  ///
  /// - Precondition: Some are missing.
  init(presenceOf column: Int, _ histogram: ReleasedHistogram, _ domain: PublicDomain) {
    kind = .presence
    self.column = column
    let shares = [histogram.missing, 1 - histogram.missing]
    let both = RankScores.scores(shares)
    scores = [both[0]] + [Double](repeating: both[1], count: domain.valueCount)
    thresholds = [StandardNormal.quantile(histogram.missing)]
    steps = both
    seen = 1
    variance = zip(shares, both).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
  }

  /// In units of 1 / `scale`.
  func whole(_ scale: Double) -> [Int16] { scores.map { Int16($0 * scale) } }

  /// The steps as they are measured, in units of 1 / `scale`.
  func series(_ scale: Double) -> HermiteSeries {
    HermiteSeries(
      StepFunction(thresholds: thresholds, values: steps.map { Double(Int16($0 * scale)) / scale }))
  }

  private static func scores(_ shares: [Double]) -> [Double] {
    var before = 0.0
    return shares.map { share in
      defer { before += share }
      return min(max((3.0).squareRoot() * (2 * before + share - 1), -1.75), 1.75)
    }
  }

  private static func cumulative(_ shares: [Double]) -> [Double] {
    var sum = 0.0
    var result = [0.0]
    for share in shares {
      sum += share
      result.append(min(sum, 1))
    }
    result[result.count - 1] = 1
    return result
  }
}
