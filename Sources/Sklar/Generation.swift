internal import Monitoring
internal import Scheduling
public import Synthesis
public import TabularIO

/// A run: rows of a source on their way to a file.
public struct Generation: Sendable {
  public let source: any RowSource
  public let encoder: any RowEncoder
  public let rows: Range<Int>
  /// The output's bytes do not depend on it.
  public let threads: Int

  public init(source: any RowSource, encoder: any RowEncoder, rows: Range<Int>, threads: Int) {
    precondition(threads > 0)
    self.source = source
    self.encoder = encoder
    self.rows = rows
    self.threads = threads
  }

  /// Writes the header, the rows, in order, and the footer.
  ///
  /// Blocks are drawn, chunk by chunk, and encoded on `threads` threads and written by the calling one; at most a few
  /// blocks a thread exist at a time, so memory does not grow with the number of rows.
  ///
  /// - Parameters:
  ///   - observer: Looks at the rows, in the order of the run; the bytes do not depend on it.
  ///   - progress: Told the number of rows written so far after each block.
  /// - Returns: The number of bytes written.
  /// - Throws: What the source throws, and `OutputError`. The output is not
  ///   committed: the caller does that.
  @discardableResult
  public func run(
    into output: OutputFile, observer: RowObserver? = nil, progress: (_ rows: Int) -> Void = { _ in }
  ) throws -> Int {
    try run(encoder, into: output, observer, progress: progress)
  }

  private func run<Encoder: RowEncoder>(
    _ encoder: Encoder, into output: OutputFile, _ observer: RowObserver?, progress: (_ rows: Int) -> Void
  ) throws -> Int {
    try source.check(rowsUpTo: rows.upperBound)
    let source = source.prepared(for: rows, threads: threads)
    let plan = ChunkPlan(rows: rows, chunkRows: encoder.blockRows)
    var written = (rows: 0, bytes: 0)
    var summaries: [PlacedBlock<Encoder.Block.Summary>] = []
    func write(_ bytes: [UInt8]) throws {
      try output.write(bytes)
      written.bytes += bytes.count
    }
    try write(encoder.header)
    // Large blocks are even without a wait for the slowest one.
    let window = encoder.blockRows > 1 << 14 ? threads + 2 : nil
    let summarize = observer?.summarize
    let firstRow = rows.lowerBound
    try Parallel.pipeline(count: plan.count, threads: threads, window: window) { index in
      let rows = plan[index]
      var block = encoder.makeBlock(rows: rows.count)
      let chunks = ChunkPlan(rows: rows, chunkRows: RowSampler.chunkRows)
      var latents = LatentBuffer()
      var seen: [DriftCounts] = []
      for chunk in 0..<chunks.count {
        let rows = chunks[chunk]
        let table = try source.chunk(rows: rows, latents: &latents)
        if let summarize { seen.append(summarize(table, rows.lowerBound - firstRow)) }
        block.append(table, firstRow: rows.lowerBound)
      }
      return (rows.count, block.finish(), seen)
    } consume: { (count: Int, block: EncodedBlock<Encoder.Block.Summary>, seen: [DriftCounts]) in
      if let observer { for counts in seen { try observer.consume(counts) } }
      if let summary = block.summary {
        summaries.append(PlacedBlock(offset: written.bytes, summary: summary))
      }
      for part in block.parts { try write(part) }
      encoder.recycle(block)
      written.rows += count
      progress(written.rows)
    }
    try write(encoder.footer(of: summaries))
    return written.bytes
  }
}
