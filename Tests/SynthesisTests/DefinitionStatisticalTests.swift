import Copulas
import Distributions
import Foundation
import Kernels
import LinearAlgebra
import Synthesis
import Tabular
import Testing

/// Rows of a defined model have the distributions and the rank correlations that were asked for.
@Suite struct DefinitionStatisticalTests {
  private static let rows = 200_000

  private func column(
    _ name: String, _ type: FieldType, _ marginal: Marginal, missing: Double = 0
  ) -> TableDefinition.Column {
    TableDefinition.Column(
      field: Field(name: name, type: type, missing: missing > 0 ? "" : nil), marginal: marginal,
      missingShare: missing)
  }

  private func definition(_ kind: TableDefinition.CorrelationKind, _ pairs: [(Int, Int, Double)]) throws
    -> TableDefinition
  {
    let columns = [
      column("normal", real, .family(try FamilyMarginal(.normal(mean: 10, sd: 3)))),
      column("cut", real, .family(try FamilyMarginal(.normal(mean: 0, sd: 1), minimum: 0.5, maximum: 2))),
      column(
        "lognormal", real, .family(try FamilyMarginal(.lognormal(logMean: 1, logSd: 0.7), maximum: 20)),
        missing: 0.3),
      column("exponential", real, .family(try FamilyMarginal(.exponential(mean: 4), minimum: 1))),
      column("uniform", real, .family(try FamilyMarginal(.uniform, minimum: -1, maximum: 1))),
      column(
        "price", .decimal(scale: 1, minimumDigits: 1),
        .family(try FamilyMarginal(.normal(mean: 0.3, sd: 0.2), minimum: 0, decimals: 1))),
      column("dice", .int64, .integers(IntegerMarginal(from: 1, through: 6))),
      column(
        "level", .categorical, .levels(LevelMarginal(levels: ["a", "b", "c"], cuts: [0, 0.6, 0.9, 1]))),
    ]
    var matrix = columns.indices.map { i in columns.indices.map { i == $0 ? 1.0 : 0 } }
    for (i, j, value) in pairs { (matrix[i][j], matrix[j][i]) = (value, value) }
    return TableDefinition(columns: columns, kind: kind, correlations: matrix)
  }

  /// Kolmogorov-Smirnov at 1e-6.
  @Test func marginals() throws {
    let solution = try DefinitionSolution(
      try definition(.latent, [(0, 3, 0.8), (1, 2, -0.5)]), program: "test")
    let table = try sample(solution.model, rows: Self.rows, seed: 5)
    func distance(_ name: String, _ function: (Double) -> Double) -> Double {
      let values = table.reals(name).sorted()
      var largest = 0.0
      for (index, x) in values.enumerated() {
        let expected = function(x)
        let (below, above) = (Double(index) / Double(values.count), Double(index + 1) / Double(values.count))
        largest = max(largest, abs(expected - below), abs(expected - above))
      }
      return largest * Double(values.count).squareRoot()
    }
    func normal(_ x: Double) -> Double { StandardNormal.cdf(x) }
    let critical = (log(2 / 1e-6) / 2).squareRoot()
    #expect(distance("normal") { normal(($0 - 10) / 3) } < critical)
    #expect(distance("cut") { (normal($0) - normal(0.5)) / (normal(2) - normal(0.5)) } < critical)
    let below20 = normal((log(20) - 1) / 0.7)
    #expect(distance("lognormal") { normal((log($0) - 1) / 0.7) / below20 } < critical)
    #expect(distance("exponential") { 1 - exp(-($0 - 1) / 4) } < critical)
    #expect(distance("uniform") { ($0 + 1) / 2 } < critical)
    #expect(abs(zScore(table.reals("lognormal").count, of: Self.rows, share: 0.7)) < 6)

    func counts(_ name: String) -> [Double: Int] {
      table.reals(name).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    let dice = counts("dice")
    #expect(dice.count == 6)
    for face in 1...6 { #expect(abs(zScore(dice[Double(face)]!, of: Self.rows, share: 1.0 / 6)) < 6) }
    // Prices are counted in tenths; the one of 0 begins half a step below it.
    let price = counts("price")
    #expect(price.keys.min() == 0)
    let all = 1 - normal((-0.05 - 0.3) / 0.2)
    for tenths in 0...9 {
      let x = Double(tenths) / 10
      let share = (normal((x + 0.05 - 0.3) / 0.2) - normal((x - 0.05 - 0.3) / 0.2)) / all
      #expect(abs(zScore(price[Double(tenths)] ?? 0, of: Self.rows, share: share)) < 6, "\(tenths)")
    }
    let levels = counts("level")
    for (code, share) in [0.6, 0.3, 0.1].enumerated() {
      #expect(abs(zScore(levels[Double(code)]!, of: Self.rows, share: share)) < 6)
    }
  }

  @Test func rankCorrelations() throws {
    let pairs = [
      (0, 1, 0.5), (0, 3, -0.4), (4, 6, 0.7), (5, 7, 0.35), (1, 5, 0.3), (2, 7, -0.3), (6, 7, 0.2),
    ]
    let solution = try DefinitionSolution(try definition(.spearman, pairs), program: "test")
    #expect(!solution.isRepaired)
    let table = try sample(solution.model, rows: Self.rows, seed: 6)
    // Deviation of a rank correlation: below 1.1 / sqrt(n).
    for (i, j, expected) in pairs {
      let names = [i, j].map { table.schema.fields[$0].name }
      let columns = names.map { table.column($0) }
      let present = (0..<Self.rows).filter { row in columns.allSatisfy { $0.validity?[row] ?? true } }
      func values(_ column: Column) -> [Double] {
        switch column.values {
        case .int64(let values): present.map { Double(values[$0]) }
        case .float64(let values): present.map { values[$0] }
        case .codes(let values, _): present.map { Double(values[$0]) }
        case .strings: []
        }
      }
      let found = pearson(meanRanks(values(columns[0])), meanRanks(values(columns[1])))
      let bound = 5.5 / Double(present.count).squareRoot()
      #expect(abs(found - expected) < bound, "\(names): \(found), not \(expected)")
    }
    let computed = ModelCorrelations(.spearman, of: solution.model)
    for (i, j, expected) in pairs { #expect(abs(computed.values[i, j] - expected) < 1e-5) }
  }

  /// Pearson's correlations as computed are those of rows drawn.
  @Test func valueCorrelations() throws {
    let solution = try DefinitionSolution(
      try definition(.latent, [(0, 1, 0.6), (1, 3, 0.7), (3, 5, -0.5), (4, 6, 0.8)]), program: "test")
    let computed = ModelCorrelations(.pearson, of: solution.model)
    let table = try sample(solution.model, rows: Self.rows, seed: 7)
    for (i, j) in [(0, 1), (1, 3), (3, 5), (4, 6), (0, 6)] {
      let names = [i, j].map { table.schema.fields[$0].name }
      let found = pearson(table.reals(names[0]), table.reals(names[1]))
      #expect(abs(found - computed.values[i, j]) < 0.02, "\(names): \(found), not \(computed.values[i, j])")
    }
  }

  @Test func impossibleMatricesAreRepaired() throws {
    let solution = try DefinitionSolution(
      try definition(.spearman, [(0, 1, 0.9), (1, 3, 0.9), (0, 3, -0.9)]), program: "test")
    #expect(solution.isRepaired)
    let move = try #require(solution.largestMove)
    #expect(abs(solution.generated[move.i, move.j] - solution.asked[move.i, move.j]) > 0.3)
    // What it says that it generates is what it generates.
    let table = try sample(solution.model, rows: Self.rows, seed: 8)
    for (i, j) in [(0, 1), (1, 3), (0, 3)] {
      let names = [i, j].map { table.schema.fields[$0].name }
      let found = spearman(table.reals(names[0]), table.reals(names[1]))
      #expect(abs(found - solution.generated[i, j]) < 0.015, "\(names)")
    }
  }

  private func meanRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for position in start..<end { ranks[order[position]] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }
}
