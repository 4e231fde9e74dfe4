/// A distribution on 0 ..< 2^bits whose probabilities are whole multiples of 2^-128, drawn with one look-up.
///
/// Walker's alias method in integers (A. J. Walker, 1977; M. D. Vose, 1991): 2^bits columns of equal probability, each
/// shared by its own number and an alias. Since weights and columns are integers, the table's distribution is exactly
/// that of the weights. It holds the leading 15 bits of each threshold with the alias, 4 bytes a column; the rest of the
/// thresholds, of which one draw in 2^15 has need, lies apart.
struct AliasTable: Sendable {
  /// 1 ... 16.
  let bits: Int
  /// Alias << 16 | the leading 15 bits of the threshold.
  private(set) var entries: [UInt32]
  /// The probability that a column means itself, in units of 2^-128. A column that is its own alias has 0.
  private(set) var thresholds: [UInt128]

  /// The table of weights in units of 2^-128.
  ///
  /// - Precondition: There are 1 ... 65,536 weights, and their sum is 2^128, the first one below that.
  init(weights: [UInt128]) {
    precondition((1...1 << 16).contains(weights.count) && weights.reduce(0, &+) == 0)
    var bits = 1
    while 1 << bits < weights.count { bits += 1 }
    self.bits = bits
    let columns = 1 << bits
    let full = UInt128(1) << UInt128(128 - bits)
    entries = (0..<columns).map { UInt32($0) << 16 }
    thresholds = Array(repeating: 0, count: columns)

    var left = weights + Array(repeating: 0, count: columns - weights.count)
    var (small, large): ([UInt16], [UInt16]) = ([], [])
    small.reserveCapacity(columns)
    large.reserveCapacity(columns)
    for column in 0..<columns {
      if left[column] < full { small.append(UInt16(column)) } else { large.append(UInt16(column)) }
    }
    // The sum of what is left is always the number of columns left times `full`; a small one leaves a large one.
    while let column = small.popLast() {
      let giver = Int(large.last!)
      let threshold = left[Int(column)] << UInt128(bits)
      thresholds[Int(column)] = threshold
      entries[Int(column)] = UInt32(giver) << 16 | UInt32(threshold >> 113)
      left[giver] -= full - left[Int(column)]
      if left[giver] < full { small.append(large.removeLast()) }
    }
  }

  /// What a word means; nil if it does not decide.
  func number(_ word: UInt32) -> Int? {
    let column = Int(word >> UInt32(32 - bits))
    let (coin, threshold) = (word & 0x7FFF, entries[column] & 0x7FFF)
    return coin == threshold ? nil : coin < threshold ? column : Int(entries[column] >> 16)
  }

  /// What a word means, and if the word does not decide, 113 bits drawn after it.
  func number(_ word: UInt32, using bits: inout some RandomBits & ~Copyable) -> Int {
    if let number = number(word) { return number }
    let column = Int(word >> UInt32(32 - self.bits))
    let isOwn = bits.next128() >> 15 < thresholds[column] & (1 << 113 - 1)
    return isOwn ? column : Int(entries[column] >> 16)
  }

  /// The weights that the columns add up to; the sum, 2^128, wraps to 0.
  var weights: [UInt128] {
    var weights = [UInt128](repeating: 0, count: thresholds.count)
    let full = UInt128(1) << UInt128(128 - bits)
    for (column, threshold) in thresholds.enumerated() {
      let own = threshold >> UInt128(bits)
      weights[column] &+= own
      weights[Int(entries[column] >> 16)] &+= full - own
    }
    return weights
  }
}
