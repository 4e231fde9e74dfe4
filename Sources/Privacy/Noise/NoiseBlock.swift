internal import COpenSSL

/// Blocks of draws, and the memory that making one needs.
enum NoiseBlock {
  /// A block's words stay in the first-level cache.
  static let count = 1024

  /// Calls `body` with each block of `values`, `wordsPerDraw` random words for each of its values (first one for every
  /// value, then another for every value), room for places in the block, and the source of further bits. The memory is
  /// overwritten at the end.
  static func forEach<Bits: RandomBits & ~Copyable>(
    in values: UnsafeMutableBufferPointer<Int64>, wordsPerDraw: Int, using bits: inout Bits,
    _ body: (
      UnsafeMutableBufferPointer<Int64>, UnsafeBufferPointer<UInt32>, UnsafeMutableBufferPointer<UInt16>,
      inout Bits
    ) -> Void
  ) {
    let most = min(count, values.count)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: most * wordsPerDraw) { words in
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: most) { places in
        var start = 0
        while start < values.count {
          let end = min(start + count, values.count)
          let used = UnsafeMutableBufferPointer(rebasing: words[..<((end - start) * wordsPerDraw)])
          bits.fill(UnsafeMutableRawBufferPointer(used))
          body(
            UnsafeMutableBufferPointer(rebasing: values[start..<end]), UnsafeBufferPointer(used), places,
            &bits)
          start = end
        }
      }
      OPENSSL_cleanse(words.baseAddress, words.count * MemoryLayout<UInt32>.size)
    }
  }
}
