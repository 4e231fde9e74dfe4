import Foundation
import Kernels
import Randomness
import Testing

@testable import MarkovFields

@Suite struct FieldStatisticalTests {
  /// A table of one row: its own share in the margins does not count while it is drawn, so its states in time follow the field of
  /// the targets alone, which can be enumerated.
  @Test func oneRowFollowsTheEnumeratedField() {
    let base = [[0.3, -0.4, 0.1], [0.0, 0.7], [-0.2, 0.2, 0.5, -1.0]]
    let counts = [[0.5, 0.2, 0.9], [0.4, 0.1], [0.6, 0.1, 0.2, 0.8]]
    let weights = [1.5, 0.5, 1.0]
    var random = SystemlessRandom(state: 3)
    func cells(_ count: Int) -> [Double] { (0..<count).map { _ in random.next() * 2 } }
    let pairs = [
      FieldTargets.Pair(first: 0, second: 1, counts: cells(6), weight: 0.8),
      // Given the other way round.
      FieldTargets.Pair(first: 2, second: 0, counts: cells(12), weight: 1.1),
      FieldTargets.Pair(first: 1, second: 2, counts: cells(8), weight: 0.6),
    ]
    var expected = [Double](repeating: 0, count: 24)
    for x in 0..<3 {
      for y in 0..<2 {
        for z in 0..<4 {
          var log: Double = base[0][x] + base[1][y] + base[2][z]
          log += weights[0] * counts[0][x] + weights[1] * counts[1][y]
          log += weights[2] * counts[2][z] + 0.8 * pairs[0].counts[x * 2 + y]
          log += 1.1 * pairs[1].counts[z * 3 + x] + 0.6 * pairs[2].counts[y * 4 + z]
          let cell: Int = (x * 2 + y) * 4 + z
          expected[cell] = exp(log)
        }
      }
    }
    let sum = expected.reduce(0, +)
    let targets = FieldTargets(base: base, counts: counts, weights: weights, pairs: pairs)
    var drawn = [Double](repeating: 0, count: 24)
    let thinning = 10
    let samples = 60_000 / thinning
    var table = FieldRows(targets, rows: 1, kernels: .active)
    let draws = FieldDraws(seed: Seed(11), stream: .fields, firstRow: 0)
    table.drawIndependently(draws)
    table.rebuild(scale: 1)
    for sweep in 1...(samples * thinning) {
      table.sweep(draws, number: sweep)
      if sweep % thinning == 0 {
        let row = (0..<3).map { Int(table.states($0)[0]) }
        drawn[(row[0] * 2 + row[1]) * 4 + row[2]] += 1
      }
    }
    var chiSquare = 0.0
    for cell in expected.indices {
      let mean = expected[cell] / sum * Double(samples)
      let excess = drawn[cell] - mean
      chiSquare += excess * excess / mean
    }
    // 23 degrees of freedom: exceeded once in 10^6.
    #expect(chiSquare < 73)
    #expect(drawn.reduce(0, +) == Double(samples))
  }

  /// What was measured is met, and what was not is what the measured pairs imply.
  @Test func fitsMeetTheirMeasurements() {
    let field = PairwiseField(
      fitting: Chain.measurements(total: 20_000, deviation: 10), seed: Seed(1), threads: 2)
    #expect(field.blockRows == 20_000)
    for variable in 0..<3 { #expect(totalVariation(field.shares[variable], Chain.shares[variable]) < 0.002) }
    #expect(totalVariation(field.pairShares[0], Chain.pairs[0]) < 0.004)
    #expect(totalVariation(field.pairShares[2], Chain.pairs[2]) < 0.004)
    #expect(totalVariation(field.pairShares[1], Chain.pairs[1]) < 0.02)
    // The outer variables hang together by the middle one alone.
    #expect(field.dependence(0, 2) > 0.05)
  }

  /// Little is known of the table, and more of its columns than of their ties: the pairs are drawn towards independence.
  @Test func noiseDrawsTowardsIndependence() {
    let field = PairwiseField(
      fitting: Chain.measurements(total: 20_000, deviation: 3000), seed: Seed(1), threads: 2)
    let exact = Chain.field()
    #expect(field.dependence(0, 1) < 0.8 * exact.dependence(0, 1))
  }

  @Test func blocksAreHeldToTheirMargins() {
    let field = Chain.field()
    let sampler = FieldSampler(field, seed: Seed(5))
    let rows = Double(field.blockRows)
    for index in [0, 3] as [UInt64] {
      let block = sampler.block(index)
      let states: [[Int]] = (0..<3).map { drawnStates(block, $0, of: field) }
      for variable in 0..<3 {
        let counts = shares(states[variable], cells: field.shares[variable].count).map { $0 * rows }
        for (count, share) in zip(counts, field.shares[variable]) { #expect(abs(count - share * rows) < 4) }
      }
      for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let width = field.shares[b].count
        let expected = field.pairShares[field.pairIndex(a, b)]
        let cells = zip(states[a], states[b]).map { $0 * width + $1 }
        // Independent rows would be at a distance of sum sqrt(p (1 - p) / n) / sqrt(2 pi).
        var chance = 0.0
        for share in expected { chance += (share * (1 - share) / rows).squareRoot() }
        chance /= (2 * Double.pi).squareRoot()
        #expect(totalVariation(shares(cells, cells: expected.count), expected) < chance / 4)
      }
    }
  }

  /// Margins of all pairs leave the triples free: they come out as those of the chain, on average.
  @Test func triplesFollowTheField() {
    let field = Chain.field()
    let sampler = FieldSampler(field, seed: Seed(6))
    var cells: [Int] = []
    for index in 0..<8 as Range<UInt64> {
      let block = sampler.block(index)
      let states: [[Int]] = (0..<3).map { drawnStates(block, $0, of: field) }
      for row in 0..<block.rows {
        let pair: Int = states[0][row] * 2 + states[1][row]
        cells.append(pair * 3 + states[2][row])
      }
    }
    #expect(totalVariation(shares(cells, cells: 24), Chain.joint) < 0.01)
  }

  /// Inside a state rows take their places at even distances, in an order that has nothing to do with the other columns.
  @Test func placesInsideStatesAreEven() {
    let field = Chain.field()
    let block = FieldSampler(field, seed: Seed(7)).block(2)
    let cuts = field.cuts(0)
    block.withNormals(0) { normals in
      let uniforms = normals.map(StandardNormal.cdf)
      for state in 0..<4 {
        let inside = uniforms.filter { $0 > cuts[state] && $0 < cuts[state + 1] }.sorted()
        for part in 1..<10 {
          let end = cuts[state] + Double(part) / 10 * (cuts[state + 1] - cuts[state])
          let count = inside.count { $0 < end }
          #expect(abs(Double(count) - Double(part) / 10 * Double(inside.count)) <= 1)
        }
      }
      block.withNormals(1) { others in
        let n = Double(normals.count)
        let mean = zip(normals, others).filter { StandardNormal.cdf($0.0) < cuts[1] }
        let (xs, ys) = (mean.map { StandardNormal.cdf($0.0) }, mean.map { StandardNormal.cdf($0.1) })
        let (mx, my) = (xs.reduce(0, +) / Double(xs.count), ys.reduce(0, +) / Double(ys.count))
        var (sxy, sxx, syy) = (0.0, 0.0, 0.0)
        for (x, y) in zip(xs, ys) {
          sxy += (x - mx) * (y - my)
          sxx += (x - mx) * (x - mx)
          syy += (y - my) * (y - my)
        }
        #expect(abs(sxy / (sxx * syy).squareRoot()) < 5 / (0.4 * n).squareRoot())
      }
    }
  }

  /// The first rows of a block are rows like all others.
  @Test func headsOfBlocksFollowTheMargins() {
    let field = Chain.field(blockRows: 400)
    let sampler = FieldSampler(field, seed: Seed(8))
    var cells: [Int] = []
    for index in 0..<2000 as Range<UInt64> {
      let block = sampler.block(index)
      let (x, y) = (drawnStates(block, 0, of: field), drawnStates(block, 1, of: field))
      for row in 0..<2 { cells.append(x[row] * 2 + y[row]) }
    }
    var chiSquare = 0.0
    for (share, expected) in zip(shares(cells, cells: 8), field.pairShares[0]) {
      let excess = share - expected
      chiSquare += excess * excess / expected * Double(cells.count)
    }
    // 7 degrees of freedom: exceeded once in 10^6.
    #expect(chiSquare < 41)
  }
}

/// A small generator of the tests' own.
private struct SystemlessRandom {
  var state: UInt64

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}
