internal import Kernels

/// The distribution of one column as a piecewise quantile function.
///
/// `cuts[s]...cuts[s + 1]` of the unit interval belongs to segment s. `cuts` ascends strictly from 0 to 1.
public enum Marginal: Sendable, Hashable {
  case integers(IntegerMarginal)
  case reals(RealMarginal)
  case levels(LevelMarginal)
  /// One segment, whose quantile function is that of a family of distributions.
  case family(FamilyMarginal)

  public var cuts: [Double] {
    switch self {
    case .integers(let marginal): marginal.cuts
    case .reals(let marginal): marginal.cuts
    case .levels(let marginal): marginal.cuts
    case .family: [0, 1]
    }
  }

  /// The same segments with other shares.
  public func with(cuts: [Double]) -> Marginal {
    precondition(cuts.count == self.cuts.count)
    switch self {
    case .integers(var marginal):
      marginal.cuts = cuts
      return .integers(marginal)
    case .reals(var marginal):
      marginal.cuts = cuts
      return .reals(marginal)
    case .levels(var marginal):
      marginal.cuts = cuts
      return .levels(marginal)
    case .family:
      return self
    }
  }
}

/// Integers: segment s is uniform on `lower[s] + i * step`, i = 0 ... `span[s]`; a span of 0 is an atom.
public struct IntegerMarginal: Sendable, Hashable, Codable {
  public var cuts: [Double]
  public var lower: [Int64]
  public var span: [UInt64]
  /// The largest number that divides all differences between observed values; 1 for a single value.
  public var step: UInt64

  /// The same share for each of `first`, `first` + 1, ..., `last`.
  public init(from first: Int64, through last: Int64) {
    precondition(first <= last)
    self.init(cuts: [0, 1], lower: [first], span: [UInt64(bitPattern: last &- first)])
  }

  /// Single values, ascending, and where the share of each ends.
  public init(values: [Int64], cuts: [Double]) {
    precondition(values.count == cuts.count - 1)
    self.init(cuts: cuts, lower: values, span: values.map { _ in 0 })
  }

  /// Segments as stated: segment s is uniform on `lower[s]`, ..., `lower[s] + span[s]`.
  public init(cuts: [Double], lower: [Int64], span: [UInt64]) {
    precondition(lower.count == cuts.count - 1 && span.count == lower.count)
    self.cuts = cuts
    self.lower = lower
    self.span = span
    step = 1
  }

  /// Fits observed integers. Every distinct value or group of neighbours keeps its share exactly. A group that
  /// is no atom is spread over the lattice points nearer to it than to its neighbours, but no further than its own
  /// values lie apart (a value on its own: than its nearer neighbour), so that a gap in the data stays one; and
  /// never beyond the smallest and the largest observed value.
  ///
  /// - Parameters:
  ///   - groups: Of keys made by `OrderedKey.key(_: Int64)`.
  ///   - step: What divides all differences between the values (`SortedKeys.step`).
  /// - Complexity: O(groups).
  public init(_ groups: ValueGroups, step: UInt64) {
    precondition(step > 0)
    self.step = step
    let origin = groups.firstKeys[0]
    func offset(_ key: UInt64) -> UInt64 { (key - origin) / step }
    cuts = Marginal.cuts(counts: groups.counts)
    lower = []
    span = []
    for group in groups.counts.indices {
      let first = offset(groups.firstKeys[group])
      let last = offset(groups.lastKeys[group])
      var low = first
      var high = last
      if !groups.isAtom[group] {
        let gapBelow = group > 0 ? first - offset(groups.lastKeys[group - 1]) : 0
        let gapAbove = group + 1 < groups.counts.count ? offset(groups.firstKeys[group + 1]) - last : 0
        let distinct = groups.distinctCounts[group]
        let reach =
          distinct > 1
          ? (last - first) / UInt64(distinct - 1)
          : gapBelow > 0 && gapAbove > 0 ? min(gapBelow, gapAbove) : .max
        // Of an even number of lattice points half-way belongs to the group below.
        if gapBelow > 0 { low = first - min((gapBelow - 1) / 2, reach) }
        if gapAbove > 0 { high = last + min(gapAbove / 2, reach) }
      }
      lower.append(OrderedKey.int64(origin + low * step))
      span.append(high - low)
    }
  }
}

/// Reals: segment s is uniform on `low[s]...high[s]`; equal ends are an atom.
public struct RealMarginal: Sendable, Hashable, Codable {
  public var cuts: [Double]
  public var low: [Double]
  public var high: [Double]

  /// Segments as stated: segment s is uniform on `low[s]...high[s]`.
  public init(cuts: [Double], low: [Double], high: [Double]) {
    precondition(low.count == cuts.count - 1 && high.count == low.count)
    self.cuts = cuts
    self.low = low
    self.high = high
  }

  /// Fits observed reals, as `IntegerMarginal` does: a group that is no atom is spread evenly to half-way
  /// to its neighbours, but no further than its own values lie apart.
  ///
  /// - Parameter groups: Of keys made by `OrderedKey.key(_: Double)`.
  public init(_ groups: ValueGroups) {
    let smallest = OrderedKey.double(groups.firstKeys[0])
    let largest = OrderedKey.double(groups.lastKeys[groups.lastKeys.count - 1])
    cuts = Marginal.cuts(counts: groups.counts)
    low = []
    high = []
    for group in groups.counts.indices {
      let first = OrderedKey.double(groups.firstKeys[group])
      let last = OrderedKey.double(groups.lastKeys[group])
      if groups.isAtom[group] {
        low.append(first)
        high.append(first)
      } else {
        // Halves throughout: the difference of two doubles may be more than the largest one.
        let halfBelow = group > 0 ? first / 2 - OrderedKey.double(groups.lastKeys[group - 1]) / 2 : 0
        let halfAbove =
          group + 1 < groups.counts.count
          ? OrderedKey.double(groups.firstKeys[group + 1]) / 2 - last / 2 : 0
        let distinct = groups.distinctCounts[group]
        let reach =
          distinct > 1
          ? (last / 2 - first / 2) / Double(distinct - 1) * 2
          : halfBelow > 0 && halfAbove > 0 ? 2 * min(halfBelow, halfAbove) : .infinity
        // Rounding of the smallest doubles must not make neighbours overlap.
        low.append(max(first - min(halfBelow, reach), high.last ?? smallest))
        high.append(min(last + min(halfAbove, reach), largest))
      }
    }
  }
}

/// Categories in the order of the latent: segment s is level s.
public struct LevelMarginal: Sendable, Hashable, Codable {
  public var cuts: [Double]
  public var levels: [String]

  /// - Parameter cuts: Where the share of each level ends, after a first 0.
  public init(levels: [String], cuts: [Double]) {
    precondition(levels.count == cuts.count - 1)
    self.levels = levels
    self.cuts = cuts
  }

  /// - Parameters:
  ///   - counts: Rows of each level, positive, in the order of `levels`.
  public init(levels: [String], counts: [Int]) {
    precondition(levels.count == counts.count && !levels.isEmpty)
    self.levels = levels
    cuts = Marginal.cuts(counts: counts)
  }
}

extension Marginal {
  /// 0, the cumulative shares of positive `counts`, and 1 exactly.
  static func cuts(counts: [Int]) -> [Double] {
    precondition(!counts.isEmpty && counts.allSatisfy { $0 > 0 })
    let total = Double(counts.reduce(0, +))
    var sum = 0
    var cuts = [0.0]
    cuts.reserveCapacity(counts.count + 1)
    for count in counts {
      sum += count
      cuts.append(Double(sum) / total)
    }
    return cuts
  }
}

func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
