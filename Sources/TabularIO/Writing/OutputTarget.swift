#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What an output path stands for, found out before any work is done.
enum OutputTarget: Equatable {
  /// A stream that is open already: standard output, or one handed over by the shell.
  case descriptor(Int32)
  /// An existing device or named pipe.
  case special(String)
  /// An existing Unix socket.
  case socket(String)
  /// A regular file, there or not yet; all symbolic links in its path that matter are resolved.
  case file(String, replaces: FileAttributes?)

  /// What a replaced file hands on to its successor.
  struct FileAttributes: Equatable {
    let mode: mode_t
    let owner: uid_t
    let group: gid_t
  }

  /// - Throws: if nothing can be written there: a directory, a write-protected file, no path at all.
  init(path: String) throws(OutputError) {
    if let descriptor = OutputTarget.openDescriptor(path) {
      self = .descriptor(descriptor)
      return
    }
    guard !path.isEmpty, !path.utf8.contains(0) else { throw OutputError(ENOENT, path: path) }
    var status = stat()
    guard stat(path, &status) == 0 else {
      let number = errno
      // What is not there yet may still be the target of a link.
      guard number == ENOENT else { throw OutputError(number, path: path) }
      let target = try OutputTarget.followLinks(path)
      guard !target.hasSuffix("/") else { throw OutputError(ENOENT, path: path) }
      self = .file(target, replaces: nil)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw OutputError(EISDIR, path: path)
    case S_IFSOCK: self = .socket(path)
    case S_IFREG:
      // Renaming over a file asks its directory only, and root may do all: the file's own word counts here.
      guard status.st_mode & 0o222 != 0, access(path, W_OK) == 0 else {
        throw OutputError(
          .permissionDenied, path: path,
          "The file is write-protected. Allow writing (chmod u+w), or give another path.")
      }
      self = .file(
        try OutputTarget.realPath(path),
        replaces: FileAttributes(
          mode: status.st_mode & 0o777, owner: status.st_uid, group: status.st_gid))
    default: self = .special(path)
    }
  }

  /// The directory in which a file's successor is written.
  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func openDescriptor(_ path: String) -> Int32? {
    switch path {
    case "-", "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
        return Int32(path.dropFirst(prefix.count))
      }
      return nil
    }
  }

  private static func realPath(_ path: String) throws(OutputError) -> String {
    guard let resolved = realpath(path, nil) else { throw OutputError(errno, path: path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func followLinks(_ path: String) throws(OutputError) -> String {
    var path = path
    // As many as the system itself follows.
    for _ in 0..<40 {
      let buffer = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
        count = buffer.withMemoryRebound(to: CChar.self) {
          max(0, readlink(path, $0.baseAddress!, $0.count))
        }
      }
      if buffer.isEmpty { return path }
      let target = String(decoding: buffer, as: UTF8.self)
      path = target.hasPrefix("/") ? target : directory(of: path) + "/" + target
    }
    throw OutputError(ELOOP, path: path)
  }
}
