/// Why a model file could not be read or written.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    /// The file could not be opened, read or decompressed.
    case unreadable
    /// Larger, decompressed, than the stated limit.
    case tooLarge
    /// Not JSON.
    case notJSON
    /// JSON that ends too soon.
    case truncated
    /// Objects and arrays nested deeper than any model is.
    case tooDeep
    /// One object with the same key twice.
    case duplicateKey
    /// JSON, but not a file of the kind that was asked for.
    case wrongFormat
    /// Written by a later version of the program.
    case newerVersion
    /// The content is not what was sealed.
    case checksumMismatch
    /// A key is missing, or a value is not of the type it must have.
    case malformed
    /// A value that no file can hold, such as an infinite number.
    case unencodable
  }

  public let code: Code
  /// The path as it was given; `<stdin>` for `-`.
  public let path: String
  /// Where in the file: `line 3, column 17` or a key path such as `model.columns[3].type`, if there is a place.
  public let place: String?
  /// What is wrong and what to do, as whole sentences. Never holds a value out of the file.
  public let message: String

  public var description: String { "\(path): " + (place.map { "\($0): " } ?? "") + message }

  init(_ code: Code, path: String, place: String? = nil, _ message: String) {
    self.code = code
    self.path = path == "-" ? "<stdin>" : path
    self.place = place
    self.message = message
  }
}
