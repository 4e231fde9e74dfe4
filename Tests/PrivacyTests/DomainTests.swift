import Tabular
import Testing

@testable import Privacy

@Suite struct DomainTests {
  @Test func fewNumbersHaveACellEach() {
    #expect(DomainGrid(size: 100).integers(-1...98) == Array(-1...98))
    #expect(DomainGrid(size: 200).integers(0...199).count == 200)
    #expect(DomainGrid(size: 100).integers(7...7) == [7])
  }

  @Test(
    arguments: [
      (0, 99_999), (-8_019, 102_127), (12_285, 1_484_705), (-1, 871), (0, Int64.max), (Int64.min, Int64.max),
      (Int64.min, -1), (1_000_000_007, 1_000_000_900), (-300, 0), (0, 4_918),
    ] as [(Int64, Int64)])
  func longIntervalsAreCutAtRoundNumbers(_ low: Int64, _ high: Int64) {
    for epsilon in [0.01, 0.1, 1, 10, 100] {
      let grid = DomainGrid(epsilon: epsilon)
      let lower = grid.integers(low...high)
      #expect(lower.count <= grid.size + 5)
      // One step up in the series 1, 2, 2.5, 5 at most doubles them.
      #expect(lower.count >= grid.size / 3)
      #expect(lower.first == low && lower.last == high)
      #expect(zip(lower, lower.dropFirst()).allSatisfy { $0 < $1 })
      #expect(lower.contains(low + 1))
      if low <= 0, high > 0 { #expect(lower.contains(0) && lower.contains(1)) }
    }
  }

  @Test func finerWhereThereIsLessNoise() {
    let counts = [0.1, 1, 10].map { DomainGrid(epsilon: $0).integers(0...1_000_000).count }
    #expect(counts[0] < counts[1] && counts[1] < counts[2])
  }

  @Test func timesAreCutAtWholeUnits() {
    // A year of seconds: days, or several of them.
    let (low, high): (Int64, Int64) = (1_704_067_200, 1_735_689_599)
    let lower = DomainGrid(epsilon: 1).integers(low...high, unit: .time(ticksPerSecond: 1))
    #expect(lower.dropFirst(2).dropLast().allSatisfy { $0 % 86_400 == 0 })
    #expect(lower.count > 60)
  }

  @Test(
    arguments: [
      (0, 1), (-1, 1), (0.5, 0.5), (0, 1e300), (-1e-300, 1e-300), (-1.7e308, 1.7e308), (32.54, 41.95),
      (-0.0, 0.0),
      (.leastNonzeroMagnitude, 3 * .leastNonzeroMagnitude), (0, .leastNonzeroMagnitude),
    ] as [(Double, Double)])
  func realsHaveCellsOfOneNumberAtTheirEnds(_ low: Double, _ high: Double) {
    let lower = DomainGrid(epsilon: 1).reals(low...high)
    #expect(lower.first == low)
    #expect(lower.last == high)
    #expect(zip(lower, lower.dropFirst()).allSatisfy { $0 < $1 })
    #expect(lower.count <= 160)
    _ = PublicDomain(.reals(lower: lower, maximum: high), isNullable: false)
  }

  // MARK: - Codes

  private static let values: [Int64] = [
    .min, -1, 0, 1, 2, 99, 100, 101, 5_000, 99_998, 99_999, 100_000, .max,
  ]

  @Test func codesClampAndNeverFail() {
    let lower = DomainGrid(epsilon: 1).integers(0...99_999)
    for isNullable in [false, true] {
      let domain = PublicDomain(.integers(lower: lower, maximum: 99_999), isNullable: isNullable)
      let codes = domain.codes(of: Column(.int64(DomainTests.values)))
      for (value, code) in zip(DomainTests.values, codes) {
        let cell = Int(code) - domain.firstValue
        let held = min(max(value, 0), 99_999)
        #expect(lower[cell] <= held)
        if cell + 1 < lower.count { #expect(held < lower[cell + 1]) }
      }
      // Another storage than the domain's.
      let other = domain.codes(of: Column(.float64([1, 2])))
      #expect(other == [UInt16](repeating: UInt16(domain.unfitCell), count: 2))
      #expect(domain.codes(of: Column(.int64([]))) == [])
    }
    let units = PublicDomain(.integers(lower: Array(17...90), maximum: 90), isNullable: true)
    #expect(units.codes(of: Column(.int64([16, 17, 18, 90, 91, .min, .max]))) == [1, 1, 2, 74, 74, 1, 74])
    let extreme = PublicDomain(.integers(lower: [.min, 0, .max], maximum: .max), isNullable: false)
    #expect(extreme.codes(of: Column(.int64([.min, -1, 0, .max]))) == [0, 0, 1, 2])
  }

  @Test func missingValuesAndNoNumbersGoToTheUnfitCell() {
    let present = Bitmap(count: 3) { $0 != 1 }
    for (isNullable, codes) in [(true, [2, 0, 2]), (false, [1, 0, 1])] as [(Bool, [UInt16])] {
      let domain = PublicDomain(.integers(lower: [0, 5], maximum: 9), isNullable: isNullable)
      #expect(domain.codes(of: Column(.int64([7, 7, 7]), validity: present)) == codes)
    }
    let reals = PublicDomain(.reals(lower: [0, 0.5], maximum: 1), isNullable: true)
    let odd = Column(.float64([.nan, -.infinity, .infinity, 0.5, -0.0]))
    #expect(reals.codes(of: odd) == [0, 1, 2, 2, 1])
  }

  @Test func levelsAreFoundByTheirBytes() {
    let names = StringArray(["b", "x", "a", ""])
    let column = Column(.codes([0, 1, 2, 3, 0], levels: names))
    let levels = PublicDomain.Cells.levels(["a", "b"], ordered: false)
    #expect(PublicDomain(levels, isNullable: false).codes(of: column) == [1, 0, 0, 0, 1])
    #expect(PublicDomain(levels, isNullable: true).codes(of: column) == [2, 0, 1, 0, 2])
    let found = PublicDomain(levels: ["a", "b"], isNullable: true)
    #expect(found.codes(of: column) == [2, 3, 1, 3, 2])
    let taken = PublicDomain(levels: ["_other", "other"], isNullable: false)
    #expect(taken.cells == .levels(["_other", "other", "__other"], ordered: false))
    // All values missing: there may be no level at all.
    let none = Column(.codes([0, 0], levels: StringArray()), validity: Bitmap(repeating: false, count: 2))
    #expect(found.codes(of: none) == [0, 0])
  }

  @Test(arguments: [["false", "true"], ["False", "True"], ["N", "Y"]])
  func booleansAreFoundInAnyCasing(_ levels: [String]) throws {
    let domain = Field.Domain.levels(values: levels, ordered: false)
    let field = Field(name: "b", type: .boolean, domain: levels == ["false", "true"] ? nil : domain)
    guard case .stated(let stated) = try DomainPlan(field, epsilon: 1) else { return #expect(Bool(false)) }
    #expect(stated.cells == .levels(levels, ordered: false))
    let names = [levels[1].uppercased(), levels[0].lowercased(), levels[1], levels[1].lowercased(), "?"]
    let column = Column(.codes([0, 1, 2, 3, 4], levels: StringArray(names)))
    #expect(stated.codes(of: column) == [1, 0, 1, 1, 0])
    // Casings that are two levels stay two.
    let cased = PublicDomain(booleans: ["a", "A"], isNullable: false)
    #expect(cased.codes(of: Column(.codes([0, 1], levels: StringArray(["A", "a"])))) == [1, 0])
  }

  /// What a schema does not list is missing, unless it lists `other`.
  @Test func unlistedLevelsGoWhereTheSchemaSays() throws {
    let column = Column(.codes([0, 1, 2], levels: StringArray(["a", "x", "b"])))
    for (levels, missing, codes) in [
      (["a", "b"], nil, [0, 0, 1]), (["a", "b"], "", [1, 0, 2]), (["a", "other", "b"], nil, [0, 1, 2]),
      (["a", "other", "b"], "", [1, 2, 3]),
    ] as [([String], String?, [UInt16])] {
      let field = Field(
        name: "c", type: .categorical, missing: missing, domain: .levels(values: levels, ordered: false))
      guard case .stated(let domain) = try DomainPlan(field, epsilon: 1) else { return #expect(Bool(false)) }
      #expect(domain.codes(of: column) == codes)
    }
  }

  // MARK: - Plans

  @Test func schemasLeaveOpenOrState() throws {
    func plan(_ type: FieldType, _ domain: Field.Domain?, missing: String? = nil) throws -> DomainPlan {
      try DomainPlan(Field(name: "c", type: type, missing: missing, domain: domain), epsilon: 1)
    }
    #expect(try plan(.int64, nil) == .boundsNeeded)
    #expect(try plan(.int64, .integers(minimum: 0, maximum: .max)) == .boundsNeeded)
    #expect(
      try plan(.float64(plainIntegers: true), .reals(minimum: 0, maximum: .greatestFiniteMagnitude))
        == .boundsNeeded)
    #expect(try plan(.categorical, nil) == .levelsNeeded)
    #expect(try plan(.text(emission: .drop), nil) == .notModelled)
    #expect(try plan(.identifier(space: .integers(minimum: 1)), nil) == .notModelled)
    #expect(
      try plan(.boolean, nil, missing: "")
        == .stated(PublicDomain(booleans: ["false", "true"], isNullable: true)))
    #expect(throws: PrivacyError.self) { try plan(.int64, .integers(minimum: 1, maximum: 0)) }
    #expect(throws: PrivacyError.self) {
      try plan(.categorical, .levels(values: (0..<65_536).map { "\($0)" }, ordered: false))
    }
  }

  @Test func datesStayWhereTheyCanBeWritten() {
    let format = TemporalFormat(pattern: "%Y-%m-%d")!
    let field = Field(name: "d", type: .date(format: format))
    let domain = PublicDomain(field, bounds: .integers(minimum: .min, maximum: .max), epsilon: 1)
    guard case .integers(let lower, let maximum) = domain.cells else { return #expect(Bool(false)) }
    #expect(lower[0] == CivilDate(year: 1, month: 1, day: 1)!.daysSince1970)
    #expect(maximum == CivilDate(year: 9999, month: 12, day: 31)!.daysSince1970)
  }
}
