#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Why an output could not be written.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    /// There is no such directory, or part of the path is not one.
    case noDirectory
    /// The path is a directory.
    case isDirectory
    /// The file is write-protected, or the directory is.
    case permissionDenied
    case diskFull
    /// Beyond the largest file that the system or the user's limit allows.
    case tooLarge
    /// The reader of a pipe or socket has gone.
    case closedPipe
    /// Any other failure of the system.
    case unwritable
  }

  public let code: Code
  /// The path as it was given; `<stdout>` for `-`.
  public let path: String
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public var description: String { "\(path): \(message)" }

  init(_ code: Code, path: String, _ message: String) {
    self.code = code
    self.path = path == "-" ? "<stdout>" : path
    self.message = message
  }

  /// The error for the system's error `number`.
  init(_ number: Int32, path: String) {
    switch number {
    case ENOENT, ENOTDIR:
      self.init(.noDirectory, path: path, "The directory does not exist. Create it, or give another path.")
    case EISDIR:
      self.init(.isDirectory, path: path, "This is a directory. Give the path of a file.")
    case EACCES, EPERM, EROFS:
      self.init(
        .permissionDenied, path: path,
        "Permission denied. Give a path in a directory that this user may write to.")
    case ENOSPC, EDQUOT:
      self.init(
        .diskFull, path: path,
        "The disk, or this user's share of it, is full. Free space, or write elsewhere.")
    case EFBIG:
      self.init(
        .tooLarge, path: path,
        "The file would be larger than the system allows. Raise the limit (ulimit -f), or write parts.")
    case EPIPE, ECONNRESET:
      self.init(.closedPipe, path: path, "The reader closed the pipe before the end of the output.")
    default:
      self.init(
        .unwritable, path: path,
        "Writing failed: \(String(cString: strerror(number))). Check the path and the disk, and try again.")
    }
  }
}
