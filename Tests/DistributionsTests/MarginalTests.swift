import Distributions
import Kernels
import Testing

@Suite struct IntegerMarginalTests {
  @Test func atomsKeepTheirSharesExactly() {
    let values: [Int64] = [3, 3, 3, 3, 3, -7, -7, -7, -7, -7, 100, 100, 100, 100, 100, 100]
    let marginal = IntegerMarginal(fitting: values)
    #expect(marginal.cuts == [0, 5.0 / 16, 10.0 / 16, 1])
    #expect(marginal.lower == [-7, 3, 100])
    #expect(marginal.span == [0, 0, 0])
    // All differences are multiples: 10, 97 -> 1; without 100 it is 10.
    #expect(marginal.step == 1)
    #expect(IntegerMarginal(fitting: Array(values.dropLast(6))).step == 10)
  }

  @Test(arguments: [1, 2, 10, 250]) func theLatticeIsKept(step: Int64) {
    var random = TestRandom(5)
    let values = (0..<3000).map { _ in Int64((random.normal() * 1000).rounded()) * step + 7 }
    let marginal = IntegerMarginal(fitting: values)
    #expect(marginal.step == UInt64(step))
    #expect(marginal.lower.allSatisfy { ($0 - 7) % step == 0 })
    #expect(areCuts(marginal.cuts))
    #expect(marginal.lower.first == values.min() && marginal.upper.last == values.max())
    // Segments ascend and never overlap: no value has two shares.
    #expect(zip(marginal.upper, marginal.lower.dropFirst()).allSatisfy(<))
    let observed = Set(values)
    #expect(
      observed.allSatisfy { value in
        zip(marginal.lower, marginal.upper).contains { $0 <= value && value <= $1 }
      })
  }

  /// A lattice point between two groups belongs to the nearer one, unless both are further from it than from
  /// their other neighbours.
  @Test func groupsShareWhatLiesBetweenThem() {
    let marginal = IntegerMarginal(fitting: [0, 10, 13, 20, 21])
    #expect(marginal.lower == [0, 7, 12, 19, 21])
    #expect(marginal.upper == [5, 11, 16, 20, 21])
  }

  @Test func theWholeRangeDoesNotOverflow() {
    let two = IntegerMarginal(fitting: [.min, .max])
    #expect(two.lower.first == .min && two.upper.last == .max)
    #expect(two.step == .max)
    let four = IntegerMarginal(fitting: [.min, -1, 0, .max])
    #expect(four.lower.first == .min && four.upper.last == .max)
    #expect(zip(four.upper, four.lower.dropFirst()).allSatisfy(<))
    for marginal in [two, four] {
      let index = SegmentIndex(cuts: marginal.cuts)!
      #expect(
        LatticeTable(
          index: index, lower: marginal.lower, span: marginal.span,
          step: [UInt64](repeating: marginal.step, count: index.count)) != nil)
    }
  }

  @Test(arguments: [1, 4, 5, 1000]) func oneValue(rows: Int) {
    let marginal = IntegerMarginal(fitting: [Int64](repeating: -42, count: rows))
    #expect(marginal.cuts == [0, 1])
    #expect(marginal.lower == [-42] && marginal.span == [0] && marginal.step == 1)
  }
}

@Suite struct RealMarginalTests {
  @Test func atomsKeepTheirSharesExactly() {
    var random = TestRandom(6)
    let rows = 20_000
    let values = (0..<rows).map { row in row % 4 == 0 ? 0 : random.uniform() - 0.25 }
    let marginal = RealMarginal(fitting: values)
    #expect(areCuts(marginal.cuts))
    let atom = marginal.low.indices.first { marginal.low[$0] == 0 && marginal.high[$0] == 0 }!
    let below = values.count { $0 < 0 }
    #expect(marginal.cuts[atom] == Double(below) / Double(rows))
    #expect(marginal.cuts[atom + 1] == Double(below + rows / 4) / Double(rows))
    #expect(marginal.low.first == values.min() && marginal.high.last == values.max())
    #expect(zip(marginal.low, marginal.high).allSatisfy { $0 <= $1 })
    #expect(zip(marginal.high, marginal.low.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func extremesStayFinite() {
    let huge = RealMarginal(fitting: [-.greatestFiniteMagnitude, -1, 0, 1, .greatestFiniteMagnitude])
    #expect(zip(huge.low, huge.high).allSatisfy { $0 <= $1 && ($1 - $0).isFinite })
    let tiny = Double.leastNonzeroMagnitude
    let small = RealMarginal(fitting: [0, tiny, 2 * tiny, 3 * tiny, 7 * tiny])
    #expect(zip(small.low, small.high).allSatisfy { $0 <= $1 })
    #expect(zip(small.high, small.low.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(small.high.last == 7 * tiny)
    let one = RealMarginal(fitting: [2.5])
    #expect(one.low == [2.5] && one.high == [2.5] && one.cuts == [0, 1])
  }

  /// The quantile function is the empirical one to within half a gap: the distribution functions differ by one
  /// group's mass at most.
  @Test func theDistributionIsTheEmpiricalOne() {
    var random = TestRandom(7)
    let values = (0..<10_000).map { _ in random.normal() }.sorted()
    let marginal = RealMarginal(fitting: values)
    for (segment, high) in marginal.high.enumerated() where segment % 16 == 0 {
      let below = values.count { $0 <= high }
      #expect(abs(Double(below) / 10_000 - marginal.cuts[segment + 1]) < 1e-9)
    }
  }
}

@Suite struct LevelMarginalTests {
  @Test func sharesAreExact() {
    let marginal = LevelMarginal(levels: ["b", "a", "c"], counts: [1, 2, 5])
    #expect(marginal.cuts == [0, 0.125, 0.375, 1])
    #expect(Marginal.levels(marginal).cuts == marginal.cuts)
    #expect(Marginal.levels(marginal).with(cuts: [0, 0.1, 0.2, 1]).cuts == [0, 0.1, 0.2, 1])
  }

  /// The cuts ascend strictly also where they lie close.
  @Test func manyLevels() {
    let marginal = LevelMarginal(
      levels: [String](repeating: "x", count: 100_000), counts: [Int](repeating: 1, count: 100_000))
    #expect(areCuts(marginal.cuts))
  }
}
