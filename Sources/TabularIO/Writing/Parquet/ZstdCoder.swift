internal import CZstd

/// A zstd context that is used again and again, with the memory for its results.
///
/// It belongs to a workspace, and a workspace to one worker at a time.
final class ZstdCoder: @unchecked Sendable {
  /// Fast: more is rarely gained on columns than it costs.
  static let level: Int32 = 1

  private let context: OpaquePointer
  private var room: [UInt8] = []

  init() {
    guard let context = ZSTD_createCCtx() else { preconditionFailure("zstd has no memory") }
    self.context = context
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Calls `body` with `bytes` as one frame that states its size. The same bytes always give the same frame.
  func withFrame<Result>(of bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result)
    -> Result
  {
    let bound = ZSTD_compressBound(bytes.count)
    if room.count < bound { room = [UInt8](repeating: 0, count: bound) }
    return room.withUnsafeMutableBytes { room in
      let count = ZSTD_compressCCtx(
        context, room.baseAddress, room.count, bytes.baseAddress, bytes.count, ZstdCoder.level)
      precondition(ZSTD_isError(count) == 0, "zstd did not finish within its own bound")
      return body(UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
  }

  /// Whether compressing is worth a reader's while: it saves a tenth. Of long content its first part decides.
  func gains(on bytes: UnsafeRawBufferPointer) -> Bool {
    let sample = UnsafeRawBufferPointer(rebasing: bytes.prefix(1 << 14))
    return withFrame(of: sample) { $0.count * 10 <= sample.count * 9 }
  }
}
