import MarkovFields
import Privacy
import Randomness
import Synthesis
import Tabular
import Testing

/// What a private pairwise fit keeps of a table. Bounds are many times the spread of the noise.
@Suite struct PrivatePairwiseStatisticalTests {
  private let rows = 8000
  private let domains = [
    PublicDomain(.levels(["a", "b", "c", "d"], ordered: false), isNullable: false),
    PublicDomain(.levels(["x", "y", "z"], ordered: false), isNullable: true),
    PublicDomain(.integers(lower: (0..<40).map { Int64($0) }, maximum: 39), isNullable: false),
    PublicDomain(.levels(["p", "q"], ordered: false), isNullable: false),
  ]

  /// A nominal column, one that follows it and is missing at times, a numeric one that is shifted by both, and one by itself.
  private var codes: [[UInt16]] {
    var random = TestRandom(11)
    var codes = [[UInt16]](repeating: [], count: 4)
    for _ in 0..<rows {
      let a = min(3, Int(random.uniform() * random.uniform() * 5))
      let b = random.uniform() < 0.85 ? a % 3 + 1 : Int(random.uniform() * 4)
      let missing = a == 2 && random.uniform() < 0.5
      let c = 4 * a + 3 * b + Int(random.uniform() * 10)
      codes[0].append(UInt16(a))
      codes[1].append(UInt16(missing ? 0 : b))
      codes[2].append(UInt16(c))
      codes[3].append(random.uniform() < 0.3 ? 0 : 1)
    }
    return codes
  }

  private func synthetic(_ codes: [[UInt16]], epsilon: Double, delta: Double = 1e-6) throws -> [[Int]] {
    let names = ["a", "b", "c", "d"]
    let records = ConfidentialRecords(names: names, cardinalities: domains.map(\.count), codes: codes)
    var budget = try PrivacyBudget(PrivacyParameters(epsilon: epsilon, delta: delta))
    let types: [FieldType] = [.categorical, .categorical, .int64, .categorical]
    let model = try PrivatePairwiseEstimator(seed: Seed(4), threads: 2).model(
      records, domains: domains, columns: [0, 1, 2, 3],
      schema: Schema(zip(names, types).map { Field(name: $0, type: $1) }), budget: &budget
    ) { SynthesisModel.Provenance(rows: $0, columns: 4, sha256: nil, program: "test", options: [:]) }
    // A two-hundredth of epsilon: at most 16 times the scale of its Laplace noise.
    #expect(abs(Double(model.provenance.rows - rows)) < 3200 / epsilon)
    let table = try sample(model, rows: rows, seed: 5)
    func places(_ name: String, _ levels: [String]) -> [Int] {
      table.levels(name).map { $0.map { level in levels.firstIndex(of: level)! + 1 } ?? 0 }
    }
    return [
      places("a", ["a", "b", "c", "d"]).map { $0 - 1 }, places("b", ["x", "y", "z"]),
      table.reals("c").map { Int($0) },
      places("d", ["p", "q"]).map { $0 - 1 },
    ]
  }

  /// Mean total variation of all pairs, the numeric column in tens of its cells.
  private func distance(_ real: [[UInt16]], _ other: [[Int]]) -> Double {
    func tables(_ codes: [[Int]]) -> [Double] {
      var shares: [Double] = []
      for i in 0..<4 {
        for j in (i + 1)..<max(4, i + 1) {
          var counts = [Double](repeating: 0, count: 100)
          for row in codes[i].indices {
            let (x, y) = (
              i == 2 ? codes[i][row] / 5 : codes[i][row], j == 2 ? codes[j][row] / 5 : codes[j][row]
            )
            counts[x * 10 + y] += 1 / Double(codes[i].count)
          }
          shares += counts
        }
      }
      return shares
    }
    return zip(tables(real.map { $0.map { Int($0) } }), tables(other)).reduce(0) { $0 + abs($1.0 - $1.1) }
      / 12
  }

  @Test func keepsMarginsOfPairs() throws {
    let codes = codes
    var random = TestRandom(12)
    let independent = codes.map { column in column.map { Int($0) }.shuffled(using: &random) }
    let none = distance(codes, independent)
    #expect(none > 0.15)
    let much = try distance(codes, synthetic(codes, epsilon: 10))
    #expect(much < 0.025)
    #expect(try distance(codes, synthetic(codes, epsilon: 1)) < 0.06)
    #expect(try distance(codes, synthetic(codes, epsilon: 5, delta: 0)) < 0.05)
    // With next to no budget hardly more than the columns is left.
    #expect(try distance(codes, synthetic(codes, epsilon: 0.02)) > 3 * much)
  }

  /// Where values are missing depends on the other column.
  @Test func keepsWhereValuesAreMissing() throws {
    let table = try synthetic(codes, epsilon: 10)
    let missing = zip(table[0], table[1]).filter { $0.1 == 0 }
    #expect(abs(Double(missing.count) - Double(codes[1].count { $0 == 0 })) < 120)
    #expect(Double(missing.count { $0.0 == 2 }) > 0.6 * Double(missing.count))
  }

  /// States are bounded, so that a wide table's field stays small.
  @Test func wideTable() throws {
    var random = TestRandom(3)
    let codes = (0..<100).map { _ in (0..<2000).map { _ in UInt16(random.next() % 60) } }
    let domains = (0..<100).map { column in
      column % 2 == 0
        ? PublicDomain(.levels((0..<60).map { "v\($0)" }, ordered: false), isNullable: false)
        : PublicDomain(.integers(lower: (0..<60).map { Int64($0) }, maximum: 59), isNullable: false)
    }
    let names = (0..<100).map { "c\($0)" }
    let records = ConfidentialRecords(names: names, cardinalities: domains.map(\.count), codes: codes)
    var budget = try PrivacyBudget(PrivacyParameters(epsilon: 30, delta: 1e-6))
    let model = try PrivatePairwiseEstimator(seed: Seed(1), threads: 2).model(
      records, domains: domains, columns: Array(0..<100),
      schema: Schema(names.enumerated().map { Field(name: $1, type: $0 % 2 == 0 ? .categorical : .int64) }),
      budget: &budget
    ) { SynthesisModel.Provenance(rows: $0, columns: 100, sha256: nil, program: "test", options: [:]) }
    guard case .pairwiseField(let field) = model.dependence else {
      Issue.record("not a field")
      return
    }
    #expect(field.cardinalities.reduce(0, +) <= 3000 && field.cardinalities.allSatisfy { $0 <= 30 })
    #expect(field.cardinalities.reduce(0, +) > 1000)
    #expect(try sample(model, rows: 50, seed: 1).columns.count == 100)
  }
}
