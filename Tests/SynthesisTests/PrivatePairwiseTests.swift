import Distributions
import Foundation
import MarkovFields
import Privacy
import Randomness
import Synthesis
import Tabular
import Testing

/// Fits of all kinds of tables end in a model that can be sampled, and never spend more than there is.
@Suite struct PrivatePairwiseTests {
  private struct Columns {
    var domains: [PublicDomain] = []
    var fields: [Field] = []
    var codes: [[UInt16]] = []

    mutating func append(_ domain: PublicDomain, _ codes: [UInt16]) {
      let type: FieldType =
        switch domain.cells {
        case .levels: .categorical
        case .integers: .int64
        case .reals: .float64(plainIntegers: false)
        }
      fields.append(Field(name: "c\(fields.count)", type: type, missing: domain.isNullable ? "" : nil))
      domains.append(domain)
      self.codes.append(codes)
    }

    mutating func levels(_ count: Int, nullable: Bool = false, _ codes: [UInt16]) {
      append(PublicDomain(.levels((0..<count).map { "v\($0)" }, ordered: false), isNullable: nullable), codes)
    }

    mutating func integers(_ count: Int, nullable: Bool = false, _ codes: [UInt16]) {
      append(
        PublicDomain(
          .integers(lower: (0..<Int64(count)).map { 10 * $0 }, maximum: Int64(10 * count - 1)),
          isNullable: nullable), codes)
    }
  }

  /// Fits, checks the account and the model, and draws some rows.
  @discardableResult
  private func fit(
    _ columns: Columns, epsilon: Double, delta: Double = 1e-6, target: Int? = nil,
    functional: [(deciding: [Int], decided: [Int])] = [], parameters: PrivacyParameters? = nil,
    rows: Int = 300
  ) throws -> (model: SynthesisModel, ledger: PrivacyLedger, table: Table) {
    let records = ConfidentialRecords(
      names: columns.fields.map(\.name), cardinalities: columns.domains.map(\.count), codes: columns.codes)
    var budget = try PrivacyBudget(try parameters ?? PrivacyParameters(epsilon: epsilon, delta: delta))
    let total = budget.total
    let model = try PrivatePairwiseEstimator(
      target: target, functional: functional, seed: Seed(1), threads: 2
    )
    .model(
      records, domains: columns.domains, columns: Array(columns.domains.indices),
      schema: Schema(columns.fields), budget: &budget
    ) {
      SynthesisModel.Provenance(
        rows: $0, columns: columns.fields.count, sha256: nil, program: "test", options: [:])
    }
    #expect(budget.spent <= total)
    // All but what rounding leaves.
    #expect(budget.spent.value >= total.value * (1 - 1e-5))
    let ledger = budget.close()
    #expect(ledger.steps.reduce(UInt64(0)) { $0 + $1.units } <= ledger.totalUnits)
    guard case .pairwiseField(let field) = model.dependence else {
      Issue.record("not a field")
      return (model, ledger, Table(schema: Schema([]), rowCount: 0, columns: []))
    }
    #expect(field.shares.allSatisfy { $0.allSatisfy { $0.isFinite && $0 > 0 } })
    #expect(field.pairShares.allSatisfy { $0.allSatisfy(\.isFinite) })
    let table = try sample(model, rows: rows, seed: 3)
    #expect(table.columns.count == columns.fields.count && table.rowCount == rows)
    return (model, ledger, table)
  }

  private func codes(_ rows: Int, below count: Int, seed: UInt64) -> [UInt16] {
    var random = TestRandom(seed)
    return (0..<rows).map { _ in UInt16(random.next() % UInt64(count)) }
  }

  @Test(arguments: [0, 1, 10, 2000], [0.01, 1.0, 25.0])
  func fewRows(rows: Int, epsilon: Double) throws {
    var columns = Columns()
    columns.levels(4, codes(rows, below: 4, seed: 1))
    columns.integers(30, nullable: true, codes(rows, below: 31, seed: 2))
    columns.levels(1, codes(rows, below: 1, seed: 3))
    columns.levels(2, nullable: true, codes(rows, below: 3, seed: 4))
    columns.integers(2, codes(rows, below: 2, seed: 5))
    try fit(columns, epsilon: epsilon, target: 3)
    try fit(columns, epsilon: epsilon, delta: 0)
  }

  @Test(arguments: [0.01, 5.0]) func fewColumns(epsilon: Double) throws {
    for count in 1...2 {
      for cells in [1, 2, 40] {
        var columns = Columns()
        for column in 0..<count { columns.levels(cells, codes(500, below: cells, seed: UInt64(column))) }
        try fit(columns, epsilon: epsilon)
        try fit(columns, epsilon: epsilon, delta: 0)
      }
    }
  }

  @Test func everyColumnOfTwoLevels() throws {
    var columns = Columns()
    let first = codes(3000, below: 2, seed: 9)
    for _ in 0..<6 { columns.levels(2, first) }
    let (_, ledger, table) = try fit(columns, epsilon: 5, rows: 2000)
    #expect(ledger.steps.contains { $0.count == 4 })
    let (a, b) = (table.levels("c0"), table.levels("c5"))
    #expect(zip(a, b).count { $0 == $1 } > 1900)
  }

  @Test func manyLevels() throws {
    var columns = Columns()
    columns.levels(5000, codes(2000, below: 5000, seed: 1))
    columns.levels(5000, codes(2000, below: 3, seed: 2))
    columns.integers(5000, nullable: true, codes(2000, below: 5001, seed: 3))
    for epsilon in [0.1, 20] { try fit(columns, epsilon: epsilon) }
  }

  @Test func allMissing() throws {
    var columns = Columns()
    columns.levels(3, nullable: true, [UInt16](repeating: 0, count: 1000))
    columns.integers(20, nullable: true, [UInt16](repeating: 0, count: 1000))
    let (_, _, table) = try fit(columns, epsilon: 20)
    #expect(table.levels("c0").count { $0 == nil } >= 295)
    #expect(table.columns[1].validity!.setCount <= 5)
  }

  @Test func units() throws {
    var columns = Columns()
    columns.levels(4, codes(2000, below: 4, seed: 1))
    columns.levels(3, codes(2000, below: 3, seed: 2))
    for delta in [0, 1e-6] {
      try fit(
        columns, epsilon: 2,
        parameters: try PrivacyParameters(epsilon: 2, delta: delta, neighbouring: .replaceOne))
    }
  }

  /// Whatever is released, the parts sum to the budget: noise decides n, states, pairs and the last round.
  @Test func spendsTheBudgetWhateverIsReleased() throws {
    var columns = Columns()
    let first = codes(400, below: 3, seed: 1)
    columns.levels(3, first)
    columns.levels(3, zip(first, codes(400, below: 3, seed: 2)).map { $1 > 0 ? $0 : 0 })
    columns.integers(12, codes(400, below: 12, seed: 3))
    columns.levels(5, codes(400, below: 5, seed: 4))
    var tables: Set<Int> = []
    for _ in 0..<40 {
      let (_, ledger, _) = try fit(columns, epsilon: 0.9, rows: 1)
      tables.insert(ledger.steps.count)
    }
    // The outcomes do differ.
    #expect(tables.count > 1)
  }

  /// A declared dependency holds in every row.
  @Test func functionalDependencies() throws {
    var columns = Columns()
    let root = codes(4000, below: 6, seed: 1)
    columns.integers(6, root)
    columns.levels(3, nullable: true, root.map { $0 == 4 ? 0 : 1 + $0 % 3 })
    columns.levels(4, codes(4000, below: 4, seed: 2))
    columns.integers(6, root.map { 5 - $0 })
    let (model, _, table) = try fit(
      columns, epsilon: 5, functional: [([0], [1]), ([0], [3]), ([3], [0])], rows: 3000)
    #expect(model.dependence.latentCount == 2)
    var seen: [Int: (String?, Int)] = [:]
    let (a, b, c) = (table.reals("c0"), table.levels("c1"), table.reals("c3"))
    for row in 0..<3000 {
      let (cell, other) = (Int(a[row]) / 10, Int(c[row]) / 10)
      let before = seen[cell, default: (b[row], other)]
      #expect(before.0 == b[row] && before.1 == other)
      seen[cell] = before
    }
    #expect(seen.count == 6 && seen.allSatisfy { $1.1 == 5 - $0 })
    #expect(seen.allSatisfy { $1.0 == ($0 == 4 ? nil : "v\($0 % 3)") })
  }

  @Test func modelFileKeepsTheModel() throws {
    var columns = Columns()
    columns.levels(4, nullable: true, codes(1000, below: 5, seed: 1))
    columns.integers(40, codes(1000, below: 40, seed: 2))
    let (model, _, table) = try fit(columns, epsilon: 3)
    let copy = try JSONDecoder().decode(SynthesisModel.self, from: JSONEncoder().encode(model))
    let again = try sample(copy, rows: 300, seed: 3)
    #expect(again.levels("c0") == table.levels("c0"))
    #expect(again.reals("c1") == table.reals("c1"))
  }
}
