internal import CKernels

extension KernelSet {
  /// Adds a signed draw of an alias table to each value, by one random word each.
  ///
  /// An entry of the table is `alias << 16 | t`, t being the leading 15 bits of the column's threshold; a word is
  /// `column << (32 - bits) | … | sign << 15 | c`. The draw is the column where c < t, the alias where c > t, negated if
  /// the sign bit is 1. Where c = t the word does not decide: 0 is added, and the place is listed. Sums wrap around.
  ///
  /// - Returns: how many places are listed, in ascending order.
  /// - Precondition: `table` has 2^bits entries, 1 ... 16 bits; the other buffers are equally long, at most 65,536.
  public func addSignedNoise(
    table: UnsafeBufferPointer<UInt32>, words: UnsafeBufferPointer<UInt32>,
    to values: UnsafeMutableBufferPointer<Int64>, undecided: UnsafeMutableBufferPointer<UInt16>
  ) -> Int {
    precondition(values.count <= 1 << 16 && words.count == values.count && undecided.count >= values.count)
    guard let target = values.baseAddress else { return 0 }
    let bits = Self.bits(of: table)
    return Int(
      self.table.pointee.noise_signed(
        table.baseAddress!, bits, Int64(values.count), words.baseAddress!, target, undecided.baseAddress!))
  }

  /// Adds to each value a draw of an alias table with `lowBits` uniform bits behind it.
  ///
  /// Columns, thresholds and signs as in ``addSignedNoise(table:words:to:undecided:)``. The bits behind are the upper
  /// halves of `coins`, then those of `more`; the whole is negated if the sign bit is 1. Not decided are also places
  /// where the lower half of the coin word is not below `limit`, and 0 with the sign bit 1.
  ///
  /// - Returns: how many places are listed, in ascending order.
  /// - Precondition: as above; `lowBits` at most 16 without `more` (an empty buffer), else at most 48.
  public func addSplitNoise(
    table: UnsafeBufferPointer<UInt32>, lowBits: Int, limit: UInt32, words: UnsafeBufferPointer<UInt32>,
    coins: UnsafeBufferPointer<UInt32>, more: UnsafeBufferPointer<UInt32>,
    to values: UnsafeMutableBufferPointer<Int64>, undecided: UnsafeMutableBufferPointer<UInt16>
  ) -> Int {
    precondition(values.count <= 1 << 16 && words.count == values.count && undecided.count >= values.count)
    precondition(coins.count == values.count && (0...48).contains(lowBits))
    precondition(more.count == values.count || (more.isEmpty && lowBits <= 16))
    guard let target = values.baseAddress else { return 0 }
    let bits = Self.bits(of: table)
    return Int(
      self.table.pointee.noise_split(
        table.baseAddress!, bits, Int32(lowBits), limit, Int64(values.count), words.baseAddress!,
        coins.baseAddress!, more.isEmpty ? nil : more.baseAddress!, target, undecided.baseAddress!))
  }

  private static func bits(of table: UnsafeBufferPointer<UInt32>) -> Int32 {
    let bits = table.count.trailingZeroBitCount
    precondition(table.count == 1 << bits && (1...16).contains(bits))
    return Int32(bits)
  }
}
