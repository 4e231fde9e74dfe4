internal import Kernels

/// First and second derivatives of the loss, a pair per row, as whole multiples of units chosen so that no sum of them
/// overflows 32 bits: sums are exact, and therefore the same in every order.
///
/// A pair is one 64-bit number, the first derivative in its upper half (signed), the second in its lower half; adding
/// such numbers adds both halves. The unit is the sum of all magnitudes divided by 2^30, so the mean magnitude of a
/// million rows is a thousand units.
struct Gradients {
  var pairs: [Int64]
  var firstUnit = 1.0
  var secondUnit = 1.0

  init(count: Int) { pairs = [Int64](repeating: 0, count: count) }

  /// Rounds derivatives to multiples of the units; second derivatives, none of them negative, to one at least.
  mutating func set(_ first: [Double], _ second: [Double]) {
    let levels = 0x1p30
    firstUnit = first.reduce(0) { $0 + $1.magnitude } / levels
    secondUnit = second.reduce(0, +) / levels
    if firstUnit < 0x1p-1000 { firstUnit = 1 }
    if secondUnit < 0x1p-1000 { secondUnit = 1 }
    for row in pairs.indices {
      let g = Int64((first[row] / firstUnit).rounded(.toNearestOrEven))
      let h = Int64(max(1, (second[row] / secondUnit).rounded(.toNearestOrEven)))
      pairs[row] = g << 32 + h
    }
  }

  /// The derivatives that a sum of pairs stands for.
  func sums(_ pair: Int64) -> (first: Double, second: Double) {
    (Double(pair >> 32) * firstUnit, Double(pair & 0xFFFF_FFFF) * secondUnit)
  }
}
