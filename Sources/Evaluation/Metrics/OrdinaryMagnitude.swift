internal import Kernels

/// A power of two that keeps sums of squares of a column within doubles.
///
/// A correlation does not change if a column is multiplied by a power of two, and nor do the bits of what is computed,
/// but where squares overflow or vanish. Columns of ordinary magnitude are multiplied by 1.
struct OrdinaryMagnitude {
  /// Of 2^31 squares, and of the product of two such sums, all within a double's range.
  private static let exponents = -200..<200

  /// Two factors, as their product may be no double.
  private let factors: (Double, Double)

  var isOrdinary: Bool { factors.0 == 1 }

  /// Brings values between `low` and `high` to about 1 if they need it, and leaves infinite ones alone.
  init(low: Double, high: Double) {
    let largest = max(abs(low), abs(high))
    guard largest > 0, largest.isFinite, !OrdinaryMagnitude.exponents.contains(Int(largest.exponent)) else {
      factors = (1, 1)
      return
    }
    let exponent = -Int(largest.exponent)
    func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
    factors = (power(exponent / 2), power(exponent - exponent / 2))
  }

  @inline(__always)
  func callAsFunction(_ value: Double) -> Double { value * factors.0 * factors.1 }
}

extension NumberColumn {
  /// The same, or multiplied by the power of two that sums of squares ask for.
  var ordinary: NumberColumn {
    let magnitude = OrdinaryMagnitude(low: range.low, high: range.high)
    return magnitude.isOrdinary ? self : NumberColumn(values.map { magnitude($0) })
  }
}
