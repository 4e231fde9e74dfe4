internal import Scheduling
public import Tabular
public import TabularIO

extension Table {
  /// Writes the header, the rows and the footer of a table that is in memory.
  ///
  /// The bytes do not depend on `threads`.
  /// - Returns: The number of bytes written.
  /// - Throws: `OutputError`. The output is not committed: the caller does that.
  @discardableResult
  public func write(with encoder: any RowEncoder, into output: OutputFile, threads: Int) throws -> Int {
    try written(encoder, output, threads)
  }

  private func written<Encoder: RowEncoder>(_ encoder: Encoder, _ output: OutputFile, _ threads: Int) throws
    -> Int
  {
    let plan = ChunkPlan(rows: 0..<rowCount, chunkRows: encoder.blockRows)
    var bytes = 0
    var summaries: [PlacedBlock<Encoder.Block.Summary>] = []
    func write(_ part: [UInt8]) throws {
      try output.write(part)
      bytes += part.count
    }
    try write(encoder.header)
    try Parallel.pipeline(count: plan.count, threads: threads) { index in
      let rows = plan[index]
      var block = encoder.makeBlock(rows: rows.count)
      block.append(self.rows(rows.map { Int32($0) }), firstRow: rows.lowerBound)
      return block.finish()
    } consume: { (block: EncodedBlock<Encoder.Block.Summary>) in
      if let summary = block.summary { summaries.append(PlacedBlock(offset: bytes, summary: summary)) }
      for part in block.parts { try write(part) }
      encoder.recycle(block)
    }
    try write(encoder.footer(of: summaries))
    return bytes
  }
}
