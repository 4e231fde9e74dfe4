internal import Scheduling
public import Synthesis
public import TabularIO

/// A run: rows of a sampler on their way to a file.
public struct Generation: Sendable {
  public let sampler: RowSampler
  public let encoder: any RowEncoder
  public let rows: Range<Int>
  /// The output's bytes do not depend on it.
  public let threads: Int

  /// Rows drawn, encoded and compressed at a time. Large enough for a chunk to outweigh its scheduling by far,
  /// small enough for the latents of a chunk to stay in the second-level cache.
  public static let chunkRows = 8192

  public init(sampler: RowSampler, encoder: any RowEncoder, rows: Range<Int>, threads: Int) {
    precondition(threads > 0)
    self.sampler = sampler
    self.encoder = encoder
    self.rows = rows
    self.threads = threads
  }

  /// Writes the header and the rows, in order.
  ///
  /// Chunks are drawn and encoded on `threads` threads and written by the calling one; at most a few chunks
  /// a thread exist at a time, so memory does not grow with the number of rows.
  ///
  /// - Parameter progress: Told the number of rows written so far after each chunk.
  /// - Returns: The number of bytes written.
  /// - Throws: `ModelError` if the rows cannot all have identifiers, and `OutputError`. The output is not
  ///   committed: the caller does that.
  @discardableResult
  public func run(into output: OutputFile, progress: (_ rows: Int) -> Void = { _ in }) throws -> Int {
    try sampler.check(rowsUpTo: rows.upperBound)
    let plan = ChunkPlan(rows: rows, chunkRows: Generation.chunkRows)
    try output.write(encoder.header)
    var written = (rows: 0, bytes: encoder.header.count)
    try Parallel.pipeline(count: plan.count, threads: threads) { [sampler, encoder] index in
      let rows = plan[index]
      return (rows.count, encoder.encode(sampler.chunk(rows: rows), firstRow: rows.lowerBound))
    } consume: { (count: Int, bytes: [UInt8]) in
      try output.write(bytes)
      written = (written.rows + count, written.bytes + bytes.count)
      progress(written.rows)
    }
    return written.bytes
  }
}
