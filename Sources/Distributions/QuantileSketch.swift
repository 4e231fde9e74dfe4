/// The distribution of a column's keys in bounded memory: exact while there are few rows or few different values.
///
/// Keys fill a buffer of 2^16. A full buffer is sorted, and every second key of it goes on with twice the weight
/// (J. I. Munro, M. S. Paterson 1980, "Selection and sorting with limited storage"; here with the first and the second
/// of each pair in turns), so that one such step at weight w moves the rank of any key by at most w. With n keys there are
/// at most n / (2^16 w) steps of weight w, and log2(n / 2^16) weights, hence
///
///     |rank - true rank| <= n * ceil(log2(n / 2^16)) / 2^16,
///
/// 1/4096 of the rows up to 4.3e9 rows, and nothing at all up to 65,536 rows. No random number is drawn.
///
/// Beside it the values are counted exactly as long as they are at most 8,192 different ones.
public struct QuantileSketch: Sendable {
  static let capacity = 1 << 16
  static let mostValues = 8192

  public private(set) var count = 0
  /// What divides all differences between the keys, 0 for a single one.
  private var divisor: UInt64 = 0
  private var smallest: UInt64 = .max
  private var largest: UInt64 = 0
  /// Level h holds keys of weight 2^h.
  private var levels: [[UInt64]] = [[]]
  private var takesSecond: [Bool] = [false]
  /// The different values, ascending, and their rows; `nil` when there have been too many.
  private var values: [(key: UInt64, count: Int)]? = []

  public init() {}

  /// Adds the values of some rows. - Complexity: O(*n*).
  public mutating func add(_ sorted: SortedKeys) {
    guard let first = sorted.keys.first, let last = sorted.keys.last else { return }
    join(
      count: sorted.keys.count, smallest: first, largest: last,
      step: sorted.distinctCount > 1 ? sorted.step : 0)
    if values != nil {
      if sorted.distinctCount > Self.mostValues {
        values = nil
      } else {
        var counted: [(key: UInt64, count: Int)] = []
        for key in sorted.keys {
          if counted.last?.key == key {
            counted[counted.count - 1].count += 1
          } else {
            counted.append((key, 1))
          }
        }
        join(values: counted)
      }
    }
    append(sorted.keys[...], at: 0)
  }

  /// The rows of both; the errors add up to that of all rows at once.
  public static func += (left: inout QuantileSketch, right: QuantileSketch) {
    guard right.count > 0 else { return }
    left.join(count: right.count, smallest: right.smallest, largest: right.largest, step: right.divisor)
    if let counted = right.values { left.join(values: counted) } else { left.values = nil }
    for level in right.levels.indices { left.append(right.levels[level][...], at: level) }
  }

  private mutating func join(count added: Int, smallest low: UInt64, largest high: UInt64, step: UInt64) {
    if count > 0 {
      divisor = greatestCommonDivisor(divisor, low > smallest ? low - smallest : smallest - low)
    }
    divisor = greatestCommonDivisor(divisor, step)
    count += added
    smallest = min(smallest, low)
    largest = max(largest, high)
  }

  private mutating func join(values added: [(key: UInt64, count: Int)]) {
    guard let own = values else { return }
    var joined: [(key: UInt64, count: Int)] = []
    joined.reserveCapacity(own.count + added.count)
    var (i, j) = (0, 0)
    while i < own.count || j < added.count {
      if j == added.count || (i < own.count && own[i].key < added[j].key) {
        joined.append(own[i])
        i += 1
      } else if i == own.count || added[j].key < own[i].key {
        joined.append(added[j])
        j += 1
      } else {
        joined.append((own[i].key, own[i].count + added[j].count))
        i += 1
        j += 1
      }
    }
    values = joined.count <= Self.mostValues ? joined : nil
  }

  private mutating func append(_ keys: ArraySlice<UInt64>, at level: Int) {
    while level >= levels.count {
      levels.append([])
      takesSecond.append(false)
    }
    var rest = keys
    while !rest.isEmpty {
      // A full level gives way only when more comes: up to its capacity nothing is lost.
      let room = Self.capacity - levels[level].count
      if room > 0 {
        levels[level].append(contentsOf: rest.prefix(room))
        rest = rest.dropFirst(room)
        continue
      }
      let sorted = levels[level].sorted()
      levels[level].removeAll(keepingCapacity: true)
      let start = takesSecond[level] ? 1 : 0
      takesSecond[level].toggle()
      append(stride(from: start, to: sorted.count, by: 2).map { sorted[$0] }[...], at: level + 1)
    }
  }

  /// At most so many keys stand for the rows when they are grouped.
  static let resolution = 1 << 20

  /// The groups of the rows, as far as they are known: their counts are shares, not rows, unless all rows are.
  ///
  /// - Precondition: There is a key.
  public func groups(halfDistance: @escaping (UInt64, UInt64) -> Double) -> (
    groups: ValueGroups, step: UInt64
  ) {
    precondition(count > 0)
    let step = max(1, divisor)
    if let values, values.count <= 4096, count >= 5 * values.count {
      let five = SortedKeys(sorted: values.flatMap { [UInt64](repeating: $0.key, count: 5) })
      return (ValueGroups(five).with(counts: values.map(\.count)), step)
    }
    var items: [(key: UInt64, weight: Int)] = []
    if let values {
      items = values.map { ($0.key, $0.count) }
    } else {
      for (level, keys) in levels.enumerated() { items += keys.map { ($0, 1 << level) } }
      items.sort { $0.key < $1.key }
    }
    let size = min(count, Self.resolution)
    var keys: [UInt64] = []
    keys.reserveCapacity(size)
    var item = 0
    var below = 0
    for place in 0..<size {
      // The row in the middle of this key's share of the rows.
      let rank = size == count ? place : Int((Double(place) + 0.5) * Double(count) / Double(size))
      while item < items.count - 1, below + items[item].weight <= rank {
        below += items[item].weight
        item += 1
      }
      keys.append(items[item].key)
    }
    // The range is known exactly.
    keys[0] = smallest
    keys[size - 1] = largest
    return (
      ValueGroups(SortedKeys(sorted: keys), isDiscrete: false, halfDistance: halfDistance), step
    )
  }
}
