import Foundation
import Tabular
import Testing

@testable import Privacy

/// What has broken other implementations, each as a test.
@Suite struct AttackRegressionTests {
  static func ledger(_ rows: [[Int]], _ parameters: PrivacyParameters) throws -> PrivacyLedger {
    let records = records([2, 3], rows)
    var budget = try PrivacyBudget(parameters)
    let parts = budget.total.split([1, 1, 1, 1, 1])
    _ = try records.count(spending: parts[0], from: &budget)
    _ = try records.histogram(of: 0, spending: parts[1], from: &budget)
    _ = try records.tables(of: [(0, 1)], spending: [parts[2]], from: &budget)
    _ = try records.dependenceScores(
      of: [(0, 1)], total: 10, shares: [[0.5, 0.5], [0.2, 0.3, 0.5]], spending: parts[3], from: &budget)
    _ = try records.scoreProducts([[-5, 5], [-5, 0, 5]], normBound: 60, spending: parts[4], from: &budget)
    return budget.close()
  }

  /// The number of rows is in no part of an account: it is the same for n rows, for one more and for none.
  @Test func theNumberOfRowsDoesNotLeak() throws {
    for delta in [1e-9, 0] {
      let parameters = try PrivacyParameters(epsilon: 1, delta: delta)
      let rows = (0..<1000).map { [$0 % 2, $0 % 3] }
      let ledgers = try [rows, rows + [[1, 2]], [], [[0, 0]]].map { try Self.ledger($0, parameters) }
      #expect(Set(ledgers).count == 1)
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      #expect(Set(try ledgers.map { try encoder.encode($0) }).count == 1)
      #expect(Set(ledgers.map(\.lines)).count == 1)
    }
  }

  /// Least significant bits: where every count is a multiple of 64, what comes out has every remainder, and one row more
  /// changes none of their frequencies.
  @Test func everyRemainderIsReached() throws {
    let cells = 1 << 14
    for delta in [1e-6, 0] {
      let parameters = try PrivacyParameters(epsilon: 1, delta: delta)
      let codes = (0..<(cells * 64)).map { UInt16($0 % cells) }
      let records = ConfidentialRecords(names: ["a"], cardinalities: [cells], codes: [codes])
      var budget = try PrivacyBudget(parameters)
      // A deviation of 100 or more.
      let cost = PrivacyCost(atMost: delta > 0 ? 1 / 20_000.0 : 1 / 100.0)
      let noisy = try records.histogram(of: 0, spending: cost, from: &budget)
      #expect(noisy.deviation > 99)
      var remainders = [Double](repeating: 0, count: 64)
      for count in noisy.counts { remainders[Int(count & 63)] += 1 }
      let expected = Double(cells) / 64
      let chi = remainders.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
      // 63 degrees of freedom: beyond 140 in one of 10^7.
      #expect(chi < 140)
    }
    // Scores in units of 2^-16, and sums of products, have all lowest bits, too.
    let parameters = try PrivacyParameters(epsilon: 1, delta: 1e-6)
    var budget = PrivacyBudget(parameters, unchecked: PrivacyCost(units: 1 << 50))
    let records = records([2, 2], [[0, 1], [1, 1]])
    var (scores, products) = (Set<Int64>(), Set<Int64>())
    for _ in 0..<400 {
      let score = try records.dependenceScores(
        of: [(0, 1)], total: 2, shares: [[0.5, 0.5], [0.5, 0.5]], spending: PrivacyCost(units: 1 << 35),
        from: &budget)
      let whole = score.values[0] * 65536
      #expect(whole == whole.rounded())
      scores.insert(Int64(whole) & 7)
      products.insert(
        try records.scoreProducts(
          [[-64, 64], [-64, 64]], normBound: 8192, spending: PrivacyCost(units: 1 << 35), from: &budget
        )
        .counts[0] & 7)
    }
    #expect(scores.count == 8 && products.count == 8)
  }

  /// Sums are of integers: no order of the rows, and no row of extremes, changes what another adds.
  @Test func orderAndExtremesDoNotCount() {
    var rows = (0..<999).map { [$0 % 2, $0 / 2 % 2, $0 / 4 % 2] }
    let scores: [[Int16]] = [[.min, .max], [1, .max], [-1, .min]]
    let pairs = [(0, 1), (0, 2), (1, 2)]
    let shares = [[0.1, 0.9], [0.3, 0.7], [1.0 / 3, 2.0 / 3]]
    let first = records([2, 2, 2], rows)
    rows.reverse()
    rows.swapAt(3, 700)
    let second = records([2, 2, 2], rows)
    for bound in [1, 12345, 1 << 32] as [Int64] {
      let a = first.products(of: scores, normBound: bound)
      #expect(a == second.products(of: scores, normBound: bound))
      let more = records([2, 2, 2], rows + [[0, 1, 1]]).products(of: scores, normBound: bound)
      let alone = records([2, 2, 2], [[0, 1, 1]]).products(of: scores, normBound: bound)
      #expect(zip(a, alone).map { $0 + $1 } == more)
    }
    #expect(
      first.distances(of: pairs, rows: 999.3, shares: shares)
        == second.distances(of: pairs, rows: 999.3, shares: shares))
  }

  /// There is no seed to replay: two releases of the same records differ.
  @Test func noiseDoesNotRepeat() throws {
    let parameters = try PrivacyParameters(epsilon: 1, delta: 1e-9)
    let records = records([200], (0..<500).map { [$0 % 200] })
    func release() throws -> [Int64] {
      var budget = try PrivacyBudget(parameters)
      return try records.histogram(of: 0, spending: budget.total, from: &budget).counts
    }
    let releases = try (0..<8).map { _ in try release() }
    #expect(Set(releases).count == 8)
    // Within a release, too, and between the tables that several threads draw.
    var budget = try PrivacyBudget(parameters)
    let half = PrivacyCost(units: budget.total.units / 2)
    let two = try records.histograms(of: [0, 0], spending: [half, half], from: &budget)
    #expect(two[0].counts != two[1].counts)
    #expect(two[0].counts.count { $0 == two[1].counts[0] } < 100)
  }

  /// Under replace-one with rows as units the number of rows is public, and costs nothing; with units of several rows it is not.
  @Test func theNumberOfRowsIsPublicOnlyWhereItIs() throws {
    let rows = (0..<5).map { _ in [0] }
    let exchanged = try PrivacyParameters(epsilon: 1, delta: 1e-9, neighbouring: .replaceOne)
    var budget = try PrivacyBudget(exchanged)
    let count = try records([1], rows).count(spending: budget.total, from: &budget)
    #expect(count == NoisyCounts(counts: [5], deviation: 0))
    #expect(budget.spent == .zero)
    let units = try PrivacyParameters(
      epsilon: 1, delta: 1e-9, neighbouring: .replaceOne, unit: "id", maximumRows: 3)
    var other = try PrivacyBudget(units)
    #expect(try records([1], rows).count(spending: other.total, from: &other).deviation > 0)
    #expect(other.spent == other.total)
  }
}
