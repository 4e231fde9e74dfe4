import Distributions
import Kernels

// How the values of a column are grouped, in the plainest words: all sorted, counted, and walked one by one. What the
// library finds by pieces, cuts and searches is held against it.

/// The distinct values of a numeric column and how often each occurs.
struct ReferenceCounts: Sendable, Hashable {
  /// Ascending `OrderedKey`s.
  let keys: [UInt64]
  /// Positive.
  let counts: [Int]

  init(unsorted: [UInt64]) {
    var distinct: [UInt64] = []
    var counts: [Int] = []
    for key in unsorted.sorted() {
      if distinct.last == key {
        counts[counts.count - 1] += 1
      } else {
        distinct.append(key)
        counts.append(1)
      }
    }
    self.keys = distinct
    self.counts = counts
  }

  /// How many values there are, repeats included.
  var total: Int { counts.reduce(0, +) }
}

/// Neighbouring values taken together: the resolution at which a numeric column is modelled.
struct ReferenceGroups: Sendable, Hashable {
  /// Ranges of indices into `ReferenceCounts.keys`, ascending, covering all.
  let ranges: [Range<Int>]
  /// The mass of each group, as a count of rows.
  let counts: [Int]
  /// Whether a group is a point mass: a value kept exactly, apart from its neighbours.
  let isAtom: [Bool]
  /// The largest key of each group.
  let lastKeys: [UInt64]

  /// At most this many groups in the bulk of a distribution; the tails add some hundred.
  static let resolution = 2048

  /// Groups the values of one column.
  ///
  /// A column with few values for its rows (at least five rows a value, at most 4,096 values) is discrete:
  /// every value is an atom. Otherwise values that repeat (at least five times and in one row of 2,000) are
  /// atoms, and the rest is cut into groups of at most 1/2048 of the rows, ever finer towards both ends, where
  /// neighbours lie far apart: the group at rank r from an end holds at most max(1, r / 32) rows.
  ///
  /// A group of six values or more is split at a gap wider than all its others together: what lies on both sides of
  /// an empty stretch must not be spread over it.
  ///
  /// - Parameter halfDistance: Half of how far the second of two keys lies above the first; by default that of
  ///   integers. Half, because the whole may be more than the largest double.
  /// - Complexity: O(distinct values).
  init(_ values: ReferenceCounts, halfDistance: (UInt64, UInt64) -> Double = { Double($1 - $0) / 2 }) {
    let total = values.total
    let distinct = values.keys.count
    let discrete = distinct <= 4096 && total >= 5 * distinct
    let atomCount = max(5, total / 2000)
    var ranges: [Range<Int>] = []
    var masses: [Int] = []
    var atoms: [Bool] = []
    var start = 0
    var mass = 0
    var rank = 0
    func append(_ range: Range<Int>) {
      if range.count >= 6 {
        let span = halfDistance(values.keys[range.lowerBound], values.keys[range.upperBound - 1])
        for index in range.dropFirst() {
          if halfDistance(values.keys[index - 1], values.keys[index]) > span / 2 {
            append(range.lowerBound..<index)
            append(index..<range.upperBound)
            return
          }
        }
      }
      ranges.append(range)
      masses.append(values.counts[range].reduce(0, +))
      atoms.append(false)
    }
    func close(at end: Int) {
      guard end > start else { return }
      append(start..<end)
      rank += mass
      mass = 0
      start = end
    }
    for index in 0..<distinct {
      let count = values.counts[index]
      if discrete || count >= atomCount {
        close(at: index)
        ranges.append(index..<(index + 1))
        masses.append(count)
        atoms.append(true)
        rank += count
        start = index + 1
        continue
      }
      let fromEnd = min(rank, total - rank - mass)
      let limit = max(1, min(fromEnd / 32, total / ReferenceGroups.resolution))
      if mass > 0, mass + count > limit { close(at: index) }
      mass += count
    }
    close(at: distinct)
    self.ranges = ranges
    counts = masses
    isAtom = atoms
    lastKeys = ranges.map { values.keys[$0.upperBound - 1] }
  }

  /// The group that holds `key`, a key of the column. - Complexity: O(log groups).
  func index(of key: UInt64) -> Int {
    var low = 0
    var length = lastKeys.count
    while length > 1 {
      let half = length / 2
      low += lastKeys[low + half - 1] < key ? half : 0
      length -= half
    }
    return low
  }
}

private func divisorOf(_ a: UInt64, _ b: UInt64) -> UInt64 {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}

private func referenceCuts(_ counts: [Int]) -> [Double] {
  let total = Double(counts.reduce(0, +))
  var sum = 0
  return [0]
    + counts.map { count in
      sum += count
      return Double(sum) / total
    }
}

extension ReferenceGroups {
  /// The segments of integers.
  func integers(_ values: ReferenceCounts) -> (cuts: [Double], lower: [Int64], span: [UInt64], step: UInt64) {
    let origin = values.keys[0]
    var divisor: UInt64 = 0
    for key in values.keys { divisor = divisorOf(divisor, key - origin) }
    let step = max(1, divisor)
    func offset(_ index: Int) -> UInt64 { (values.keys[index] - origin) / step }
    var lower: [Int64] = []
    var span: [UInt64] = []
    for (group, range) in ranges.enumerated() {
      let first = offset(range.lowerBound)
      let last = offset(range.upperBound - 1)
      var low = first
      var high = last
      if !isAtom[group] {
        let gapBelow = range.lowerBound > 0 ? first - offset(range.lowerBound - 1) : 0
        let gapAbove = range.upperBound < values.keys.count ? offset(range.upperBound) - last : 0
        let reach =
          range.count > 1
          ? (last - first) / UInt64(range.count - 1)
          : gapBelow > 0 && gapAbove > 0 ? min(gapBelow, gapAbove) : .max
        // Of an even number of lattice points half-way belongs to the group below.
        if gapBelow > 0 { low = first - min((gapBelow - 1) / 2, reach) }
        if gapAbove > 0 { high = last + min(gapAbove / 2, reach) }
      }
      lower.append(OrderedKey.int64(origin + low * step))
      span.append(high - low)
    }
    return (referenceCuts(counts), lower, span, step)
  }

  /// The segments of reals.
  func reals(_ values: ReferenceCounts) -> (cuts: [Double], low: [Double], high: [Double]) {
    func value(_ index: Int) -> Double { OrderedKey.double(values.keys[index]) }
    var low: [Double] = []
    var high: [Double] = []
    for (group, range) in ranges.enumerated() {
      let first = value(range.lowerBound)
      let last = value(range.upperBound - 1)
      if isAtom[group] {
        low.append(first)
        high.append(first)
      } else {
        // Halves throughout: the difference of two doubles may be more than the largest one.
        let halfBelow = range.lowerBound > 0 ? first / 2 - value(range.lowerBound - 1) / 2 : 0
        var halfAbove = 0.0
        if range.upperBound < values.keys.count { halfAbove = value(range.upperBound) / 2 - last / 2 }
        let reach =
          range.count > 1
          ? (last / 2 - first / 2) / Double(range.count - 1) * 2
          : halfBelow > 0 && halfAbove > 0 ? 2 * min(halfBelow, halfAbove) : .infinity
        // Rounding of the smallest doubles must not make neighbours overlap.
        low.append(max(first - min(halfBelow, reach), high.last ?? value(0)))
        high.append(min(last + min(halfAbove, reach), value(values.keys.count - 1)))
      }
    }
    return (referenceCuts(counts), low, high)
  }
}
