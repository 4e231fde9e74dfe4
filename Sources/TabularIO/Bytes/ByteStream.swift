internal import CZlib
internal import CZstd
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The content of a file, a pipe or a device, decompressed, piece by piece.
///
/// Sendable since one thread at a time reads; only `cancel` may be called by another.
final class ByteStream: @unchecked Sendable {
  /// What a call for bytes came to.
  enum Supply: Equatable {
    case bytes(Int)
    /// Nothing came in the time given.
    case paused
    case ended
  }

  let name: String
  /// Whether the content can be read again: a regular file, from its start.
  let isFile: Bool
  private let path: String
  private let source: any ByteSource
  private let isCancelled = Atomic<Bool>(false)

  private var compression: Compression?
  private var hasStarted = false
  private var inflater: UnsafeMutablePointer<z_stream>?
  private var zstd: OpaquePointer?
  /// Compressed bytes, and how many of them have been used.
  private var input: [UInt8] = []
  private var position = 0
  /// Whether a member or frame has begun and not ended.
  private var isOpen = false
  /// Whether the decoder may hold more than the last room took.
  private var mayHoldMore = false

  /// - Throws: `FileReadError`.
  init(path: String, program: Program.Options = Program.Options()) throws(FileReadError) {
    self.path = path
    name = FileBytes.displayName(path)
    if Program.isNamed(by: path) {
      source = try ProgramSource(path: path, options: program)
      isFile = false
      return
    }
    let file = try DescriptorSource(path: path)
    source = file
    isFile = file.isFile
  }

  deinit {
    if let inflater {
      inflateEnd(inflater)
      inflater.deallocate()
    }
    if let zstd { ZSTD_freeDCtx(zstd) }
  }

  /// Ends a wait for bytes on another thread: it then sees the end.
  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  /// Some bytes, at least one, into `room`, which has at least as much room.
  /// - Parameter patience: How long to wait for them in milliseconds; `nil`: until they come.
  func read(
    into room: UnsafeMutableBufferPointer<UInt8>, patience: Int? = nil
  ) throws(FileReadError) -> Supply {
    if !hasStarted {
      let supply = try start(patience)
      if supply != .bytes(0) { return supply }
    }
    switch compression {
    case nil:
      if position < input.count {
        let count = min(room.count, input.count - position)
        _ = room.update(fromContentsOf: input[position..<(position + count)])
        position += count
        if position == input.count { (input, position) = ([], 0) }
        return .bytes(count)
      }
      return try raw(room, patience)
    case .gzip: return try readGzip(room, patience)
    case .zstd: return try readZstd(room, patience)
    }
  }

  /// Reads until the container can be told by its first bytes; `.bytes(0)` once that is so.
  private func start(_ patience: Int?) throws(FileReadError) -> Supply {
    while input.count < 4 {
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let supply = try piece.withUnsafeMutableBufferPointer { (buffer) throws(FileReadError) in
        try raw(buffer, patience)
      }
      switch supply {
      case .bytes(let count): input += piece[..<count]
      case .paused: return .paused
      case .ended:
        if input.isEmpty { return .ended }
        hasStarted = true
        return .bytes(0)
      }
    }
    hasStarted = true
    compression = Compression(magicOf: input)
    if let claimed = Compression(suffixOf: path), claimed != compression, path != "-" {
      throw FileReadError(
        code: .corruptCompression, file: name,
        message:
          "The name says \(claimed.rawValue), but the content is not. Rename the file, or write it again.")
    }
    switch compression {
    case .gzip:
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      stream.initialize(to: z_stream())
      // 15: the largest window; + 16: a gzip header is required.
      guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        stream.deallocate()
        throw corrupt(.outOfMemory)
      }
      inflater = stream
    case .zstd:
      zstd = ZSTD_createDCtx()
      guard zstd != nil else { throw corrupt(.outOfMemory) }
      // As for whole files: more than 128 MiB of window is asked for by --long alone.
      _ = ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, 27)
    case nil: break
    }
    return .bytes(0)
  }

  private func raw(
    _ room: UnsafeMutableBufferPointer<UInt8>, _ patience: Int?
  ) throws(FileReadError) -> Supply {
    // Looks up now and then, to see whether it is still wanted.
    var left = patience ?? .max
    while !(try source.isReady(within: min(left, 100))) {
      if isCancelled.load(ordering: .relaxed) { return .ended }
      if patience != nil { left -= 100 }
      if left <= 0 { return .paused }
    }
    let count = try source.read(into: room)
    return count == 0 ? .ended : .bytes(count)
  }

  /// More compressed bytes.
  private func refill(_ patience: Int?) throws(FileReadError) -> Supply {
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    let supply = try piece.withUnsafeMutableBufferPointer { (buffer) throws(FileReadError) in
      try raw(buffer, patience)
    }
    if case .bytes(let count) = supply {
      piece.removeLast(piece.count - count)
      (input, position) = (piece, 0)
    }
    return supply
  }

  private func readGzip(
    _ room: UnsafeMutableBufferPointer<UInt8>, _ patience: Int?
  ) throws(FileReadError) -> Supply {
    let stream = inflater!
    var isFirst = !isOpen && stream.pointee.total_in == 0
    while true {
      if position == input.count, !mayHoldMore {
        let supply = try refill(patience)
        if supply == .ended, isOpen { throw corrupt(.truncated(.gzip)) }
        guard case .bytes = supply else { return supply }
      }
      if !isOpen {
        // Behind a member there may be another, or the padding of tapes.
        if !isFirst {
          while position < input.count, input[position] == 0 { position += 1 }
          if position == input.count { continue }
          inflateReset(stream)
        }
        isFirst = false
        isOpen = true
      }
      let (status, produced) = input.withUnsafeBufferPointer { bytes in
        stream.pointee.next_in = bytes.baseAddress.map { UnsafeMutablePointer(mutating: $0 + position) }
        stream.pointee.avail_in = UInt32(bytes.count - position)
        stream.pointee.next_out = room.baseAddress
        let wanted = min(room.count, 1 << 30)
        stream.pointee.avail_out = UInt32(wanted)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        position = bytes.count - Int(stream.pointee.avail_in)
        return (status, wanted - Int(stream.pointee.avail_out))
      }
      mayHoldMore = stream.pointee.avail_out == 0 && status != Z_STREAM_END
      switch status {
      case Z_STREAM_END: isOpen = false
      case Z_OK, Z_BUF_ERROR: break
      case Z_MEM_ERROR: throw corrupt(.outOfMemory)
      default: throw corrupt(.corrupt(.gzip))
      }
      if produced > 0 { return .bytes(produced) }
    }
  }

  private func readZstd(
    _ room: UnsafeMutableBufferPointer<UInt8>, _ patience: Int?
  ) throws(FileReadError) -> Supply {
    while true {
      if position == input.count, !mayHoldMore {
        let supply = try refill(patience)
        if supply == .ended, isOpen { throw corrupt(.truncated(.zstd)) }
        guard case .bytes = supply else { return supply }
      }
      let (status, produced, next) = input.withUnsafeBytes { source in
        var from = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: position)
        var into = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        let status = ZSTD_decompressStream(zstd, &into, &from)
        return (status, into.pos, from.pos)
      }
      if ZSTD_isError(status) != 0 {
        // 16: frameParameter_windowTooLarge of zstd_errors.h; an error is its code negated.
        throw corrupt(0 &- status == 16 ? .windowTooLarge : .corrupt(.zstd))
      }
      position = next
      isOpen = status != 0
      mayHoldMore = produced == room.count && isOpen
      if produced > 0 { return .bytes(produced) }
    }
  }

  private func corrupt(_ error: DecompressionError) -> FileReadError {
    FileReadError(code: error.fileCode, file: name, message: error.description)
  }
}

/// Where a stream's bytes come from, before they are decompressed. Used by one thread at a time.
protocol ByteSource: AnyObject {
  /// Whether bytes, the end or an error can be had within `milliseconds`.
  func isReady(within milliseconds: Int) throws(FileReadError) -> Bool
  /// Some bytes, at least one; 0 at the end.
  func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(FileReadError) -> Int
}

/// A file, a pipe or a device.
final class DescriptorSource: ByteSource {
  let isFile: Bool
  private let name: String
  private let descriptor: Int32
  private let closes: Bool

  init(path: String) throws(FileReadError) {
    name = FileBytes.displayName(path)
    descriptor = try FileBytes.open(path, name: name)
    closes = path != "-"
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      if closes { close(descriptor) }
      throw FileBytes.failure(number, name: name)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      if closes { close(descriptor) }
      throw FileBytes.failure(EISDIR, name: name)
    }
    // What standard input has given cannot be asked for again, even if it is a file.
    isFile = closes && status.st_mode & S_IFMT == S_IFREG
  }

  deinit { if closes { close(descriptor) } }

  func isReady(within milliseconds: Int) throws(FileReadError) -> Bool {
    isFile || Self.isReady(descriptor, within: milliseconds)
  }

  func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(FileReadError) -> Int {
    try Self.read(descriptor, into: room, name: name)
  }

  static func isReady(_ descriptor: Int32, within milliseconds: Int) -> Bool {
    var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waited, 1, Int32(clamping: milliseconds)) > 0
  }

  static func read(
    _ descriptor: Int32, into room: UnsafeMutableBufferPointer<UInt8>, name: String
  ) throws(FileReadError) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, room.baseAddress, min(room.count, 1 << 30))
      #else
        let count = Darwin.read(descriptor, room.baseAddress, min(room.count, 1 << 30))
      #endif
      if count >= 0 { return count }
      guard errno == EINTR else { throw FileBytes.failure(errno, name: name) }
    }
  }
}
