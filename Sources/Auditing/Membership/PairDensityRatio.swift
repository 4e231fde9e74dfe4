internal import Evaluation
internal import Kernels
internal import Learning
internal import Scheduling
internal import Tabular

/// How much more often the pairs of a row's cells occur in a synthetic table than in a reference.
///
/// Columns are cut into at most 20 bins. For each pair of columns the ratio of the joint shares, each plus that of one
/// row; the score is the mean logarithm over the pairs, or over the columns where there is one only. It is the attack
/// that fits a model made of such marginals.
/// - Source: S. Golob, S. Pentyala, A. Maratkhan, M. De Cock (2024), Privacy vulnerabilities in marginals-based
///   synthetic data.
struct PairDensityRatio: Sendable {
  private let bins: FeatureBins
  private let pairs: [(first: Int, second: Int)]
  /// Of each pair, the log ratio of each cell.
  private let ratios: [[Double]]

  /// Pairs of columns beyond which some are drawn.
  static let mostPairs = 1000

  init(_ synthetic: Table, _ reference: Table, seed: UInt64, threads: Int) throws {
    let bins = FeatureBins([synthetic, reference], maximumBins: 20)
    self.bins = bins
    let width = bins.columns.count
    var all = (0..<width).flatMap { i in (i + 1..<max(width, i + 1)).map { (first: i, second: $0) } }
    if width == 1 { all = [(0, 0)] }
    let kept = RowDraw.sample(PairDensityRatio.mostPairs, of: all.count, purpose: .auditPairs, seed: seed)
    let pairs = kept.map { all[Int($0)] }
    self.pairs = pairs
    let codes = [synthetic, reference].map { table -> [[UInt8]] in
      let rows = bins.encode(table)
      return (0..<width).map(rows.column)
    }
    let (made, known) = (Double(synthetic.rowCount), Double(reference.rowCount))
    let one = 1 / max(1, min(made, known))
    ratios = try Parallel.map(count: pairs.count, threads: threads) { place in
      let (i, j) = pairs[place]
      let columns = bins.features[j].binCount
      func counts(_ codes: [[UInt8]]) -> [Double] {
        var counts = [Double](repeating: 0, count: bins.features[i].binCount * columns)
        for row in codes[i].indices { counts[Int(codes[i][row]) * columns + Int(codes[j][row])] += 1 }
        return counts
      }
      var ratios = zip(counts(codes[0]), counts(codes[1])).map { ($0 / made + one) / ($1 / known + one) }
      ratios.withUnsafeMutableBufferPointer { KernelSet.active.logarithm($0) }
      return ratios
    }
  }

  func scores(_ table: Table) -> [Double] {
    let rows = bins.encode(table)
    let codes = bins.columns.indices.map(rows.column)
    var scores = [Double](repeating: 0, count: table.rowCount)
    for (pair, ratios) in zip(pairs, ratios) {
      let columns = bins.features[pair.second].binCount
      for row in scores.indices {
        scores[row] += ratios[Int(codes[pair.first][row]) * columns + Int(codes[pair.second][row])]
      }
    }
    return scores.map { $0 / Double(max(1, pairs.count)) }
  }
}
