package import Copulas
internal import Distributions
internal import Kernels
internal import LinearAlgebra
internal import Randomness

/// Latent correlations from released means of products of scores.
///
/// Without missing values and clipping, E[s_i s_j] is a power series in the latent correlation (`HermiteSeries`), which grows with
/// it. A missing value takes its score out of the products, and a row whose norm is above the bound has all its scores shrunk:
/// what both change is simulated under the copula found so far, on the same draws with and without them, and taken off, until the
/// correlations settle. All of it follows the releases.
package struct LatentMoments {
  static let mostCorrelation = 0.999
  static let floor = 1e-6
  private static let rounds = 5
  private static let blockRows = 2048

  let variables: [RankScores]
  /// Units of a score of 1.
  let scale: Double
  /// The squared norm to which rows are shrunk, for scores as they are.
  let normBound: Double
  let seed: Seed

  /// - Parameters:
  ///   - products: Means over rows for each i < j.
  ///   - deviation: The standard deviation of their noise.
  /// - Returns: A correlation matrix with eigenvalues of at least `floor`.
  /// - Complexity: O(rounds * rows * d²), some 2^16 rows.
  func correlation(products: [Double], deviation: Double) throws -> Matrix {
    let d = variables.count
    let pairs = (0..<d).flatMap { i in ((i + 1)..<max(d, i + 1)).map { (i, $0) } }
    let series = variables.map { $0.series(scale) }
    let isOwn = pairs.map { variables[$0.0].column == variables[$0.1].column }
    // Correlations of complete rows, with the noise of each.
    let units = pairs.map { i, j in
      let (a, b) = (variables[i], variables[j])
      let spread = (a.variance / a.seen * b.variance / b.seen).squareRoot()
      return max(a.seen * b.seen * spread, 1e-9)
    }
    let shown = pairs.indices.filter { !isOwn[$0] }
    let shrunk = AdaptiveShrinkage.means(
      shown.map { products[$0] / units[$0] }, noise: shown.map { deviation / units[$0] })
    var targets = [Double](repeating: 0, count: pairs.count)
    for (k, value) in zip(shown, shrunk) { targets[k] = value * units[k] }

    var target = Matrix(rows: d, columns: d)
    for (k, (i, j)) in pairs.enumerated() where isOwn[k] { (target[i, j], target[j, i]) = (.nan, .nan) }
    let unobserved = UnobservedPairs(target)
    var latent = Matrix.identity(d)
    var shift = [Double](repeating: 0, count: pairs.count)
    for round in 0..<LatentMoments.rounds {
      for (k, (i, j)) in pairs.enumerated() where !isOwn[k] {
        let seen = variables[i].seen * variables[j].seen
        let value = LatentMoments.solve(series[i], series[j], for: (targets[k] - shift[k]) / seen)
        (latent[i, j], latent[j, i]) = (value, value)
      }
      unobserved.complete(&latent)
      latent = try latent.nearestCorrelation(floor: LatentMoments.floor)
      if round < LatentMoments.rounds - 1 { shift = try self.shift(at: latent, pairs: pairs) }
    }
    return latent
  }

  /// The correlation at which the mean product is `target`; the nearest end of -0.999...0.999 if there is none.
  package static func solve(_ a: HermiteSeries, _ b: HermiteSeries, for target: Double) -> Double {
    func excess(_ r: Double) -> Double { a.meanProduct(b, at: r) - target }
    var (low, high) = (-mostCorrelation, mostCorrelation)
    var (below, above) = (excess(low), excess(high))
    if below >= 0 { return below == 0 && above == 0 ? 0 : low }
    if above <= 0 { return high }
    // False position, as Illinois has it, within a bracket.
    var side = 0
    var r = 0.0
    for _ in 0..<60 {
      r = (low * above - high * below) / (above - below)
      let value = excess(r)
      if abs(value) < 1e-12 || high - low < 1e-12 { break }
      if value < 0 {
        (low, below) = (r, value)
        if side < 0 { above /= 2 }
        side = -1
      } else {
        (high, above) = (r, value)
        if side > 0 { below /= 2 }
        side = 1
      }
    }
    return r
  }

  /// For each pair, what missing values and clipping add to its mean product, beyond the part of rows that have both.
  private func shift(at correlation: Matrix, pairs: [(Int, Int)]) throws -> [Double] {
    let d = variables.count
    let lower = try CholeskyFactor(correlation).lower
    var presence: [Int: Int] = [:]
    for (index, variable) in variables.enumerated() where variable.kind == .presence {
      presence[variable.column] = index
    }
    // A column's cells, in the latent of all rows.
    let seenThresholds = variables.indices.map { index -> [Double] in
      let variable = variables[index]
      guard variable.kind == .value, let own = presence[variable.column] else { return variable.thresholds }
      let normal = SelectedNormal(
        rho: min(max(correlation[index, own], -LatentMoments.mostCorrelation), LatentMoments.mostCorrelation),
        threshold: variables[own].thresholds[0])
      return variable.thresholds.map { normal.quantile(StandardNormal.cdf($0)) }
    }
    let blocks = min(max(8, 1280 / max(d, 1)), 32)
    var sums = [Double](repeating: 0, count: pairs.count)
    var buffer = LatentBuffer()
    let size = LatentMoments.blockRows
    for block in 0..<blocks {
      buffer.resize(latents: d, rows: size)
      lower.elements.withUnsafeBufferPointer {
        buffer.draw(seed: seed, lower: $0, firstRow: UInt64(block * size))
      }
      var all = Matrix(rows: d, columns: size)
      var seen = all
      var norms = [Double](repeating: 0, count: size)
      for (index, variable) in variables.enumerated() {
        let normals = buffer.normals(index)
        let gate: (normals: UnsafeBufferPointer<Double>, threshold: Double)? =
          variable.kind == .value
          ? presence[variable.column].map { (buffer.normals($0), variables[$0].thresholds[0]) } : nil
        for row in 0..<size {
          let score = variable.steps[LatentMoments.cell(of: normals[row], in: variable.thresholds)]
          all.elements[index * size + row] = score
          var shown = score
          if let gate {
            shown =
              gate.normals[row] < gate.threshold
              ? 0 : variable.steps[LatentMoments.cell(of: normals[row], in: seenThresholds[index])]
          }
          seen.elements[index * size + row] = shown
          norms[row] += shown * shown
        }
      }
      for row in 0..<size where norms[row] > normBound {
        let factor = (normBound / norms[row]).squareRoot()
        for index in 0..<d { seen.elements[index * size + row] *= factor }
      }
      let (complete, clipped) = (all.timesTranspose(), seen.timesTranspose())
      // Values missing whatever the other columns are: the mean over that.
      let rates = variables.map { $0.kind == .value && presence[$0.column] == nil ? $0.seen : 1 }
      for (k, (i, j)) in pairs.enumerated() {
        sums[k] +=
          clipped[i, j] * rates[i] * rates[j] - complete[i, j] * variables[i].seen * variables[j].seen
      }
    }
    return sums.map { $0 / Double(blocks * size) }
  }

  private static func cell(of z: Double, in thresholds: [Double]) -> Int {
    thresholds.withUnsafeBufferPointer { thresholds in
      var (low, high) = (0, thresholds.count)
      while low < high {
        let middle = (low + high) / 2
        if thresholds[middle] <= z { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
