/// The model file: one sealed document, see `SealedDocument`.
public enum ModelFile {
  /// What the document says it is.
  public static let kind = "sklar-model"
  /// The version that is written and read.
  public static let version = 1

  /// Writes `value` to `path` (`-`: standard output); a path that ends in `.zst` or `.gz` is compressed.
  ///
  /// The file appears complete or not at all, see `OutputFile`.
  /// - Parameter limit: the most bytes the document may have, before compression, so that nothing is written
  ///   that `read` refuses.
  /// - Throws: `OutputError`; `ModelFileError` if the value cannot be encoded or is too large.
  public static func write(
    _ value: some Encodable, to path: String, limit: Int = SealedDocument.defaultLimit
  ) throws {
    let output = try OutputFile(path: path)
    let document = try SealedDocument.encode(value, kind: kind, version: version, path: path)
    guard document.count <= limit else {
      throw ModelFileError(
        .tooLarge, path: path,
        "The model has \(document.count) bytes, more than the \(limit) that reading allows. "
          + "Nothing was written. Fit fewer columns.")
    }
    try output.write(Compression(suffixOf: path)?.compress(document) ?? document)
    try output.commit()
  }

  /// Reads the value that `path` (`-`: standard input) holds, compressed or not.
  ///
  /// - Parameter limit: the most bytes the document may have, decompressed; no more memory is taken for
  ///   it, whatever the file says.
  /// - Throws: `ModelFileError`, which names the place.
  public static func read<Value: Decodable>(
    _ type: Value.Type, from path: String, limit: Int = SealedDocument.defaultLimit,
    checksum: SealedDocument.ChecksumPolicy = .verified
  ) throws(ModelFileError) -> Value {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path: path, decompressedLimit: limit)
    } catch {
      let code: ModelFileError.Code =
        switch error.code {
        case .tooLarge: .tooLarge
        case .empty: .truncated
        default: .unreadable
        }
      throw ModelFileError(code, path: path, error.message)
    }
    return try SealedDocument.decode(
      type, kind: kind, version: version, from: bytes, path: path, limit: limit, checksum: checksum)
  }
}
