import Evaluation
import Tabular
import Testing

/// What the share of rows nearer to the real sample is for generators whose answer is known.
@Suite struct NearnessStatisticalTests {
  private func nearness(train: Int, holdout: Int, seed: UInt64, copied: Double) throws -> Nearness {
    let real = mixedTable(rows: train, seed: 3 * seed + 1)
    let fresh = mixedTable(rows: 1000, seed: 3 * seed + 2)
    let count = Int(copied * 1000)
    let synthetic = count == 0 ? fresh : joined(real.first(count), fresh.first(1000 - count))
    let tables = EvaluationTables(
      real: real, synthetic: synthetic, holdout: mixedTable(rows: holdout, seed: 3 * seed + 3))
    return try #require(try Nearness(tables, options: EvaluationOptions(seed: seed, threads: 2)))
  }

  /// A generator that knows nothing of the training rows, whatever the sizes: SDMetrics' share is 0.8 at 4 to 1.
  @Test(arguments: [(1000, 1000), (2000, 500), (2000, 200)])
  func withoutKnowledgeOfTheRows(train: Int, holdout: Int) throws {
    let runs = try (0..<60).map { try nearness(train: train, holdout: holdout, seed: $0, copied: 0) }
    let shares = runs.map { $0.nearerToReal! }
    let mean = shares.reduce(0, +) / 60
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 59
    // Five and a half standard errors: a false alarm once in 2e7 runs.
    #expect(abs(mean - 0.5) < 5.5 * (variance / 60).squareRoot())
    #expect(variance.squareRoot() < 0.05)
    // Of 60 intervals of 95 % fewer than 46 hold what they should once in 2e6 runs.
    let covered = runs.count { $0.nearerToRealLow! <= 0.5 && 0.5 <= $0.nearerToRealHigh! }
    #expect(covered >= 46)
    // Nor are they needlessly wide: on average about four standard deviations.
    let width = runs.map { $0.nearerToRealHigh! - $0.nearerToRealLow! }.reduce(0, +) / 60
    #expect((2.5...6.5).contains(width / variance.squareRoot()))
    #expect(runs.allSatisfy { $0.exactCopies == 0 })
  }

  @Test func copyingShows() throws {
    for seed in 0..<5 as Range<UInt64> {
      let all = try nearness(train: 1000, holdout: 1000, seed: seed, copied: 1)
      #expect(all.nearerToReal! > 0.999 && all.nearCopies == 1)
      // A fifth of the rows: 0.2 + 0.8 / 2, six standard deviations aside.
      let some = try nearness(train: 1000, holdout: 1000, seed: seed, copied: 0.2)
      #expect(abs(some.nearerToReal! - 0.6) < 0.12 && some.nearerToRealLow! > 0.5)
      #expect(abs(some.exactCopies - 0.2) < 1e-12 && some.nearCopies! >= 0.2 && some.nearCopies! < 0.25)
    }
  }
}
