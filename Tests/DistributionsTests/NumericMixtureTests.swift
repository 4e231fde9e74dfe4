import Copulas
import Distributions
import Kernels
import Testing

@Suite struct NumericMixtureTests {
  /// P(X < x) of a marginal of reals.
  private static func share(_ marginal: RealMarginal, below x: Double) -> Double {
    var share = 0.0
    for s in marginal.low.indices {
      let width = marginal.cuts[s + 1] - marginal.cuts[s]
      if marginal.high[s] < x {
        share += width
      } else if marginal.low[s] < x {
        share += width * (x - marginal.low[s]) / (marginal.high[s] - marginal.low[s])
      }
    }
    return share
  }

  @Test func sharesAreThoseOfBothParts() throws {
    var random = TestRandom(1)
    let one = RealMarginal(fitting: (0..<30_000).map { _ in random.normal() })
    let other = RealMarginal(fitting: (0..<10_000).map { _ in 2 + 3 * random.normal() })
    let mixture = NumericMixture([
      .init(.reals(one), rows: 30_000, selection: nil), .init(.reals(other), rows: 10_000, selection: nil),
    ])
    guard case .reals(let merged) = mixture.marginal else { throw Missing() }
    #expect(areCuts(merged.cuts))
    #expect(mixture.counts.reduce(0, +) == 40_000)
    #expect(merged.low.first == min(one.low[0], other.low[0]))
    #expect(merged.high.last == max(one.high.last!, other.high.last!))
    // Two neighbours do not fit into one bin of 1/2048.
    #expect(mixture.counts.count < 2 * 2048 + 2 * 300)
    for x in stride(from: -8.0, through: 12, by: 0.01) {
      let expected = 0.75 * Self.share(one, below: x) + 0.25 * Self.share(other, below: x)
      // 1/2048 in a group, and half a row of rounding.
      #expect(abs(Self.share(merged, below: x) - expected) <= 1 / 2048.0 + 1 / 40_000.0)
    }
    // At the ends of groups, to the rounding.
    for (low, cut) in zip(merged.low, merged.cuts) {
      let expected = 0.75 * Self.share(one, below: low) + 0.25 * Self.share(other, below: low)
      #expect(abs(cut - expected) <= 1 / 40_000.0)
    }
  }

  @Test func discreteIntegersKeepTheirCounts() throws {
    let one = (0..<3000).map { Int64($0 % 30 * 10) }
    let other = (0..<1000).map { Int64($0 % 10 * 15 - 30) }
    let mixture = NumericMixture([
      .init(.integers(IntegerMarginal(fitting: one)), rows: 3000, selection: nil),
      .init(.integers(IntegerMarginal(fitting: other)), rows: 1000, selection: nil),
    ])
    guard case .integers(let merged) = mixture.marginal else { throw Missing() }
    var expected: [Int64: Int] = [:]
    for value in one + other { expected[value, default: 0] += 1 }
    #expect(merged.lower == expected.keys.sorted())
    #expect(mixture.counts == expected.keys.sorted().map { expected[$0]! })
    #expect(merged.span.allSatisfy { $0 == 0 })
    #expect(merged.step == 5)
  }

  @Test func extremeIntegersAndAtoms() throws {
    let one: [Int64] = [.min, 0, 0, .max]
    let other: [Int64] = [.min + 1, 7, .max]
    let mixture = NumericMixture([
      .init(.integers(IntegerMarginal(fitting: one)), rows: 4, selection: nil),
      .init(.integers(IntegerMarginal(fitting: other)), rows: 3, selection: nil),
    ])
    guard case .integers(let merged) = mixture.marginal else { throw Missing() }
    #expect(areCuts(merged.cuts))
    #expect(merged.lower.first == .min && merged.upper.last == .max)
    #expect(mixture.counts.reduce(0, +) == 7)
  }

  @Test func mergingWithItselfChangesLittle() throws {
    var random = TestRandom(5)
    let values = (0..<50_000).map { _ in random.next() % 4 == 0 ? 0 : random.normal() }
    let marginal = RealMarginal(fitting: values)
    let part = NumericMixture.Part(.reals(marginal), rows: 50_000, selection: nil)
    let mixture = NumericMixture([part, part])
    guard case .reals(let merged) = mixture.marginal else { throw Missing() }
    let atom = merged.low.indices.first { merged.low[$0] == 0 && merged.high[$0] == 0 }
    #expect(atom.map { mixture.counts[$0] } == 2 * values.count { $0 == 0 })
    for x in stride(from: -4.0, through: 4, by: 0.05) {
      #expect(abs(Self.share(merged, below: x) - Self.share(marginal, below: x)) <= 1 / 2048.0)
    }
  }

  private struct Missing: Error {}
}

@Suite struct StepFunctionTests {
  @Test func meansOfProductsAreTheOrthants() {
    let (a, b) = (0.3, -0.7)
    let f = HermiteSeries(StepFunction(thresholds: [a], values: [0, 1]))
    let g = HermiteSeries(StepFunction(thresholds: [b], values: [0, 1]))
    #expect(abs(f.mean - StandardNormal.cdf(-a)) < 1e-12)
    for rho in [-0.9, -0.5, 0, 0.2, 0.8, 0.95] {
      #expect(abs(f.meanProduct(g, at: rho) - orthant(a, b, rho)) < 1e-4)
    }
  }

  @Test func cellsWithoutAShareAreLeftOut() {
    let function = StepFunction(values: [5, 1, 6, 2, 7], cumulative: [0, 0, 0.5, 0.5, 1, 1])
    #expect(function.values == [1, 2])
    #expect(function.thresholds == [0])
  }

  @Test func sharesOfAPresentValueComeBack() {
    for (rho, share) in [(0.6, 0.3), (-0.9, 0.1), (0.0, 0.5), (0.99, 0.7)] {
      let selected = SelectedNormal(rho: rho, threshold: StandardNormal.quantile(share))
      let cuts = [0, 0.001, 0.1, 0.5, 0.77, 0.999, 1]
      let back = selected.latentCuts(cuts).map { SelectedNormal.observed($0, selected) }
      #expect(zip(cuts, back).allSatisfy { abs($0 - $1) < 1e-7 })
    }
  }
}
