import Distributions
import Randomness
import Synthesis
import Tabular
import Testing

@Suite struct FieldTypeTests {
  static let real = mixedTable()
  static let synthetic = Result { try sample(fit(mixedTable()).model, rows: 2000) }

  @Test func droppedTextIsLeftOut() throws {
    let table = try FieldTypeTests.synthetic.get()
    let kept = FieldTypeTests.real.schema.fields.filter { $0.name != "gone" }
    #expect(table.schema.fields.map(\.name) == kept.map(\.name))
    #expect(table.schema.fields.map(\.type) == kept.map(\.type))
    // A field that can be missing says how: as nothing at all, where the table it was fitted from has no spelling.
    #expect(table.schema.fields.filter { $0.missing == "" }.map(\.name) == ["age", "day", "level"])
    #expect(table.rowCount == 2000)
  }

  @Test func textIsWhatItsEmissionSays() throws {
    let table = try FieldTypeTests.synthetic.get()
    #expect(table.levels("fixed").allSatisfy { $0 == "-" })
    #expect(table.strings("note").prefix(2) == ["row 0/0", "row 1/1"])
    #expect(table.strings("note").last == "row 1999/1999")
  }

  @Test(arguments: ["money", "age", "day", "moment", "real"])
  func numbersStayWithinTheObservedRange(name: String) throws {
    let table = try FieldTypeTests.synthetic.get()
    let (observed, drawn) = (FieldTypeTests.real.reals(name), table.reals(name))
    #expect(drawn.min()! >= observed.min()! && drawn.max()! <= observed.max()!)
    #expect(table.column(name).validity != nil || drawn.count == 2000)
    // Not all alike.
    #expect(Set(drawn).count > 20)
  }

  @Test func latticesAndLevelsAreKept() throws {
    let table = try FieldTypeTests.synthetic.get()
    #expect(table.reals("money").allSatisfy { $0.truncatingRemainder(dividingBy: 5) == 0 })
    #expect(Set(table.levels("level")).subtracting([nil]) == ["a", "b", "c", "d", "e"])
    #expect(Set(table.levels("flag")) == ["no", "yes"])
    #expect(table.levels("one").allSatisfy { $0 == "only" })
    // Codes are in range also where the value is missing.
    guard case .codes(let codes, let levels) = table.column("level").values else {
      Issue.record("level is not stored as codes")
      return
    }
    #expect(codes.allSatisfy { levels.indices.contains(Int($0)) })
  }

  @Test func columnsThatMissTogetherStayTogether() throws {
    let table = try FieldTypeTests.synthetic.get()
    #expect(table.column("age").validity == table.column("day").validity)
    #expect(table.column("age").validity != table.column("level").validity)
    for name in ["real", "money", "flag", "id", "serial", "one", "note"] {
      #expect(table.column(name).validity == nil)
    }
    for name in ["age", "level"] {
      let real = FieldTypeTests.real.column(name)
      let share = Double(real.count - real.presentCount) / Double(real.count)
      let drawn = table.column(name)
      // Six sigma.
      #expect(abs(zScore(drawn.count - drawn.presentCount, of: drawn.count, share: share)) < 6)
    }
  }

  @Test func statedOrdersAreKept() throws {
    let rows = 600
    var random = TestRandom(12)
    let codes = (0..<rows).map { _ in Int(random.next() % 3) }
    let names = ["high", "low", "middle"]
    let field = Field(
      name: "x", type: .categorical,
      domain: .levels(values: ["low", "middle", "high", "unheard of"], ordered: true))
    let table = Table(schema: Schema([field]), rowCount: rows, columns: [levels(codes, names)])
    let model = try fit(table).model
    guard case .modelled(.levels(let marginal), _) = model.columns[0] else {
      Issue.record("not modelled as levels")
      return
    }
    #expect(marginal.levels == ["low", "middle", "high"])
  }
}
