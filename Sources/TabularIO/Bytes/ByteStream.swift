internal import CZlib
internal import CZstd

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The content of a file, decompressed, piece by piece.
final class ByteStream {
  private let name: String
  private let compression: Compression?
  private let descriptor: Int32
  /// zlib's reader, which passes plain content through.
  private var gzip: gzFile?
  private var zstd: OpaquePointer?
  private var input: [UInt8] = []
  private var position = 0
  private var frameIsOpen = false

  /// - Throws: `FileReadError`.
  init(path: String) throws(FileReadError) {
    name = FileBytes.displayName(path)
    descriptor = try FileBytes.open(path, name: name)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      if status.st_mode & S_IFMT == S_IFDIR { throw FileBytes.failure(EISDIR, name: name) }
      throw FileReadError(
        code: .unreadable, file: name,
        message:
          "A stream is read twice, so it must be a file, not a pipe or a device. Write it to a file first.")
    }
    var magic = [UInt8](repeating: 0, count: 4)
    let count = pread(descriptor, &magic, 4, 0)
    compression = Compression(magicOf: magic.prefix(max(0, count)))
    if let claimed = Compression(suffixOf: path), claimed != compression, count > 0 {
      close(descriptor)
      throw FileReadError(
        code: .corruptCompression, file: name,
        message:
          "The name says \(claimed.rawValue), but the content is not. Rename the file, or write it again.")
    }
    switch compression {
    case .gzip:
      gzip = gzdopen(dup(descriptor), "rb")
      if let gzip { gzbuffer(gzip, 1 << 18) }
    case .zstd:
      zstd = ZSTD_createDCtx()
      // As for whole files: more than 128 MiB of window is asked for by --long alone.
      if let zstd { _ = ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, 27) }
    case nil: break
    }
    guard compression == nil || gzip != nil || zstd != nil else {
      close(descriptor)
      throw FileReadError(code: .unreadable, file: name, message: DecompressionError.outOfMemory.description)
    }
  }

  deinit {
    if let gzip { gzclose(gzip) }
    if let zstd { ZSTD_freeDCtx(zstd) }
    close(descriptor)
  }

  /// Fills `room` as far as there is content; fewer bytes only at the end.
  func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(FileReadError) -> Int {
    var filled = 0
    while filled < room.count {
      let rest = UnsafeMutableBufferPointer(rebasing: room[filled...])
      let count =
        switch compression {
        case nil: try readPlain(rest)
        case .gzip: try readGzip(rest)
        case .zstd: try readZstd(rest)
        }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  private func readPlain(_ room: UnsafeMutableBufferPointer<UInt8>) throws(FileReadError) -> Int {
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

  private func readGzip(_ room: UnsafeMutableBufferPointer<UInt8>) throws(FileReadError) -> Int {
    let count = gzread(gzip, room.baseAddress, UInt32(min(room.count, 1 << 30)))
    var status: Int32 = Z_OK
    _ = gzerror(gzip, &status)
    if status == Z_BUF_ERROR { throw corrupt(.truncated(.gzip)) }
    guard count >= 0, status == Z_OK || status == Z_STREAM_END else { throw corrupt(.corrupt(.gzip)) }
    return Int(count)
  }

  private func readZstd(_ room: UnsafeMutableBufferPointer<UInt8>) throws(FileReadError) -> Int {
    while true {
      if position == input.count {
        input = [UInt8](repeating: 0, count: 1 << 18)
        let count = try input.withUnsafeMutableBufferPointer { (buffer) throws(FileReadError) in
          try readPlain(buffer)
        }
        input.removeLast(input.count - count)
        position = 0
        if count == 0 {
          guard !frameIsOpen else { throw corrupt(.truncated(.zstd)) }
          return 0
        }
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
      frameIsOpen = status != 0
      if produced > 0 { return produced }
    }
  }

  private func corrupt(_ error: DecompressionError) -> FileReadError {
    FileReadError(code: error.fileCode, file: name, message: error.description)
  }
}
