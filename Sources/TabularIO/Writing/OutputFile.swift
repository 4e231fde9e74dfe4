#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A file on its way: it appears under its name at `commit()`, complete, or never.
///
/// Opened for a path, or for `-`, standard output.
/// - A regular file is written beside its place and renamed over it. Until then a file of that name stays
///   as it was; if this value goes away before, by `discard()`, by an error or with the process, nothing is
///   left. (On file systems without unnamed files, a killed process leaves a hidden `.sklar-*` file.)
/// - The target of a symbolic link is replaced, not the link. A replaced file's mode is kept, and its owner
///   where the system permits; a new file has the mode that the umask gives.
/// - A device, a pipe or a socket that exists is written directly and never replaced; so are standard
///   output and `/dev/fd/N`, whatever they are.
/// - What can be refused is refused by `init`, before any work: no directory, a directory as target, a
///   write-protected file or directory.
///
/// Bytes are not forced to the disk: a killed process or a full disk loses nothing, as the contract asks;
/// only a crash of the whole machine within seconds may, and waiting for the disk costs more than the
/// sampling. Who needs that calls `sync`.
///
/// The process must ignore SIGPIPE (and SIGXFSZ) for a closed pipe (a size limit) to arrive as an error.
public final class OutputFile {
  private let path: String
  private let target: OutputTarget
  private var descriptor: Int32
  /// The name that the unfinished file has; `nil` if it has none.
  private var temporary: String?

  /// Opens an output.
  /// - Throws: `OutputError` if the output cannot be written.
  public init(path: String) throws(OutputError) {
    self.path = path
    target = try OutputTarget(path: path)
    switch target {
    case .descriptor(let open): descriptor = fcntl(open, F_DUPFD_CLOEXEC, 3)
    case .special(let path): descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    case .socket(let path): descriptor = connectedSocket(path)
    case .file(let path, let replaced):
      // A private file's successor is private from its first moment.
      (descriptor, temporary) = createUnnamed(
        in: OutputTarget.directory(of: path), mode: replaced.map { $0.mode & 0o600 } ?? 0o666)
    }
    // `defer` cannot throw, and deinit does not run on a failed init: nothing is open here on failure.
    if descriptor < 0 { throw OutputError(errno, path: path) }
  }

  deinit { discard() }

  /// Writes all of `bytes` at the end of the file.
  /// - Throws: `OutputError`; the output is then to be discarded.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    precondition(descriptor >= 0, "the output is closed")
    var position = 0
    while position < bytes.count {
      // The system takes no more than 2^31 bytes at once.
      let wanted = min(bytes.count - position, 1 << 30)
      let written = bytes.withUnsafeBytes {
        systemWrite(descriptor, $0.baseAddress! + position, wanted)
      }
      if written > 0 {
        position += written
        continue
      }
      switch written == 0 ? EIO : errno {
      case EINTR: continue
      case EAGAIN:
        // A stream that someone else made non-blocking.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      case let number: throw OutputError(number, path: path)
      }
    }
  }

  /// Makes the file appear under its name and closes it.
  /// - Throws: `OutputError`; then what stood there before still does.
  public func commit() throws(OutputError) {
    precondition(descriptor >= 0, "the output is closed")
    do throws(OutputError) {
      guard case .file(let place, let replaced) = target else { return try closeDescriptor() }
      if let replaced {
        _ = fchown(descriptor, replaced.owner, replaced.group)
        guard fchmod(descriptor, replaced.mode) == 0 else { throw OutputError(errno, path: path) }
      }
      let temporary = try nameFile(in: OutputTarget.directory(of: place))
      try closeDescriptor()
      guard rename(temporary, place) == 0 else { throw OutputError(errno, path: path) }
      self.temporary = nil
    } catch {
      discard()
      throw error
    }
  }

  /// Closes the output without making it appear. What went to a device or a pipe is gone there already.
  public func discard() {
    if let temporary { unlink(temporary) }
    temporary = nil
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// The unfinished file's name, given now if it has none.
  private func nameFile(in directory: String) throws(OutputError) -> String {
    if let temporary { return temporary }
    while true {
      let name = temporaryName(in: directory)
      if linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 {
        temporary = name
        return name
      }
      if errno != EEXIST { throw OutputError(errno, path: path) }
    }
  }

  /// Closing may be the moment when a network disk reports that it is full.
  private func closeDescriptor() throws(OutputError) {
    let closed = close(descriptor)
    let number = errno
    descriptor = -1
    if closed != 0, number != EINTR { throw OutputError(number, path: path) }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

private func temporaryName(in directory: String) -> String {
  directory + "/.sklar-\(getpid())-" + String(UInt64.random(in: 0 ... .max), radix: 36)
}

/// A new file in `directory` without a name if the file system has such, else with a hidden one.
/// On failure the descriptor is negative and `errno` says why.
private func createUnnamed(in directory: String, mode: mode_t) -> (descriptor: Int32, name: String?) {
  #if os(Linux)
    // O_TMPFILE, which C spells with a cast that Swift does not import. It takes /proc to name the file later.
    let unnamed: Int32 = 0o20000000 | O_DIRECTORY
    if access("/proc/self/fd", X_OK) == 0 {
      let descriptor = open(directory, unnamed | O_WRONLY | O_CLOEXEC, mode)
      if descriptor >= 0 { return (descriptor, nil) }
    }
  #endif
  while true {
    let name = temporaryName(in: directory)
    let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if descriptor >= 0 { return (descriptor, name) }
    if errno != EEXIST && errno != EINTR { return (-1, nil) }
  }
}

/// A stream connected to the Unix socket at `path`; negative with `errno` set on failure.
private func connectedSocket(_ path: String) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
    let bytes = path.utf8
    guard bytes.count < room.count else { return false }
    room.copyBytes(from: bytes)
    return true
  }
  guard fits else {
    errno = ENAMETOOLONG
    return -1
  }
  #if canImport(Glibc)
    let stream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  #else
    let stream = socket(AF_UNIX, SOCK_STREAM, 0)
  #endif
  guard stream >= 0 else { return -1 }
  _ = fcntl(stream, F_SETFD, FD_CLOEXEC)
  let connected = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(stream, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  guard connected == 0 else {
    let number = errno
    close(stream)
    errno = number
    return -1
  }
  return stream
}
