internal import Kernels
internal import Scheduling
public import Tabular

/// Neighbouring values taken together: the resolution at which a numeric column is modelled.
public struct ValueGroups: Sendable, Hashable {
  /// The smallest and the largest key of each group; ascending.
  public private(set) var firstKeys: [UInt64] = []
  public private(set) var lastKeys: [UInt64] = []
  /// How many different values each group holds.
  public private(set) var distinctCounts: [Int] = []
  /// The mass of each group, as a count of rows.
  public private(set) var counts: [Int] = []
  /// Whether a group is a point mass: a value kept exactly, apart from its neighbours.
  public private(set) var isAtom: [Bool] = []

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
  /// - Parameters:
  ///   - values: At least one.
  ///   - halfDistance: Half of how far the second of two keys lies above the first; by default that of
  ///     integers. Half, because the whole may be more than the largest double.
  /// - Complexity: O(*n*) for a count of different values at memory speed, O(*n* / 32) steps of the walk.
  public init(
    _ values: SortedKeys, halfDistance: @escaping (UInt64, UInt64) -> Double = { Double($1 - $0) / 2 }
  ) {
    let distinct = values.distinctCount
    self.init(
      values, isDiscrete: distinct <= 4096 && values.keys.count >= 5 * distinct, halfDistance: halfDistance)
  }

  init(_ values: SortedKeys, isDiscrete: Bool, halfDistance: @escaping (UInt64, UInt64) -> Double) {
    precondition(!values.keys.isEmpty)
    values.keys.withUnsafeBufferPointer { keys in
      var walk = Walk(keys: keys, halfDistance: halfDistance)
      if isDiscrete { walk.atoms() } else { walk.groups() }
      self = walk.result
    }
  }

  /// The same groups with other masses.
  public func with(counts: [Int]) -> ValueGroups {
    precondition(counts.count == self.counts.count)
    var groups = self
    groups.counts = counts
    return groups
  }

  /// For each row the group of its value; 0 where it is missing.
  ///
  /// - Parameters:
  ///   - values: Numbers among those that were grouped.
  ///   - threads: The result does not depend on it.
  /// - Complexity: O(rows * log groups).
  public func codes(of values: Column.Values, validity: Bitmap?, threads: Int) throws -> [UInt16] {
    let tree = KeyTree(cuts: Array(lastKeys.dropLast()))
    let plan = ChunkPlan(rows: 0..<values.count, chunkRows: 1 << 16)
    var codes = [UInt16](unsafeUninitializedCapacity: values.count) { $1 = values.count }
    try codes.withUnsafeMutableBufferPointer { codes in
      // Each task has rows of its own.
      nonisolated(unsafe) let codes = codes
      try values.withKeyBits { bits, kind in
        nonisolated(unsafe) let bits = bits
        _ = try Parallel.map(count: plan.count, threads: threads) { task in
          KernelSet.active.search(
            tree, for: UnsafeBufferPointer(rebasing: bits[plan[task]]), kind: kind,
            into: UnsafeMutableBufferPointer(rebasing: codes[plan[task]]))
          validity?.forEachClear(in: plan[task]) { codes[$0] = 0 }
        }
      }
    }
    return codes
  }

  fileprivate init() {}

  fileprivate mutating func append(_ keys: UnsafeBufferPointer<UInt64>, _ range: Range<Int>, isAtom: Bool) {
    firstKeys.append(keys[range.lowerBound])
    lastKeys.append(keys[range.upperBound - 1])
    distinctCounts.append(
      isAtom ? 1 : KernelSet.active.distinctCount(UnsafeBufferPointer(rebasing: keys[range])))
    counts.append(range.count)
    self.isAtom.append(isAtom)
  }
}

/// One walk along sorted keys. All keys before `start` are in groups, so it is the rank of the next one.
private struct Walk {
  private let keys: UnsafeBufferPointer<UInt64>
  private let halfDistance: (UInt64, UInt64) -> Double
  private(set) var result = ValueGroups()
  private var start = 0

  init(keys: UnsafeBufferPointer<UInt64>, halfDistance: @escaping (UInt64, UInt64) -> Double) {
    self.keys = keys
    self.halfDistance = halfDistance
  }

  /// Every value is an atom.
  mutating func atoms() {
    while start < keys.count { atom(until: end(ofRunAt: start)) }
  }

  mutating func groups() {
    let atomCount = max(5, keys.count / 2000)
    let most = keys.count / ValueGroups.resolution
    while start < keys.count {
      // Far enough from both ends the limit is the same for the whole group, whose end is then found at once.
      if most > 1, start / 32 >= most, (keys.count - start - most) / 32 >= most {
        fullGroup(most, atomCount: atomCount)
      } else {
        tailGroup(most, atomCount: atomCount)
      }
    }
  }

  /// A group of `most` rows. An atom has at least as many (`atomCount` >= `most`), so that one that begins inside
  /// shows at the group's end.
  private mutating func fullGroup(_ most: Int, atomCount: Int) {
    if keys[start + atomCount - 1] == keys[start] { return atom(until: end(ofRunAt: start)) }
    let end = start + most
    if keys[end - 1] == keys[start] { return group(until: self.end(ofRunAt: start)) }
    group(until: keys[end - 1] == keys[end] ? first(in: start..<end) { $0 >= keys[end] } : end)
  }

  /// Value by value, since the limit falls towards the end.
  private mutating func tailGroup(_ most: Int, atomCount: Int) {
    var end = start
    while end < keys.count {
      let next = self.end(ofRunAt: end)
      if next - end >= atomCount {
        if end > start { group(until: end) }
        return atom(until: next)
      }
      let limit = max(1, min(min(start, keys.count - end) / 32, most))
      if end > start, next - start > limit { break }
      end = next
    }
    group(until: end)
  }

  private mutating func atom(until end: Int) {
    result.append(keys, start..<end, isAtom: true)
    start = end
  }

  private mutating func group(until end: Int) {
    append(start..<end)
    start = end
  }

  private mutating func append(_ range: Range<Int>) {
    guard range.count >= 6, let gap = wideGap(in: range) else {
      return result.append(keys, range, isAtom: false)
    }
    append(range.lowerBound..<gap)
    append(gap..<range.upperBound)
  }

  /// Where a gap ends that is wider than all others of a group of six values together. It holds the middle between the
  /// first value and the last; rounding may move it by one value.
  private func wideGap(in range: Range<Int>) -> Int? {
    let low = keys[range.lowerBound]
    let half = halfDistance(low, keys[range.upperBound - 1]) / 2
    var end = first(in: range) { halfDistance(low, $0) > half }
    for _ in 0..<2 where end < range.upperBound {
      if halfDistance(keys[end - 1], keys[end]) > half {
        return KernelSet.active.distinctCount(UnsafeBufferPointer(rebasing: keys[range])) >= 6 ? end : nil
      }
      end = self.end(ofRunAt: end)
    }
    return nil
  }

  /// The first position of a sorted range whose key satisfies what all larger keys satisfy.
  private func first(in range: Range<Int>, where satisfies: (UInt64) -> Bool) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if satisfies(keys[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Behind the last key equal to the one at `index`; O(log run).
  private func end(ofRunAt index: Int) -> Int {
    let key = keys[index]
    var step = 1
    var low = index
    while low + step < keys.count, keys[low + step] == key {
      low += step
      step *= 2
    }
    return first(in: (low + 1)..<min(low + step, keys.count)) { $0 != key }
  }
}
