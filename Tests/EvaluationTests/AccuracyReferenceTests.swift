import Tabular
import Testing

@testable import Evaluation

/// What accuracy is read against.
@Suite struct AccuracyReferenceTests {
  private static let options = EvaluationOptions(seed: 3, threads: 2)

  private func accuracy(_ tables: EvaluationTables) throws -> CombinationAccuracy {
    try #require(try CombinationAccuracy(tables, options: AccuracyReferenceTests.options))
  }

  /// The held-out rows score against the real ones what a synthetic table of the same rows would, in the same cells.
  @Test func heldOutRowsAreScoredAgainstTheRealOnesAlone() throws {
    let tables = EvaluationTables(real: Golden.real, synthetic: Golden.synthetic, holdout: Golden.holdout)
    let (_, cells, scores) = try CombinationAccuracy.scores(tables, options: AccuracyReferenceTests.options)
    let (n, h) = (Golden.real.rowCount, Golden.holdout.rowCount)
    for score in scores.single + scores.pairs + scores.triples {
      func shares(_ rows: Range<Int>) -> [[UInt8]: Double] {
        var counts: [[UInt8]: Double] = [:]
        for row in rows { counts[score.columns.map { cells[$0].original[row] }, default: 0] += 1 }
        return counts.mapValues { $0 / Double(rows.count) }
      }
      let (p, q) = (shares(0..<n), shares(n..<(n + h)))
      let distance = Set(p.keys).union(q.keys).reduce(0) { $0 + abs((p[$1] ?? 0) - (q[$1] ?? 0)) } / 2
      #expect(try abs(#require(score.holdout) - (1 - distance)) < 1e-12)
      let expected = p.values.reduce(0) {
        $0 + (2 / Double.pi * $1 * (1 - $1) * (1 / Double(n) + 1 / Double(h))).squareRoot()
      }
      #expect(try abs(#require(score.holdoutExpectedMaximum) - (1 - expected / 2)) < 1e-12)
    }
    let result = try accuracy(tables)
    let parts = [result.univariate, try #require(result.bivariate), try #require(result.trivariate)]
    let mean = try parts.map { try #require($0.holdout) }.reduce(0, +) / 3
    #expect(result.holdout == mean)
    // Rows of the same source come near to what chance lets one expect.
    for part in parts {
      #expect(try abs(#require(part.holdout) - #require(part.holdoutExpectedMaximum)) < 0.03)
    }
  }

  @Test func independentColumnsLoseWhatHangsTogether() throws {
    let real = targetTable(rows: 4000, seed: 1)
    let tables = EvaluationTables(real: real, synthetic: targetTable(rows: 3000, seed: 2))
    let result = try accuracy(tables)
    let (one, two, three) = (
      result.univariate, try #require(result.bivariate), try #require(result.trivariate)
    )
    #expect(result.holdout == nil && one.holdout == nil && one.holdoutExpectedMaximum == nil)
    #expect(try abs(#require(one.independent) - one.expectedMaximum) < 0.02)
    #expect(try #require(two.independent) < two.accuracy - 0.1)
    #expect(try #require(three.independent) < #require(two.independent))
    // Those of a table that has no such relations are no worse than it.
    let loose = try accuracy(EvaluationTables(real: real, synthetic: real.withIndependentColumns(seed: 5)))
    #expect(try abs(#require(loose.bivariate?.independent) - #require(loose.bivariate?.accuracy)) < 0.02)
    var serial = AccuracyReferenceTests.options
    serial.threads = 1
    #expect(try CombinationAccuracy(tables, options: serial) == result)
  }
}
