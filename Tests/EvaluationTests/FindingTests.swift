import Evaluation
import Tabular
import Testing

/// Each kind of loss with tables that have it, and what is said of them; and tables that do not have it.
@Suite struct FindingTests {
  private static let rows = 2000

  private func findings(_ real: Table, _ synthetic: Table) throws -> [Finding] {
    try EvaluationReport(
      EvaluationTables(real: real, synthetic: synthetic), options: EvaluationOptions(threads: 2, resamples: 8)
    ).findings
  }

  /// The first finding; none if the tables change places within themselves.
  private func first(
    _ real: Table, _ synthetic: Table, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  )
    throws -> Finding?
  {
    #expect(try findings(real, real).isEmpty, sourceLocation: sourceLocation)
    let found = try findings(real, synthetic)
    #expect(found.first?.advice.contains(words) == true, "\(found)", sourceLocation: sourceLocation)
    #expect(found.count <= 5, sourceLocation: sourceLocation)
    for finding in found {
      #expect(!finding.cells.isEmpty, sourceLocation: sourceLocation)
      #expect(
        finding.cells.allSatisfy { !$0.label.isEmpty && $0.real != $0.synthetic },
        sourceLocation: sourceLocation)
      #expect(finding.score < finding.resample!, sourceLocation: sourceLocation)
      #expect(
        finding.explanation.hasSuffix(".") && finding.advice.hasSuffix("."), sourceLocation: sourceLocation)
    }
    return found.first
  }

  private func draw<Value>(_ seed: UInt64, _ make: (inout Numbers) -> Value) -> [Value] {
    var random = Numbers(seed)
    return (0..<FindingTests.rows).map { _ in make(&random) }
  }

  private func column(_ values: [String?]) -> Table { table([levels("grade", values)]) }
  private func column(_ values: [Double]) -> Table { table([reals("size", values)]) }

  private let grades = ["high", "low", "Middle class"]

  @Test func levelsSpeltOtherwise() throws {
    let real = draw(1) { grades[Int($0.unit() * 3)] }
    let synthetic = draw(2) { ["high", "low", "middle  class "][Int($0.unit() * 3)] }
    let finding = try first(column(real), column(synthetic), "one spelling")
    #expect(finding?.explanation.contains("\"Middle class\"") == true)
    #expect(finding?.columns == ["grade"])
  }

  @Test func levelsInvented() throws {
    let real = draw(3) { grades[Int($0.unit() * 3)] }
    let synthetic = draw(4) { (grades + ["other"])[Int($0.unit() * 4)] }
    let finding = try first(column(real), column(synthetic), "Restrict the generator to the levels")
    #expect(finding?.cells.first?.label == "other" && finding?.cells.first?.real == 0)
  }

  @Test func levelsAbsent() throws {
    let real = draw(5) { grades[Int($0.unit() * 3)] }
    let synthetic = draw(6) { grades[Int($0.unit() * 2)] }
    let finding = try first(column(real), column(synthetic), "keep rare levels apart")
    #expect(finding?.cells.first?.label == "Middle class" && finding?.cells.first?.synthetic == 0)
  }

  @Test func sharesOfLevels() throws {
    let real = draw(7) { grades[Int($0.unit() * 3)] }
    let synthetic = draw(8) { grades[Int($0.unit() * $0.unit() * 3)] }
    _ = try first(column(real), column(synthetic), "shares of the levels")
  }

  @Test func missingLevelsAndNumbers() throws {
    let real = draw(9) { $0.unit() < 0.3 ? nil : grades[Int($0.unit() * 3)] }
    let synthetic = draw(10) { grades[Int($0.unit() * 3)] }
    let finding = try first(column(real), column(synthetic), "whether a value is missing")
    #expect(finding?.cells.first?.label == "missing")

    // The score of numbers passes over missing values.
    let numbers = draw(11) { $0.unit() < 0.3 ? nil : Int($0.unit() * 100) }
    let full = draw(12) { Int($0.unit() * 100) }
    let other = try first(
      table([integers("age", numbers)]), table([integers("age", full)]), "whether a value is missing")
    #expect(other?.cells == [.init(label: "missing", real: other!.cells[0].real, synthetic: 0)])
    #expect(other?.explanation.contains("\"age\"") == true)
  }

  @Test func atomsLost() throws {
    let real = draw(13) { $0.unit() < 0.6 ? 0 : $0.unit() * 100 }
    let synthetic = draw(14) { $0.unit() * 100 }
    let finding = try first(column(real), column(synthetic), "often repeated")
    #expect(finding?.cells.first?.label == "0")
  }

  @Test func valuesPileUp() throws {
    let real = draw(15) { $0.unit() * 100 }
    let synthetic = draw(16) { $0.unit() < 0.3 ? 50 : $0.unit() * 100 }
    let finding = try first(column(real), column(synthetic), "clips, rounds or fills in")
    #expect(finding?.cells.first?.label == "50")
  }

  @Test func missingNumbersAreAFindingOfTheirOwn() throws {
    func numbers(_ seed: UInt64, missing share: Double) -> Table {
      let values: [Int?] = draw(seed) { random in
        let value = Int(random.unit() * 1000)
        return random.unit() < share ? nil : value
      }
      return table([integers("size", values), levels("grade", values.map { $0 == nil ? "a" : "b" })])
    }
    let found = try findings(numbers(44, missing: 0), numbers(45, missing: 0.5))
    let missing = try #require(found.first { $0.aspect == .missingness })
    #expect(missing.columns == ["size"] && abs(missing.score - 0.5) < 0.05)
    #expect(found.first { $0.columns == ["grade"] }?.aspect == .values)
  }

  @Test func aLevelCalledMissingIsNotMissing() throws {
    let real: [String?] = draw(46) { $0.unit() < 0.5 ? "missing" : "b" }
    let synthetic: [String?] = real.map { $0 == "missing" ? nil : $0 }
    let labels = try #require(try findings(column(real), column(synthetic)).first).cells.map(\.label)
    #expect(labels.sorted() == ["(missing)", "missing"])
  }

  @Test func levelsThatAreJoinedHaveNoName() throws {
    let real = table([levels("grade", draw(47) { grades[Int($0.unit() * 3)] })])
    let synthetic = table([levels("grade", (0..<6000).map { "z\($0 < 1100 ? $0 : $0 % 3000)" })])
    let tables = try TableAlignment(real: real, synthetic: synthetic, threads: 1).tables
    let finding = try #require(try findings(tables.real, tables.synthetic).first)
    #expect(finding.explanation.contains("most often \"z"), "\(finding.explanation)")
    #expect(finding.cells.count { $0.label.contains("other") } == 1, "\(finding.cells)")
    guard
      case .levels(let picture) = ColumnPicture(
        tables.schema.fields[0], real: tables.real.columns[0], synthetic: tables.synthetic.columns[0],
        holdout: nil)
    else {
      Issue.record("levels have a picture of levels")
      return
    }
    #expect(picture.levels.allSatisfy { $0.name.hasPrefix("z") || grades.contains($0.name) })
    #expect(try #require(picture.others).synthetic > 2000)
  }

  @Test func rangeTooWide() throws {
    let real = draw(17) { $0.unit() * 100 }
    let synthetic = draw(18) { $0.unit() * 200 - 50 }
    let finding = try first(column(real), column(synthetic), "Bound the column")
    #expect(finding?.cells.contains { $0.label == "above the real range" } == true)
  }

  @Test func rangeTooNarrow() throws {
    let real = draw(19) { $0.unit() * 100 }
    let synthetic = draw(20) { $0.unit() * 50 + 25 }
    _ = try first(column(real), column(synthetic), "model the tails")
  }

  @Test func otherDistribution() throws {
    let real = draw(21) { $0.unit() * 100 }
    let synthetic = draw(22) { $0.unit() * $0.unit() * 100 }
    let finding = try first(column(real), column(synthetic), "more bins")
    #expect(finding?.cells.first?.label.contains(" to ") == true)
  }

  private func pair(_ values: [(String, String)]) -> Table {
    table([levels("a", values.map(\.0)), levels("b", values.map(\.1))])
  }

  @Test func ruleBroken() throws {
    func made(_ random: inout Numbers, _ broken: Double) -> (String, String) {
      let town = Int(random.unit() * 6)
      let land = random.unit() < broken ? Int(random.unit() * 3) : town / 2
      return ("town \(town)", "land \(land)")
    }
    let finding = try first(
      pair(draw(23) { made(&$0, 0) }), pair(draw(24) { made(&$0, 0.3) }), "Add a rule")
    #expect(finding?.explanation.contains("\"a\" determines \"b\" in 100 %") == true)
    #expect(finding?.columns == ["a", "b"])
    #expect(finding?.cells.first?.label.contains(" x ") == true)
  }

  private func tied(_ random: inout Numbers, _ tie: Double) -> (String, String) {
    let a = Int(random.unit() * 3)
    return ("a\(a)", "b\(random.unit() < tie ? a : Int(random.unit() * 3))")
  }

  @Test func dependenceLostWeakerOrInvented() throws {
    let none = draw(25) { tied(&$0, 0) }
    let some = draw(26) { tied(&$0, 0.4) }
    let strong = draw(27) { tied(&$0, 0.8) }
    let lost = try first(pair(strong), pair(none), "neither is drawn by itself")
    #expect(lost?.explanation.hasPrefix("The dependence is lost") == true)
    _ = try first(pair(strong), pair(some), "one order")
    _ = try first(pair(none), pair(strong), "what ties the two columns together")
  }

  @Test func correlationLost() throws {
    func made(_ random: inout Numbers, _ tie: Double) -> (Double, Double) {
      let x = random.unit()
      return (x, tie * x + random.unit())
    }
    func numbers(_ values: [(Double, Double)]) -> Table {
      table([reals("x", values.map(\.0)), reals("y", values.map(\.1))])
    }
    let real = draw(28) { made(&$0, 1.5) }
    let columns = (0..<FindingTests.rows).map { (real[$0].0, real[$0 * 77 % FindingTests.rows].1) }
    _ = try first(numbers(real), numbers(columns), "neither is drawn by itself")
  }

  @Test func correlationOfOtherSizeOrByExtremes() throws {
    func numbers(_ values: [(Double, Double)]) -> Table {
      table([reals("x", values.map(\.0)), reals("y", values.map(\.1))])
    }
    func made(_ random: inout Numbers, _ tie: Double) -> (Double, Double) {
      let x = random.unit()
      return (x, random.unit() < tie ? x : random.unit())
    }
    let turned = draw(40) { made(&$0, 0.6) }.map { ($0.0, 1 - $0.1) }
    let finding = try first(numbers(draw(41) { made(&$0, 0.6) }), numbers(turned), "by their ranks")
    #expect(finding?.explanation.contains("Pearson's correlation is 0.") == true)
    #expect(finding?.explanation.contains("-0.") == true)

    // One row in a hundred lies far out, in one direction of both columns or of one.
    func extreme(_ seed: UInt64, _ far: (Double, Double)) -> Table {
      numbers(draw(seed) { random in random.unit() < 0.01 ? far : made(&random, 0.6) })
    }
    _ = try first(extreme(42, (30, 30)), extreme(43, (30, 0.5)), "smallest values of both columns")
  }

  @Test func dependenceThatRisesAndFalls() throws {
    func numbers(_ values: [(Double, Double)]) -> Table {
      table([reals("x", values.map(\.0)), reals("y", values.map(\.1))])
    }
    let real: [(Double, Double)] = draw(29) {
      let x = $0.unit() * 2 - 1
      return (x, x * x + $0.unit() * 0.2)
    }
    let columns = (0..<FindingTests.rows).map { (real[$0].0, real[$0 * 77 % FindingTests.rows].1) }
    let finding = try first(numbers(real), numbers(columns), "rises and falls")
    // The correlations are both about 0; the cells tell.
    #expect(finding!.score < 0.8)
  }

  @Test func formThatACopulaCannotHave() throws {
    // Equally strong, in other cells: a follows b, or runs against it.
    func made(_ random: inout Numbers, _ turned: Bool) -> (String, String) {
      let (a, b) = tied(&random, 0.6)
      return (a, turned ? ["b0": "b1", "b1": "b2", "b2": "b0"][b]! : b)
    }
    let finding = try first(
      pair(draw(30) { made(&$0, false) }), pair(draw(31) { made(&$0, true) }), "strata by a target column"
    )
    #expect(finding?.advice.contains("`sklar fit --target`") == true)
  }

  @Test func worstComesFirstAndColumnsAreNotRepeated() throws {
    // A column that is wrong makes its pairs wrong, which is not told again.
    let real = table([
      levels("a", draw(32) { grades[Int($0.unit() * 3)] }),
      levels("b", draw(33) { grades[Int($0.unit() * 3)] }),
      integers("c", draw(34) { Int($0.unit() * 10) }),
    ])
    let synthetic = table([
      levels("a", draw(35) { grades[Int($0.unit() * 2)] }),
      levels("b", draw(36) { grades[Int($0.unit() * 3)] }),
      integers("c", draw(37) { Int($0.unit() * 20) }),
    ])
    let found = try findings(real, synthetic)
    #expect(found.map(\.columns) == [["c"], ["a"]])
  }

  @Test func valuesAsPeopleReadThem() throws {
    func labels(_ type: FieldType, _ real: [Int64], _ synthetic: [Int64]) throws -> Set<String> {
      func made(_ values: [Int64]) -> Table { table([("t", type, Column(.int64(values)))]) }
      return Set(try findings(made(real), made(synthetic)).flatMap(\.cells).map(\.label))
    }
    let (half, zeros) = ([Int64](repeating: 11_016, count: 500), [Int64](repeating: 0, count: 500))
    let date = TemporalFormat(pattern: "%d.%m.%Y")!
    #expect(try labels(.date(format: date), half + zeros, zeros + zeros) == ["2000-02-29", "1970-01-01"])
    let time = TemporalFormat(pattern: "%Y-%m-%d %H:%M:%S.%3f")!
    let moment: [Int64] = half.map { _ in -86_399_500 }
    #expect(
      try labels(.timestamp(format: time), moment + zeros, zeros + zeros) == [
        "1969-12-31 00:00:00.5", "1970-01-01 00:00:00",
      ])
    #expect(
      try labels(.decimal(scale: 2, minimumDigits: 2), half.map { -$0 } + zeros, zeros + zeros) == [
        "-110.16", "0.00",
      ])
    let size = draw(38) { $0.unit() < 0.5 ? 0.012345678 : 123456.789 }
    let found = try findings(column(size), column(size.map { _ in 123456.789 }))
    #expect(Set(found.flatMap(\.cells).map(\.label)) == ["0.01235", "123457"])
  }
}
