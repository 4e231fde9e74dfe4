/// A set of numbers of one latent: intervals, each with its low end and without its high one, and single points.
struct LatentSet: Sendable, Hashable {
  struct Interval: Sendable, Hashable {
    var low: Double
    var high: Double
  }

  /// A number that stands for one value of a continuous column.
  struct Point: Sendable, Hashable {
    var latent: Double
    /// The logarithm of the share of the latent in an interval of values about it, over that interval's length.
    var logDensity: Double
  }

  /// Ascending, apart from each other, none empty.
  private(set) var intervals: [Interval]
  /// Ascending, outside the intervals.
  private(set) var points: [Point]

  static let all = LatentSet([Interval(low: -.infinity, high: .infinity)])
  static let none = LatentSet([])

  /// - Parameter intervals: In any order; they may touch, overlap or be empty.
  init(_ intervals: [Interval], points: [Point] = []) {
    var merged: [Interval] = []
    for interval in intervals.filter({ $0.low < $0.high }).sorted(by: { $0.low < $1.low }) {
      if let last = merged.last, interval.low <= last.high {
        merged[merged.count - 1].high = max(last.high, interval.high)
      } else {
        merged.append(interval)
      }
    }
    self.intervals = merged
    var kept: [Point] = []
    for point in points.sorted(by: { $0.latent < $1.latent })
    where kept.last?.latent != point.latent && !merged.contains(where: { $0.holds(point.latent) }) {
      kept.append(point)
    }
    self.points = kept
  }

  init(from low: Double, to high: Double) { self.init([Interval(low: low, high: high)]) }

  var isEmpty: Bool { intervals.isEmpty && points.isEmpty }
  var isAll: Bool { self == .all }

  func contains(_ latent: Double) -> Bool {
    intervals.contains { $0.holds(latent) } || points.contains { $0.latent == latent }
  }

  func union(_ other: LatentSet) -> LatentSet {
    LatentSet(intervals + other.intervals, points: points + other.points)
  }

  func intersection(_ other: LatentSet) -> LatentSet {
    var shared: [Interval] = []
    var (i, j) = (0, 0)
    while i < intervals.count, j < other.intervals.count {
      let (a, b) = (intervals[i], other.intervals[j])
      shared.append(Interval(low: max(a.low, b.low), high: min(a.high, b.high)))
      if a.high < b.high { i += 1 } else { j += 1 }
    }
    return LatentSet(
      shared,
      points: points.filter { other.contains($0.latent) } + other.points.filter { contains($0.latent) })
  }

  /// All other numbers, but for the points: they weigh nothing.
  var complement: LatentSet {
    var gaps: [Interval] = []
    var from = -Double.infinity
    for interval in intervals {
      gaps.append(Interval(low: from, high: interval.low))
      from = interval.high
    }
    gaps.append(Interval(low: from, high: .infinity))
    return LatentSet(gaps)
  }

  func subtracting(_ other: LatentSet) -> LatentSet {
    let left = intersection(other.complement)
    return LatentSet(left.intervals, points: left.points.filter { !other.contains($0.latent) })
  }
}

extension LatentSet.Interval {
  func holds(_ latent: Double) -> Bool { low <= latent && latent < high }
}
