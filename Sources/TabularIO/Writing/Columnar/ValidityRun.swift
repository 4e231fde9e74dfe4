internal import Tabular

/// The validity of a column's rows, put together from chunks: bit set = present, the lowest bit first.
struct ValidityRun: Sendable {
  private var words: [UInt64] = []
  private(set) var count = 0
  private(set) var presentCount = 0

  var missingCount: Int { count - presentCount }

  /// Adds `rows` rows; `nil`: all of them are present.
  mutating func append(_ validity: Bitmap?, rows: Int) {
    if let validity {
      precondition(validity.count == rows)
      for (index, word) in validity.words.enumerated() { append(word, bits: min(64, rows - 64 * index)) }
    } else {
      for start in stride(from: 0, to: rows, by: 64) { append(.max, bits: min(64, rows - start)) }
    }
  }

  private mutating func append(_ word: UInt64, bits: Int) {
    let word = bits == 64 ? word : word & (1 << UInt64(bits) - 1)
    let used = count & 63
    if used == 0 {
      words.append(word)
    } else {
      words[words.count - 1] |= word << UInt64(used)
      if used + bits > 64 { words.append(word >> UInt64(64 - used)) }
    }
    count += bits
    presentCount += word.nonzeroBitCount
  }

  /// How many of `rows` are present.
  func presentCount(in rows: Range<Int>) -> Int {
    missingCount == 0 ? rows.count : bytes(rows).reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// The bits of `rows`, eight a byte, zeros after the last.
  func bytes(_ rows: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count / 8 + 8)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 64) {
      let (index, shift) = (start >> 6, UInt64(start & 63))
      var word = words[index] >> shift
      if shift > 0, index + 1 < words.count { word |= words[index + 1] << (64 - shift) }
      let bits = min(64, rows.upperBound - start)
      if bits < 64 { word &= 1 << UInt64(bits) - 1 }
      for byte in 0..<((bits + 7) / 8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))) }
    }
    return bytes
  }
}
