internal import CZlib
internal import CZstd

/// Why compressed bytes could not be decompressed.
public enum DecompressionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes start like neither gzip nor zstd.
  case unknownContainer
  /// The last member or frame does not end.
  case truncated(Compression)
  /// A checksum or the coding does not fit.
  case corrupt(Compression)
  /// The result would have more than `limit` bytes.
  case limitExceeded(limit: Int)
  /// A zstd frame that asks for more than 128 MiB to be decoded in.
  case windowTooLarge
  /// There is no memory for the decoder.
  case outOfMemory

  public var description: String {
    switch self {
    case .unknownContainer: "The content is neither gzip nor zstd."
    case .truncated(let compression):
      "The \(compression.rawValue) content is cut off before its end. Copy or download the file again."
    case .corrupt(let compression):
      "The \(compression.rawValue) content is damaged. Copy or download the file again."
    case .limitExceeded(let limit):
      "Decompressed, the content grows beyond the limit of \(limit) bytes. "
        + "If the file is to be trusted, decompress it first, or read a part of it."
    case .windowTooLarge:
      "The zstd content needs more than 128 MiB to decompress. Compress it without --long."
    case .outOfMemory: "There is not enough memory to decompress the content."
    }
  }

  var fileCode: FileReadError.Code {
    switch self {
    case .limitExceeded, .windowTooLarge: .tooLarge
    case .outOfMemory: .unreadable
    case .unknownContainer, .truncated, .corrupt: .corruptCompression
    }
  }
}

/// Decompression in bounded steps, so that a small hostile file cannot claim all memory.
public enum Decompression {
  /// The content of `bytes`, whose container is recognised by its first bytes.
  ///
  /// All members of a gzip file and all frames of a zstd file are joined. Zero bytes after the last gzip
  /// member (padding of tapes) are ignored; anything else there is an error.
  /// - Parameter limit: the most bytes the result may have; the result never takes more memory than that,
  ///   and the decoder at most 128 MiB of its own (2 GiB from a limit of 4 GiB up). `nil`: no limit.
  /// - Complexity: O(size of the result).
  public static func decompress(_ bytes: [UInt8], limit: Int? = nil) throws(DecompressionError) -> [UInt8] {
    guard let compression = Compression(magicOf: bytes) else { throw .unknownContainer }
    return try decompress(bytes, compression, limit: limit)
  }

  /// The content of `bytes`, which are a `compression` container.
  public static func decompress(
    _ bytes: [UInt8], _ compression: Compression, limit: Int? = nil
  ) throws(DecompressionError) -> [UInt8] {
    var output = BoundedOutput(limit: limit, expected: 4 * bytes.count)
    switch compression {
    case .gzip: try inflate(bytes, into: &output)
    case .zstd: try decodeZstd(bytes, into: &output)
    }
    return output.bytes
  }

  private static let stepSize = 1 << 17

  private static func inflate(_ bytes: [UInt8], into output: inout BoundedOutput) throws(DecompressionError) {
    var stream = z_stream()
    // 15: the largest window; + 16: a gzip header is required.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .outOfMemory
    }
    defer { inflateEnd(&stream) }
    var step = [UInt8](repeating: 0, count: stepSize)
    var position = 0
    while true {
      // zlib counts input in 32 bits.
      let available = min(bytes.count - position, 1 << 30)
      let (status, consumed, produced) = bytes.withUnsafeBufferPointer { input in
        step.withUnsafeMutableBufferPointer { room in
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress! + position)
          stream.avail_in = UInt32(available)
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          let status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return (status, available - Int(stream.avail_in), room.count - Int(stream.avail_out))
        }
      }
      position += consumed
      try output.append(step[..<produced])
      switch status {
      case Z_STREAM_END:
        if bytes[position...].allSatisfy({ $0 == 0 }) { return }
        guard Compression(magicOf: bytes[position...]) == .gzip else { throw .corrupt(.gzip) }
        inflateReset(&stream)
      case Z_OK: break
      case Z_BUF_ERROR where position == bytes.count: throw .truncated(.gzip)
      case Z_MEM_ERROR: throw .outOfMemory
      default: throw .corrupt(.gzip)
      }
    }
  }

  private static func decodeZstd(_ bytes: [UInt8], into output: inout BoundedOutput)
    throws(DecompressionError)
  {
    guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
    defer { ZSTD_freeDCtx(context) }
    // The window is memory, too, and a frame of unknown size may state one larger than its content. 2^27
    // bytes are enough for every level; only --long asks for more, and where the result may be large, it may have it.
    let window = (output.limit ?? .max) < 1 << 32 ? 27 : 31
    guard ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(window))) == 0 else {
      throw .outOfMemory
    }
    var step = [UInt8](repeating: 0, count: stepSize)
    var position = 0
    var pending = 0
    while true {
      let (status, produced, next) = bytes.withUnsafeBytes { input in
        step.withUnsafeMutableBytes { room in
          var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: position)
          var target = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
          let status = ZSTD_decompressStream(context, &target, &source)
          return (status, target.pos, source.pos)
        }
      }
      if ZSTD_isError(status) != 0 {
        // The codes of zstd_errors.h, which zstd keeps stable; an error is its code negated.
        switch 0 &- status {
        case 16:  // frameParameter_windowTooLarge
          throw .windowTooLarge
        case 64:  // memory_allocation
          throw .outOfMemory
        default: throw .corrupt(.zstd)
        }
      }
      let stuck = produced == 0 && next == position
      position = next
      pending = status
      try output.append(step[..<produced])
      if position == bytes.count {
        // Nothing is pending either: content may end just where a step does.
        if pending == 0 { return }
        if stuck || produced == 0 { throw .truncated(.zstd) }
      }
    }
  }
}

/// Bytes that grow by doubling, but never beyond a limit.
private struct BoundedOutput {
  let limit: Int?
  var bytes: [UInt8] = []

  init(limit: Int?, expected: Int) {
    self.limit = limit
    bytes.reserveCapacity(min(expected, limit ?? .max))
  }

  mutating func append(_ step: ArraySlice<UInt8>) throws(DecompressionError) {
    let needed = bytes.count + step.count
    if let limit, needed > limit { throw .limitExceeded(limit: limit) }
    if needed > bytes.capacity { bytes.reserveCapacity(min(max(needed, 2 * bytes.capacity), limit ?? .max)) }
    bytes.append(contentsOf: step)
  }
}
