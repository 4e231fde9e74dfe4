internal import Kernels
internal import Randomness

/// Memory for the latent normals of a chunk of rows, column by column, and for one column made from them. It is
/// handed from chunk to chunk of a block, so that a block allocates it once.
public struct LatentBuffer: ~Copyable {
  private var memory: UnsafeMutableBufferPointer<Double>
  private var latents = 0
  private var rows = 0
  // Columns lie a cache line more than their length apart: those a power of two apart evict each other.
  private(set) var stride = 0
  /// Where each latent lies; empty: in order.
  private var places: [Int] = []

  public init() { memory = UnsafeMutableBufferPointer(start: nil, count: 0) }

  deinit { memory.deallocate() }

  /// Room for `rows` rows; what it held is lost.
  ///
  /// - Parameter places: Where each latent lies, if not in order.
  mutating func resize(latents: Int, rows: Int, places: [Int] = []) {
    self.latents = latents
    self.rows = rows
    self.places = places
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
    (memory.baseAddress! + place(latent) * stride + start).update(from: base, count: normals.count)
  }

  private func place(_ latent: Int) -> Int { places.isEmpty ? latent : places[latent] }

  /// The memory of all latents, one `stride` after the other, by their places.
  mutating func withColumns<Result>(_ body: (UnsafeMutableBufferPointer<Double>) -> Result) -> Result {
    body(UnsafeMutableBufferPointer(rebasing: memory[..<(latents * stride)]))
  }

  /// The normals of a latent; of a column without one, zeros.
  func normals(_ latent: Int?) -> UnsafeBufferPointer<Double> {
    guard let latent else {
      let zeros = scratch
      zeros.update(repeating: 0)
      return UnsafeBufferPointer(zeros)
    }
    let start = place(latent) * stride
    return UnsafeBufferPointer(rebasing: memory[start..<(start + rows)])
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
