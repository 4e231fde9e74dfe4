import Foundation
import Privacy
import Tabular
import Testing

/// Whole rows: which column gets what, and what the released table is like.
@Suite struct LocalRowTests {
  private let schema = Schema([
    Field(name: "age", type: .int64, missing: "", domain: .integers(minimum: 0, maximum: 100)),
    Field(name: "pay", type: .float64(plainIntegers: false), domain: .reals(minimum: 0, maximum: 10)),
    Field(name: "sex", type: .categorical, domain: .levels(values: ["f", "m"], ordered: false)),
    Field(
      name: "town", type: .categorical, missing: "?",
      domain: .levels(values: ["a", "b", "c"], ordered: false)),
    Field(name: "key", type: .identifier(space: .integers(minimum: 1))),
  ])

  private func code(_ schema: Schema, _ choices: [RowRandomizer.Choice], _ epsilon: Double = 1) -> (
    PrivacyError.Code?, String?
  ) {
    do {
      _ = try RowRandomizer(schema, choices: choices, epsilon: epsilon)
      return (nil, nil)
    } catch { return (error.code, error.column) }
  }

  @Test func epsilonIsDividedEqually() throws {
    let randomizer = try RowRandomizer(
      schema, choices: [.laplace, .laplace, .randomizedResponse, .randomizedResponse, .kept], epsilon: 2)
    var sum = 0.0
    for column in randomizer.columns {
      switch column.mechanism {
      case .laplace(let mechanism): #expect(mechanism.epsilon == 0.5)
      case .randomizedResponse(let mechanism, let levels, let hasMissing):
        #expect(mechanism.epsilon == 0.5)
        #expect(mechanism.levelCount == levels.count + (hasMissing ? 1 : 0))
        #expect(hasMissing == (column.field.name == "town"))
      case .kept: #expect(column.achievedEpsilon == 0 && column.field.name == "key")
      }
      sum += column.achievedEpsilon
    }
    #expect(sum <= 2 && sum > 1.999 && randomizer.achievedEpsilon <= 2)
    // Thirds are rounded down: three of them are not more than the whole.
    let thirds = try RowRandomizer(
      Schema(Array(schema.fields[..<3])), choices: [.laplace, .laplace, .randomizedResponse], epsilon: 1)
    #expect(thirds.columns.reduce(0) { $0 + $1.achievedEpsilon } <= 1)
  }

  @Test func whatCannotBeRandomised() {
    func one(_ field: Field, _ choice: RowRandomizer.Choice) -> PrivacyError.Code? {
      let (error, column) = code(Schema([field]), [choice])
      #expect(error == nil || column == field.name)
      return error
    }
    #expect(one(schema.fields[2], .laplace) == .parameterOutOfRange)
    #expect(one(schema.fields[4], .laplace) == .parameterOutOfRange)
    #expect(one(schema.fields[4], .randomizedResponse) == .parameterOutOfRange)
    #expect(one(schema.fields[0], .randomizedResponse) == .parameterOutOfRange)
    #expect(one(Field(name: "x", type: .int64), .laplace) == .domainMissing)
    let half = Field.Domain.integers(minimum: 0, maximum: .max)
    #expect(one(Field(name: "x", type: .int64, domain: half), .laplace) == .domainMissing)
    let open = Field.Domain.reals(minimum: -.greatestFiniteMagnitude, maximum: 1)
    #expect(
      one(Field(name: "x", type: .float64(plainIntegers: false), domain: open), .laplace) == .domainMissing)
    #expect(one(Field(name: "x", type: .categorical), .randomizedResponse) == .domainMissing)
    let single = Field.Domain.levels(values: ["only"], ordered: false)
    #expect(one(Field(name: "x", type: .categorical, domain: single), .randomizedResponse) == .domainMissing)
    let point = Field.Domain.integers(minimum: 3, maximum: 3)
    #expect(one(Field(name: "x", type: .int64, domain: point), .laplace) == .boundsOutOfRange)
    #expect(code(Schema([schema.fields[0]]), [.kept]).0 == .parameterOutOfRange)
    for epsilon in [0, -1, .nan, .infinity, 1e9] {
      #expect(code(Schema([schema.fields[0]]), [.laplace], epsilon).0 == .epsilonOutOfRange)
    }
  }

  /// Randomised response is exact at any ε; drawn Laplace noise adds a δ for each column, which has a limit.
  @Test func largeEpsilons() throws {
    let (number, levels) = (schema.fields[0], schema.fields[2])
    let second = Field(name: "b", type: .int64, domain: .integers(minimum: 0, maximum: 9))
    let exact = try RowRandomizer(Schema([levels]), choices: [.randomizedResponse], epsilon: 100)
    #expect(exact.samplerDelta == 0 && exact.achievedEpsilon <= 100)
    let two = try RowRandomizer(Schema([number, second]), choices: [.laplace, .laplace], epsilon: 92)
    #expect(two.samplerDelta == two.columns[0].samplerDelta * 2)
    #expect(two.samplerDelta <= 0x1p-40 && two.samplerDelta > 0x1p-42)
    // 47 for one column is allowed, for two it is too much.
    #expect(code(Schema([number]), [.laplace], 47).0 == nil)
    #expect(code(Schema([number, second]), [.laplace, .laplace], 94).0 == .epsilonOutOfRange)
    let (error, column) = code(Schema([number]), [.laplace], 48)
    #expect(error == .epsilonOutOfRange && column == "age")
    #expect(code(Schema([number, levels]), [.laplace, .randomizedResponse], 100).0 == .epsilonOutOfRange)
  }

  private func table(rows: Int) -> Table {
    let validity = Bitmap(count: rows) { $0 % 7 != 0 }
    return Table(
      schema: schema, rowCount: rows,
      columns: [
        Column(.int64((0..<rows).map { Int64($0 % 150) - 20 }), validity: validity),
        Column(.float64((0..<rows).map { Double($0 % 11) })),
        // In another order than the schema has them, and with one that it does not have.
        Column(.codes((0..<rows).map { Int32($0 % 3) }, levels: StringArray(["m", "x", "f"]))),
        Column(
          .codes((0..<rows).map { Int32($0 % 2) }, levels: StringArray(["c", "a"])), validity: validity),
        Column(.int64((0..<rows).map { Int64($0) })),
      ])
  }

  @Test(arguments: [0, 1, 63, 70_000]) func releasedTablesAreWellFormed(_ rows: Int) throws {
    let randomizer = try RowRandomizer(
      schema, choices: [.laplace, .laplace, .randomizedResponse, .randomizedResponse, .kept], epsilon: 3)
    let table = table(rows: rows)
    let released = randomizer.randomized(table, threads: 2)
    #expect(released.rowCount == rows && released.columns.count == 5)
    #expect(released.columns[4] == table.columns[4])
    #expect(released.columns[0].validity == nil && released.columns[1].validity == nil)
    #expect(released.schema.fields[0].missing == nil)
    for (column, levels) in [(2, ["f", "m"]), (3, ["a", "b", "c"])] {
      guard case .codes(let codes, let names) = released.columns[column].values else {
        Issue.record("no codes")
        continue
      }
      #expect(names.strings == levels)
      #expect(codes.allSatisfy { (0..<Int32(levels.count)).contains($0) })
    }
    #expect(released.columns[2].validity == nil)
    if rows > 1000 {
      #expect(released.columns[3].validity != nil)
      #expect(released.columns[0] != table.columns[0] && released.columns[2] != table.columns[2])
      // Another run is another release.
      #expect(randomizer.randomized(table, threads: 2).columns[0] != released.columns[0])
    }
    let estimates = randomizer.estimates(from: released)
    #expect(estimates[0] == nil && estimates[1] == nil && estimates[4] == nil)
    #expect(estimates[2]?.counts.count == 2 && estimates[3]?.counts.count == 4)
    #expect(abs(estimates[3]!.counts.reduce(0, +) - Double(rows)) < 1e-6 * Double(rows + 1))
  }

  @Test func timesStayWithinTheirCalendar() throws {
    let date = Field(
      name: "day", type: .date(format: TemporalFormat(pattern: "%Y-%m-%d")!),
      domain: .integers(minimum: -719_162, maximum: 2_932_896))
    let time = Field(
      name: "at", type: .timestamp(format: TemporalFormat(pattern: "%Y-%m-%dT%H:%M:%S.%9f")!),
      domain: .integers(minimum: 0, maximum: .max / 2))
    let randomizer = try RowRandomizer(Schema([date, time]), choices: [.laplace, .laplace], epsilon: 0.01)
    let rows = 2000
    let released = randomizer.randomized(
      Table(
        schema: Schema([date, time]), rowCount: rows,
        columns: [
          Column(.int64([Int64](repeating: 0, count: rows))),
          Column(.int64([Int64](repeating: 0, count: rows))),
        ]), threads: 1)
    guard case .int64(let days) = released.columns[0].values else { return }
    #expect(days.allSatisfy { (-719_162...2_932_896).contains($0) })
    #expect(days.contains(-719_162) && days.contains(2_932_896))
  }
}
