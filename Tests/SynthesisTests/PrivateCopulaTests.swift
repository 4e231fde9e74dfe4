import Copulas
import Distributions
import LinearAlgebra
import Privacy
import Randomness
import Synthesis
import Tabular
import Testing

@Suite struct PrivateCopulaTests {
  // MARK: Formulas against values computed with 50 digits

  /// √3 times the mid-rank of `cells` equally likely cells.
  private func series(cells: Int) -> HermiteSeries {
    let cuts = (0...cells).map { Double($0) / Double(cells) }
    return HermiteSeries(
      StepFunction(
        values: (0..<cells).map { (cuts[$0] + cuts[$0 + 1] - 1) * (3.0).squareRoot() }, cumulative: cuts))
  }

  @Test(arguments: [(0.3, 0.2873163318499), (0.5, 0.4822084868126), (0.8, 0.7854654756680)])
  func latentCorrelationOfMidRanks(latent: Double, product: Double) {
    let series = series(cells: 64)
    #expect(abs(series.meanProduct(series, at: latent) - product) < 1e-9)
    #expect(abs(LatentMoments.solve(series, series, for: product) - latent) < 1e-9)
  }

  @Test func latentCorrelationOfAMedianSplit() {
    let series = series(cells: 2)
    #expect(abs(series.meanProduct(series, at: 0.5) - 0.25) < 1e-9)
    #expect(abs(LatentMoments.solve(series, series, for: -0.25) + 0.5) < 1e-9)
    // Beyond what any correlation gives.
    #expect(LatentMoments.solve(series, series, for: 2) == 0.999)
    #expect(LatentMoments.solve(series, series, for: -2) == -0.999)
  }

  @Test func nearestCorrelationMatrices() throws {
    var tridiagonal = Matrix(rows: 4, columns: 4)
    for i in 0..<4 {
      tridiagonal[i, i] = 2
      if i > 0 { (tridiagonal[i, i - 1], tridiagonal[i - 1, i]) = (-1, -1) }
    }
    let first = try tridiagonal.nearestCorrelation(floor: 0, tolerance: 1e-13, rounds: 5000)
    #expect(abs(first[0, 1] + 0.8084124981) < 1e-8)
    #expect(abs(first[0, 2] - 0.1915875019) < 1e-8)
    #expect(abs(first[0, 3] - 0.106775049) < 1e-8)
    #expect(abs(first[1, 2] + 0.6562326948) < 1e-8)
    #expect(abs(first.distance(to: tridiagonal) - 2.133729108709) < 1e-8)
    let ones = Matrix(rows: 3, columns: 3, elements: [1, 1, 0, 1, 1, 1, 0, 1, 1])
    let second = try ones.nearestCorrelation(floor: 0, tolerance: 1e-13, rounds: 5000)
    #expect(abs(second[0, 1] - 0.7606898534) < 1e-8)
    #expect(abs(second[0, 2] - 0.1572981061) < 1e-8)
    #expect(abs(second.distance(to: ones) - 0.527790463582) < 1e-8)
  }

  // MARK: Post-processing

  @Test func hierarchyIsConsistentAndLeastSquares() {
    // 35 cells: groups of 16, 16 and 3. Without noise nothing changes.
    let hierarchy = HistogramHierarchy(cells: 36, firstValue: 1)
    #expect(hierarchy.levels.count == 1)
    for cell in 0..<36 { #expect(hierarchy.levels[0][cell] == UInt16(cell == 0 ? 0 : 1 + (cell - 1) / 16)) }
    let exact = (0..<36).map { Double($0 * $0) }
    var groups = [Double](repeating: 0, count: 4)
    for (cell, group) in hierarchy.levels[0].enumerated() { groups[Int(group)] += exact[cell] }
    let same = HistogramHierarchy.consistent(
      [(exact, 4), (groups, 4)], levels: hierarchy.levels)
    for (own, value) in zip(same.values, exact) { #expect(abs(own - value) < 1e-9) }
    // A group of m cells that says 1 more: its cells' sum takes m / (m + 1) of it.
    groups[3] += 1
    let moved = HistogramHierarchy.consistent([(exact, 4), (groups, 4)], levels: hierarchy.levels)
    let difference = moved.values[33...].reduce(0, +) - exact[33...].reduce(0, +)
    #expect(abs(difference - 0.75) < 1e-9)
    #expect(HistogramHierarchy(cells: 65_536, firstValue: 0).levels.count == 3)
  }

  @Test func smoothingKeepsWhatStandsOutOfTheNoise() {
    var random = TestRandom(3)
    var truth = [Double](repeating: 100, count: 60)
    for cell in 30..<60 { truth[cell] = 300 }
    truth[10] = 2000
    let noisy = truth.map { $0 + 40 * random.normal() }
    let smooth = ChangePointMean.smoothed(
      noisy, widths: [Double](repeating: 1, count: 60), deviation: 40, total: truth.reduce(0, +))
    func error(_ counts: [Double]) -> Double { zip(counts, truth).reduce(0) { $0 + abs($1.0 - $1.1) } }
    #expect(error(smooth) < 0.5 * error(noisy))
    #expect(abs(smooth[10] - 2000) < 200)
    // Noise that is small next to the steps leaves them alone.
    let sharp = ChangePointMean.smoothed(
      (0..<40).map { Double($0 * 100) }, widths: [Double](repeating: 1, count: 40), deviation: 1,
      total: 78_000)
    for (cell, count) in sharp.enumerated() { #expect(abs(count - Double(cell * 100)) < 3) }
  }

  @Test func shrinkageTakesNoiseOnly() {
    var random = TestRandom(5)
    let noise = [Double](repeating: 0.05, count: 400)
    let sparse = AdaptiveShrinkage.means(
      (0..<400).map { ($0 < 5 ? 0.8 : 0) + 0.05 * random.normal() }, noise: noise)
    #expect(sparse[..<5].allSatisfy { abs($0 - 0.8) < 0.2 })
    let rest = sparse[5...].reduce(0) { $0 + abs($1) } / 395
    #expect(rest < 0.01)
    let drowned = AdaptiveShrinkage.means(
      (0..<400).map { _ in 20 * random.normal() }, noise: noise.map { $0 * 400 })
    #expect(drowned.allSatisfy { abs($0) < 0.1 })
    let exact = AdaptiveShrinkage.means([0.1, -0.4, 0.7], noise: [1e-9, 1e-9, 1e-9])
    #expect(abs(exact[0] - 0.1) < 1e-6)
    #expect(abs(exact[1] + 0.4) < 1e-6)
    #expect(abs(exact[2] - 0.7) < 1e-6)
  }

  // MARK: Corners

  @Test(arguments: [0, 1, 2, 40], [1e-3, 1.0, 10])
  func fewRows(rows: Int, epsilon: Double) throws {
    for delta in [0, 1e-6] {
      var fixture = PrivateFixture(
        cutNormals(rows, correlation: 0.5, columns: 3, cells: 6, seed: 1), cells: 6)
      fixture.nullable[1] = true
      try check(fixture.model(epsilon: epsilon, delta: delta))
    }
  }

  @Test func oneColumnConstantsAndNothingButMissingValues() throws {
    try check(PrivateFixture([[0, 1, 2, 2, 2, 1]], cells: 3).model(epsilon: 1))
    try check(PrivateFixture([[UInt16](repeating: 0, count: 500)], cells: 1).model(epsilon: 1))
    try check(
      PrivateFixture([[UInt16]](repeating: [UInt16](repeating: 0, count: 500), count: 3), cells: 1)
        .model(epsilon: 1))
    // One cell of many.
    try check(
      PrivateFixture([[UInt16]](repeating: [UInt16](repeating: 4, count: 500), count: 3), cells: 9)
        .model(epsilon: 10))
    let missing = try PrivateFixture(
      [[UInt16]](repeating: [UInt16](repeating: 0, count: 5000), count: 3), cells: 5, nullable: true
    ).model(epsilon: 10)
    try check(missing)
    #expect(missing.missingness.allSatisfy { $0.share > 0.95 })
  }

  @Test func rowCountThatIsPublicIsKept() throws {
    let model = try PrivateFixture(
      cutNormals(321, correlation: 0.5, columns: 2, cells: 4, seed: 2), cells: 4
    ).model(epsilon: 1, replaceOne: true)
    #expect(model.provenance.rows == 321)
    try check(model)
  }

  private func check(_ model: SynthesisModel) throws {
    let sample = try RowSampler(model, seed: Seed(1)).table(rows: 0..<100, threads: 1)
    #expect(sample.rowCount == 100)
    #expect(model.provenance.rows >= 1)
    guard case .gaussianCopula(let copula) = model.dependence else {
      Issue.record("no copula")
      return
    }
    #expect(copula.correlation.elements.allSatisfy { $0.isFinite && abs($0) <= 1 })
    #expect(model.privacy!.spentUnits <= model.privacy!.totalUnits)
  }
}
