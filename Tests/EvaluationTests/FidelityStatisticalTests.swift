import Evaluation
import Foundation
import Tabular
import Testing

/// Expectations and intervals against what they are of, by simulation.
@Suite struct FidelityStatisticalTests {
  private func normal(_ random: inout Numbers) -> Double {
    (-2 * log(1 - random.unit())).squareRoot() * cos(2 * Double.pi * random.unit())
  }

  /// Numbers that hang together, repeated numbers, levels of their own and levels that follow a number; `drift` moves
  /// them.
  private func draw(_ rows: Int, _ seed: UInt64, drift: Double = 0) -> Table {
    var random = Numbers(seed)
    var (x, y, z): ([Double], [Double], [Double]) = ([], [], [])
    var (g, h): ([String?], [String?]) = ([], [])
    for _ in 0..<rows {
      let a = normal(&random)
      x.append(a + drift)
      y.append((0.6 - drift) * a + 0.8 * normal(&random))
      z.append((random.unit() * (4 + drift)).rounded(.down))
      g.append(random.unit() < 0.1 ? nil : ["a", "b", "c", "d"][Int(random.unit() * (3 + drift))])
      h.append(a + normal(&random) > drift ? "high" : "low")
    }
    return table([reals("x", x), reals("y", y), reals("z", z), levels("g", g), levels("h", h)])
  }

  private func fidelity(_ real: Table, _ other: Table, _ seed: UInt64 = 0, resamples: Int = 20) throws
    -> Fidelity
  {
    try Fidelity(
      EvaluationTables(real: real, synthetic: other),
      options: EvaluationOptions(seed: seed, threads: 2, resamples: resamples))
  }

  /// Every expectation for drawn rows against the mean score of rows that are drawn.
  @Test func expectationsAreMeansOfDraws() throws {
    let real = draw(900, 1)
    let (rounds, size) = (400, 600)
    var random = Numbers(2)
    var sums: [Double] = []
    var squares: [Double] = []
    for _ in 0..<rounds {
      let rows = (0..<size).map { _ in Int32(random.unit() * 900) }
      let likeness = try Likeness(real: real, synthetic: real.rows(rows), threads: 1)
      let scores = likeness.columnShapes.map(\.score) + likeness.pairTrends.map(\.score)
      if sums.isEmpty {
        sums = scores.map { _ in 0 }
        squares = sums
      }
      for (index, score) in scores.enumerated() {
        sums[index] += score
        squares[index] += score * score
      }
    }
    let fidelity = try fidelity(real, draw(size, 3), resamples: 400)
    let expected = fidelity.columns.map(\.shape.resample!) + fidelity.pairs.map(\.trend.resample!)
    for index in expected.indices {
      let mean = sums[index] / Double(rounds)
      let variance = squares[index] / Double(rounds) - mean * mean
      // Both may be means of 400 draws; correlations have 3 % for being of first order.
      let error = 6 * (2 * variance / Double(rounds)).squareRoot() + 0.03 * (1 - mean)
      #expect(abs(expected[index] - mean) < error, "\(index): \(expected[index]) \(mean) \(error)")
    }
  }

  /// The correlation of normal variables: standard error (1 - r²) / √n.
  @Test func correlationOfNormals() throws {
    let real = draw(100_000, 4)
    let resample = try fidelity(real, draw(2500, 5), resamples: 2).pairs[0].trend.resample!
    let expected = (2 / Double.pi).squareRoot() * (1 - 0.36) / 50 / 2
    #expect(abs((1 - resample) / expected - 1) < 0.03)
  }

  /// Intervals of 95 % hold the expected score of such tables in about 95 of 100 pairs of tables, more near identity.
  @Test(arguments: [0, 0.3]) func coverage(drift: Double) throws {
    let rounds = 250
    var scores: [[Double]] = []
    var intervals: [[(Double, Double)]] = []
    for round in 0..<rounds {
      let seed = UInt64(1000 + 2 * round)
      let fidelity = try fidelity(draw(500, seed), draw(400, seed + 1, drift: drift), seed)
      let all =
        fidelity.columns.map(\.shape) + fidelity.pairs.map(\.trend) + [fidelity.shapes, fidelity.trends!]
      scores.append(all.map(\.value))
      intervals.append(all.map { ($0.low!, $0.high!) })
    }
    var total = 0.0
    for index in scores[0].indices {
      let expected = scores.reduce(0) { $0 + $1[index] } / Double(rounds)
      let held = intervals.filter { $0[index].0 <= expected && expected <= $0[index].1 }.count
      let share = Double(held) / Double(rounds)
      total += share
      // Five standard deviations of 250 rounds below 93 %.
      #expect(share > 0.85, "score \(index), drift \(drift): \(share)")
    }
    let mean = total / Double(scores[0].count)
    #expect(mean > 0.925, "\(mean)")
    if drift > 0 { #expect(mean < 0.985, "\(mean)") }
  }

  /// Rows from the same source, few of them beside the real ones, score what draws from the real ones do.
  @Test func rowsOfTheSourceScoreAsDraws() throws {
    let real = draw(60_000, 6)
    var (score, expected) = (0.0, 0.0)
    for round in 0..<20 as Range<UInt64> {
      let fidelity = try fidelity(real, draw(400, 100 + round), resamples: 2)
      score += fidelity.trends!.value / 20
      expected = fidelity.trends!.resample!
    }
    #expect(abs((1 - score) / (1 - expected) - 1) < 0.1, "\(score) \(expected)")
  }

  /// Tables from one source have no finding, whatever their sizes.
  @Test func noFindingsByChance() throws {
    for (round, sizes) in [(300, 300), (100, 1500), (1500, 100), (3000, 3000), (20, 20)].enumerated() {
      for repetition in 0..<6 {
        let seed = UInt64(5000 + 100 * round + 2 * repetition)
        let tables = EvaluationTables(real: draw(sizes.0, seed), synthetic: draw(sizes.1, seed + 1))
        let report = try EvaluationReport(tables, options: EvaluationOptions(threads: 2))
        #expect(report.findings.isEmpty, "\(sizes) \(report.findings)")
      }
    }
  }
}
