internal import CKernels

/// The values of a column that are not NaN: how many, their sum, the least (infinity if none) and the greatest.
public struct ValueRange: Sendable, Hashable {
  public let count: Int
  public let sum: Double
  public let low: Double
  public let high: Double

  public init(count: Int, sum: Double, low: Double, high: Double) {
    (self.count, self.sum, self.low, self.high) = (count, sum, low, high)
  }
}

/// Sums over the rows where neither of two columns is NaN, each less a centre.
public struct PairMoments: Sendable, Hashable {
  public var count = 0.0
  public var x = 0.0
  public var y = 0.0
  public var xx = 0.0
  public var yy = 0.0
  public var xy = 0.0

  public init() {}

  /// The sums of both; the same only for the same parts in the same order.
  public static func += (left: inout Self, right: Self) {
    left.count += right.count
    left.x += right.x
    left.y += right.y
    left.xx += right.xx
    left.yy += right.yy
    left.xy += right.xy
  }
}

extension KernelSet {
  /// Count, sum (eight running sums, row i in sum i % 8) and extremes of the values that are not NaN.
  public func range(_ values: UnsafeBufferPointer<Double>) -> ValueRange {
    guard let source = values.baseAddress else {
      return ValueRange(count: 0, sum: 0, low: .infinity, high: -.infinity)
    }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { out in
      table.pointee.column_range(Int64(values.count), source, out.baseAddress)
      return ValueRange(count: Int(out[0]), sum: out[1], low: out[2], high: out[3])
    }
  }

  /// The sums of `x - centreX`, `y - centreY`, their squares and their product over the rows where neither is NaN.
  ///
  /// Eight running sums each, row i in sum i % 8: the bits depend on where a column is cut, not on the instruction set.
  public func moments(
    _ x: UnsafeBufferPointer<Double>, centreX: Double, _ y: UnsafeBufferPointer<Double>, centreY: Double
  ) -> PairMoments {
    precondition(x.count == y.count)
    var moments = PairMoments()
    guard let first = x.baseAddress, let second = y.baseAddress else { return moments }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 6) { out in
      table.pointee.pair_moments(Int64(x.count), first, second, centreX, centreY, out.baseAddress)
      (moments.count, moments.x, moments.y) = (out[0], out[1], out[2])
      (moments.xx, moments.yy, moments.xy) = (out[3], out[4], out[5])
    }
    return moments
  }
}
