import Tabular
import Testing

@testable import Privacy

@Suite struct ConfidentialTableTests {
  static func levels(_ rows: [String?], name: String = "c") -> (Field, Column) {
    var names: [String] = []
    let codes = rows.map { row -> Int32 in
      guard let row else { return 0 }
      if !names.contains(row) { names.append(row) }
      return Int32(names.firstIndex(of: row)!)
    }
    if names.isEmpty { names = [""] }
    return (
      Field(name: name, type: .categorical),
      Column(
        .codes(codes, levels: StringArray(names)), validity: Bitmap(count: rows.count) { rows[$0] != nil })
    )
  }

  static func table(_ columns: [(Field, Column)]) -> Table {
    Table(schema: Schema(columns.map(\.0)), rowCount: columns[0].1.count, columns: columns.map(\.1))
  }

  static func parameters(_ rows: Int = 1, unit: String? = nil, delta: Double = 1e-6) throws
    -> PrivacyParameters
  {
    try PrivacyParameters(epsilon: 1, delta: delta, unit: unit, maximumRows: rows)
  }

  /// The first m rows of each unit, whatever stores it; rows that name none are left out.
  @Test func unitsAreCutToTheirFirstRows() throws {
    let ids: [Int64?] = [3, 5, 3, nil, 3, 5, 7, nil, 3]
    let valid = Bitmap(count: ids.count) { ids[$0] != nil }
    let kinds: [Column] = [
      Column(.strings(StringArray(ids.map { "\($0 ?? 3)" })), validity: valid),
      Column(
        .codes(ids.map { Int32($0 ?? 3) }, levels: StringArray((0..<8).map(String.init))), validity: valid),
    ]
    for column in kinds {
      #expect(UnitRows.first(1, of: column) == [0, 1, 6])
      #expect(UnitRows.first(2, of: column) == [0, 1, 2, 5, 6])
      #expect(UnitRows.first(9, of: column) == [0, 1, 2, 4, 5, 6, 8])
    }
    // Names that are equal to Unicode and not by their bytes are two units: neither takes the other's rows.
    let composed = Column(.strings(StringArray(["\u{e9}", "e\u{301}", "\u{e9}"])))
    #expect(UnitRows.first(1, of: composed) == [0, 1])
  }

  /// An empty name is nobody's.
  @Test func rowsOfNobodyAreLeftOut() {
    let names = StringArray(["", "a", ""])
    #expect(UnitRows.first(9, of: Column(.strings(names))) == [1])
    #expect(UnitRows.first(9, of: Column(.codes([1, 0, 0], levels: StringArray(["", "a"])))) == [0])
  }

  /// Numbers may have been rounded on reading, so that one of them is several units.
  @Test func unitsAreNoNumbers() throws {
    for column in [Column(.int64([1, 2])), Column(.float64([1, 2]))] {
      #expect(UnitRows.first(1, of: column) == nil)
      let table = Self.table([(Field(name: "u", type: .int64), column), Self.levels(["a", "b"])])
      #expect(throws: PrivacyError.self) {
        try ConfidentialTable(table, parameters: Self.parameters(2, unit: "u"))
      }
    }
  }

  /// A unit more changes no other unit's rows, wherever its rows are.
  @Test func unitsDoNotDisplaceEachOther() throws {
    var state: UInt64 = 3
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for _ in 0..<200 {
      let ids = (0..<30).map { _ in Int64(next(6)) }
      func first(_ ids: [Int64]) throws -> [Int] {
        try #require(UnitRows.first(2, of: Self.levels(ids.map(String.init)).1))
      }
      let all = try first(ids)
      let rest = ids.indices.filter { ids[$0] != 5 }
      let without = try first(rest.map { ids[$0] }).map { rest[$0] }
      #expect(all.filter { ids[$0] != 5 } == without)
      #expect(all.filter { ids[$0] == 5 }.count <= 2)
    }
  }

  @Test func unitColumnHasToExist() throws {
    let table = Self.table([Self.levels(["a"])])
    #expect(throws: PrivacyError.self) {
      try ConfidentialTable(table, parameters: Self.parameters(2, unit: "person"))
    }
  }

  @Test func magnitudes() {
    #expect(MagnitudeCells.cell(of: Int64(0)) == 64)
    #expect(MagnitudeCells.cell(of: Int64.max) == 127)
    #expect(MagnitudeCells.cell(of: Int64.min) == 0)
    var values: [Int64] = [.min, .min + 1, .max, 0]
    for k in 0..<63 { values += [1 << k, (1 << k) - 1, -(1 << k), -(1 << k) + 1, -(1 << k) - 1] }
    for value in values {
      let cell = MagnitudeCells.cell(of: value)
      guard case .integers(let low, let high) = MagnitudeCells.integers(cell, cell) else { return }
      #expect(low <= value && value <= high)
      #expect(MagnitudeCells.cell(of: low) == cell && MagnitudeCells.cell(of: high) == cell)
    }
    for value in [0, 1e-300, 0x1p-20, 0.1, 1, 1.5, 2, 1e9, 0x1p63, 0x1.8p63, -1, -3.7, -0x1p-20, -1e18] {
      let cell = MagnitudeCells.cell(of: value)
      guard case .reals(let low, let high) = MagnitudeCells.reals(cell, cell) else { return }
      #expect(low <= value && value <= high && low < high)
      #expect(cell >= 0 && cell < MagnitudeCells.realCount)
    }
    #expect(MagnitudeCells.cell(of: Double.infinity) == 168)
    #expect(MagnitudeCells.cell(of: -Double.greatestFiniteMagnitude) == 0)
  }

  @Test func boundsHoldTheBulk() throws {
    let values = (0..<5000).map { Int64($0 % 90 + 10) }
    let reals = (0..<5000).map { Double($0 % 100) / 8 - 3 }
    let table = Self.table([
      (Field(name: "age", type: .int64), Column(.int64(values))),
      (Field(name: "x", type: .float64(plainIntegers: false)), Column(.float64(reals))),
      Self.levels(.init(repeating: "a", count: 5000)),
    ])
    let parameters = try Self.parameters()
    let confidential = try ConfidentialTable(table, parameters: parameters)
    var budget = try PrivacyBudget(parameters)
    let parts = budget.total.split([1, 1, 1])
    #expect(
      try confidential.bounds(of: 0, spending: parts[0], from: &budget) == .integers(minimum: 8, maximum: 127)
    )
    #expect(
      try confidential.bounds(of: 1, spending: parts[1], from: &budget) == .reals(minimum: -4, maximum: 16))
    #expect(throws: PrivacyError.self) { try confidential.bounds(of: 2, spending: parts[2], from: &budget) }
    let ledger = budget.close()
    #expect(ledger.steps.map(\.query) == ["histogram of magnitudes", "histogram of magnitudes"])
    try ledger.check()
  }

  /// Of an empty table, too: whatever comes out is an interval.
  @Test func boundsOfNothing() throws {
    let table = Self.table([(Field(name: "age", type: .int64), Column(.int64([])))])
    let parameters = try Self.parameters()
    let confidential = try ConfidentialTable(table, parameters: parameters)
    for _ in 0..<20 {
      var budget = try PrivacyBudget(parameters)
      guard
        case .integers(let low, let high) = try confidential.bounds(
          of: 0, spending: budget.total, from: &budget)
      else { return }
      #expect(low <= high)
    }
  }

  /// Levels of many rows come out in the order of their bytes, whatever the order of the rows; those of one row do not.
  @Test func levelsOfOneRowStay() throws {
    var rows: [String?] = []
    for level in ["zebra", "ant", "Bee", "ænd"] { rows += .init(repeating: level, count: 2000) }
    rows += (0..<500).map { "secret \($0)" } + [nil, nil]
    let parameters = try Self.parameters(delta: 1e-6)
    for order in [rows, rows.reversed()] {
      let confidential = try ConfidentialTable(Self.table([Self.levels(order)]), parameters: parameters)
      var budget = try PrivacyBudget(parameters, thresholdDelta: 5e-7)
      let levels = try confidential.levels(of: 0, delta: 4e-7, spending: budget.total, from: &budget)
      #expect(levels == ["Bee", "ant", "zebra", "ænd"])
      #expect(budget.remainingDelta > 0.9e-7 && budget.remainingDelta < 1.1e-7)
      let ledger = budget.close()
      try ledger.check()
      #expect(ledger.steps[0].count == 0)
    }
  }

  @Test func levelsNeedDelta() throws {
    let table = Self.table([Self.levels(["a", "b"]), Self.levels(["a", "b"], name: "d")])
    let parameters = try Self.parameters()
    let confidential = try ConfidentialTable(table, parameters: parameters)
    var budget = try PrivacyBudget(parameters, thresholdDelta: 5e-7)
    let half = PrivacyCost(units: budget.total.units / 2)
    #expect(throws: PrivacyError.self) {
      try confidential.levels(of: 0, delta: 0, spending: half, from: &budget)
    }
    #expect(throws: PrivacyError.self) {
      try confidential.levels(of: 0, delta: 6e-7, spending: half, from: &budget)
    }
    #expect(budget.spent == .zero)
    let pure = try Self.parameters(delta: 0)
    let other = try ConfidentialTable(table, parameters: pure)
    var spare = try PrivacyBudget(pure)
    #expect(throws: PrivacyError.self) {
      try other.levels(of: 0, delta: 1e-9, spending: spare.total, from: &spare)
    }
    #expect(spare.spent == .zero)
  }
}
