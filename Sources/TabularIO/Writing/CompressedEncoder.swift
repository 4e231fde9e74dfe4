public import Tabular

/// An encoder whose header, blocks and footer are compressed, each on its own.
///
/// Members of gzip and frames of zstd may follow one another, so the parts joined are one valid file, and
/// the work is done where the encoding is, in parallel. The header's part is never empty: a file without
/// rows is valid, too. The bytes of the compressed file depend on how rows are cut into blocks (what they
/// decompress to does not). Not for formats whose footer says where blocks lie.
public struct CompressedEncoder<Base: RowEncoder>: RowEncoder {
  public let header: [UInt8]
  private let encoder: Base
  private let compression: Compression?

  /// - Parameter compression: `nil` passes the bytes through.
  public init(_ encoder: Base, _ compression: Compression?) {
    self.encoder = encoder
    self.compression = compression
    header = compression?.compress(encoder.header) ?? encoder.header
  }

  /// A member or frame of fewer rows would compress worse.
  public var blockRows: Int { compression == nil ? encoder.blockRows : max(encoder.blockRows, 8192) }

  public func makeBlock(rows: Int) -> Block {
    Block(base: encoder.makeBlock(rows: rows), encoder: encoder, compression: compression)
  }

  public func footer(of blocks: [PlacedBlock<Base.Block.Summary>]) -> [UInt8] {
    let footer = encoder.footer(of: blocks)
    return footer.isEmpty ? [] : compression?.compress(footer) ?? footer
  }

  public struct Block: BlockBuilder {
    fileprivate var base: Base.Block
    fileprivate let encoder: Base
    fileprivate let compression: Compression?

    public mutating func append(_ chunk: Table, firstRow: Int) { base.append(chunk, firstRow: firstRow) }

    public mutating func finish() -> EncodedBlock<Base.Block.Summary> {
      let block = base.finish()
      guard let compression else { return block }
      let bytes = block.bytes
      let summary = block.summary
      encoder.recycle(block)
      return EncodedBlock([compression.compress(bytes)], summary: summary)
    }
  }
}
