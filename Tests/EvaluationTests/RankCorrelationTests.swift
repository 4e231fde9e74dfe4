import Evaluation
import Testing

/// Reference values: scipy 1.17 (`pearsonr`, `spearmanr`, `kendalltau`) over the rows where both values are there.
@Suite struct RankCorrelationTests {
  static let x = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, .nan, 7, 0.5]
  static let y = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, .nan, -3]

  /// Three columns of 2,000 rows: uniform, one that grows with it, and one of forty whole numbers.
  static let columns: (u: [Double], v: [Double], w: [Double]) = {
    var random = Numbers(7)
    var columns: (u: [Double], v: [Double], w: [Double]) = ([], [], [])
    for _ in 0..<2000 {
      let (r, s, t) = (random.unit(), random.unit(), random.unit())
      columns.u.append(r)
      columns.v.append(r * r + 0.5 * s)
      columns.w.append((20 * (r + t)).rounded(.down))
    }
    return columns
  }()

  static func near(_ value: Double?, _ expected: Double) -> Bool { abs((value ?? .nan) - expected) < 1e-13 }

  @Test func tiesAndMissingValues() {
    let (x, y) = (Self.x, Self.y)
    #expect(Self.near(Pearson.correlation(x, y), 0.3124537028263143))
    #expect(Self.near(Spearman.correlation(x, y), 0.3310027751491528))
    #expect(Self.near(Kendall.tauB(x, y), 0.31225312569201275))
    #expect(Spearman.correlation(x, y) == Spearman.correlation(y, x))
    #expect(Kendall.tauB(x, y) == Kendall.tauB(y, x))
  }

  @Test func longColumns() {
    let (u, v, w) = Self.columns
    #expect(Self.near(Pearson.correlation(u, v), 0.8710865421015065))
    #expect(Self.near(Spearman.correlation(u, v), 0.8736400734100183))
    #expect(Self.near(Kendall.tauB(u, v), 0.6822051025512755))
    #expect(Self.near(Pearson.correlation(u, w), 0.7066148067266762))
    #expect(Self.near(Spearman.correlation(u, w), 0.6972430795418743))
    #expect(Self.near(Kendall.tauB(u, w), 0.5073083851665325))
    #expect(Self.near(Kendall.tauB(w, u), 0.5073083851665325))
    #expect(Self.near(Pearson.correlation(v, w), 0.6070630647689768))
    #expect(Self.near(Spearman.correlation(v, w), 0.5978196749473201))
    #expect(Self.near(Kendall.tauB(v, w), 0.42095509819416804))
  }

  /// Kendall's correlation by looking at every pair of rows, for columns of few and of many values.
  @Test(arguments: [(40, 3, 3), (300, 2, 150), (300, 150, 2), (700, 90, 80), (700, 5000, 5000), (17, 9, 9)])
  func kendallEqualsTheDefinition(rows: Int, first: Int, second: Int) throws {
    var random = Numbers(UInt64(rows + first))
    let x = (0..<rows).map { _ in random.unit() < 0.05 ? .nan : (random.unit() * Double(first)).rounded(.down)
    }
    let y = x.map { value in
      random.unit() < 0.05
        ? .nan : ((value.isNaN ? 0 : value) / 2 + random.unit() * Double(second)).rounded(.down)
    }
    let present = zip(x, y).filter { !$0.isNaN && !$1.isNaN }
    var (excess, untiedX, untiedY) = (0, 0, 0)
    for (i, a) in present.enumerated() {
      for b in present[..<i] {
        let (dx, dy) = (a.0 - b.0, a.1 - b.1)
        excess += dx * dy > 0 ? 1 : dx * dy < 0 ? -1 : 0
        untiedX += dx == 0 ? 0 : 1
        untiedY += dy == 0 ? 0 : 1
      }
    }
    let expected = Double(excess) / (Double(untiedX) * Double(untiedY)).squareRoot()
    #expect(Self.near(Kendall.tauB(x, y), expected))
  }

  @Test func monotoneColumnsAreAtTheEnds() {
    let x = (0..<500).map { Double($0) * 0.37 - 20 }
    let up = x.map { $0 * $0 * $0 }
    for correlation in [Spearman.correlation, Kendall.tauB] {
      #expect(correlation(x, up) == 1)
      #expect(correlation(x, up.map { -$0 }) == -1)
      // Infinities have their ranks.
      #expect(correlation([-.infinity, 1, 2, .infinity], [1, 2, 3, 4]) == 1)
    }
    #expect(Pearson.correlation([-.infinity, 1, 2, .infinity], [1, 2, 3, 4]) == nil)
    // Neither zero is the larger one.
    #expect(Kendall.tauB([-0.0, 0, 1], [0, 1, 2]) == Kendall.tauB([0, 0, 1], [0, 1, 2]))
    #expect(Spearman.correlation([1e308, -1e308, 0], [3, 1, 2]) == 1)
  }

  @Test func undefined() {
    for coefficient in CorrelationSimilarity.Coefficient.allCases {
      #expect(coefficient.correlation([], []) == nil)
      #expect(coefficient.correlation([1], [1]) == nil)
      #expect(coefficient.correlation([1, 1, 1], [1, 2, 3]) == nil)
      #expect(coefficient.correlation([1, 2, .nan], [.nan, 2, 3]) == nil)
      // Constant where the other one has a value.
      #expect(coefficient.correlation([1, 1, 2], [4, 5, .nan]) == nil)
    }
  }

  @Test func similarity() {
    #expect(CorrelationSimilarity.similarity(1, -1) == 0)
    #expect(CorrelationSimilarity.similarity(0.5, 0.5) == 1)
    #expect(CorrelationSimilarity.similarity(0.5, -0.5) == 0.5)
    let (u, v, w) = Self.columns
    let strong = CorrelationSimilarity.sdmetrics(real: (u, v), synthetic: (u, w), threshold: 0.5)
    #expect(strong.score == 1 - abs(strong.real! - strong.synthetic!) / 2)
    // A correlation that the synthetic table invents costs nothing there.
    let weak = CorrelationSimilarity.sdmetrics(real: (u, w), synthetic: (u, v), threshold: 0.8)
    #expect(weak.score == nil && weak.real != nil && weak.synthetic == nil)
    let constant = CorrelationSimilarity.sdmetrics(real: (u, v), synthetic: ([1, 1], [1, 2]))
    #expect(constant.score == nil && constant.real == nil && constant.synthetic == nil)
  }
}

@Suite struct TailDependenceTests {
  @Test func withoutTiesItIsACount() throws {
    let (u, v, _) = RankCorrelationTests.columns
    // numpy: of 100 rows in the tail of the first column, those in the second's.
    let tails = try #require(TailDependence.coefficients(u, v))
    #expect(abs(tails.lower - 0.22) < 1e-12)
    #expect(abs(tails.upper - 0.52) < 1e-12)
    // The other way round, lower is upper.
    let turned = try #require(TailDependence.coefficients(u.map { -$0 }, v.map { -$0 }))
    #expect(abs(turned.lower - tails.upper) < 1e-12 && abs(turned.upper - tails.lower) < 1e-12)
  }

  @Test func knownDependence() throws {
    let x = (0..<200).map(Double.init)
    let same = try #require(TailDependence.coefficients(x, x))
    #expect(abs(same.lower - 1) < 1e-12 && abs(same.upper - 1) < 1e-12)
    let opposite = try #require(TailDependence.coefficients(x, x.map { -$0 }))
    #expect(opposite.lower == 0 && opposite.upper == 0)
    // A row that is in the tail by half counts by half, times half.
    let few = try #require(TailDependence.coefficients([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], quantile: 0.1))
    #expect(abs(few.lower - 0.5) < 1e-12)
  }

  /// A constant column is like one that is independent of the other.
  @Test func tiesAreBrokenAtRandom() throws {
    let x = (0..<400).map(Double.init)
    let constant = [Double](repeating: 3, count: 400)
    let tails = try #require(TailDependence.coefficients(x, constant))
    #expect(abs(tails.lower - 0.05) < 1e-12 && abs(tails.upper - 0.05) < 1e-12)
    // The half of the rows that share the least value are in the tail by a tenth each.
    let half = x.map { max($0, 199) }
    let mixed = try #require(TailDependence.coefficients(half, x))
    #expect(abs(mixed.lower - 0.1) < 1e-12)
    #expect(abs(mixed.upper - 1) < 1e-12)
  }

  @Test func edges() throws {
    #expect(TailDependence.coefficients([], []) == nil)
    #expect(TailDependence.coefficients([.nan, 1], [1, .nan]) == nil)
    let one = try #require(TailDependence.coefficients([1], [1]))
    #expect(abs(one.lower - 0.05) < 1e-12)
    for quantile in [1e-9, 0.1, 0.5] {
      let tails = try #require(TailDependence.coefficients([1, 2, 2, 3], [3, 2, 1, 1], quantile: quantile))
      #expect(0 <= tails.lower && tails.lower <= 1 && 0 <= tails.upper && tails.upper <= 1)
    }
  }
}
