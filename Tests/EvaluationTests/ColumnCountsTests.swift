import Evaluation
import Tabular
import Testing

@Suite struct ColumnCountsTests {
  private let number = Field(name: "x", type: .float64(plainIntegers: false))
  private let whole = Field(name: "n", type: .int64)

  @Test func levelsAreMatchedByName() throws {
    let field = Field(name: "g", type: .categorical)
    let real = Column(
      .codes([0, 1, 1, 0, 0], levels: StringArray(["a", "b"])), validity: Bitmap(count: 5) { $0 != 3 })
    let other = Column(.codes([0, 1, 2, 2], levels: StringArray(["c", "b", "a"])))
    let counts = try #require(ColumnCounts(field, real: real, synthetic: other))
    #expect(counts.real == [1, 2, 2, 0])
    #expect(counts.synthetic == [0, 2, 1, 1])
  }

  @Test func numbersFallIntoBins() throws {
    let real = Column(.float64([0, 10, 5, 9.9, 1]), validity: Bitmap(count: 5) { $0 != 2 })
    let other = Column(.float64([-1, 11, 10, 0.5, .nan]))
    let counts = try #require(ColumnCounts(number, real: real, synthetic: other))
    #expect(counts.real == [1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0])
    #expect(counts.synthetic == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
  }

  /// Whole numbers are counted by thresholds, and fall where the division puts them.
  @Test(
    arguments: [
      (0, 10), (0, 98), (-7, 3), (17, 90), (0, 99_999), (12_285, 1_484_705), (-1 << 40, 1 << 41), (5, 5),
      (0, 1),
      (1, 16), (-1 << 60, 1 << 60),
    ] as [(Int64, Int64)])
  func wholeNumbersFallWhereRealsDo(low: Int64, high: Int64) throws {
    var random = Numbers(UInt64(bitPattern: high))
    var values = [low, high]
    for _ in 0..<9000 { values.append(low + Int64(random.unit() * Double(high - low + 1))) }
    // The edges and their neighbours, and what lies outside.
    for k in 0...10 {
      let edge = low + Int64(Double(high - low) * Double(k) / 10)
      values += [max(low, edge - 1), edge, min(high, edge + 1)]
    }
    let outside = values + [low - 1, high + 1, low - 1000, high + 1_000_000, .max, .min]
    let validity = Bitmap(count: outside.count) { $0 % 11 != 4 }
    func counts(_ kind: ([Int64]) -> Column.Values, _ field: Field) -> ColumnCounts? {
      ColumnCounts(
        field, real: Column(kind(values)), synthetic: Column(kind(outside), validity: validity))
    }
    let integers = try #require(counts({ .int64($0) }, whole))
    let reals = try #require(counts({ .float64($0.map(Double.init)) }, number))
    #expect(integers == reals)
    #expect(integers.real.reduce(0, +) == values.count)
    #expect(integers.synthetic.reduce(0, +) == outside.count)
  }

  @Test func columnsWithoutARealValue() throws {
    let missing = Column(.int64([1, 2]), validity: Bitmap(repeating: false, count: 2))
    let counts = try #require(ColumnCounts(whole, real: missing, synthetic: Column(.int64([4, 5, 6]))))
    #expect(counts.real == [2] + [Int](repeating: 0, count: 12))
    #expect(counts.synthetic == [0, 3] + [Int](repeating: 0, count: 11))
  }

  @Test func identifiersAndTextHaveNoDistribution() {
    let column = Column(.int64([1]))
    let id = Field(name: "id", type: .identifier(space: .integers(minimum: 0)))
    #expect(ColumnCounts(id, real: column, synthetic: column) == nil)
    let note = Column(.codes([0], levels: StringArray(["-"])))
    let text = Field(name: "t", type: .text(emission: .constant(value: "-")))
    #expect(ColumnCounts(text, real: note, synthetic: note) == nil)
  }
}
