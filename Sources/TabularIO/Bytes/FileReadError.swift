/// Why the bytes of a file could not be had.
public struct FileReadError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    case notFound
    case isDirectory
    case permissionDenied
    case empty
    case unreadable
    /// Compressed content that is truncated or damaged, or is not what the file's name says.
    case corruptCompression
    /// A program that failed, or took too long.
    case programFailed
    /// More bytes than the caller allowed.
    case tooLarge
  }

  public let code: Code
  /// The path as it was given; `<stdin>` for `-`.
  public let file: String
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public init(code: Code, file: String, message: String) {
    self.code = code
    self.file = file
    self.message = message
  }

  public var description: String { "\(file): \(message)" }
}
