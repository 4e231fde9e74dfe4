import Learning
import Testing

/// Reference values: scikit-learn 1.9, `LogisticRegression(tol=1e-12)`, on the dense matrix of numbers and indicators.
@Suite struct LogisticRegressionTests {
  private static let rows = 60
  private static let labels = (0..<rows).map { i -> Double in
    let x = number(i)
    return Double((i * 29) % 17 + (first(i) == 1 ? 2 : 0) + (x > 0 ? 3 : 0) > 10 ? 1 : 0)
  }
  private static func number(_ i: Int) -> Double { Double((i * 37) % 61) / 10 - 3 }
  /// Two of the four levels never occur.
  private static func first(_ i: Int) -> Int { (i * i + 3 * i) % 4 }
  private static let features = LinearFeatures(
    rowCount: rows, numbers: [(0..<rows).map(number)],
    levels: [
      .init(codes: (0..<rows).map { Int32(first($0)) }, count: 4),
      .init(codes: (0..<rows).map { Int32($0 * 5 % 3) }, count: 3),
    ])

  @Test(
    arguments: [
      (
        1.0,
        [
          -0.21674295947302194, 0.25122761622405165, 0.06800811934440491, 0, -0.06800814343379998, 0,
          -0.345365425328082, -0.005629158617998724, 0.35099455985668554,
        ]
      ),
      (
        10,
        [
          -0.21001971204082054, 0.20541794211792325, 0.03197153325279053, 0, -0.03197153489626169, 0,
          -0.13278546358822854, -0.00256574525999255, 0.13535120720474986,
        ]
      ),
    ] as [(Double, [Double])])
  func weights(penalty: Double, expected: [Double]) {
    let model = LogisticRegression(Self.features, labels: Self.labels, penalty: penalty)
    #expect(zip(model.weights, expected).allSatisfy { abs($0 - $1) < 2e-4 }, "\(model.weights)")
    #expect(model.evaluations < 15)
  }

  /// The gradient of the penalised loss vanishes, whatever the scale of the columns.
  @Test(arguments: [1.0, 1e-6, 1e6])
  func stationary(scale: Double) {
    let features = LinearFeatures(
      rowCount: Self.rows, numbers: [Self.features.numbers[0].map { $0 * scale + scale }],
      levels: Self.features.levels)
    let model = LogisticRegression(features, labels: Self.labels, penalty: 0.01)
    let p = model.probabilities(features, rows: 0..<Self.rows)
    let residuals = zip(p, Self.labels).map { $0 - $1 }
    #expect(abs(residuals.reduce(0, +)) < 2e-3)
    let slope = zip(residuals, features.numbers[0]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(slope + 0.01 * model.weights[1]) < 5e-3 * max(scale, 0.01))
  }

  /// Training on ranges is training on those rows alone.
  @Test func ranges() {
    let kept = Array(0..<20) + Array(35..<60)
    let some = Self.features.rows(kept.map(Int32.init))
    let whole = LogisticRegression(Self.features, labels: Self.labels, training: [0..<20, 35..<60])
    let part = LogisticRegression(some, labels: kept.map { Self.labels[$0] })
    #expect(zip(whole.weights, part.weights).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  /// Rows that a line separates: finite weights, probabilities on the right side.
  @Test func separated() {
    let features = LinearFeatures(rowCount: 40, numbers: [(0..<40).map(Double.init)], levels: [])
    let labels = (0..<40).map { $0 < 13 ? 0.0 : 1.0 }
    let model = LogisticRegression(features, labels: labels, penalty: 1e-4)
    let p = model.probabilities(features, rows: 0..<40)
    #expect(zip(p, labels).allSatisfy { ($0 > 0.5) == ($1 == 1) })
    #expect(model.weights.allSatisfy { $0.isFinite })
  }

  /// More levels than the dense curvature takes: the same minimum.
  @Test func manyLevels() {
    let rows = 3000
    let codes = (0..<rows).map { Int32(($0 * $0 + $0 / 7) % 700) }
    let x = (0..<rows).map { Double($0 * 37 % 101) / 101 }
    let labels = (0..<rows).map { Double((Int(codes[$0]) * 13 + $0 * 17 % 701) % 11 > 4 ? 1 : 0) }
    let model = LogisticRegression(
      LinearFeatures(rowCount: rows, numbers: [x], levels: [.init(codes: codes, count: 700)]),
      labels: labels)
    let features = LinearFeatures(
      rowCount: rows, numbers: [x], levels: [.init(codes: codes, count: 700)])
    let p = model.probabilities(features, rows: 0..<rows)
    var gradient = model.weights
    gradient[0] = 0
    for row in 0..<rows {
      gradient[0] += p[row] - labels[row]
      gradient[1] += (p[row] - labels[row]) * x[row]
      gradient[2 + Int(codes[row])] += p[row] - labels[row]
    }
    #expect(gradient.allSatisfy { abs($0) < 0.05 }, "\(gradient.map(abs).max()!)")
  }

  @Test func noRowsAndNoColumns() {
    let empty = LogisticRegression(LinearFeatures(rowCount: 0, numbers: [], levels: []), labels: [])
    #expect(empty.weights == [0])
    let constant = LogisticRegression(
      LinearFeatures(rowCount: 4, numbers: [[0, 0, 0, 0]], levels: []), labels: [1, 1, 1, 0])
    let odds = constant.probabilities(
      LinearFeatures(rowCount: 1, numbers: [[0]], levels: []), rows: 0..<1)[0]
    #expect(abs(odds - 0.75) < 1e-3)
  }
}

@Suite struct LogisticCurvatureTests {
  /// The rank counts what a regression keeps: one level of each column, and a copy of a column, are implied.
  @Test func rank() {
    let codes = (0..<50).map { Int32($0 % 5) }
    let x = (0..<50).map { Double($0 * $0 % 17) }
    func rank(_ numbers: [[Double]], _ levels: [LinearFeatures.Levels]) -> Int {
      let features = LinearFeatures(rowCount: 50, numbers: numbers, levels: levels)
      return LogisticCurvature(features).rank(features)
    }
    let five = LinearFeatures.Levels(codes: codes, count: 5)
    #expect(rank([], []) == 1)
    #expect(rank([x], []) == 2)
    #expect(rank([[Double](repeating: 3, count: 50)], []) == 1)
    #expect(rank([x], [five]) == 6)
    #expect(rank([x, x.map { 2 * $0 - 7 }], [five]) == 6)
    // A level that no row has, and a number that is a function of the level.
    #expect(rank([codes.map { Double($0) * 1.7 }], [LinearFeatures.Levels(codes: codes, count: 9)]) == 5)
    #expect(rank([], [five, LinearFeatures.Levels(codes: (0..<50).map { Int32($0 % 2) }, count: 2)]) == 6)
    // More weights than are eliminated: all but the empty ones and one level of each column.
    #expect(rank([x], [five, LinearFeatures.Levels(codes: codes, count: 600)]) == 10)
  }
}
