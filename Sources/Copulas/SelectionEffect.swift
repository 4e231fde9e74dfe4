internal import Distributions
internal import Kernels
internal import LinearAlgebra
internal import Randomness

/// How much missing values shift the correlations that can be seen.
///
/// Two columns are compared on the rows where both are present; where presence depends on other columns these
/// rows are a selection, and the correlation in them is not that of all rows. The shift has no simple formula
/// (two correlated normals selected by two others), so it is simulated: the correlation of the scores over the
/// rows where both are present, less that over all rows, on the same draws. Pairs without missing values have
/// no shift, and their solution stays free of simulation noise.
struct SelectionEffect {
  static let rows = 1 << 15

  private let variables: [LatentVariable]
  private let normals: [Double]

  init(_ variables: [LatentVariable], seed: Seed) {
    self.variables = variables
    var normals = [Double](repeating: 0, count: variables.count * SelectionEffect.rows)
    normals.withUnsafeMutableBufferPointer { buffer in
      for j in variables.indices {
        let column = UnsafeMutableBufferPointer(
          rebasing: buffer[(j * SelectionEffect.rows)..<((j + 1) * SelectionEffect.rows)])
        KernelSet.active.uniforms(
          seed: seed.value, stream: RandomStream.fitting.rawValue, latent: UInt32(j), draw: 0, firstRow: 0,
          into: column)
        KernelSet.active.normalQuantile(column)
      }
    }
    self.normals = normals
  }

  /// The shift of every pair at latent correlations `correlation` (positive definite).
  ///
  /// - Complexity: O(rows * (d² + pairs with missing values)).
  func shift(at correlation: Matrix) throws(LinearAlgebraError) -> Matrix {
    let rows = SelectionEffect.rows
    let d = variables.count
    let lower = try CholeskyFactor(correlation).lower
    var latents = normals
    latents.withUnsafeMutableBufferPointer { latents in
      lower.elements.withUnsafeBufferPointer {
        KernelSet.active.triangularProduct(lower: $0, latents: d, rows: rows, columns: latents, stride: rows)
      }
    }
    func scores(_ j: Int, thresholds: [Double]) -> [Double] {
      let table = variables[j].scores.scores
      return latents[(j * rows)..<((j + 1) * rows)].map { z in table[cell(of: z, in: thresholds)] }
    }
    let all = variables.indices.map { scores($0, thresholds: variables[$0].scores.thresholds) }
    var seen = all
    var present = [[Bool]?](repeating: nil, count: d)
    for (j, variable) in variables.enumerated() {
      guard let presence = variable.presence else { continue }
      let threshold = variables[presence].scores.thresholds[0]
      present[j] = latents[(presence * rows)..<((presence + 1) * rows)].map { $0 >= threshold }
      let normal = SelectedNormal(rho: correlation[j, presence], threshold: threshold)
      seen[j] = scores(
        j,
        thresholds: variable.scores.thresholds.map { normal.quantile(StandardNormal.cdf($0)) })
    }
    var shift = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0..<i where present[i] != nil || present[j] != nil {
        let difference =
          pearson(seen[i], seen[j], present[i], present[j]) - pearson(all[i], all[j], nil, nil)
        shift[i, j] = difference
        shift[j, i] = difference
      }
    }
    return shift
  }

  private func cell(of z: Double, in thresholds: [Double]) -> Int {
    var low = 0
    var length = thresholds.count
    while length > 0 {
      let half = length / 2
      if thresholds[low + half] <= z {
        low += half + 1
        length -= half + 1
      } else {
        length = half
      }
    }
    return low
  }

  /// Pearson's correlation over the rows where both are present; 0 if it is undefined.
  private func pearson(_ x: [Double], _ y: [Double], _ inX: [Bool]?, _ inY: [Bool]?) -> Double {
    var n = 0.0
    var (sx, sy, sxx, syy, sxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in x.indices {
      if let inX, !inX[row] { continue }
      if let inY, !inY[row] { continue }
      let (a, b) = (x[row], y[row])
      n += 1
      sx += a
      sy += b
      sxx += a * a
      syy += b * b
      sxy += a * b
    }
    let covariance = n * sxy - sx * sy
    let scale = (n * sxx - sx * sx) * (n * syy - sy * sy)
    return scale > 0 ? covariance / scale.squareRoot() : 0
  }
}
