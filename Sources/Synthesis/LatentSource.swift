internal import MarkovFields
internal import Scheduling

/// Where a row's latents come from.
enum LatentSource: Sendable {
  /// Row by row: normals times a Cholesky factor, row-major.
  case normals(lower: [Double])
  case blocks(FieldBlocks)
}

/// The blocks of a field that the rows of a run lie in.
struct FieldBlocks: Sendable {
  let sampler: FieldSampler
  private let blocks: SharedValues<FieldBlock>

  init(_ sampler: FieldSampler, rows: Range<Int>, threads: Int) {
    self.sampler = sampler
    let size = sampler.field.blockRows
    blocks = SharedValues(
      numbers: (rows.lowerBound / size)..<((rows.upperBound + size - 1) / size), threads: threads
    ) { sampler.block(UInt64($0)) }
  }

  /// Copies the latents of rows that may lie in several blocks.
  func copy(_ rows: Range<Int>, into latents: inout LatentBuffer) {
    let size = sampler.field.blockRows
    var row = rows.lowerBound
    while row < rows.upperBound {
      let index = row / size
      let end = min(rows.upperBound, (index + 1) * size)
      let block = blocks(index)
      for latent in 0..<sampler.field.dimension {
        block.withNormals(latent) {
          latents.set(
            latent, from: row - rows.lowerBound,
            UnsafeBufferPointer(rebasing: $0[(row - index * size)..<(end - index * size)]))
        }
      }
      row = end
    }
  }
}
