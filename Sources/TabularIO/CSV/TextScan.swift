internal import Kernels
internal import Scheduling

/// What a first look at fixed chunks of the text finds: quotes, line feeds, and bytes that are not text.
struct TextScan: Sendable {
  /// What each chunk holds.
  let chunks: [KernelSet.TextCounts]
  let firstNUL: Int?
  let firstInvalidUTF8: Int?

  init(_ bytes: [UInt8], _ range: Range<Int>, chunkSize: Int, threads: Int) throws {
    let count = (range.count + chunkSize - 1) / chunkSize
    let looks = try Parallel.map(count: count, threads: threads) { chunk in
      bytes.withUnsafeBufferPointer { buffer in
        let start = range.lowerBound + chunk * chunkSize
        return Look(buffer, start..<min(start + chunkSize, range.upperBound))
      }
    }
    chunks = looks.map(\.counts)
    firstNUL = looks.lazy.compactMap(\.nul).first
    firstInvalidUTF8 = looks.lazy.compactMap(\.invalid).first
  }

  private struct Look {
    var counts: KernelSet.TextCounts
    var nul: Int?
    var invalid: Int?

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
      counts = KernelSet.active.counts(of: UnsafeBufferPointer(rebasing: bytes[range]))
      if counts.hasNUL { nul = bytes[range].firstIndex(of: 0) }
      // A sequence of the chunk before may end in this one's first bytes, which then have high bits, too.
      if counts.hasHighBytes { invalid = UTF8Validation.firstError(in: bytes, range) }
    }
  }
}
