import Copulas
import Distributions
import Foundation
import Kernels
import LinearAlgebra
import Randomness
import Testing

@Suite struct LatentCorrelationTests {
  static func matrix(_ order: Int, _ element: (Int, Int) -> Double) -> Matrix {
    var matrix = Matrix.identity(order)
    for i in 0..<order {
      for j in 0..<i {
        matrix[i, j] = element(i, j)
        matrix[j, i] = matrix[i, j]
      }
    }
    return matrix
  }

  static func solve(_ cells: [[Int]], target: Matrix) throws -> LatentCorrelation {
    try LatentCorrelation(
      cells.map { LatentVariable(scores: StepScores(counts: $0)) }, target: target, seed: Seed(1), threads: 2)
  }

  static func isCorrelation(_ matrix: Matrix) throws -> Bool {
    let n = matrix.rows
    let symmetric = (0..<n).allSatisfy { i in (0..<n).allSatisfy { matrix[i, $0] == matrix[$0, i] } }
    let unit = (0..<n).allSatisfy { matrix[$0, $0] == 1 }
    let definite = try matrix.elements.allSatisfy(\.isFinite) && SymmetricEigen(matrix).values[0] > 0
    return symmetric && unit && definite
  }

  /// Two median splits have correlation (2 / π) asin ρ.
  @Test(arguments: [-0.9, -0.5, -0.1, 0, 0.2, 0.7, 0.95]) func medianSplits(rho: Double) throws {
    let target = 2 / Double.pi * asin(rho)
    let solution = try LatentCorrelationTests.solve(
      [[1, 1], [1, 1]], target: LatentCorrelationTests.matrix(2) { _, _ in target })
    // The series of 256 terms leaves out less than 0.95^257 / 1000.
    #expect(abs(solution.matrix[0, 1] - rho) < 1e-5)
    #expect(abs(solution.achieved[0, 1] - target) < 1e-5)
    #expect(solution.error < 1e-5 && solution.repair < 1e-5)
  }

  @Test(arguments: [-0.6, 0.3, 0.8]) func unevenSplits(rho: Double) throws {
    // P(X > a) = 0.1, P(Y > b) = 0.7: by bivariate integration.
    let (a, b) = (StandardNormal.quantile(0.9), StandardNormal.quantile(0.3))
    let target = tetrachoric(a, b, rho)
    let solution = try LatentCorrelationTests.solve(
      [[9, 1], [3, 7]], target: LatentCorrelationTests.matrix(2) { _, _ in target })
    #expect(abs(solution.achieved[0, 1] - target) < 1e-5)
    // Near its largest value, 0.218, the correlation hardly answers to the latent one.
    #expect(abs(solution.matrix[0, 1] - rho) < (rho > 0.7 ? 1e-3 : 1e-4))
  }

  /// corr(1[X > a], Y) = ρ φ(a) / sqrt(p q), here with Y in 4,000 cells.
  @Test(arguments: [-0.8, 0.1, 0.6]) func splitAgainstContinuous(rho: Double) throws {
    let p = 0.2
    let target = rho * StandardNormal.density(StandardNormal.quantile(p)) / (p * (1 - p)).squareRoot()
    let solution = try LatentCorrelationTests.solve(
      [[1, 4], [Int](repeating: 1, count: 4000)], target: LatentCorrelationTests.matrix(2) { _, _ in target })
    #expect(abs(solution.matrix[0, 1] - rho) < 2e-3)
  }

  @Test func continuousColumnsKeepTheirCorrelations() throws {
    let fine = [Int](repeating: 1, count: 4000)
    let target = LatentCorrelationTests.matrix(4) { i, j in
      [0.5, -0.3, 0.2, 0.6, 0, -0.4][i * (i - 1) / 2 + j]
    }
    let solution = try LatentCorrelationTests.solve([fine, fine, fine, fine], target: target)
    #expect(solution.matrix.distance(to: target) < 2e-3)
    #expect(solution.error < 1e-6 && solution.repair == 0)
  }

  @Test func aMixedTableIsSolvedAtOnce() throws {
    let truth = LatentCorrelationTests.matrix(3) { i, j in [0.7, -0.5, -0.2][i * (i - 1) / 2 + j] }
    let (a, b) = (0.0, StandardNormal.quantile(0.8))
    let slope = { (z: Double, p: Double) in StandardNormal.density(z) / (p * (1 - p)).squareRoot() }
    let target = LatentCorrelationTests.matrix(3) { i, j in
      switch (i, j) {
      case (1, 0): tetrachoric(a, b, truth[1, 0])
      case (2, 0): truth[2, 0] * slope(a, 0.5)
      default: truth[2, 1] * slope(b, 0.2)
      }
    }
    let solution = try LatentCorrelationTests.solve(
      [[1, 1], [4, 1], [Int](repeating: 1, count: 2000)], target: target)
    #expect(solution.matrix.distance(to: truth) < 5e-3)
  }

  @Test func whatNoCorrelationCanReachEndsAsNearAsCanBe() throws {
    // One in ten against one in two is at most 1/3.
    let solution = try LatentCorrelationTests.solve(
      [[9, 1], [1, 1]], target: LatentCorrelationTests.matrix(2) { _, _ in 0.99 })
    #expect(try LatentCorrelationTests.isCorrelation(solution.matrix))
    #expect(solution.matrix[0, 1] > 0.99)
    #expect(abs(solution.error - (0.99 - 1.0 / 3)) < 0.01)
  }

  @Test(arguments: [3, 12]) func indefiniteTargetsAreRepaired(order: Int) throws {
    let cells = (0..<order).map { $0 % 3 == 0 ? [2, 3] : [Int](repeating: 1, count: 500) }
    let target = LatentCorrelationTests.matrix(order) { i, j in (i + j) % 2 == 0 ? -0.9 : 0.9 }
    let solution = try LatentCorrelationTests.solve(cells, target: target)
    #expect(try LatentCorrelationTests.isCorrelation(solution.matrix))
    #expect(solution.error > 0.1 && solution.error < 1 && solution.repair > 0.1)
    #expect(try GaussianCopula(correlation: solution.matrix).dimension == order)
  }

  @Test func collinearAndEmptyTablesAreSolved() throws {
    let fine = [Int](repeating: 1, count: 300)
    let solution = try LatentCorrelationTests.solve(
      [fine, fine, fine, [1, 1]], target: LatentCorrelationTests.matrix(4) { i, _ in i == 3 ? 0.79 : 1 })
    #expect(try LatentCorrelationTests.isCorrelation(solution.matrix))
    #expect(solution.matrix[0, 1] > 0.999)
    #expect(try LatentCorrelationTests.solve([], target: Matrix(rows: 0, columns: 0)).error == 0)
    #expect(try LatentCorrelationTests.solve([[1, 2]], target: .identity(1)).matrix == .identity(1))
  }

  /// NaN: no row shows the pair. It comes out independent given the third, r_02 = r_01 r_12.
  @Test func pairsNeverSeenTogetherAreCompleted() throws {
    let fine = [Int](repeating: 1, count: 2000)
    let solution = try LatentCorrelationTests.solve(
      [fine, fine, fine],
      target: LatentCorrelationTests.matrix(3) { i, j in i - j == 2 ? .nan : i == 1 ? 0.6 : -0.5 })
    #expect(abs(solution.matrix[2, 0] + 0.3) < 2e-3)
    #expect(abs(solution.matrix[1, 0] - 0.6) < 2e-3 && abs(solution.matrix[2, 1] + 0.5) < 2e-3)
    #expect(solution.error < 1e-6)
    // Nothing is seen at all: nothing hangs together.
    let blind = try LatentCorrelationTests.solve(
      [fine, fine], target: LatentCorrelationTests.matrix(2) { _, _ in .nan })
    #expect(blind.matrix == .identity(2) && blind.error == 0)
  }

  @Test(arguments: [Double.infinity, -.infinity]) func infiniteTargetsAreRefused(element: Double) {
    #expect(throws: LinearAlgebraError.self) {
      try LatentCorrelationTests.solve(
        [[1, 1], [1, 1], [1, 1]],
        target: LatentCorrelationTests.matrix(3) { i, j in i == 2 && j == 1 ? element : 0.1 })
    }
  }
}

@Suite struct SelectionStatisticalTests {
  /// Y is missing where W < 0, and W hangs on X; the scores of X and Y are correlated over the rows where Y is
  /// present. The latent correlation of X and Y is that of all rows, not of the rows seen.
  @Test(arguments: [(0.6, 0.8), (-0.7, 0.6), (0.3, -0.9)]) func missingValuesSelect(xy: Double, xw: Double)
    throws
  {
    var random = TestRandom(9)
    var pairs: [(x: Double, y: Double, present: Bool)] = []
    for _ in 0..<200_000 {
      let x = random.normal()
      let y = xy * x + (1 - xy * xy).squareRoot() * random.normal()
      let w = xw * x + (1 - xw * xw).squareRoot() * random.normal()
      pairs.append((x, y, w >= 0))
    }
    // Y's scores come from its ranks among the rows where it is present: 200 cells of equal mass each.
    let cells = 200
    func scores(_ values: [Double]) -> (table: [Double], step: StepScores) {
      let step = StepScores(counts: [Int](repeating: 1, count: cells))
      let order = values.indices.sorted { values[$0] < values[$1] }
      var result = [Double](repeating: 0, count: values.count)
      for (rank, index) in order.enumerated() { result[index] = step.scores[rank * cells / values.count] }
      return (result, step)
    }
    let (x, step) = scores(pairs.map(\.x))
    let seen = pairs.indices.filter { pairs[$0].present }
    let (y, _) = scores(seen.map { pairs[$0].y })
    let presence = StepScores(counts: [pairs.count - seen.count, seen.count])
    let w = pairs.map { presence.scores[$0.present ? 1 : 0] }
    var target = Matrix.identity(3)
    let known = [(0, 1, correlation(seen.map { x[$0] }, y)), (0, 2, correlation(x, w)), (1, 2, Double.nan)]
    for (i, j, r) in known {
      target[i, j] = r
      target[j, i] = r
    }
    let solution = try LatentCorrelation(
      [
        LatentVariable(scores: step), LatentVariable(scores: step, presence: 2),
        LatentVariable(scores: presence),
      ], target: target, seed: Seed(3), threads: 2)
    // Six standard errors, of 100,000 rows and of the fit's own 32,768: 6 * (0.003 + 0.005).
    #expect(abs(solution.matrix[0, 1] - xy) < 0.048)
    #expect(abs(solution.matrix[0, 2] - xw) < 0.02)
    // Never seen together: independent given X.
    #expect(abs(solution.matrix[1, 2] - xy * xw) < 0.06)
    // The selection matters: the correlation seen is off by ten standard errors and more.
    #expect(abs(target[0, 1] - xy) > 0.03)
  }

  private func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
    return xy / (xx * yy).squareRoot()
  }
}
