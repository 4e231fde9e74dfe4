internal import Kernels

/// First and second derivatives of the loss, a pair per row, as whole multiples of units chosen so that no sum of them
/// overflows 32 bits: sums are exact, and therefore the same in every order.
///
/// A pair is one 64-bit number, the first derivative in its upper half (signed), the second in its lower half; adding
/// such numbers adds both halves. The unit is the sum of all magnitudes divided by 2^30, so the mean magnitude of a
/// million rows is a thousand units.
struct Gradients {
  /// What a unit of each half stands for.
  let firstUnit: Double
  let secondUnit: Double

  /// Writes the pairs of the derivatives: to the nearest multiple, second derivatives to one at least.
  /// - Precondition: Second derivatives are not negative.
  init(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>,
    into pairs: UnsafeMutablePointer<Int64>, kernels: KernelSet
  ) {
    firstUnit = Self.unit(kernels.sumOfMagnitudes(first))
    secondUnit = Self.unit(kernels.sumOfMagnitudes(second))
    guard let seconds = second.baseAddress else { return }
    kernels.packDerivatives(
      first, seconds, firstScale: 1 / firstUnit, secondScale: 1 / secondUnit, into: pairs)
  }

  private static func unit(_ sum: Double) -> Double {
    let unit = sum / 0x1p30
    // Where all derivatives vanish any unit will do; its reciprocal and its square have to be numbers.
    return unit > 0x1p-500 ? unit : 0x1p-500
  }

  /// Both halves of a sum of pairs, in units.
  @inline(__always)
  static func parts(_ pair: Int64) -> (first: Double, second: Double) {
    (Double(pair >> 32), Double(pair & 0xFFFF_FFFF))
  }

  /// The derivatives that a sum of pairs stands for.
  func sums(_ pair: Int64) -> (first: Double, second: Double) {
    let (first, second) = Self.parts(pair)
    return (first * firstUnit, second * secondUnit)
  }
}
