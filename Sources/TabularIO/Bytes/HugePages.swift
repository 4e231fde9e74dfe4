#if canImport(Glibc)
  internal import Glibc
#endif

/// Large pages for large blocks of memory, where the system grants them on request.
enum HugePages {
  /// Below this, few pages are saved.
  private static let leastBytes = 8 << 20

  /// Asks for large pages before `memory` is first written: a fresh block of 4 KiB pages costs more to map than to
  /// fill.
  static func request(_ memory: UnsafeMutableRawBufferPointer) {
    #if canImport(Glibc)
      guard memory.count >= leastBytes, let base = memory.baseAddress else { return }
      let page = 4096
      let start = (Int(bitPattern: base) + page - 1) / page * page
      let end = (Int(bitPattern: base) + memory.count) / page * page
      // Only a wish: if it is not granted, nothing is lost.
      if let address = UnsafeMutableRawPointer(bitPattern: start) {
        madvise(address, end - start, MADV_HUGEPAGE)
      }
    #endif
  }
}
