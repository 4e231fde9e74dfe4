/// A share of a privacy budget in exact fixed point: units of 2^-40 of ρ (zero-concentrated differential privacy) or,
/// under pure differential privacy, of ε.
///
/// Sums of costs are sums of integers, so no order of spending and no rounding makes an account smaller than what was spent.
public struct PrivacyCost: Sendable, Hashable, Comparable {
  public let units: UInt64

  public init(units: UInt64) { self.units = units }

  /// Rounded down: what is spent by it never exceeds the number.
  ///
  /// - Precondition: `value` is at least 0 and below 2^20.
  public init(atMost value: Double) {
    precondition(value >= 0 && value < 0x1p20)
    units = UInt64((value * 0x1p40).rounded(.down))
  }

  public static let zero = PrivacyCost(units: 0)

  /// Exact below 2^53 units, which is a cost of 8,192.
  public var value: Double { Double(units) * 0x1p-40 }

  public static func < (a: PrivacyCost, b: PrivacyCost) -> Bool { a.units < b.units }
  public static func + (a: PrivacyCost, b: PrivacyCost) -> PrivacyCost {
    PrivacyCost(units: a.units + b.units)
  }
  public static func - (a: PrivacyCost, b: PrivacyCost) -> PrivacyCost {
    PrivacyCost(units: a.units - b.units)
  }

  /// Parts in proportion to `weights` whose sum is not above this cost.
  ///
  /// Each part is rounded down, so that a few units may be left over.
  /// - Precondition: The weights are finite, none is negative and one is positive.
  public func split(_ weights: [Double]) -> [PrivacyCost] {
    let sum = weights.reduce(0, +)
    precondition(sum > 0 && sum.isFinite && weights.allSatisfy { $0 >= 0 })
    var left = units
    return weights.map { weight in
      let part = min(left, UInt64((Double(units) * min(1, weight / sum)).rounded(.down)))
      left -= part
      return PrivacyCost(units: part)
    }
  }
}
