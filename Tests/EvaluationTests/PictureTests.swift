import Evaluation
import Tabular
import Testing

@Suite("What charts are drawn from")
struct PictureTests {
  private let number = Field(name: "x", type: .float64(plainIntegers: false), missing: "")
  private let whole = Field(name: "x", type: .int64, missing: "")
  private let level = Field(name: "x", type: .categorical, missing: "")

  private func numbers(_ field: Field, _ real: Column, _ synthetic: Column, _ holdout: Column? = nil)
    -> NumberPicture?
  {
    guard
      case .numbers(let picture) = ColumnPicture(field, real: real, synthetic: synthetic, holdout: holdout)
    else {
      return nil
    }
    return picture
  }

  private func levels(_ real: Column, _ synthetic: Column, _ holdout: Column? = nil) -> LevelPicture? {
    guard case .levels(let picture) = ColumnPicture(level, real: real, synthetic: synthetic, holdout: holdout)
    else {
      return nil
    }
    return picture
  }

  @Test func everyRowIsCountedOnce() throws {
    let real = Column(
      .float64((0..<1000).map { Double($0 * $0 % 997) }), validity: Bitmap(count: 1000) { $0 % 10 != 0 })
    let synthetic = Column(.float64([-.infinity, .infinity, .nan, -1e300, 1e300, 500]))
    let picture = try #require(numbers(number, real, synthetic, real))
    #expect(picture.real.missing == 100)
    #expect(picture.real.total == 1000)
    #expect(picture.real == picture.holdout)
    #expect(picture.synthetic.total == 6)
    #expect(picture.synthetic.missing == 1)
    #expect(picture.synthetic.below == 2)
    #expect(picture.synthetic.above == 2)
    #expect(picture.synthetic.inside.reduce(0, +) == 1)
  }

  @Test func wholeNumbersHaveCellsOfTheirOwn() throws {
    let real = Column(.int64([3, 3, 4, 7]))
    let picture = try #require(numbers(whole, real, Column(.int64([3, 5, 7, 7]))))
    #expect(picture.cells.width == 1)
    #expect(picture.cells.edges == [2.5, 3.5, 4.5, 5.5, 6.5, 7.5])
    #expect(picture.real.inside == [2, 1, 0, 0, 1])
    #expect(picture.synthetic.inside == [1, 0, 1, 0, 2])
    #expect(picture.real.cumulative == [0, 0.5, 0.75, 0.75, 0.75, 1])
  }

  @Test func manyWholeNumbersShareCellsEvenly() throws {
    let real = Column(.int64((0..<10_000).map { $0 % 1000 }))
    let picture = try #require(numbers(whole, real, real))
    #expect(picture.cells.width == 5)
    #expect(picture.cells.count == 200)
    #expect(picture.real.inside.allSatisfy { $0 == 50 })
  }

  @Test func oneFarValueDoesNotFlattenThePicture() throws {
    var values = (0..<5000).map { Double($0 % 100) }
    values[17] = 1e12
    let picture = try #require(numbers(number, Column(.float64(values)), Column(.float64(values))))
    #expect(picture.cells.edges.last! < 200)
    #expect(picture.real.above == 1)
  }

  @Test func cumulativeSharesAreExactAtEdges() throws {
    let values = (0..<3000).map { Double($0 * 7919 % 3001) / 3 }
    let picture = try #require(numbers(number, Column(.float64(values)), Column(.float64(values.reversed()))))
    #expect(picture.real == picture.synthetic)
    let shares = try #require(picture.real.cumulative)
    for (index, edge) in picture.cells.edges.dropLast().enumerated() where index.isMultiple(of: 20) {
      let below = values.count { ($0 - picture.cells.low) / picture.cells.width < Double(index) }
      #expect(shares[index] == Double(below) / 3000, "at \(edge)")
    }
    #expect(shares.last == 1)
  }

  @Test(arguments: [
    [Double.nan], [.infinity], [0], [1e308, -1e308], [.leastNonzeroMagnitude, 0], [1e300, 1e300.nextUp],
  ])
  func oddColumnsHaveAPicture(_ values: [Double]) throws {
    let column = Column(.float64(values))
    let picture = try #require(numbers(number, column, Column(.float64([1, 2]))))
    #expect(picture.real.total == values.count)
    #expect(picture.synthetic.total == 2)
    #expect(picture.cells.edges.allSatisfy { $0.isFinite })
  }

  @Test func levelsOfAnyTableAreNamed() throws {
    let real = Column(
      .codes([0, 0, 1, 1], levels: StringArray(["a", "b"])), validity: Bitmap(count: 4) { $0 != 3 })
    let synthetic = Column(.codes([0, 1, 1], levels: StringArray(["c", "a"])))
    let holdout = Column(.codes([0, 1, 2], levels: StringArray(["d", "c", "b"])))
    let picture = try #require(levels(real, synthetic, holdout))
    #expect(picture.levels.map(\.name) == ["a", "b", "c"])
    #expect(picture.levels.map(\.rows.real) == [2, 1, 0])
    #expect(picture.levels.map(\.rows.synthetic) == [2, 0, 1])
    #expect(picture.levels.map(\.rows.holdout) == [0, 1, 1])
    #expect(picture.missing?.real == 1)
    #expect(picture.otherCount == 1)
    #expect(picture.others?.holdout == 1)
  }

  @Test func rareLevelsAreJoined() throws {
    let codes = (0..<200).flatMap { level in [Int32](repeating: Int32(level), count: 200 - level) }
    let column = Column(.codes(codes, levels: StringArray((0..<200).map { "level \($0)" })))
    let picture = try #require(levels(column, column))
    #expect(picture.levels.map(\.name) == (0..<12).map { "level \($0)" })
    #expect(picture.otherCount == 188)
    #expect(picture.levels.map(\.rows.real).reduce(0, +) + picture.others!.real == codes.count)
  }

  @Test func textHasNoPicture() {
    let column = Column(.codes([0], levels: StringArray(["words"])))
    #expect(
      ColumnPicture(
        Field(name: "x", type: .text(emission: .drop)), real: column, synthetic: column, holdout: nil) == nil)
  }

  @Test func pairsShareOutAllRows() throws {
    let count = 5000
    let first = (0..<count).map { Double($0 * 7919 % 5003) }
    let codes = (0..<count).map { Int32($0 % 30) }
    func table(_ rows: Int) -> Table {
      Table(
        schema: Schema([number, Field(name: "y", type: .categorical)]), rowCount: rows,
        columns: [
          Column(.float64(Array(first.prefix(rows))), validity: Bitmap(count: rows) { $0 % 4 != 0 }),
          Column(.codes(Array(codes.prefix(rows)), levels: StringArray((0..<30).map { "\($0)" }))),
        ])
    }
    let tables = EvaluationTables(real: table(count), synthetic: table(1000))
    let pictures = try EvaluationPictures(tables, columns: [1], pairs: [(0, 1)], threads: 2)
    #expect(pictures.columns.count == 1)
    let pair = try #require(pictures.pairs.first)
    #expect(abs(pair.real.reduce(0, +) - 1) < 1e-9)
    #expect(abs(pair.synthetic.reduce(0, +) - 1) < 1e-9)
    guard case .numbers(let cuts, _, _, let missing) = pair.rows,
      case .levels(let names, let others, _) = pair.columns
    else { return #expect(Bool(false)) }
    #expect(cuts.count == 9)
    #expect(missing)
    #expect(names.count == 9)
    #expect(others == 21)
    // Missing is the last row of cells.
    let width = pair.columns.count
    #expect(abs(pair.real.suffix(width).reduce(0, +) - 0.25) < 1e-9)
    // The others hold about equal shares.
    for row in 0..<10 {
      #expect(abs(pair.real[row * width..<(row + 1) * width].reduce(0, +) - 0.075) < 0.005)
    }
    #expect(try EvaluationPictures(tables, columns: [1], pairs: [(0, 1)], threads: 1) == pictures)
  }

  @Test func aValueThatFillsACellHasItToItself() throws {
    let values = (0..<1000).map { $0 < 900 ? 0 : Double($0) }
    let table = Table(
      schema: Schema([number, number]), rowCount: 1000,
      columns: [Column(.float64(values)), Column(.float64(values))])
    let pictures = try EvaluationPictures(
      EvaluationTables(real: table, synthetic: table), columns: [], pairs: [(0, 1)], threads: 1)
    guard case .numbers(let cuts, _, _, false)? = pictures.pairs.first?.rows else {
      return #expect(Bool(false))
    }
    #expect(cuts.count == 9)
    #expect(cuts[0] >= 900 && cuts[0] < 930)
  }
}
