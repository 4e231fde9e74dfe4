import Learning
import Tabular
import Testing

@Suite struct FeatureBinsTests {
  private static func codes(_ values: [Double], maximumBins: Int = 254) -> [UInt8] {
    let table = Table([("x", .float64(plainIntegers: false), Column(.float64(values)))])
    return FeatureBins(table, maximumBins: maximumBins).encode(table).column(0)
  }

  @Test func fewValuesHaveABinEach() {
    #expect(Self.codes([5, -1, 5, .nan, 3.5, -1, 1e300]) == [3, 1, 3, 0, 2, 1, 4])
    #expect(Self.codes([7, 7, 7]) == [1, 1, 1])
    #expect(Self.codes([.nan, .nan]) == [0, 0])
    #expect(Self.codes([0, -0.0, 1]) == [1, 1, 2])
  }

  @Test func neighbouringAndInfiniteNumbersAreToldApart() {
    let one = 1.0
    #expect(Self.codes([one, one.nextUp, one.nextDown]) == [2, 3, 1])
    #expect(Self.codes([.infinity, -.infinity, 0]) == [3, 1, 2])
    #expect(Self.codes([.infinity, -.infinity]) == [2, 1])
    #expect(Self.codes([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == [1, 2])
    #expect(Self.codes([.leastNonzeroMagnitude, 0]) == [2, 1])
  }

  @Test func manyValuesShareBinsEvenly() {
    let codes = Self.codes((0..<10_000).map { Double($0 * 7919 % 10_000) }, maximumBins: 100)
    let counts = Dictionary(codes.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.count == 100)
    #expect(counts.values.allSatisfy { (99...101).contains($0) })
  }

  /// Zero is half of the column and stands alone; its neighbours do not share its bin.
  @Test func aFrequentValueHasABinOfItsOwn() {
    let values = (0..<2000).map { $0.isMultiple(of: 2) ? 0 : Double($0) - 1000 }
    let codes = Self.codes(values, maximumBins: 16)
    let zero = codes[0]
    #expect(values.indices.allSatisfy { (codes[$0] == zero) == (values[$0] == 0) })
    #expect(Set(codes).count <= 16 && Set(codes).count >= 14)
    #expect(values.indices.allSatisfy { (codes[$0] < zero) == (values[$0] < 0) })
  }

  @Test(arguments: [2, 3, 17, 254]) func noMoreBinsThanAskedFor(bins: Int) {
    var random = TestRandom(UInt64(bins))
    for share in [0.0, 0.3, 0.99] {
      let values = (0..<3000).map { _ in random.unit() < share ? (random.unit() * 3).rounded() : random.unit()
      }
      let codes = Self.codes(values, maximumBins: bins)
      #expect(Set(codes).count <= bins && codes.max()! <= bins && codes.min()! == 1)
      // Order is kept.
      let order = values.indices.sorted { values[$0] < values[$1] }
      #expect(zip(order, order.dropFirst()).allSatisfy { codes[$0] <= codes[$1] })
    }
  }

  @Test func numbersOfAnotherTableFallBetweenTheCuts() {
    let field = FieldType.int64
    let bins = FeatureBins(Table([("x", field, Column(.int64([10, 20, 30])))]))
    let other = Table([("x", field, Column(.int64([-5, 14, 15, 16, 24, 26, 1000])))])
    // Cuts in the middle, which belongs to the upper bin.
    #expect(bins.encode(other).column(0) == [1, 1, 2, 2, 2, 3, 3])
  }

  @Test func levelsGoByTheirNames() {
    let first = Table([
      ("x", .categorical, Column(.codes([0, 1, 1, 0], levels: StringArray(["a", "b", "unused"]))))
    ])
    let valid = Bitmap(count: 4) { $0 != 3 }
    let second = Table([
      (
        "x", .categorical,
        Column(.codes([0, 1, 2, 0], levels: StringArray(["c", "b", "a"])), validity: valid)
      )
    ])
    let both = FeatureBins([first, second])
    #expect(both.features == [.init(binCount: 5, isOrdered: false)])
    #expect(both.encode(first).column(0) == [1, 2, 2, 1])
    #expect(both.encode(second).column(0) == [3, 2, 1, 0])
    // What the first table does not have is "other".
    let one = FeatureBins(first)
    #expect(one.features == [.init(binCount: 4, isOrdered: false)])
    #expect(one.encode(second).column(0) == [3, 2, 1, 0])
  }

  @Test func theRarestLevelsShareABin() {
    let codes = (0..<300 as Range<Int32>).flatMap { level in
      [Int32](repeating: level, count: level < 10 ? 1 : 3)
    }
    let table = Table([
      ("x", .categorical, Column(.codes(codes, levels: StringArray((0..<300).map { "l\($0)" }))))
    ])
    let bins = FeatureBins(table)
    #expect(bins.features == [.init(binCount: 255, isOrdered: false)])
    let encoded = bins.encode(table).column(0)
    #expect(encoded[..<10].allSatisfy { $0 == 254 })
    #expect(Set(encoded).count == 254)
  }

  @Test func identifiersAndTextAreLeftOut() {
    let names = StringArray(["p", "q"])
    let table = Table([
      ("id", .identifier(space: .integers(minimum: 1)), Column(.int64([1, 2]))),
      ("note", .text(emission: .drop), Column(.codes([0, 1], levels: names))),
      ("day", .int64, Column(.int64([5, 6]))),
      ("flag", .boolean, Column(.codes([1, 0], levels: names))),
    ])
    #expect(FeatureBins(table).columns == [2, 3])
    #expect(FeatureBins(table, columns: [3, 0]).columns == [3])
    #expect(FeatureBins(table, columns: []).encode(table).rowCount == 2)
  }

  @Test func aColumnWithoutLevelsIsMissing() {
    let table = Table([
      (
        "x", .categorical,
        Column(.codes([0, 0], levels: StringArray()), validity: Bitmap(repeating: false, count: 2))
      )
    ])
    #expect(FeatureBins(table).encode(table).column(0) == [0, 0])
    let empty = Table([("x", .int64, Column(.int64([])))])
    #expect(FeatureBins(empty).encode(empty).column(0) == [])
  }

  @Test func rowsAreStackedAndPicked() {
    let features = (0..<20).map { _ in BinnedRows.Feature(binCount: 256, isOrdered: true) }
    func rows(_ count: Int, _ offset: Int) -> BinnedRows {
      BinnedRows(
        features, columns: features.indices.map { f in (0..<count).map { UInt8(offset + 20 * $0 + f) } },
        rowCount: count)
    }
    let stacked = BinnedRows(stacking: [rows(3, 0), rows(2, 60)])
    #expect(stacked.rowCount == 5)
    for feature in features.indices {
      #expect(stacked.column(feature) == rows(5, 0).column(feature))
      #expect(stacked.rows([4, 0, 4]).column(feature) == [4, 0, 4].map { UInt8(20 * $0 + feature) })
    }
  }
}
