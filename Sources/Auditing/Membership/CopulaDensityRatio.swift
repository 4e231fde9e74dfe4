internal import Kernels
internal import Learning
internal import Tabular

/// The log ratio of two Gaussian copula densities, of a synthetic table and of a reference, at a row.
///
/// Every column becomes the normal score of its mid-rank among the rows of both tables, missing values below all others
/// and levels in the order of the mean score of the numbers beside them; these marginals are common to both densities,
/// so that of the ratio only that of two normal densities is left, each with the means and covariances of its table's
/// scores. Covariances get 1 % of the unit matrix, so that they can be inverted.
struct CopulaDensityRatio: Sendable {
  private let bins: FeatureBins
  private let columns: [Int]
  /// Of each column, the score of each bin.
  private let scores: [[Double]]
  private let synthetic: NormalDensity
  private let reference: NormalDensity

  /// Columns beyond which the rest are left out.
  static let mostColumns = 100

  /// nil with fewer than two rows of either table, or without a column.
  init?(_ synthetic: Table, _ reference: Table) {
    guard synthetic.rowCount > 1, reference.rowCount > 1 else { return nil }
    bins = FeatureBins([synthetic, reference], maximumBins: 254)
    columns = Array(bins.columns.indices.prefix(CopulaDensityRatio.mostColumns))
    if columns.isEmpty { return nil }
    let parts = [synthetic, reference].map(bins.encode)
    let codes = columns.map { column in parts.map { $0.column(column) } }
    let features = bins.features
    var scores = columns.map { column in
      CopulaDensityRatio.scores(codes[column], order: (0..<features[column].binCount).map { $0 })
    }
    // The order of levels: the mean score of the numbers beside them.
    let numbers = columns.filter { features[$0].isOrdered }
    for column in columns where !features[column].isOrdered && !numbers.isEmpty {
      var (sums, counts) = (
        [Double](repeating: 0, count: features[column].binCount),
        [Double](repeating: 0, count: features[column].binCount)
      )
      for part in parts.indices {
        let own = codes[column][part]
        for number in numbers {
          let others = codes[number][part]
          for row in own.indices { sums[Int(own[row])] += scores[number][Int(others[row])] }
        }
        for code in own { counts[Int(code)] += 1 }
      }
      let means = zip(sums, counts).map { $0 / max(1, $1) }
      scores[column] = CopulaDensityRatio.scores(
        codes[column], order: means.indices.sorted { (means[$0], $0) < (means[$1], $1) })
    }
    self.scores = scores
    let densities = parts.indices.map { part in
      NormalDensity(zip(codes, scores).map { codes, scores in codes[part].map { scores[Int($0)] } })
    }
    (self.synthetic, self.reference) = (densities[0], densities[1])
  }

  /// The normal score of each bin's mid-rank, the bins in a given order.
  private static func scores(_ codes: [[UInt8]], order: [Int]) -> [Double] {
    var counts = [Double](repeating: 0, count: order.count)
    for code in codes.joined() { counts[Int(code)] += 1 }
    let total = counts.reduce(0, +)
    var (below, scores) = (0.0, counts)
    for bin in order {
      scores[bin] = StandardNormal.quantile((below + counts[bin] / 2 + 0.25) / (total + 0.5))
      below += counts[bin]
    }
    return scores
  }

  func scores(_ table: Table) -> [Double] {
    let rows = bins.encode(table)
    let codes = columns.map(rows.column)
    return (0..<table.rowCount).map { row in
      let point = columns.map { scores[$0][Int(codes[$0][row])] }
      return synthetic.logarithm(point) - reference.logarithm(point)
    }
  }
}

/// A normal density by the means and covariances of some points.
private struct NormalDensity: Sendable {
  private let means: [Double]
  /// The Cholesky factor of the covariance matrix, row by row.
  private let factor: [Double]
  private let logDeterminant: Double

  init(_ columns: [[Double]]) {
    let (width, count) = (columns.count, Double(columns[0].count))
    means = columns.map { $0.reduce(0, +) / count }
    var factor = [Double](repeating: 0, count: width * width)
    for i in 0..<width {
      for j in 0...i {
        var sum = 0.0
        for row in columns[i].indices { sum += (columns[i][row] - means[i]) * (columns[j][row] - means[j]) }
        factor[i * width + j] = sum / count + (i == j ? 0.01 : 0)
      }
    }
    for j in 0..<width {
      for i in j..<width {
        var value = factor[i * width + j]
        for k in 0..<j { value -= factor[i * width + k] * factor[j * width + k] }
        factor[i * width + j] = i == j ? max(value, 1e-9).squareRoot() : value / factor[j * width + j]
      }
    }
    self.factor = factor
    logDeterminant = (0..<width).reduce(0) {
      $0 + 2 * KernelSet.active.logarithm(of: factor[$1 * width + $1])
    }
  }

  /// But for a constant.
  func logarithm(_ point: [Double]) -> Double {
    var solved = point
    var sum = 0.0
    for i in solved.indices {
      var value = point[i] - means[i]
      for k in 0..<i { value -= factor[i * solved.count + k] * solved[k] }
      solved[i] = value / factor[i * solved.count + i]
      sum += solved[i] * solved[i]
    }
    return -(sum + logDeterminant) / 2
  }
}
