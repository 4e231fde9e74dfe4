/// Between which values a column's numbers lie, roughly: powers of two that a noisy histogram shows.
public enum ReleasedBounds: Sendable, Hashable {
  /// In units of the column's storage.
  case integers(minimum: Int64, maximum: Int64)
  case reals(minimum: Double, maximum: Double)
}

/// The cells of a histogram of magnitudes: one for each power of two and sign, in ascending order, and one for 0.
enum MagnitudeCells {
  /// |v| from 2^(k-1) to 2^k - 1 for k from 1 to 64.
  static let integerCount = 129
  /// |v| from 2^e up to 2^(e+1) for e from -20 to 63; what is smaller counts as 0, what is larger as the last.
  static let realCount = 169

  static func cell(of value: Int64) -> Int {
    64 + Int(value.signum()) * (64 - value.magnitude.leadingZeroBitCount)
  }

  /// - Precondition: `value` is a number.
  static func cell(of value: Double) -> Int {
    let size = abs(value)
    guard size >= 0x1p-20 else { return 84 }
    let place = min(size.isFinite ? Int(size.exponent) : 63, 63) + 21
    return value < 0 ? 84 - place : 84 + place
  }

  static func integers(_ first: Int, _ last: Int) -> ReleasedBounds {
    func smallest(_ k: Int) -> UInt64 { k == 0 ? 0 : 1 << UInt64(k - 1) }
    func largest(_ k: Int) -> UInt64 { k == 0 ? 0 : k == 64 ? .max : (1 << UInt64(k)) - 1 }
    func signed(_ magnitude: UInt64, negative: Bool) -> Int64 {
      let held = Int64(clamping: magnitude)
      return negative ? (magnitude > UInt64(Int64.max) ? .min : -held) : held
    }
    let (low, high) = (first - 64, last - 64)
    return .integers(
      minimum: low < 0 ? signed(largest(-low), negative: true) : signed(smallest(low), negative: false),
      maximum: high < 0 ? signed(smallest(-high), negative: true) : signed(largest(high), negative: false))
  }

  static func reals(_ first: Int, _ last: Int) -> ReleasedBounds {
    func edge(_ place: Int) -> Double {
      place < 0 ? 0 : (0..<abs(place - 20)).reduce(1) { x, _ in place < 20 ? x / 2 : x * 2 }
    }
    let (low, high) = (first - 84, last - 84)
    // The cell of 0 reaches to ±2^-20.
    return .reals(
      minimum: low == 0 ? -edge(0) : low < 0 ? -edge(-low) : edge(low - 1),
      maximum: high == 0 ? edge(0) : high < 0 ? -edge(-high - 1) : edge(high))
  }

  /// The first and the last cell that stand out of the noise.
  ///
  /// A cell stands out from the count that noise alone reaches in any cell with probability 10^-9; where none does, 10^-8 and
  /// so on to a tenth; where none does still, the largest is both. All of it follows the release.
  static func outstanding(_ counts: [Int64], noise: NoiseParameter) -> (first: Int, last: Int) {
    var failure = 1e-9
    while failure <= 0.1 {
      let part = failure / Double(counts.count)
      var (low, high): (Int64, Int64) = (0, 1)
      while noise.tail(from: high) > part { (low, high) = (high, 2 * high) }
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if noise.tail(from: middle) <= part { high = middle } else { low = middle }
      }
      if let first = counts.firstIndex(where: { $0 >= high }),
        let last = counts.lastIndex(where: { $0 >= high })
      {
        return (first, last)
      }
      failure *= 10
    }
    let largest = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    return (largest, largest)
  }
}
