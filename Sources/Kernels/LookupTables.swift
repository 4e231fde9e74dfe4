internal import CKernels

/// A step quantile function: one code per segment.
public struct CodeTable: Sendable {
  public let index: SegmentIndex
  public let codes: [Int32]

  /// Nil unless there is one code per segment.
  public init?(index: SegmentIndex, codes: [Int32]) {
    guard codes.count == index.count else { return nil }
    self.index = index
    self.codes = codes
  }
}

/// A step quantile function onto integers: one point per segment.
public struct PointTable: Sendable {
  public let index: SegmentIndex
  let points: [Int64]

  /// Nil unless there is one point per segment.
  public init?(index: SegmentIndex, points: [Int64]) {
    guard points.count == index.count else { return nil }
    self.index = index
    self.points = points
  }
}

/// A piecewise linear quantile function: segment s runs from `low[s]` to `high[s]`; an atom has both equal.
public struct LineTable: Sendable {
  public let index: SegmentIndex
  let lines: [sk_line]

  /// Nil unless there is one pair per segment with `low <= high` and `high - low` finite.
  public init?(index: SegmentIndex, low: [Double], high: [Double]) {
    guard low.count == index.count, high.count == index.count else { return nil }
    guard zip(low, high).allSatisfy({ $0 <= $1 && ($1 - $0).isFinite }) else { return nil }
    self.index = index
    lines = (0..<index.count).map {
      sk_line(cut: index.cuts[$0], inverse_width: index.inverseWidth($0), low: low[$0], high: high[$0])
    }
  }
}

/// A quantile function onto integers: segment s spreads evenly over the `span + 1` points
/// `lower, lower + step, ..., lower + span * step`.
public struct LatticeTable: Sendable {
  public let index: SegmentIndex
  let lattices: [sk_lattice]

  /// Nil unless there is one lattice per segment, and its last point is an `Int64`.
  ///
  /// `span` and `step` count without sign: the whole range of `Int64` is `lower: .min, span: .max, step: 1`.
  public init?(index: SegmentIndex, lower: [Int64], span: [UInt64], step: [UInt64]) {
    let count = index.count
    guard lower.count == count, span.count == count, step.count == count else { return nil }
    var lattices: [sk_lattice] = []
    lattices.reserveCapacity(count)
    for s in 0..<count {
      let (reach, overflow) = span[s].multipliedReportingOverflow(by: step[s])
      // The distance from lower to the greatest Int64, which always fits without sign.
      let room = UInt64(bitPattern: Int64.max &- lower[s])
      guard !overflow, reach <= room else { return nil }
      lattices.append(
        sk_lattice(
          cut: index.cuts[s], inverse_width: index.inverseWidth(s), points: Double(span[s]) + 1,
          lower: lower[s], span: span[s], step: step[s]))
    }
    self.index = index
    self.lattices = lattices
  }
}
