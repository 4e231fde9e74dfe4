internal import Scheduling

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The whole content of a file, decompressed.
public enum FileBytes {
  /// Reads `path` (`-`: standard input) to its end and decompresses gzip and zstd content.
  ///
  /// Compression is recognised by the content's first bytes, whatever the name. A name that ends in
  /// `.gz` or `.zst` over other content is an error, as are an empty file and a truncated one.
  /// - Parameter decompressedLimit: the most bytes the result may have; never more is allocated for it.
  ///   `nil`: no limit.
  /// - Parameter limitsPlain: whether the limit holds for content that is not compressed, too.
  /// - Parameter threads: to read parts of a regular file on. They pay even if the file is in memory.
  /// - Throws: `FileReadError`.
  /// - Complexity: O(*n*) time and memory; compressed and decompressed bytes are held together.
  public static func read(
    path: String, decompressedLimit: Int? = nil, limitsPlain: Bool = true, threads: Int = 1
  ) throws(FileReadError) -> [UInt8] {
    let name = displayName(path)
    let descriptor = try open(path, name: name)
    defer { if path != "-" { close(descriptor) } }
    let raw = try content(
      of: descriptor, name: name, limit: limitsPlain ? decompressedLimit : nil, threads: threads)
    guard !raw.isEmpty else { throw FileReadError.empty(name) }
    guard let compression = Compression(magicOf: raw) else {
      if let claimed = Compression(suffixOf: path) {
        throw FileReadError(
          code: .corruptCompression, file: name,
          message:
            "The name says \(claimed.rawValue), but the content is not. Rename the file, or write it again.")
      }
      return raw
    }
    let bytes: [UInt8]
    do {
      bytes = try Decompression.decompress(raw, compression, limit: decompressedLimit)
    } catch {
      throw FileReadError(code: error.fileCode, file: name, message: error.description)
    }
    guard !bytes.isEmpty else { throw FileReadError.empty(name) }
    return bytes
  }

  /// How a path is named in messages.
  package static func displayName(_ path: String) -> String { path == "-" ? "<stdin>" : path }

  static func open(_ path: String, name: String) throws(FileReadError) -> Int32 {
    if path == "-" { return 0 }
    #if canImport(Glibc)
      let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    #else
      let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC)
    #endif
    guard descriptor >= 0 else { throw failure(errno, name: name) }
    return descriptor
  }

  static func failure(_ number: Int32, name: String) -> FileReadError {
    switch number {
    case ENOENT, ENOTDIR:
      FileReadError(code: .notFound, file: name, message: "There is no such file. Check the path.")
    case EISDIR:
      FileReadError(code: .isDirectory, file: name, message: "This is a directory. Give the path of a file.")
    case EACCES, EPERM:
      FileReadError(
        code: .permissionDenied, file: name,
        message: "Permission denied. Make the file readable for this user, or run as one who may read it.")
    default:
      FileReadError(
        code: .unreadable, file: name,
        message: "Reading failed: \(String(cString: strerror(number))). Check the disk and try again.")
    }
  }

  /// Reads to the end; the file's size is only a hint, since a pipe has none and a file may grow.
  private static func content(
    of descriptor: Int32, name: String, limit: Int?, threads: Int
  ) throws(FileReadError) -> [UInt8] {
    var status = stat()
    var hint = 0
    if fstat(descriptor, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw failure(EISDIR, name: name) }
      if status.st_mode & S_IFMT == S_IFREG { hint = max(0, Int(status.st_size)) }
    }
    if let limit, hint > limit { throw FileReadError.tooLarge(limit: limit, file: name) }
    // Standard input may stand in the middle of a file.
    let isLarge = hint >= 2 * pieceSize && lseek(descriptor, 0, SEEK_CUR) == 0
    var bytes = isLarge ? pieces(of: descriptor, size: hint, threads: threads) : []
    if !bytes.isEmpty, lseek(descriptor, off_t(bytes.count), SEEK_SET) < 0 {
      throw failure(errno, name: name)
    }
    // What follows finds the end, and what has been appended meanwhile.
    var capacity = max(hint, bytes.count) + 1
    while true {
      // One read per growth step: a regular file is read in one step of its own size.
      let wanted = capacity - bytes.count
      let (count, number) = bytes.appendUninitialized(wanted) { buffer in
        let count = Self.read(descriptor, into: buffer)
        return (max(0, count), count < 0 ? errno : 0)
      }
      if number != 0 { throw failure(number, name: name) }
      if let limit, bytes.count > limit { throw FileReadError.tooLarge(limit: limit, file: name) }
      if count == 0 { return bytes }
      if bytes.count == capacity { capacity = min(max(2 * capacity, 1 << 16), limit.map { $0 + 1 } ?? .max) }
    }
  }

  private static let pieceSize = 4 << 20

  /// The first `size` bytes of a regular file, read in parallel; fewer if one of the reads comes back short, which is
  /// then for a read in order to explain.
  private static func pieces(of descriptor: Int32, size: Int, threads: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
      let target = PieceTarget(base: buffer.baseAddress!)
      let pieces = ChunkPlan(rows: 0..<size, chunkRows: pieceSize)
      let ends = try? Parallel.map(count: pieces.count, threads: threads) { piece in
        var next = pieces[piece].lowerBound
        while next < pieces[piece].upperBound {
          let read = pread(descriptor, target.base + next, pieces[piece].upperBound - next, off_t(next))
          if read < 0, errno == EINTR { continue }
          if read <= 0 { break }
          next += read
        }
        return next
      }
      let short = ends?.indices.first { ends![$0] < pieces[$0].upperBound }
      count = short.map { ends![$0] } ?? (ends == nil ? 0 : size)
    }
  }

  /// Sendable since each piece of a file is written to a place of its own.
  private struct PieceTarget: @unchecked Sendable {
    let base: UnsafeMutablePointer<UInt8>
  }

  private static func read(_ descriptor: Int32, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    while true {
      // Linux moves at most 2 GiB per call.
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, min(buffer.count, 1 << 30))
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, min(buffer.count, 1 << 30))
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }
}

extension FileReadError {
  static func empty(_ file: String) -> FileReadError {
    FileReadError(code: .empty, file: file, message: "The file is empty. Give a file that has content.")
  }

  static func tooLarge(limit: Int, file: String) -> FileReadError {
    FileReadError(
      code: .tooLarge, file: file,
      message:
        "The content is larger than the limit of \(limit) bytes. Raise the limit if the file is to be trusted."
    )
  }
}

extension Array where Element == UInt8 {
  /// Appends what `fill` writes into fresh room for `room` bytes; it returns the number written and a status.
  ///
  /// Arrays have no public way to append uninitialized memory, so new room is zeroed, at memory speed.
  mutating func appendUninitialized<Status>(
    _ room: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> (Int, Status)
  ) -> (Int, Status) {
    let old = count
    if old == 0 {
      var status: Status?
      self = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
        let (written, outcome) = fill(UnsafeMutableBufferPointer(rebasing: buffer[..<room]))
        initialized = written
        status = outcome
      }
      return (count, status!)
    }
    reserveCapacity(old + room)
    append(contentsOf: repeatElement(0, count: room))
    let (written, status) = withUnsafeMutableBufferPointer {
      fill(UnsafeMutableBufferPointer(rebasing: $0[old...]))
    }
    removeLast(room - written)
    return (written, status)
  }
}
