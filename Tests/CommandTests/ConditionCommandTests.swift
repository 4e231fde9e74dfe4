import Foundation
import Testing

/// `sample --where` and `--balance`, by the real command.
@Suite struct ConditionCommandTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private static let condition = #"race == "Amer-Indian-Eskimo" and (age >= 60 or income == ">50K")"#

  @Test func everyRowSatisfiesTheCondition() throws {
    let model = try Fixtures.adultModel()
    try box.done("sample", model, "-n", "5000", "--where", Self.condition, "-o", "a.csv", "--quiet")
    let table = CSV(try box.data("a.csv"))
    #expect(table.rows.count == 5000)
    #expect(
      table.rows.allSatisfy {
        $0[8].text == "Amer-Indian-Eskimo" && (Int($0[0].text)! >= 60 || $0[14].text == ">50K")
      })
    // Both ways of satisfying it occur.
    #expect(table.rows.contains { Int($0[0].text)! < 60 } && table.rows.contains { $0[14].text == "<=50K" })
  }

  @Test func missingValuesCanBeAskedFor() throws {
    let model = try Fixtures.penguinsModel()
    try box.done(
      "sample", model, "-n", "500", "--where", "sex is null and body_mass_g > 4000", "-o", "p.csv", "--quiet")
    let table = CSV(try box.data("p.csv"))
    let (sex, mass) = (table.header.firstIndex(of: "sex")!, table.header.firstIndex(of: "body_mass_g")!)
    #expect(table.rows.count == 500)
    #expect(table.rows.allSatisfy { $0[sex].text.isEmpty && Double($0[mass].text)! > 4000 })
  }

  @Test(arguments: [["--where", condition], ["--balance", "income=>50K:0.5,<=50K:0.5"]])
  func anyPartIsThatPartOfTheRun(_ options: [String]) throws {
    let model = try Fixtures.adultModel()
    func sample(_ more: String, isa: String? = nil) throws -> [Substring] {
      let outcome = try box.shell(
        "\(isa.map { "SKLAR_ISA=\($0) " } ?? "")\"$SKLAR\" sample '\(model)' -n 6001 --seed 3 --quiet -o - "
          + "\(options[0]) '\(options[1])' \(more)")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return Array(outcome.text.split(separator: "\n").dropFirst())
    }
    let whole = try sample("--threads 1")
    #expect(whole.count == 6001)
    #expect(try sample("--threads 2") == whole)
    #expect(try sample("", isa: "baseline") == whole)
    #expect(try sample("--rows '2000..<4100'") == Array(whole[2000..<4100]))
    #expect(try (1...3).flatMap { try sample("--shard \($0)/3") } == whole)
  }

  @Test func sharesAreExactToARow() throws {
    let model = try Fixtures.adultModel()
    try box.done(
      "sample", model, "-n", "10001", "--balance", "income=>50K:0.5,<=50K:0.5", "--balance",
      "sex=Male:0.25,Female:0.75", "-o", "b.csv", "--quiet")
    let rows = CSV(try box.data("b.csv")).rows
    #expect(rows.count == 10001)
    #expect(abs(rows.count { $0[14].text == ">50K" } * 2 - 10001) <= 2)
    #expect(abs(rows.count { $0[9].text == "Male" } * 4 - 10001) <= 4)
  }

  @Test(arguments: [
    (#"race == "Martian""#, ["race", "Martian", "White"]), ("age > 200", ["age", "17 and 90"]),
    ("age < 30 and age > 60", ["No row"]), (#"planet == "Mars""#, ["planet"]),
    (#"sex == "Male" and sex == "Female""#, ["No row"]),
  ]) func whatNoRowSatisfiesIsRefusedAtOnce(_ condition: String, _ words: [String]) throws {
    let model = try Fixtures.adultModel()
    let outcome = try box.sklar("sample", model, "-n", "10", "--where", condition, "-o", "x.csv")
    expectRefusal(outcome, words)
    #expect(box.listing.isEmpty)
  }

  @Test func targetsThatCannotBeMet() throws {
    let model = try Fixtures.adultModel()
    func outcome(_ target: String) throws -> Outcome {
      try box.sklar("sample", model, "-n", "10", "--balance", target, "-o", "x.csv")
    }
    expectMisuse(try outcome("income=>50K:0.5,<=50K:0.6"), ["1.1"])
    expectRefusal(try outcome("income=>50K:0.5,rich:0.5"), ["income"])
    expectRefusal(try outcome("wealth=a:1"), ["wealth"])
    expectMisuse(try outcome("income"))
    expectMisuse(try box.sklar("sample", model, "-n", "10", "--where", "age >", "-o", "x.csv"), ["--where"])
  }
}
