public import Tabular

/// An encoder whose header and chunks are compressed, each on its own.
///
/// Members of gzip and frames of zstd may follow one another, so the parts joined are one valid file, and
/// the work is done where the encoding is, in parallel. The header's part is never empty: a file without
/// rows is valid, too. The bytes of the compressed file depend on how rows are cut into chunks (what they
/// decompress to does not).
public struct CompressedEncoder: RowEncoder {
  public let header: [UInt8]
  private let encoder: any RowEncoder
  private let compression: Compression?

  /// - Parameter compression: `nil` passes the bytes through.
  public init(_ encoder: any RowEncoder, _ compression: Compression?) {
    self.encoder = encoder
    self.compression = compression
    header = compression?.compress(encoder.header) ?? encoder.header
  }

  public func encode(_ chunk: Table, firstRow: Int) -> [UInt8] {
    let bytes = encoder.encode(chunk, firstRow: firstRow)
    return compression?.compress(bytes) ?? bytes
  }
}
