/// The leading 128 bits of powers of ten, which spelling doubles takes.
enum PowersOfTen {
  /// For each exponent from -292 to 324 two words, high one first: the smallest 128-bit integer that is not below
  /// 10^exponent / 2^n, for the n that makes its top bit one.
  ///
  /// Exact integers throughout. - Complexity: some 20,000 steps, once for the process.
  static let words: [UInt64] = {
    // 10^-292 keeps 128 bits when 1 stands at bit 1151.
    var inverse = Words(bit: 1151)
    var descending: [(UInt64, UInt64)] = []
    for _ in 1...292 {
      inverse.divide(by: 10)
      // A floor of a number that never is an integer: what lies above it is one more.
      descending.append(inverse.leading(roundedUp: true))
    }
    var power = Words(bit: 0)
    var ascending: [(UInt64, UInt64)] = []
    for _ in 0...324 {
      ascending.append(power.leading(roundedUp: false))
      power.multiply(by: 10)
    }
    return (descending.reversed() + ascending).flatMap { [$0.0, $0.1] }
  }()

  /// A natural number, lowest word first.
  private struct Words {
    private var words: [UInt64]

    init(bit: Int) {
      words = [UInt64](repeating: 0, count: bit / 64 + 1)
      words[bit / 64] = 1 << UInt64(bit % 64)
    }

    mutating func multiply(by factor: UInt64) {
      var carry: UInt64 = 0
      for index in words.indices {
        let (high, low) = words[index].multipliedFullWidth(by: factor)
        let (sum, overflow) = low.addingReportingOverflow(carry)
        words[index] = sum
        carry = high + (overflow ? 1 : 0)
      }
      if carry > 0 { words.append(carry) }
    }

    mutating func divide(by divisor: UInt64) {
      var rest: UInt64 = 0
      for index in words.indices.reversed() {
        (words[index], rest) = divisor.dividingFullWidth((rest, words[index]))
      }
      while words.last == 0 { words.removeLast() }
    }

    /// The first 128 bits from the top bit on, plus one if bits below them are set, or in any case.
    func leading(roundedUp: Bool) -> (UInt64, UInt64) {
      func word(_ index: Int) -> UInt64 { index >= 0 ? words[index] : 0 }
      let top = words.count - 1
      let shift = UInt64(words[top].leadingZeroBitCount)
      func shifted(_ index: Int) -> UInt64 { word(index) << shift | word(index - 1) >> (64 - shift) }
      let rest = word(top - 2) << shift != 0 || top > 2 && words[..<(top - 2)].contains { $0 != 0 }
      let (low, overflow) = shifted(top - 1).addingReportingOverflow(roundedUp || rest ? 1 : 0)
      return (shifted(top) + (overflow ? 1 : 0), low)
    }
  }
}
