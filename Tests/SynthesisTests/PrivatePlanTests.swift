import Privacy
import Randomness
import Synthesis
import Tabular
import Testing

/// What is refused is refused from public quantities; what is not, ends in a model.
@Suite struct PrivatePlanTests {
  private func schema(_ columns: Int, levels: Int, open: Bool = false, numbers: Int = 0) -> Schema {
    let listed = Field.Domain.levels(values: (0..<levels).map { "v\($0)" }, ordered: false)
    return Schema(
      [Field(name: "id", type: .categorical)]
        + (0..<columns).map { Field(name: "c\($0)", type: .categorical, domain: open ? nil : listed) }
        + (0..<numbers).map {
          Field(name: "n\($0)", type: .int64, missing: "", domain: .integers(minimum: 0, maximum: 50))
        })
  }

  private func table(_ schema: Schema, rows: Int, levels: Int) -> Table {
    var random = TestRandom(5)
    let names = StringArray((0..<levels).map { "v\($0)" })
    return Table(
      schema: schema, rowCount: rows,
      columns: schema.fields.map { field in
        if field.name == "id" {
          let units = StringArray((0..<20).map { "u\($0)" })
          return Column(.codes((0..<rows).map { _ in Int32(random.next() % 20) }, levels: units))
        }
        if case .int64 = field.type {
          return Column(.int64((0..<rows).map { _ in Int64(random.next() % 50) }))
        }
        return Column(
          .codes((0..<rows).map { _ in Int32(random.next() % UInt64(levels)) }, levels: names))
      })
  }

  private func parameters(
    _ epsilon: Double, _ delta: Double = 1e-9, rows: Int = 1, replaceOne: Bool = false
  ) throws -> PrivacyParameters {
    try PrivacyParameters(
      epsilon: epsilon, delta: delta, neighbouring: replaceOne ? .replaceOne : .addRemove, unit: "id",
      maximumRows: rows)
  }

  private func code(_ fit: PrivateFit, _ schema: Schema) -> PrivacyError.Code? {
    do {
      try fit.check(schema)
      return nil
    } catch {
      return error.code
    }
  }

  /// The samplers' distance, with as many draws as there can be.
  @Test func epsilonBeyondTheSamplers() throws {
    let listed = schema(15, levels: 3)
    for kind in [PrivateFit.Kind.pairwise, .copula] {
      for delta in [1e-9, 0] {
        for epsilon in [50, 60, 100] as [Double] {
          #expect(code(PrivateFit(try parameters(epsilon, delta), kind: kind), listed) == .deltaOutOfRange)
        }
        for epsilon in [0.1, 1, 10, 30] {
          #expect(code(PrivateFit(try parameters(epsilon, delta), kind: kind), listed) == nil)
        }
      }
    }
    // Levels to be found are as many draws as there can be rows.
    let open = schema(2, levels: 3, open: true)
    #expect(code(PrivateFit(try parameters(28)), open) == .deltaOutOfRange)
    #expect(code(PrivateFit(try parameters(20)), open) == nil)
  }

  @Test func tooLittleIsRefused() throws {
    // A field of 1,024 columns has half a million pairs.
    #expect(code(PrivateFit(try parameters(1e-5)), schema(3, levels: 3)) == .budgetExhausted)
    #expect(code(PrivateFit(try parameters(0.009)), schema(1000, levels: 255)) == .budgetExhausted)
    #expect(code(PrivateFit(try parameters(1)), schema(1025, levels: 3)) == .parameterOutOfRange)
    #expect(code(PrivateFit(try parameters(1)), schema(1000, levels: 3)) == nil)
  }

  /// Units of many rows had no noise for the pairs' scores, which showed only after the histograms had been paid for.
  @Test(arguments: [(100, 1.0), (300, 1), (500, 3), (1000, 1), (1000, 0.02)])
  func unitsOfManyRows(rows: Int, epsilon: Double) throws {
    let schema = schema(15, levels: 3)
    let table = table(schema, rows: 600, levels: 3)
    for delta in [1e-9, 0] {
      let fit = PrivateFit(
        try parameters(epsilon, delta, rows: rows, replaceOne: delta == 0), kind: .pairwise, threads: 2)
      try fit.check(schema)
      let ledger = try #require(try fit.model(table, program: "test").privacy)
      #expect(Double(ledger.spentUnits) > 0.99 * Double(ledger.totalUnits))
      try ledger.check()
    }
  }

  /// No fit that passes the check fails later, at the ends of what can be asked for.
  @Test func whatPassesEnds() throws {
    var passed = 0
    for kind in [PrivateFit.Kind.pairwise, .copula] {
      for (columns, levels, numbers) in [(1, 2, 0), (3, 40, 1), (0, 1, 2)] {
        let schema = schema(columns, levels: levels, numbers: numbers)
        let table = table(schema, rows: 60, levels: levels)
        for (epsilon, delta) in [(0.008, 1e-9), (1e-6, 0), (1, 1e-20), (33, 1e-9), (33, 0)] {
          for rows in [1, 1000] {
            let fit = PrivateFit(
              try parameters(epsilon, delta, rows: rows, replaceOne: true), kind: kind, threads: 2)
            guard code(fit, schema) == nil else { continue }
            passed += 1
            let ledger = try #require(try fit.model(table, program: "test").privacy)
            try ledger.check()
            #expect(Double(ledger.spentUnits) > 0.999 * Double(ledger.totalUnits) - 1000)
          }
        }
      }
    }
    #expect(passed > 20)
  }

  /// A copula of constants spends its budget all the same: on products of what noise left, or on the histograms again.
  @Test func nothingToCorrelate() throws {
    for replaceOne in [false, true] {
      let fixture = PrivateFixture(
        (0..<3).map { _ in [UInt16](repeating: 4, count: 4000) }, cells: 8)
      let ledger = try #require(try fixture.model(epsilon: 20, replaceOne: replaceOne).privacy)
      #expect(ledger.spentUnits > ledger.totalUnits - 100)
      #expect([3, 6].contains(ledger.steps.count { $0.query == PrivateQuery.oneWay.name }))
    }
  }
}
