internal import Distributions
internal import Kernels
internal import LinearAlgebra
internal import Randomness
internal import Scheduling

/// How much missing values shift the correlations that can be seen.
///
/// Two columns are compared on the rows where both are present; where presence depends on other columns these
/// rows are a selection, and the correlation in them is not that of all rows. The shift has no simple formula
/// (two correlated normals selected by two others), so it is simulated: the correlation of the scores over the
/// rows where both are present, less that over all rows, on the same draws. Pairs without missing values have
/// no shift, and their solution stays free of simulation noise.
struct SelectionEffect {
  private static let blockRows = 4096
  private static let blocks = 8

  private let variables: [LatentVariable]
  private let seed: Seed
  private let threads: Int

  init(_ variables: [LatentVariable], seed: Seed, threads: Int) {
    self.variables = variables
    self.seed = seed
    self.threads = threads
  }

  /// The shift of every pair at latent correlations `correlation` (positive definite); 0 where a pair is not seen.
  ///
  /// - Complexity: O(rows * d²), 32,768 rows. Memory for a block of 4,096 rows a thread.
  func shift(at correlation: Matrix) throws -> Matrix {
    let d = variables.count
    let lower = try CholeskyFactor(correlation).lower
    // A column's cells, in the scale of the rows where it is present.
    let seenThresholds = variables.indices.map { j -> [Double] in
      guard let presence = variables[j].presence else { return variables[j].scores.thresholds }
      let normal = SelectedNormal(
        rho: correlation[j, presence], threshold: variables[presence].scores.thresholds[0])
      return variables[j].scores.thresholds.map { normal.quantile(StandardNormal.cdf($0)) }
    }
    let parts = try Parallel.map(count: Self.blocks, threads: threads) { block in
      let latents = draw(block, lower: lower)
      var all = Matrix(rows: d, columns: Self.blockRows)
      var seen = all
      var present = all
      for (j, variable) in variables.enumerated() {
        let table = variable.scores.scores
        let start = j * Self.blockRows
        let gate = variable.presence.map {
          (start: $0 * Self.blockRows, threshold: variables[$0].scores.thresholds[0])
        }
        for k in 0..<Self.blockRows {
          let z = latents[start + k]
          all.elements[start + k] = table[cell(of: z, in: variable.scores.thresholds)]
          guard let gate else {
            seen.elements[start + k] = all.elements[start + k]
            present.elements[start + k] = 1
            continue
          }
          guard latents[gate.start + k] >= gate.threshold else { continue }
          seen.elements[start + k] = table[cell(of: z, in: seenThresholds[j])]
          present.elements[start + k] = 1
        }
      }
      var moments = (
        all: PairwiseMoments(order: d, isComplete: true), seen: PairwiseMoments(order: d, isComplete: false)
      )
      moments.all.add(all, present: nil)
      moments.seen.add(seen, present: present)
      return moments
    }
    var total = parts[0]
    for part in parts.dropFirst() {
      total.all += part.all
      total.seen += part.seen
    }
    let all = total.all.correlation().values
    let seen = total.seen.correlation().values
    var shift = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0..<i where variables[i].presence != nil || variables[j].presence != nil {
        let difference = seen[i, j] - all[i, j]
        guard difference.isFinite else { continue }
        (shift[i, j], shift[j, i]) = (difference, difference)
      }
    }
    return shift
  }

  /// The correlated normals of one block, latent after latent: the same draws whatever the correlations.
  private func draw(_ block: Int, lower: Matrix) -> [Double] {
    let d = variables.count
    let rows = Self.blockRows
    var latents = [Double](repeating: 0, count: d * rows)
    latents.withUnsafeMutableBufferPointer { latents in
      for j in 0..<d {
        KernelSet.active.uniforms(
          seed: seed.value, stream: RandomStream.fitting.rawValue, latent: UInt32(j), draw: 0,
          firstRow: UInt64(block * rows),
          into: UnsafeMutableBufferPointer(rebasing: latents[(j * rows)..<((j + 1) * rows)]))
      }
      KernelSet.active.normalQuantile(latents)
      lower.elements.withUnsafeBufferPointer {
        KernelSet.active.triangularProduct(lower: $0, latents: d, rows: rows, columns: latents, stride: rows)
      }
    }
    return latents
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
}
