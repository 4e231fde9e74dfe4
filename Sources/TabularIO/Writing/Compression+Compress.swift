internal import CZlib
internal import CZstd

extension Compression {
  /// `bytes` as one complete gzip member or zstd frame.
  ///
  /// The same bytes always give the same result (no time, no name, no system in gzip's header); both carry
  /// a checksum. Results may be joined: readers see the joined content.
  /// - Precondition: there is memory for the result and the coder.
  /// - Complexity: O(*n*).
  public func compress(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .gzip: gzip(bytes)
    case .zstd: zstd(bytes)
    }
  }

  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    // 15: the largest window; + 16: a gzip header. 8: zlib's usual memory.
    let opened = deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(opened == Z_OK, "zlib has no memory")
    defer { deflateEnd(&stream) }
    var header = gz_header()
    // 255: unknown. Otherwise zlib names the system it was built for.
    header.os = 255
    return withUnsafeMutablePointer(to: &header) { header in
      deflateSetHeader(&stream, header)
      let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
      return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
        bytes.withUnsafeBufferPointer { input in
          // zlib counts in 32 bits: large content goes through in steps.
          let step = 1 << 30
          var consumed = 0
          var status = Z_OK
          while status == Z_OK {
            let available = min(step, input.count - consumed)
            let room = min(step, output.count - count)
            stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
            stream.avail_in = UInt32(available)
            stream.next_out = output.baseAddress! + count
            stream.avail_out = UInt32(room)
            status = deflate(&stream, consumed + available == input.count ? Z_FINISH : Z_NO_FLUSH)
            consumed += available - Int(stream.avail_in)
            count += room - Int(stream.avail_out)
          }
          precondition(status == Z_STREAM_END, "zlib did not finish within its own bound")
        }
      }
    }
  }

  private func zstd(_ bytes: [UInt8]) -> [UInt8] {
    guard let context = ZSTD_createCCtx() else { preconditionFailure("zstd has no memory") }
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 3)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { output, count in
      bytes.withUnsafeBytes { input in
        count = ZSTD_compress2(context, output.baseAddress, output.count, input.baseAddress, input.count)
      }
      precondition(ZSTD_isError(count) == 0, "zstd did not finish within its own bound")
    }
  }
}
