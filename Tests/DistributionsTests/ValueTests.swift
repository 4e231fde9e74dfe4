import Distributions
import Testing

@Suite struct OrderedKeyTests {
  @Test func integersKeepTheirOrder() {
    let values: [Int64] = [.min, .min + 1, -1_000_000, -1, 0, 1, 255, 256, .max - 1, .max]
    let keys = values.map { OrderedKey.key($0) }
    #expect(zip(keys, keys.dropFirst()).allSatisfy(<))
    #expect(keys.map { OrderedKey.int64($0) } == values)
    #expect(keys.first == 0 && keys.last == .max)
  }

  @Test func realsKeepTheirOrder() {
    let values: [Double] = [
      -.infinity, -.greatestFiniteMagnitude, -1e300, -2, -1.nextUp, -1, -Double.leastNormalMagnitude,
      -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, .leastNormalMagnitude, 0.1, 1, 1.0.nextUp, 2, 1e300,
      .greatestFiniteMagnitude, .infinity,
    ].sorted()
    let keys = values.map { OrderedKey.key($0) }
    #expect(zip(keys, keys.dropFirst()).allSatisfy(<))
    #expect(keys.map { OrderedKey.double($0) } == values)
  }

  @Test func theZerosAreOneValue() {
    #expect(OrderedKey.key(-0.0) == OrderedKey.key(0.0))
    #expect(OrderedKey.double(OrderedKey.key(-0.0)).sign == .plus)
  }

  @Test func randomDoublesGoThereAndBack() {
    var random = TestRandom(1)
    let values = (0..<10_000).map { _ in Double(bitPattern: random.next()) }.filter { !$0.isNaN }
    let keys = values.map { OrderedKey.key($0) }
    #expect(keys.map { OrderedKey.double($0) } == values)
    #expect(keys.sorted().map { OrderedKey.double($0) } == values.sorted())
  }
}

/// `ValueCounts` sorts by radix: what comes out is held against the standard library's sort.
@Suite struct ValueCountsTests {
  static func check(_ keys: [UInt64]) {
    let counts = ValueCounts(unsorted: keys)
    var expected: [UInt64: Int] = [:]
    for key in keys { expected[key, default: 0] += 1 }
    let distinct = expected.keys.sorted()
    #expect(counts.keys == distinct)
    #expect(counts.counts == distinct.map { expected[$0]! })
    #expect(counts.total == keys.count)
  }

  @Test(arguments: [0, 1, 2, 511, 512, 513, 5000]) func randomKeys(count: Int) {
    var random = TestRandom(UInt64(count))
    ValueCountsTests.check((0..<count).map { _ in random.next() })
    ValueCountsTests.check((0..<count).map { _ in random.next() % 10 })
    // Few bits, in every place: digits that all keys share are skipped.
    for shift in [0, 1, 10, 11, 21, 22, 43, 44, 54, 55, 60] {
      let high = random.next()
      ValueCountsTests.check((0..<count).map { _ in high ^ (random.next() & 7) << UInt64(shift) })
    }
  }

  @Test func adversarialKeys() {
    let n: UInt64 = 3000
    ValueCountsTests.check((0..<n).map { $0 })
    ValueCountsTests.check((0..<n).reversed())
    ValueCountsTests.check([UInt64](repeating: 42, count: Int(n)))
    ValueCountsTests.check((0..<n).map { $0.isMultiple(of: 2) ? 0 : .max })
    ValueCountsTests.check((0..<n).map { $0 << 63 | $0 % 3 })
    ValueCountsTests.check((0..<n).map { $0 &* 0x9E37_79B9_7F4A_7C15 })
    ValueCountsTests.check((0..<n).map { 1 << ($0 % 64) })
    ValueCountsTests.check((0..<n).map { $0 * 2048 })
    ValueCountsTests.check((0..<n).map { .max - $0 })
  }
}

@Suite struct ValueGroupsTests {
  static func checkInvariants(_ values: ValueCounts, _ groups: ValueGroups) {
    #expect(groups.ranges.first?.lowerBound == 0 && groups.ranges.last?.upperBound == values.keys.count)
    #expect(zip(groups.ranges, groups.ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(groups.ranges.allSatisfy { !$0.isEmpty })
    #expect(groups.counts == groups.ranges.map { values.counts[$0].reduce(0, +) })
    #expect(groups.lastKeys == groups.ranges.map { values.keys[$0.upperBound - 1] })
    #expect(groups.isAtom.count == groups.ranges.count)
    #expect(zip(groups.isAtom, groups.ranges).allSatisfy { !$0 || $1.count == 1 })
    var misplaced = 0
    for (group, range) in groups.ranges.enumerated() {
      for index in range where groups.index(of: values.keys[index]) != group { misplaced += 1 }
    }
    #expect(misplaced == 0)
  }

  @Test(arguments: [1, 2, 9, 100, 3000, 20_000]) func groupsCoverAllValues(count: Int) {
    var random = TestRandom(2)
    let reals = ValueCounts((0..<count).map { _ in random.normal() })
    ValueGroupsTests.checkInvariants(reals, ValueGroups(reals))
    let rounded = ValueCounts((0..<count).map { _ in (random.normal() * 300).rounded() })
    ValueGroupsTests.checkInvariants(rounded, ValueGroups(rounded))
    let skewed = ValueCounts((0..<count).map { _ in Int64(1 / random.uniform()) })
    ValueGroupsTests.checkInvariants(skewed, ValueGroups(skewed))
  }

  @Test func fewValuesForTheirRowsAreDiscrete() {
    // Five rows a value is enough, one row less is not.
    let values = (0..<500).map { Int64($0 / 5) }
    #expect(ValueGroups(ValueCounts(values)).isAtom.allSatisfy { $0 })
    #expect(!ValueGroups(ValueCounts(Array(values.dropLast()))).isAtom.allSatisfy { $0 })
    // 4,096 values are, 4,097 are not, however many rows they have.
    func atoms(_ distinct: Int) -> Bool {
      let counts = ValueCounts((0..<(distinct * 5)).map { Int64($0 % distinct) })
      let groups = ValueGroups(counts)
      ValueGroupsTests.checkInvariants(counts, groups)
      return groups.isAtom.allSatisfy { $0 } && groups.counts.count == distinct
    }
    #expect(atoms(4096))
    #expect(!atoms(4097))
  }

  @Test func repeatedValuesStandApart() {
    var random = TestRandom(3)
    // Zero in a third of the rows, 0.5 in one of 1,000, and values of their own.
    let values = (0..<30_000).map { row -> Double in
      row % 3 == 0 ? 0 : row % 1000 == 1 ? 0.5 : random.normal()
    }
    let counts = ValueCounts(values)
    let groups = ValueGroups(counts)
    ValueGroupsTests.checkInvariants(counts, groups)
    let atoms = groups.isAtom.indices.filter { groups.isAtom[$0] }
    #expect(atoms.map { OrderedKey.double(groups.lastKeys[$0]) } == [0, 0.5])
    #expect(atoms.map { groups.counts[$0] } == [10_000, values.count { $0 == 0.5 }])
  }

  @Test func tailsAreFinerThanTheBulk() {
    let total = 200_000
    let counts = ValueCounts((0..<total).map { Int64($0) * 3 })
    let groups = ValueGroups(counts)
    var before = 0
    for count in groups.counts {
      // From either end: the rank at which the group begins, seen from there.
      let rank = min(before, total - before)
      #expect(count <= max(1, min(rank / 32, total / 2048)))
      before += count
    }
    #expect(groups.counts.prefix(60).allSatisfy { $0 == 1 })
    #expect(groups.counts.suffix(30).allSatisfy { $0 == 1 })
    #expect(groups.counts[groups.counts.count / 2] == total / 2048)
  }
}

@Suite struct ManyValuesStatisticalTests {
  /// At most two groups a bin of 1/2048 (neighbours that do not fit into one), and 32 ln(n / 64²) + 64 a tail.
  @Test func aMillionValuesMakeFewGroups() {
    var random = TestRandom(4)
    let reals = ValueCounts((0..<1_000_000).map { _ in random.normal() })
    let groups = ValueGroups(reals)
    ValueGroupsTests.checkInvariants(reals, groups)
    #expect(groups.counts.count < 2048 + 2 * 300)
    // Values that repeat, none of them often enough for an atom: the greedy cuts may waste half a bin.
    let repeated = ValueCounts((0..<1_000_000).map { _ in Int64(random.next() % 8000) })
    let coarse = ValueGroups(repeated)
    ValueGroupsTests.checkInvariants(repeated, coarse)
    #expect(!coarse.isAtom.contains(true))
    #expect(coarse.counts.count < 2 * 2048 + 2 * 300)
  }
}
