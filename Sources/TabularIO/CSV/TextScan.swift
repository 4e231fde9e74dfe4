internal import Scheduling

/// What a first look at fixed chunks of the text finds: quotes, and bytes that are not text.
struct TextScan: Sendable {
  /// Quotes in each chunk.
  let quotes: [Int]
  let firstNUL: Int?
  let firstInvalidUTF8: Int?

  init(_ bytes: [UInt8], _ range: Range<Int>, chunkSize: Int, threads: Int) throws {
    let count = (range.count + chunkSize - 1) / chunkSize
    let chunks = try Parallel.map(count: count, threads: threads) { chunk in
      bytes.withUnsafeBufferPointer { buffer in
        let start = range.lowerBound + chunk * chunkSize
        return TextScan.look(buffer, start..<min(start + chunkSize, range.upperBound))
      }
    }
    quotes = chunks.map(\.quotes)
    firstNUL = chunks.lazy.compactMap(\.nul).first
    firstInvalidUTF8 = chunks.lazy.compactMap(\.invalid).first
  }

  private struct Look {
    var quotes = 0
    var nul: Int?
    var invalid: Int?
  }

  private static func look(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Look {
    var look = Look()
    guard let base = bytes.baseAddress else { return look }
    var index = range.lowerBound
    var seen: UInt64 = 0
    var zeros: UInt64 = 0
    while index &+ 8 <= range.upperBound {
      let word = ByteWord.load(base + index)
      seen |= word
      zeros |= ByteWord.firstZero(word)
      let quotes = ByteWord.zeros(word ^ ByteWord.quotes)
      if quotes != 0 { look.quotes &+= quotes.nonzeroBitCount }
      index &+= 8
    }
    while index < range.upperBound {
      let byte = base[index]
      seen |= UInt64(byte)
      if byte == 0 { zeros = 1 }
      if byte == UInt8(ascii: "\"") { look.quotes &+= 1 }
      index &+= 1
    }
    if zeros != 0 { look.nul = bytes[range].firstIndex(of: 0) }
    // A sequence of the chunk before may end in this one's first bytes, which then have high bits, too.
    if seen & ByteWord.highBits != 0 { look.invalid = UTF8Validation.firstError(in: bytes, range) }
    return look
  }
}
