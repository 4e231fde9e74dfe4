internal import Kernels

/// The discrete Laplace of a large scale: a geometric number G with ratio a = exp(-1 / scale), and a sign; the negative 0
/// is drawn again.
///
/// G = 2^b H + L with H and L independent: H is geometric with ratio a^(2^b), from a table. Bit i of L is 1 with
/// probability 1 / (1 + exp(2^i / scale)) = (1 - c_i) / 2, where c_i = tanh(2^i / (2 scale)) is small: a fair bit which an
/// event of probability c_i clears. One coin tells that none of these events happens, as is nearly always so; else which
/// is the highest that does.
///
/// A block takes a word for every draw (column, sign, 15 bits for the threshold), a word for every draw (16 bits of the
/// coin, below 16 bits of L), if b > 16 another (further bits of L), then what the undecided draws take, one after the
/// other in ascending order.
struct SplitGeometricSampler: Sendable {
  /// H.
  let table: AliasTable
  /// b, 1 ... 48.
  let lowBits: Int
  /// The probabilities, in units of 2^-128, that no event i >= j happens, for every j < b; ascending.
  let quiet: [UInt128]
  /// The leading 16 bits of the first of them.
  let limit: UInt32

  init(scale: Ratio, lowBits: Int) {
    precondition((1...48).contains(lowBits))
    self.lowBits = lowBits
    table = AliasTable(weights: NoiseWeights.geometric(scale: scale, shift: lowBits))
    var quiet = [UInt128](repeating: 0, count: lowBits)
    var product = FixedPoint.one
    for i in stride(from: lowBits - 1, through: 0, by: -1) {
      // 1 - tanh(y / 2) = 2 e^-y / (1 + e^-y)
      let e = FixedPoint.exponential(
        minus: UInt128(scale.denominator) << UInt128(i), over: scale.numerator)
      product = product * ((e + e) * (.one + e).reciprocal)
      quiet[i] = product.fraction128
    }
    self.quiet = quiet
    limit = UInt32(quiet[0] >> 112)
  }

  func add(
    to values: UnsafeMutableBufferPointer<Int64>, using bits: inout some RandomBits & ~Copyable,
    kernels: KernelSet?
  ) {
    let wordsPerDraw = lowBits > 16 ? 3 : 2
    NoiseBlock.forEach(in: values, wordsPerDraw: wordsPerDraw, using: &bits) { values, words, places, bits in
      let count = values.count
      let first = UnsafeBufferPointer(rebasing: words[..<count])
      let coins = UnsafeBufferPointer(rebasing: words[count..<(2 * count)])
      let more = UnsafeBufferPointer(rebasing: words[(2 * count)...])
      let undecided =
        if let kernels {
          table.entries.withUnsafeBufferPointer {
            kernels.addSplitNoise(
              table: $0, lowBits: lowBits, limit: limit, words: first, coins: coins, more: more, to: values,
              undecided: places)
          }
        } else {
          addPlainly(first, coins, more, to: values, undecided: places)
        }
      for place in places.prefix(undecided).lazy.map(Int.init) {
        var (word, coin, further) = (first[place], coins[place], more.isEmpty ? 0 : more[place])
        while true {
          let high = table.number(word, using: &bits)
          let cleared = coin & 0xFFFF < limit ? 0 : clearedBits(coin, using: &bits)
          let size = joined(high, coin, further) & ~cleared
          if word >> 15 & 1 == 0 {
            values[place] &+= size
            break
          } else if size > 0 {
            values[place] &-= size
            break
          }
          word = bits.next32()
          coin = bits.next32()
          if !more.isEmpty { further = bits.next32() }
        }
      }
    }
  }

  private func joined(_ high: Int, _ coin: UInt32, _ further: UInt32) -> Int64 {
    let low = (UInt64(coin >> 16) | UInt64(further) << 16) & (1 << UInt64(lowBits) - 1)
    return Int64(high) << Int64(lowBits) | Int64(low)
  }

  /// The bits whose event happens, given the coin's first 16 bits.
  private func clearedBits(_ coin: UInt32, using bits: inout some RandomBits & ~Copyable) -> Int64 {
    var cleared: Int64 = 0
    var uniform = UInt128(coin & 0xFFFF) << 112 | bits.next128() >> 16
    var below = lowBits
    while true {
      // The highest event, given that it is below `below`: others are drawn again.
      let highest = quiet.lastIndex { $0 <= uniform }
      if let highest, highest >= below {
        uniform = bits.next128()
        continue
      }
      guard let highest else { return cleared }
      cleared |= 1 << Int64(highest)
      below = highest
      uniform = bits.next128()
    }
  }

  private func addPlainly(
    _ words: UnsafeBufferPointer<UInt32>, _ coins: UnsafeBufferPointer<UInt32>,
    _ more: UnsafeBufferPointer<UInt32>, to values: UnsafeMutableBufferPointer<Int64>,
    undecided: UnsafeMutableBufferPointer<UInt16>
  ) -> Int {
    var found = 0
    for (place, word) in words.enumerated() {
      let isNegative = word >> 15 & 1 == 1
      if let high = table.number(word), coins[place] & 0xFFFF < limit,
        case let size = joined(high, coins[place], more.isEmpty ? 0 : more[place]), size > 0 || !isNegative
      {
        values[place] &+= isNegative ? -size : size
      } else {
        undecided[found] = UInt16(place)
        found += 1
      }
    }
    return found
  }
}
