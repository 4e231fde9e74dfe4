internal import Kernels

/// Draws ±n, n from a table and the sign by a bit of its own: the symmetric distribution with P[|X| = n] of the table.
///
/// Draws are made in blocks of `NoiseBlock.count`, the last one shorter. A block takes one word of 32 bits a draw, then
/// 16 bytes for each draw that its word does not decide, in ascending order. So every implementation makes the same
/// numbers of the same bits.
struct SignedTableSampler: Sendable {
  let table: AliasTable

  /// - Parameter kernels: nil for the plain loop.
  func add(
    to values: UnsafeMutableBufferPointer<Int64>, using bits: inout some RandomBits & ~Copyable,
    kernels: KernelSet?
  ) {
    NoiseBlock.forEach(in: values, wordsPerDraw: 1, using: &bits) { values, words, places, bits in
      let undecided =
        if let kernels {
          table.entries.withUnsafeBufferPointer {
            kernels.addSignedNoise(table: $0, words: words, to: values, undecided: places)
          }
        } else {
          addPlainly(words, to: values, undecided: places)
        }
      for place in places.prefix(undecided) {
        let word = words[Int(place)]
        values[Int(place)] &+= Self.signed(table.number(word, using: &bits), word)
      }
    }
  }

  private static func signed(_ size: Int, _ word: UInt32) -> Int64 {
    word >> 15 & 1 == 1 ? -Int64(size) : Int64(size)
  }

  private func addPlainly(
    _ words: UnsafeBufferPointer<UInt32>, to values: UnsafeMutableBufferPointer<Int64>,
    undecided: UnsafeMutableBufferPointer<UInt16>
  ) -> Int {
    var found = 0
    for (place, word) in words.enumerated() {
      if let size = table.number(word) {
        values[place] &+= Self.signed(size, word)
      } else {
        undecided[found] = UInt16(place)
        found += 1
      }
    }
    return found
  }
}
