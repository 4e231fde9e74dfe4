import Distributions
import Kernels
import Testing

@Suite struct QuantileSketchTests {
  private static func sketch(_ values: [Int64], chunk: Int) -> QuantileSketch {
    var sketch = QuantileSketch()
    for start in stride(from: 0, to: values.count, by: chunk) {
      sketch.add(SortedKeys(Array(values[start..<min(start + chunk, values.count)])))
    }
    return sketch
  }

  private static func half(_ a: UInt64, _ b: UInt64) -> Double { Double(b - a) / 2 }

  /// How far the groups' shares are from those of the rows, at the groups' ends.
  private static func error(_ sketch: QuantileSketch, of values: [Int64]) -> Double {
    let groups = sketch.groups(halfDistance: half).groups
    let sorted = SortedKeys(values).keys
    let total = Double(groups.counts.reduce(0, +))
    var sum = 0
    var position = 0
    var worst = 0.0
    for (last, count) in zip(groups.lastKeys, groups.counts) {
      sum += count
      while position < sorted.count, sorted[position] <= last { position += 1 }
      worst = max(worst, abs(Double(sum) / total - Double(position) / Double(sorted.count)))
    }
    return worst
  }

  @Test func fewRowsAreExact() {
    var random = TestRandom(1)
    for count in [1, 5, 3000, 65_535] {
      let values = (0..<count).map { _ in Int64(bitPattern: random.next() >> 20) * 6 }
      let (groups, step) = Self.sketch(values, chunk: 1000).groups(halfDistance: Self.half)
      let keys = SortedKeys(values)
      #expect(groups == ValueGroups(keys))
      #expect(step == keys.step)
    }
  }

  @Test func fewValuesAreExactHoweverManyTheRows() {
    var random = TestRandom(2)
    let values = (0..<300_000).map { _ in Int64(random.next() % 3000) * Int64(random.next() % 2) }
    let groups = Self.sketch(values, chunk: 7777).groups(halfDistance: Self.half).groups
    #expect(groups == ValueGroups(SortedKeys(values)))
  }

  /// The stated bound, n ceil(log2(n / 2^16)) / 2^16, and one key in 2^20 for the grouping; orders that are hard for
  /// sketches.
  @Test func ranksAreWithinTheBound() {
    let n = 500_000
    var random = TestRandom(3)
    let bound = 3 / 65_536.0 + 1 / 1_048_576.0
    let orders: [[Int64]] = [
      (0..<n).map { Int64($0) * 3 },
      (0..<n).map { Int64(n - $0) * 3 },
      (0..<n).map { Int64($0 % 1000 * 1000 + $0 / 1000) },
      (0..<n).map { $0 % 2 == 0 ? Int64($0) : -Int64($0) },
      (0..<n).map { _ in Int64(random.next() % 1_000_000_007) },
      (0..<n).map { _ in Int64(random.normal() * 20_000) },
    ]
    for values in orders {
      #expect(Self.error(Self.sketch(values, chunk: 40_000), of: values) <= bound)
      // Parts that were sketched apart.
      var whole = Self.sketch(Array(values[..<170_000]), chunk: 30_000)
      whole += Self.sketch(Array(values[170_000..<400_000]), chunk: 100_000)
      whole += Self.sketch(Array(values[400_000...]), chunk: 9_000)
      #expect(whole.count == n)
      #expect(Self.error(whole, of: values) <= bound)
    }
  }

  @Test func theRangeIsExact() {
    let values = (0..<200_000).map { Int64($0 * 7919 % 200_003) * 4 - 11 }
    let (groups, step) = Self.sketch(values, chunk: 10_000).groups(halfDistance: Self.half)
    #expect(OrderedKey.int64(groups.firstKeys[0]) == values.min())
    #expect(OrderedKey.int64(groups.lastKeys.last!) == values.max())
    #expect(step == 4)
  }
}
