public import Tabular

/// Turns chunks of rows into the bytes of a file.
///
/// A file is the `header`, then the chunks' bytes in order. Encoding is a pure function: workers call it
/// in parallel, and the bytes do not depend on how rows are cut into chunks.
public protocol RowEncoder: Sendable {
  /// What the file starts with; often empty. It is to be written even for a table without rows.
  var header: [UInt8] { get }

  /// The bytes of `chunk`, whose first row has number `firstRow` in the file's run.
  ///
  /// The columns are those of the encoder's schema, in its order. How a value is spelt follows from its
  /// column's storage and the field's type; nothing in a table of the right shape fails.
  /// - Precondition: `chunk` has as many columns as the encoder's schema has fields.
  /// - Complexity: O(size of the result).
  func encode(_ chunk: Table, firstRow: Int) -> [UInt8]
}

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
