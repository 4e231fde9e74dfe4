internal import Foundation

/// A value as a readable, sealed JSON document:
///
/// ```json
/// {
///   "format": "sklar-model",
///   "version": 1,
///   "checksum": "sha256:...",
///   "model": { ... }
/// }
/// ```
///
/// The checksum is that of the `model` member's bytes as they stand in the file, less the white space
/// between tokens: a document that was only indented anew is still sealed, one with any other change is
/// not. Numbers survive to the last digit: integers of 64 bits, and doubles in their shortest form.
public enum SealedDocument {
  /// The most bytes a document may have, decompressed: 256 MiB.
  public static let defaultLimit = 256 << 20

  /// How deep objects and arrays may lie in one another, the document itself included.
  static let depthLimit = 64

  /// What is done about a checksum that does not fit.
  public enum ChecksumPolicy: Sendable, Hashable {
    case verified
    /// For the command that reseals.
    case ignored
  }

  /// The document of `value`, with a line feed at its end.
  ///
  /// Equal values give equal bytes, on every machine, as long as the value's own encoding is
  /// deterministic: keys are sorted, but a dictionary whose keys are neither strings nor integers is
  /// encoded as an array in the order of its hashes, and is not to be used.
  /// - Parameter path: named in errors.
  /// - Throws: `ModelFileError` if the value holds a number that is not finite, or nests deeper than a
  ///   document may.
  /// - Complexity: O(*n* log *n*) in the size of the result.
  public static func encode(
    _ value: some Encodable, kind: String, version: Int, path: String
  ) throws(ModelFileError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let model: [UInt8]
    let name: [UInt8]
    do {
      model = [UInt8](try encoder.encode(value))
      name = [UInt8](try encoder.encode(kind))
    } catch {
      let place = (error as? EncodingError).map { keyPath($0.context.codingPath) }
      throw ModelFileError(
        .unencodable, path: path, place: place,
        "The model holds a value that a file cannot, such as an infinite number. Nothing was written.")
    }
    var document = Array(#"{"format":"#.utf8) + name
    document += #","version":\#(version),"checksum":"\#(seal(model))","model":"#.utf8
    document += model
    document += "}".utf8
    do {
      _ = try JSONScan(document, depth: depthLimit)
    } catch {
      throw ModelFileError(
        .unencodable, path: path, "The model nests too deep for a file. Nothing was written.")
    }
    return JSONLayout(document).text + [0x0A]
  }

  /// The value of a document.
  ///
  /// - Parameter bytes: the document, plain or as gzip or zstd.
  /// - Parameter version: the one version that is read.
  /// - Parameter path: named in errors.
  /// - Parameter limit: the most bytes the document may have; no more is ever decompressed.
  /// - Throws: `ModelFileError`, whatever `bytes` are.
  /// - Complexity: O(*n*).
  public static func decode<Value: Decodable>(
    _ type: Value.Type, kind: String, version: Int, from bytes: [UInt8], path: String,
    limit: Int = defaultLimit, checksum: ChecksumPolicy = .verified
  ) throws(ModelFileError) -> Value {
    let text = try plainText(bytes, path: path, limit: limit)
    let scan: JSONScan
    do {
      scan = try JSONScan(text, depth: depthLimit)
    } catch {
      throw failure(error, in: text, path: path)
    }
    let envelope = try Envelope(scan, path: path)
    guard envelope.format == kind else { throw wrongFormat(path) }
    guard envelope.version <= version else {
      throw ModelFileError(
        .newerVersion, path: path, place: "version",
        "The file has version \(envelope.version); this program reads version \(version). "
          + "Use a newer program, or write the file again with this one.")
    }
    guard envelope.version == version else {
      throw malformed(path, "version", "There is no such version; this program reads version \(version).")
    }
    let model = Array(scan.compact[envelope.model])
    if checksum == .verified, envelope.checksum != seal(model) {
      throw ModelFileError(
        .checksumMismatch, path: path, place: "checksum",
        "The file was changed after it was written. "
          + "To use it anyway, reseal it: sklar edit \(path == "-" ? "MODEL" : path) -o NEW")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(model))
    } catch {
      throw failure(error, path: path)
    }
  }

  private static func seal(_ model: [UInt8]) -> String { "sha256:" + SHA256Digest.hex(of: model) }

  private static func plainText(_ bytes: [UInt8], path: String, limit: Int) throws(ModelFileError) -> [UInt8]
  {
    var text = bytes
    if Compression(magicOf: bytes) != nil {
      do {
        text = try Decompression.decompress(bytes, limit: limit)
      } catch {
        let code: ModelFileError.Code = error == .limitExceeded(limit: limit) ? .tooLarge : .unreadable
        throw ModelFileError(code, path: path, error.description)
      }
    }
    guard text.count <= limit else {
      throw ModelFileError(
        .tooLarge, path: path,
        "The file is larger than the limit of \(limit) bytes. Raise the limit if the file is to be trusted.")
    }
    guard text.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) != nil else {
      let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
      let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      throw ModelFileError(
        .notJSON, path: path, place: "line \(line + 1)", "This is not UTF-8 text, so not a model file.")
    }
    return text
  }
}

extension SealedDocument {
  /// What stands around the model.
  private struct Envelope {
    let format: String
    let version: Int
    let checksum: String
    let model: Range<Int>

    init(_ scan: JSONScan, path: String) throws(ModelFileError) {
      guard let members = scan.members, let format = members["format"] else {
        throw SealedDocument.wrongFormat(path)
      }
      func value<Member: Decodable>(_ range: Range<Int>, _ key: String) throws(ModelFileError) -> Member {
        guard let value = try? JSONDecoder().decode(Member.self, from: Data(scan.compact[range])) else {
          throw SealedDocument.malformed(path, key, "The value is not of the type that belongs here.")
        }
        return value
      }
      func member(_ key: String) throws(ModelFileError) -> Range<Int> {
        guard let range = members[key] else {
          throw SealedDocument.malformed(path, key, "The key is missing.")
        }
        return range
      }
      self.format = try value(format, "format")
      version = try value(try member("version"), "version")
      checksum = try value(try member("checksum"), "checksum")
      model = try member("model")
      guard members.count == 4 else {
        throw SealedDocument.malformed(
          path, nil, "Beside format, version, checksum and model there is another key. Remove it.")
      }
    }
  }

  private static func wrongFormat(_ path: String) -> ModelFileError {
    ModelFileError(
      .wrongFormat, path: path, "This is JSON, but not a model file. Give a file that sklar has written.")
  }

  private static func malformed(_ path: String, _ place: String?, _ message: String) -> ModelFileError {
    ModelFileError(.malformed, path: path, place: place, message)
  }

  /// The error for a text that is not acceptable JSON, with line and column.
  private static func failure(
    _ failure: JSONScan.Failure, in text: [UInt8], path: String
  ) -> ModelFileError {
    let before = text[..<failure.offset]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    // Continuation bytes of UTF-8 are not characters of their own.
    let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
    let place = "line \(line), column \(column)"
    return switch failure.reason {
    case .unexpected:
      ModelFileError(
        .notJSON, path: path, place: place, "This is not JSON, so not a model file as sklar writes it.")
    case .number:
      ModelFileError(
        .notJSON, path: path, place: place, "The number has more digits than any number here needs.")
    case .end:
      ModelFileError(
        .truncated, path: path, place: place,
        "The file ends before the model does. Copy it again, or fit again.")
    case .depth:
      ModelFileError(
        .tooDeep, path: path, place: place, "Objects and arrays nest deeper than \(depthLimit) levels.")
    case .duplicate:
      ModelFileError(
        .duplicateKey, path: path, place: place, "The key stands twice in one object. Remove one.")
    }
  }

  /// The error for JSON that does not hold the value asked for. Foundation's own words may quote what
  /// stands in the file, so only the key path is taken from it.
  private static func failure(_ error: any Error, path: String) -> ModelFileError {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      malformed(path, keyPath(context.codingPath + [key]), "The key is missing.")
    case .typeMismatch(_, let context):
      malformed(
        path, keyPath(context.codingPath), "The value is not of the type that belongs here.")
    case .valueNotFound(_, let context):
      malformed(path, keyPath(context.codingPath), "A value must stand here.")
    case .dataCorrupted(let context):
      malformed(
        path, keyPath(context.codingPath),
        "A value in here is not one that can stand there, such as a number out of range.")
    default: malformed(path, "model", "The model does not hold together.")
    }
  }

  private static func keyPath(_ path: [any CodingKey]) -> String {
    path.reduce("model") { text, key in key.intValue.map { "\(text)[\($0)]" } ?? "\(text).\(key.stringValue)"
    }
  }
}

extension EncodingError {
  fileprivate var context: Context {
    switch self {
    case .invalidValue(_, let context): context
    @unknown default: Context(codingPath: [], debugDescription: "")
    }
  }
}
