import Distributions
import Foundation
import LinearAlgebra
import MarkovFields
import Randomness
import Tabular
import Testing

@testable import Synthesis

@Suite struct FieldSamplingTests {
  /// A column of levels, one of integers that is missing in its first state, and one of reals; blocks of 700 rows.
  static let model: SynthesisModel = {
    let shares = [[0.5, 0.3, 0.2], [0.25, 0.75], [0.4, 0.6]]
    // What independence gives, and more where both are in their first or both in a later state.
    let excess = [[0.05, -0.02, -0.03], [0.05, -0.05], [0.05, -0.05]]
    var pairs: [[Double]] = []
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      pairs.append(
        shares[a].indices.flatMap { x in
          shares[b].indices.map { y in shares[a][x] * shares[b][y] + excess[a][x] * (y == 0 ? 1 : -1) }
        })
    }
    let field = PairwiseField(blockRows: 700, shares: shares, pairShares: pairs)
    return SynthesisModel(
      provenance: .init(rows: 700, columns: 3, sha256: nil, program: "test", options: [:]),
      schema: Schema([
        Field(name: "level", type: .categorical), Field(name: "count", type: .int64),
        Field(name: "real", type: .float64(plainIntegers: false)),
      ]),
      columns: [
        .modelled(
          marginal: .levels(LevelMarginal(levels: ["a", "b", "c"], cuts: field.cuts(0))), latent: 0),
        .modelled(
          marginal: .integers(IntegerMarginal(values: [10, 20], cuts: [0, field.cuts(1)[1] + 0.3, 1])),
          latent: 1),
        .modelled(
          marginal: .reals(RealMarginal(cuts: field.cuts(2), low: [0, 5], high: [1, 6])), latent: 2),
      ],
      missingness: [SynthesisModel.MissingnessModel(columns: [1], share: field.cuts(1)[1], latent: 1)],
      dependence: .pairwiseField(field: field), privacy: nil)
  }()

  @Test func rangesAndThreadsGiveTheSameRows() throws {
    let sampler = try RowSampler(Self.model, seed: Seed(9))
    let whole = sampler.chunk(rows: 0..<5000)
    for threads in [1, 3] {
      #expect(sampler.table(rows: 0..<5000, threads: threads) == whole)
      #expect(sampler.table(rows: 650..<2100, threads: threads) == sampler.chunk(rows: 650..<2100))
    }
    for range in [0..<10, 699..<701, 1234..<3000, 4999..<5000, 7..<7] {
      let part = sampler.prepared(for: range, threads: 2).chunk(rows: range)
      #expect(zip(part.columns, whole.columns).allSatisfy { $0 == $1.slice(range) })
    }
    #expect(try sample(Self.model, rows: 50, seed: 1) != sample(Self.model, rows: 50, seed: 2))
  }

  /// A block's counts are those of its states, through levels, numbers and presence.
  @Test func statesBecomeValues() throws {
    let table = try RowSampler(Self.model, seed: Seed(9)).chunk(rows: 700..<1400)
    let levels = table.levels("level")
    for (level, count) in [("a", 350.0), ("b", 210), ("c", 140)] {
      #expect(abs(Double(levels.count { $0 == level }) - count) < 8)
    }
    let counts = table.reals("count")
    #expect(abs(Double(counts.count) - 525) < 8)
    #expect(abs(Double(counts.count { $0 == 10 }) - 210) < 8)
    let reals = table.reals("real")
    #expect(reals.allSatisfy { (0...1).contains($0) || (5...6).contains($0) })
    #expect(abs(Double(reals.count { $0 < 2 }) - 280) < 8)
    let both = zip(levels, reals).count { $0 == "a" && $1 < 2 }
    #expect(abs(Double(both) - 175) < 8)
  }

  /// Levels that Unicode holds equal are two levels: one is written with an accent of its own.
  @Test func levelsOfEqualSpellingStayApart() throws {
    let levels = ["caf\u{E9}", "cafe\u{301}", "tea"]
    var model = Self.model
    guard case .pairwiseField(let field) = model.dependence else { preconditionFailure() }
    model.columns[0] = .modelled(
      marginal: .levels(LevelMarginal(levels: levels, cuts: field.cuts(0))), latent: 0)
    let drawn = try RowSampler(model, seed: Seed(9)).chunk(rows: 0..<700).levels("level")
      .map { Array(($0 ?? "").utf8) }
    for (level, count) in zip(levels, [350.0, 210, 140]) {
      #expect(abs(Double(drawn.count { $0 == Array(level.utf8) }) - count) < 8)
    }
  }

  @Test func modelsRoundTrip() throws {
    let bytes = try json(Self.model)
    let decoded = try JSONDecoder().decode(SynthesisModel.self, from: bytes)
    #expect(try json(decoded) == bytes)
    #expect(try sample(decoded, rows: 100) == sample(Self.model, rows: 100))
  }

  /// Against rows that were drawn.
  @Test(arguments: [ModelCorrelations.Kind.pearson, .spearman]) func correlationsAreThoseOfRows(
    kind: ModelCorrelations.Kind
  )
    throws
  {
    var model = Self.model
    model.missingness = []
    let correlations = ModelCorrelations(kind, of: model)
    let table = try RowSampler(model, seed: Seed(2)).table(rows: 0..<70_000, threads: 2)
    let (a, b) = (table.reals("count"), table.reals("real"))
    var (x, y) = (a, b)
    if kind == .spearman {
      func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = values
        var start = 0
        while start < order.count {
          var end = start
          while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
          for place in start..<end { ranks[order[place]] = Double(start + end) / 2 }
          start = end
        }
        return ranks
      }
      (x, y) = (ranks(a), ranks(b))
    }
    let n = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let (sxy, sxx, syy) = zip(x, y).reduce((0.0, 0.0, 0.0)) { sum, pair in
      let (u, v) = (pair.0 - mx, pair.1 - my)
      return (sum.0 + u * v, sum.1 + u * u, sum.2 + v * v)
    }
    let i = correlations.variables.firstIndex(of: .column(1))!
    let j = correlations.variables.firstIndex(of: .column(2))!
    #expect(abs(correlations.values[i, j] - sxy / (sxx * syy).squareRoot()) < 0.02)
    #expect(abs(correlations.values[i, j]) > 0.01)
    #expect(ModelCorrelations(.latent, of: Self.model).values.rows == 4)
  }
}
