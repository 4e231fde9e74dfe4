import Privacy
import Synthesis
import Testing

/// The parts of a private pairwise fit against values of an independent implementation in numpy.
@Suite struct PrivatePairwisePartsTests {
  private func close(_ a: [Double], _ b: [Double], within tolerance: Double = 1e-9) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
  }

  private let histogram: [Double] = [
    12, 15, 9, 14, 160, 8, -3, 2, 5, 1, 0, -2, 40, 41, 37, 44, 39, 42, 40, 43,
  ]

  @Test func simplexProjection() {
    #expect(close(projectedOnSimplex([5, -3, 2.5, 0.25, -1, 4], total: 10), [4.5, 0, 2, 0, 0, 3.5]))
    #expect(close(projectedOnSimplex([-7], total: 2), [2]))
    #expect(close(projectedOnSimplex([-1, -1], total: 1), [0.5, 0.5]))
    #expect(projectedOnSimplex([], total: 1).isEmpty)
  }

  @Test func shrinkage() {
    #expect(
      close(
        HistogramShrinkage.shrunk(histogram, deviation: 6, total: histogram.reduce(0, +)),
        [
          12.8633976032, 12.8633976032, 11.469629984, 12.8346329966, 158.01108138, 4.4533373572,
          1.9986823798, 2.56183804, 3.0925690638, 3.0909776337, 1.9310287108, 1.4750313673, 38.7973517164,
          40.2195125038, 40.0195710314, 40.3132653284, 40.2511738251, 40.2511738251, 40.2511738251,
          40.2511738251,
        ]))
    #expect(
      close(
        HistogramShrinkage.shrunk([3, -1, 2, 5, -4, 6, 1], deviation: 3, total: 20),
        [
          2.916031746, 2.916031746, 2.916031746, 3.7493650794, 0.2580952381, 4.0984126984, 3.146031746,
        ]))
    // Noise alone leaves a flat line, no noise leaves the counts.
    #expect(close(HistogramShrinkage.shrunk([1, -2, 3, 2], deviation: 1e6, total: 8), [2, 2, 2, 2]))
    #expect(close(HistogramShrinkage.shrunk([1, 0, 5, 2], deviation: 0, total: 8), [1, 0, 5, 2]))
    #expect(HistogramShrinkage.shrunk([-3], deviation: 1, total: -1) == [0])
    #expect(HistogramShrinkage.shrunk([], deviation: 1, total: 3).isEmpty)
  }

  @Test func groups() {
    let total = histogram.reduce(0, +)
    func groups(parts: Double) -> StateGroups {
      StateGroups(deviation: 6, total: total, parts: parts, least: 50)
    }
    #expect(
      groups(parts: 8).ordered(histogram) == [0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5])
    #expect(
      groups(parts: 30).ordered(histogram) == [0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5])
    #expect(
      StateGroups(deviation: 6, total: total, parts: 8, least: 39.5).unordered(histogram)
        == [7, 7, 7, 7, 0, 7, 7, 7, 7, 7, 7, 7, 1, 2, 7, 3, 7, 4, 5, 6])
    #expect(groups(parts: 8).ordered([3, -1]) == [0, 1])
    // Noise only: one state.
    #expect(Set(groups(parts: 8).ordered([1, -2, 3, 1, 0])) == [0])
    #expect(Set(groups(parts: 8).unordered([1, -2, 3, 1, 0])) == [0])
  }

  @Test func groupsAreNoMoreThanAllowed() {
    let flat = [Double](repeating: 1000, count: 5000)
    let groups = StateGroups(deviation: 1, total: 5_000_000, parts: 1e9, least: 0)
    for most in [1, 2, 7, 100] {
      let ordered = groups.ordered(flat, most: most)
      #expect(
        ordered.last! < most && zip(ordered, ordered.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 })
      let unordered = groups.unordered(flat, most: most)
      #expect(Set(unordered) == Set(0..<most))
    }
    #expect(groups.ordered(flat, most: 100).last! > 60)
    // The largest levels stay.
    #expect(
      StateGroups(deviation: 1, total: 1, parts: 8, least: 0).unordered([5, 90, 7, 80, 6], most: 3)
        == [2, 0, 2, 1, 2])
  }

  @Test(arguments: [
    (32561.0, 15, 0.0149, 0.335810189803344, 0.05170887935392471, 28.0, 0.8551266380617741),
    (32561.0, 15, 0.000177, 0.49945329497763374, 0.0998392044051864, 8.0, 0.9995176132155592),
    (32561.0, 15, 1.09, 0.2, 0.03, 48.0, 0.715308620847148),
    (5.0, 3, 0.01, 0.5, 0.1, 8.0, 1.0),
    (45211.0, 17, 0.0149, 0.31157730540856077, 0.04458156041428259, 33.0, 0.8337446812428477),
    (-3000.0, 3, 0.01, 0.5, 0.1, 8.0, 1.0),
  ])
  func plan(
    rows: Double, columns: Int, rho: Double, oneWay: Double, scores: Double, states: Double, caution: Double
  ) {
    let plan = PairwisePlan(
      rows: rows, columns: columns, cost: rho, price: NoisePrice(isPure: false, sensitivity: 1))
    #expect(
      close(
        [plan.oneWay, plan.scores, plan.twoWay, plan.caution],
        [oneWay, scores, 1 - oneWay - scores, caution], within: 1e-12))
    #expect(plan.states == states)
    // Twice the sensitivity is a quarter of the budget.
    #expect(
      PairwisePlan(
        rows: rows, columns: columns, cost: 4 * rho, price: NoisePrice(isPure: false, sensitivity: 2)) == plan
    )
  }

  @Test(arguments: [
    (0.0005, [2]), (0.003, [2, 0]), (0.02, [2, 0, 6, 9]), (0.3, [2, 0, 6, 9, 4, 7]),
  ])
  func choice(rho: Double, expected: [Int]) {
    let shares = [3, 4, 2, 5, 3].map { (count: Int) -> [Double] in
      let sum = Double(count * (count + 1) / 2)
      return (1...count).map { Double($0) / sum }
    }
    var pairs: [(Int, Int)] = []
    for a in 0..<5 { for b in (a + 1)..<max(5, a + 1) { pairs.append((a, b)) } }
    let cells = pairs.map { PairChoice.Cells(shares[$0], shares[$1], total: 5000) }
    let chosen = PairChoice(price: NoisePrice(isPure: false, sensitivity: 1), cost: rho, caution: 0.9)
      .chosen(scores: [400, 12, 700, -5, 90, 33, 250, 61, 3, 150], cells: cells)
    #expect(chosen == expected)
  }

  @Test func expectedErrors() {
    let one = PairChoice.Cells([1], [1], total: 3)
    #expect(abs(one.error(deviation: 2) - 1.2022058653460093) < 1e-12)
    let (four, five) = ((1...4).map { Double($0) / 10 }, (1...5).map { Double($0) / 15 })
    let many = PairChoice.Cells(four, five, total: 5000)
    #expect(abs(many.samplingDistance / 237.33158890824237 - 1) < 1e-3)
    #expect(abs(many.error(deviation: 30) / 436.03190086634174 - 1) < 1e-3)
    let few = PairChoice.Cells(four, five, total: 50)
    #expect(abs(few.samplingDistance / 23.733158890824235 - 1) < 1e-3)
    #expect(abs(few.error(deviation: 30) / 31.265740492295286 - 1) < 1e-3)
  }

  @Test func nothingIsBoughtOfNoise() {
    let cells = [PairChoice.Cells([0.5, 0.5], [0.5, 0.5], total: 10)]
    let choice = PairChoice(price: NoisePrice(isPure: false, sensitivity: 1), cost: 1e-6, caution: 1)
    #expect(choice.chosen(scores: [-4], cells: cells) == [])
    #expect(choice.chosen(scores: [0.5], cells: cells) == [])
    #expect(choice.chosen(scores: [], cells: []) == [])
  }

  @Test func purePrice() {
    let pure = NoisePrice(isPure: true, sensitivity: 2)
    #expect(pure.deviation(0.5) == 4 * 2.0.squareRoot())
    #expect(pure.weights([16, 4]) == [4, 2])
    #expect(NoisePrice(isPure: false, sensitivity: 3).deviation(0.5) == 3)
  }

  private func levels(_ count: Int, nullable: Bool = false) -> PublicDomain {
    PublicDomain(.levels((0..<count).map { "\($0)" }, ordered: false), isNullable: nullable)
  }

  @Test func variables() {
    let domains = [levels(3), levels(4), levels(2, nullable: true), levels(5, nullable: true), levels(3)]
    func all(_ functional: [(deciding: [Int], decided: [Int])]) -> [[Int]] {
      PairwiseVariable.all(of: domains, functional: functional).flatMap { [$0.deciding, $0.decided] }
    }
    #expect(all([]) == [[0], [], [1], [], [2], [], [3], [], [4], []])
    // Two names of one thing: the column of more cells decides.
    #expect(all([([1], [0]), ([0], [1])]) == [[1], [0], [2], [], [3], [], [4], []])
    // A chain.
    #expect(all([([3], [1]), ([1], [0])]) == [[3], [0, 1], [2], [], [4], []])
    // Together; the one that may be missing comes first.
    #expect(all([([0, 2], [4])]) == [[2, 0], [4], [1], [], [3], []])
    // Two of those that decide may be missing.
    #expect(all([([2, 3], [4])]) == [[0], [], [1], [], [2], [], [3], [], [4], []])
    // Too many cells.
    let wide = [levels(5000), levels(100), levels(3)]
    #expect(
      PairwiseVariable.all(of: wide, functional: [([0], [1, 2])]).map(\.columns) == [[0, 2], [1]])
  }
}
