import Kernels
import LinearAlgebra
import Randomness

/// Correlated standard normals as `RowSampler` draws them, up to the point where marginals take over: uniforms,
/// normal quantile, triangular product.
struct CorrelatedNormals {
  let latents: Int
  let lower: [Double]

  /// - Parameter rho: latents i and j correlate by rho^|i - j|.
  init(latents: Int, rho: Double) throws {
    self.latents = latents
    var correlation = Matrix(rows: latents, columns: latents)
    for i in 0..<latents {
      for j in 0..<latents { correlation[i, j] = CorrelatedNormals.correlation(i, j, rho: rho) }
    }
    lower = try CholeskyFactor(correlation).lower.elements
  }

  /// `rho^|i - j|`, by multiplication.
  static func correlation(_ i: Int, _ j: Int, rho: Double) -> Double {
    (0..<abs(i - j)).reduce(1) { power, _ in power * rho }
  }

  /// Fills `block`, latent after latent, with rows from `firstRow` on.
  func draw(rows: Int, firstRow: Int, into block: UnsafeMutableBufferPointer<Double>) {
    lower.withUnsafeBufferPointer {
      KernelSet.active.correlatedNormals(
        seed: 0, stream: RandomStream.latents.rawValue, firstRow: UInt64(firstRow), lower: $0,
        latents: latents,
        rows: rows, columns: block, stride: rows)
    }
  }

  /// Blocks of `rows` rows drawn over one another, so that they stay in cache, on one thread; a unit is a block.
  func inCache(rows: Int, budget: Double) -> Measurement {
    let block = UnsafeMutableBufferPointer<Double>.allocate(capacity: latents * rows)
    defer { block.deallocate() }
    block.initialize(repeating: 0)
    // Passes of a millisecond: most of them see no other process.
    return Measurement(units: 20, passes: 20, budget: budget) { units in
      for unit in 0..<units { draw(rows: rows, firstRow: unit * rows, into: block) }
    }
  }
}
