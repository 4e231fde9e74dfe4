import Evaluation
import Foundation
import Tabular
import Testing

/// What fresh rows of the real table's source are expected to score, against what they score.
@Suite struct FreshRowsStatisticalTests {
  /// Numbers that hang together, some missing; few levels, and many of very unequal shares.
  private func draw(_ rows: Int, _ seed: UInt64) -> Table {
    var random = Numbers(seed)
    var (x, y): ([Double], [Double]) = ([], [])
    var (few, many): ([String?], [String?]) = ([], [])
    for _ in 0..<rows {
      let a = random.unit() + random.unit()
      x.append(random.unit() < 0.2 ? .nan : a)
      y.append(a + random.unit())
      few.append(a > 1.2 ? "high" : random.unit() < 0.3 ? "low" : "middle")
      // Zipf's shares of a thousand levels.
      many.append("l\(Int(pow(1000, random.unit())))")
    }
    return table([reals("x", x), reals("y", y), levels("few", few), levels("many", many)])
  }

  @Test(arguments: [(400, 400), (400, 2000), (2000, 400)])
  func freshRowsScoreAsExpected(sizes: (Int, Int)) throws {
    let rounds = 40
    var (lost, expected): ([Double], [Double]) = ([], [])
    for round in 0..<rounds {
      let seed = UInt64(7000 + 2 * round)
      let found = try Fidelity(
        EvaluationTables(real: draw(sizes.0, seed), synthetic: draw(sizes.1, seed + 1)),
        options: EvaluationOptions(threads: 2, resamples: 8))
      let scores = found.columns.map(\.shape) + found.pairs.map(\.trend) + [found.shapes, found.trends!]
      if lost.isEmpty { (lost, expected) = (scores.map { _ in 0 }, scores.map { _ in 0 }) }
      for (index, score) in scores.enumerated() {
        lost[index] += (1 - score.value) / Double(rounds)
        expected[index] += (1 - score.fresh!) / Double(rounds)
      }
    }
    for index in lost.indices {
      // A distance's standard deviation is at most its mean, of 40 a sixth of it: four of these would not find a missing
      // √2, but the means over columns and pairs, known far better, do.
      let tolerance = index < lost.count - 2 ? 0.5 : 0.15
      #expect(
        abs(expected[index] / lost[index] - 1) < tolerance, "\(sizes) \(index): \(expected) \(lost)")
    }
  }
}

@Suite struct FreshRowsTests {
  @Test func growsWithTheShareOfDrawnRows() throws {
    let values = (0..<200).map { ["a", "b"][$0 % 2] }
    func fresh(_ rows: Int) throws -> (Double, Double) {
      let shape = try Fidelity(
        EvaluationTables(
          real: table([levels("x", values)]), synthetic: table([levels("x", Array(values[..<rows]))])),
        options: EvaluationOptions(threads: 1, resamples: 0)
      ).columns[0].shape
      return (1 - shape.fresh!, 1 - shape.resample!)
    }
    for rows in [2, 50, 200] {
      let (fresh, resample) = try fresh(rows)
      #expect(abs(fresh / resample - (1 + Double(rows) / 200).squareRoot()) < 1e-12)
    }
  }

  /// Where every row has a level of its own, fresh rows have others.
  @Test func levelsThatNobodyHasSeen() throws {
    let real = table([levels("x", (0..<300).map { "a\($0)" })])
    let shape = try Fidelity(
      EvaluationTables(real: real, synthetic: table([levels("x", (0..<300).map { "b\($0)" })])),
      options: EvaluationOptions(threads: 1)
    ).columns[0].shape
    #expect(shape.value < 1e-12 && shape.fresh! < 0.03)
    #expect(abs(shape.resample! - 0.632) < 0.01)
  }
}
