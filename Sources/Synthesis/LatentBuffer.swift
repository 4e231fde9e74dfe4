internal import Kernels
internal import Randomness

/// Memory for the latent normals of a chunk of rows, column by column, and for one column made from them. It is
/// handed from chunk to chunk of a block, so that a block allocates it once.
public struct LatentBuffer: ~Copyable {
  private var memory: UnsafeMutableBufferPointer<Double>
  private var latents = 0
  private var rows = 0
  // Columns lie a cache line more than their length apart: those a power of two apart evict each other.
  private var stride = 0

  public init() { memory = UnsafeMutableBufferPointer(start: nil, count: 0) }

  deinit { memory.deallocate() }

  /// Room for `rows` rows; what it held is lost.
  mutating func resize(latents: Int, rows: Int) {
    self.latents = latents
    self.rows = rows
    stride = (rows + 7) / 8 * 8 + 8
    let count = (latents + 1) * stride
    guard memory.count < count else { return }
    memory.deallocate()
    memory = .allocate(capacity: count)
  }

  /// Draws the latents of the rows from `firstRow` on, correlated by the Cholesky factor `lower`.
  mutating func draw(seed: Seed, lower: UnsafeBufferPointer<Double>, firstRow: UInt64) {
    KernelSet.active.correlatedNormals(
      seed: seed.value, stream: RandomStream.latents.rawValue, firstRow: firstRow, lower: lower,
      latents: latents, rows: rows, columns: memory, stride: stride)
  }

  /// Writes normals of a latent from row `start` on.
  mutating func set(_ latent: Int, from start: Int, _ normals: UnsafeBufferPointer<Double>) {
    precondition(latent < latents && start + normals.count <= rows)
    guard let base = normals.baseAddress else { return }
    (memory.baseAddress! + latent * stride + start).update(from: base, count: normals.count)
  }

  /// The normals of a latent; of a column without one, zeros.
  func normals(_ latent: Int?) -> UnsafeBufferPointer<Double> {
    guard let latent else {
      let zeros = scratch
      zeros.update(repeating: 0)
      return UnsafeBufferPointer(zeros)
    }
    return UnsafeBufferPointer(rebasing: memory[(latent * stride)..<(latent * stride + rows)])
  }

  /// The distribution function of a latent. Valid until the next call of this or `scaled`.
  func uniforms(_ latent: Int?) -> UnsafeBufferPointer<Double> {
    KernelSet.active.normalCDF(normals(latent), into: scratch)
    return UnsafeBufferPointer(scratch)
  }

  /// A latent on `LatentScale`. Valid until the next call of this or `uniforms`.
  func scaled(_ latent: Int?) -> UnsafeBufferPointer<Double> {
    guard latent != nil else { return uniforms(nil) }
    KernelSet.active.affine(
      slope: LatentScale.slope, intercept: LatentScale.intercept, normals(latent), into: scratch)
    return UnsafeBufferPointer(scratch)
  }

  private var scratch: UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: memory[(latents * stride)..<(latents * stride + rows)])
  }
}
