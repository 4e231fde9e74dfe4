import Distributions
import Kernels
import Tabular
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

/// `SortedKeys` sorts by pieces: what comes out is held against the standard library's sort.
@Suite struct SortedKeysTests {
  static func check(_ keys: [UInt64]) throws {
    let expected = keys.sorted()
    let distinct = Set(keys).count
    for threads in [1, 3] {
      let sorted = try SortedKeys(
        .int64(keys.map { OrderedKey.int64($0) }), validity: nil, threads: threads)
      #expect(sorted.keys == expected)
      #expect(sorted.distinctCount == distinct)
    }
  }

  @Test(arguments: [0, 1, 2, 511, 5000, 200_000]) func randomKeys(count: Int) throws {
    var random = TestRandom(UInt64(count))
    try SortedKeysTests.check((0..<count).map { _ in random.next() })
    try SortedKeysTests.check((0..<count).map { _ in random.next() % 10 })
    // Few bits, in every place, and values that crowd together ever more.
    for shift in [0, 10, 22, 43, 60] {
      let high = random.next()
      try SortedKeysTests.check((0..<count).map { _ in high ^ (random.next() & 7) << UInt64(shift) })
      try SortedKeysTests.check((0..<count).map { _ in random.next() >> (random.next() % 64) })
    }
  }

  @Test func rowsWithoutAValueAreLeftOut() throws {
    var random = TestRandom(9)
    for count in [1, 63, 64, 65, 1000, 150_000] {
      let values = (0..<count).map { _ in random.normal() }
      for share in [UInt64(2), 100] {
        let validity = Bitmap(count: count) { _ in random.next() % share != 0 }
        let expected = values.indices.filter { validity[$0] }.map { OrderedKey.key(values[$0]) }.sorted()
        for threads in [1, 2] {
          let sorted = try SortedKeys(.float64(values), validity: validity, threads: threads)
          #expect(sorted.keys == expected)
        }
      }
    }
  }

  @Test func zerosOfEitherSignAreOneValue() {
    let sorted = SortedKeys([0.0, -0.0, 1, -1])
    #expect(sorted.distinctCount == 3)
    #expect(sorted.keys.map { OrderedKey.double($0) } == [-1, 0, 0, 1])
  }

  @Test func stepDividesAllDifferences() {
    #expect(SortedKeys([Int64.min, .max]).step == .max)
    #expect(SortedKeys([7, 7, 7] as [Int64]).step == 1)
    #expect(SortedKeys([-12, 30, 30, 6] as [Int64]).step == 6)
  }

  @Test func adversarialKeys() throws {
    let n: UInt64 = 30_000
    try SortedKeysTests.check((0..<n).map { $0 })
    try SortedKeysTests.check((0..<n).reversed())
    try SortedKeysTests.check([UInt64](repeating: 42, count: Int(n)))
    try SortedKeysTests.check((0..<n).map { $0.isMultiple(of: 2) ? 0 : .max })
    try SortedKeysTests.check((0..<n).map { $0 << 63 | $0 % 3 })
    try SortedKeysTests.check((0..<n).map { $0 &* 0x9E37_79B9_7F4A_7C15 })
    try SortedKeysTests.check((0..<n).map { 1 << ($0 % 64) })
    try SortedKeysTests.check((0..<n).map { $0 * 2048 })
    try SortedKeysTests.check((0..<n).map { .max - $0 })
  }
}

@Suite struct ValueGroupsTests {
  /// The same groups as the plain walk's, and each row in its group.
  static func check(_ keys: SortedKeys, _ groups: ValueGroups, isReal: Bool) throws {
    let counts = ReferenceCounts(unsorted: keys.keys)
    let reference =
      isReal ? ReferenceGroups(counts, halfDistance: realHalfDistance) : ReferenceGroups(counts)
    #expect(groups.firstKeys == reference.ranges.map { counts.keys[$0.lowerBound] })
    #expect(groups.lastKeys == reference.lastKeys)
    #expect(groups.distinctCounts == reference.ranges.map(\.count))
    #expect(groups.counts == reference.counts)
    #expect(groups.isAtom == reference.isAtom)
    if isReal {
      let (marginal, expected) = (RealMarginal(groups), reference.reals(counts))
      #expect((marginal.cuts, marginal.low, marginal.high) == expected)
      let values = keys.keys.map { OrderedKey.double($0) }
      #expect(
        try groups.codes(of: .float64(values), validity: nil, threads: 2)
          == keys.keys.map { UInt16(reference.index(of: $0)) })
    } else {
      let (marginal, expected) = (IntegerMarginal(groups, step: keys.step), reference.integers(counts))
      #expect((marginal.cuts, marginal.lower, marginal.span, marginal.step) == expected)
      let values = keys.keys.map { OrderedKey.int64($0) }
      #expect(
        try groups.codes(of: .int64(values), validity: nil, threads: 2)
          == keys.keys.map { UInt16(reference.index(of: $0)) })
    }
  }

  static func check(_ values: [Double]) throws {
    let keys = SortedKeys(values)
    try check(keys, ValueGroups(keys, halfDistance: realHalfDistance), isReal: true)
  }

  static func check(_ values: [Int64]) throws {
    let keys = SortedKeys(values)
    try check(keys, ValueGroups(keys), isReal: false)
  }

  @Test(arguments: [1, 2, 9, 100, 3000, 4095, 4096, 10_000, 12_288, 70_000])
  func groupsAreThoseOfThePlainWalk(
    count: Int
  ) throws {
    var random = TestRandom(2)
    try ValueGroupsTests.check((0..<count).map { _ in random.normal() })
    try ValueGroupsTests.check((0..<count).map { _ in (random.normal() * 300).rounded() })
    try ValueGroupsTests.check((0..<count).map { _ in (random.normal() * 3000).rounded() })
    try ValueGroupsTests.check((0..<count).map { _ in Int64(1 / random.uniform()) })
    try ValueGroupsTests.check((0..<count).map { _ in Int64(random.next() % 100_000) * 7 })
    // Clusters with wide gaps between them, and values that repeat about as often as an atom must.
    try ValueGroupsTests.check((0..<count).map { _ in Double(random.next() % 50) * 1e6 + random.normal() })
    try ValueGroupsTests.check(
      (0..<count).map { _ in
        random.next() % 3 == 0
          ? Double(random.next() % 700) / 10 : random.normal() * 30
      })
    try ValueGroupsTests.check(
      (0..<count).map { _ in Int64(bitPattern: random.next() >> (random.next() % 64)) })
    try ValueGroupsTests.check(
      (0..<count).map { _ in (random.uniform() - 0.5) * .greatestFiniteMagnitude * 2 })
  }

  @Test func fewValuesForTheirRowsAreDiscrete() throws {
    // Five rows a value is enough, one row less is not.
    let values = (0..<500).map { Int64($0 / 5) }
    #expect(ValueGroups(SortedKeys(values)).isAtom.allSatisfy { $0 })
    #expect(!ValueGroups(SortedKeys(Array(values.dropLast()))).isAtom.allSatisfy { $0 })
    // 4,096 values are, 4,097 are not, however many rows they have.
    func atoms(_ distinct: Int) throws -> Bool {
      let counts = SortedKeys((0..<(distinct * 5)).map { Int64($0 % distinct) })
      let groups = ValueGroups(counts)
      try ValueGroupsTests.check(counts, groups, isReal: false)
      return groups.isAtom.allSatisfy { $0 } && groups.counts.count == distinct
    }
    #expect(try atoms(4096))
    #expect(try !atoms(4097))
  }

  @Test func repeatedValuesStandApart() throws {
    var random = TestRandom(3)
    // Zero in a third of the rows, 0.5 in one of 1,000, and values of their own.
    let values = (0..<30_000).map { row -> Double in
      row % 3 == 0 ? 0 : row % 1000 == 1 ? 0.5 : random.normal()
    }
    let counts = SortedKeys(values)
    let groups = ValueGroups(counts, halfDistance: realHalfDistance)
    try ValueGroupsTests.check(counts, groups, isReal: true)
    let atoms = groups.isAtom.indices.filter { groups.isAtom[$0] }
    #expect(atoms.map { OrderedKey.double(groups.lastKeys[$0]) } == [0, 0.5])
    #expect(atoms.map { groups.counts[$0] } == [10_000, values.count { $0 == 0.5 }])
  }

  @Test func tailsAreFinerThanTheBulk() {
    let total = 200_000
    let counts = SortedKeys((0..<total).map { Int64($0) * 3 })
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
  @Test func aMillionValuesMakeFewGroups() throws {
    var random = TestRandom(4)
    let reals = SortedKeys((0..<1_000_000).map { _ in random.normal() })
    let groups = ValueGroups(reals, halfDistance: realHalfDistance)
    try ValueGroupsTests.check(reals, groups, isReal: true)
    #expect(groups.counts.count < 2048 + 2 * 300)
    // Values that repeat, none of them often enough for an atom: the greedy cuts may waste half a bin.
    let repeated = SortedKeys((0..<1_000_000).map { _ in Int64(random.next() % 8000) })
    let coarse = ValueGroups(repeated)
    try ValueGroupsTests.check(repeated, coarse, isReal: false)
    #expect(!coarse.isAtom.contains(true))
    #expect(coarse.counts.count < 2 * 2048 + 2 * 300)
  }
}
