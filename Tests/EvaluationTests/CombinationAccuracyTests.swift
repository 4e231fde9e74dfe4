import Tabular
import Testing

@testable import Evaluation

@Suite struct CombinationAccuracyTests {
  static let options = EvaluationOptions(threads: 2)

  static func golden() throws -> (names: [String], cells: [CombinationCells], scores: CombinationScores) {
    try CombinationAccuracy.scores(
      EvaluationTables(real: Golden.real, synthetic: Golden.synthetic, holdout: Golden.holdout),
      options: options)
  }

  @Test func everyCombinationIsThePackages() throws {
    let (names, _, scores) = try CombinationAccuracyTests.golden()
    let all = scores.single + scores.pairs + scores.triples
    #expect(all.count == 25)
    #expect(all.count == Golden.qaKeys("acc.").count)
    for score in all {
      let key = score.columns.map { "tgt::" + names[$0] }.joined(separator: "|")
      // The package rounds to five decimals.
      #expect(abs(score.accuracy - Golden.qa("acc." + key)) < 5.000001e-6, "\(key)")
      #expect(abs(score.expectedMaximum - Golden.qa("max." + key)) < 5.000001e-6, "\(key)")
    }
  }

  @Test func binsAreThePackages() throws {
    let (names, cells, _) = try CombinationAccuracyTests.golden()
    #expect(Golden.qaKeys("bins.").count == 5)
    for (name, cells) in zip(names, cells) {
      let expected = Golden.qaList("bins.tgt::" + name)
      switch name {
      case "grp": #expect(cells.levels == expected)
      case "joined":
        let days = expected.map { text in
          let parts = text.prefix(10).split(separator: "-").map { Int64($0)! }
          return Double(CivilDate(year: parts[0], month: parts[1], day: parts[2])!.daysSince1970)
        }
        #expect(cells.boundaries == days.map { $0 * 86_400e9 })
      default: #expect(cells.boundaries == expected.map { Double($0)! }, "\(name)")
      }
    }
  }

  @Test func meansAndOverall() throws {
    let tables = EvaluationTables(real: Golden.real, synthetic: Golden.synthetic, holdout: Golden.holdout)
    let accuracy = try #require(try CombinationAccuracy(tables, options: CombinationAccuracyTests.options))
    func mean(_ columns: Int, _ prefix: String) -> Double {
      let keys = Golden.qaKeys(prefix).filter { $0.split(separator: "|").count == columns }
      return keys.map(Golden.qa).reduce(0, +) / Double(keys.count)
    }
    let parts = [accuracy.univariate, try #require(accuracy.bivariate), try #require(accuracy.trivariate)]
    for (index, part) in parts.enumerated() {
      #expect(part.combinations == [5, 10, 10][index])
      #expect(abs(part.accuracy - mean(index + 1, "acc.")) < 5e-6)
      #expect(abs(part.expectedMaximum - mean(index + 1, "max.")) < 5e-6)
    }
    #expect(accuracy.overall == parts.map(\.accuracy).reduce(0, +) / 3)
  }
}
