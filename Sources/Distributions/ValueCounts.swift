/// The distinct values of a numeric column and how often each occurs.
public struct ValueCounts: Sendable, Hashable {
  /// Ascending `OrderedKey`s.
  public let keys: [UInt64]
  /// Positive.
  public let counts: [Int]

  /// Counts `keys`. - Complexity: O(*n*), by radix sort.
  public init(unsorted keys: consuming [UInt64]) {
    RadixSort.sort(&keys)
    var distinct: [UInt64] = []
    var counts: [Int] = []
    for key in keys {
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
  public var total: Int { counts.reduce(0, +) }
}

/// Neighbouring values taken together: the resolution at which a numeric column is modelled.
public struct ValueGroups: Sendable, Hashable {
  /// Ranges of indices into `ValueCounts.keys`, ascending, covering all.
  public let ranges: [Range<Int>]
  /// The mass of each group, as a count of rows.
  public let counts: [Int]
  /// Whether a group is a point mass: a value kept exactly, apart from its neighbours.
  public let isAtom: [Bool]
  /// The largest key of each group.
  public let lastKeys: [UInt64]

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
  public init(_ values: ValueCounts, halfDistance: (UInt64, UInt64) -> Double = { Double($1 - $0) / 2 }) {
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
      let limit = max(1, min(fromEnd / 32, total / ValueGroups.resolution))
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
  public func index(of key: UInt64) -> Int {
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
