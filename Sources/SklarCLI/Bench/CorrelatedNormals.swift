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
      var power = 1.0
      for j in i..<latents {
        (correlation[i, j], correlation[j, i]) = (power, power)
        power *= rho
      }
    }
    lower = try CholeskyFactor(correlation).lower.elements
  }

  /// Fills `block`, latent after latent, with rows from `firstRow` on.
  func draw(rows: Int, firstRow: Int, into block: UnsafeMutableBufferPointer<Double>) {
    let kernels = KernelSet.active
    func latent(_ j: Int) -> UnsafeMutableBufferPointer<Double> {
      UnsafeMutableBufferPointer(rebasing: block[(j * rows)..<((j + 1) * rows)])
    }
    for j in stride(from: 0, to: latents, by: 2) {
      if j + 1 < latents {
        kernels.uniformPairs(
          seed: 0, stream: RandomStream.latents.rawValue, latent: UInt32(j), draw: 0,
          firstRow: UInt64(firstRow), even: latent(j), odd: latent(j + 1))
      } else {
        kernels.uniforms(
          seed: 0, stream: RandomStream.latents.rawValue, latent: UInt32(j), draw: 0,
          firstRow: UInt64(firstRow), into: latent(j))
      }
    }
    kernels.normalQuantile(block)
    lower.withUnsafeBufferPointer {
      kernels.triangularProduct(lower: $0, latents: latents, rows: rows, columns: block, stride: rows)
    }
  }

  /// Blocks of `rows` rows drawn over one another, so that they stay in cache, on one thread; a unit is a block.
  func inCache(rows: Int, budget: Double) -> Measurement {
    let block = UnsafeMutableBufferPointer<Double>.allocate(capacity: latents * rows)
    defer { block.deallocate() }
    block.initialize(repeating: 0)
    return Measurement(budget: budget) { units in
      for unit in 0..<units { draw(rows: rows, firstRow: unit * rows, into: block) }
    }
  }
}
