import Learning
import Tabular
import Testing

@Suite struct BoostingTests {
  typealias Options = GradientBoostedTrees.Options

  private static func options(_ change: (inout Options) -> Void) -> Options {
    var options = Options()
    change(&options)
    return options
  }

  /// One tree that is not shrunk, whose leaves are means.
  private static let oneTree = options {
    $0.rounds = 1
    $0.learningRate = 1
    $0.l2 = 0
  }

  private static func numbers(_ columns: [[Double]]) -> BinnedRows {
    let table = Table(
      columns.enumerated().map { ("x\($0)", .float64(plainIntegers: false), Column(.float64($1))) })
    return FeatureBins(table).encode(table)
  }

  private static func near(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-6) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
  }

  // MARK: - By hand

  @Test func aStepIsFoundInOneTree() {
    let rows = Self.numbers([[0, 0, 1, 1]])
    let model = GradientBoostedTrees(fitting: rows, response: .numbers([0, 0, 4, 4]), options: Self.oneTree)
    #expect(Self.near(model.predict(rows), [0, 0, 4, 4]))
    // Both children: 4² / 2.
    #expect(Self.near(model.gain, [16], 1e-5))
    #expect(model.rounds == 1)
  }

  @Test func leavesAreShrunkAndPulledTowardsZero() {
    let rows = Self.numbers([[0, 0, 0, 1, 1, 1]])
    let labels = [false, false, true, true, true, false]
    var options = Options()
    options.rounds = 1
    options.minimumChildWeight = 0
    let model = GradientBoostedTrees(fitting: rows, response: .binary(labels), options: options)
    // p = 1/2 everywhere: G = 1/2, H = 3/4 on the left.
    let score = KernelFunctions.logistic(-0.1 * 0.5 / (0.75 + 1))
    #expect(Self.near(model.predict(rows), [score, score, score, 1 - score, 1 - score, 1 - score], 1e-9))
    #expect(Self.near(model.gain, [2 * 0.25 / 1.75], 1e-8))
    options.minimumChildWeight = 0.76
    #expect(GradientBoostedTrees(fitting: rows, response: .binary(labels), options: options).rounds == 0)
  }

  @Test func missingValuesGoToTheBetterSide() {
    let rows = Self.numbers([[1, 1, 2, 2, .nan, .nan]])
    func predicted(_ values: [Double]) -> [Double] {
      GradientBoostedTrees(fitting: rows, response: .numbers(values), options: Self.oneTree).predict(rows)
    }
    for values in [[0, 0, 6, 6, 6, 6], [6, 6, 0, 0, 6, 6], [3, 3, 3, 3, 9, 9.0]] {
      #expect(Self.near(predicted(values), values))
    }
  }

  @Test func whatANodeHasNotSeenGoesWithTheMany() {
    let features = [BinnedRows.Feature(binCount: 4, isOrdered: true), .init(binCount: 5, isOrdered: false)]
    func model(_ feature: Int) -> GradientBoostedTrees {
      let rows = BinnedRows([features[feature]], columns: [[1, 2, 2, 2]], rowCount: 4)
      return GradientBoostedTrees(fitting: rows, response: .numbers([0, 8, 8, 8]), options: Self.oneTree)
    }
    for feature in features.indices {
      let other = BinnedRows([features[feature]], columns: [[0, 1, 2, 3]], rowCount: 4)
      #expect(Self.near(model(feature).predict(other), [8, 0, 8, 8]))
    }
  }

  @Test func levelsAreDividedByTheirMeans() {
    let features = [BinnedRows.Feature(binCount: 6, isOrdered: false)]
    let rows = BinnedRows(features, columns: [[1, 2, 3, 4, 1, 2, 3, 4, 0]], rowCount: 9)
    let values: [Double] = [0, 9, 0, 9, 0, 9, 0, 9, 9]
    let model = GradientBoostedTrees(fitting: rows, response: .numbers(values), options: Self.oneTree)
    #expect(Self.near(model.predict(rows), values))
    let shallow = Self.options {
      $0 = Self.oneTree
      $0.maximumDepth = 1
    }
    let stump = GradientBoostedTrees(fitting: rows, response: .numbers(values), options: shallow)
    #expect(Self.near(stump.predict(rows), values))
  }

  @Test func depthIsLimited() {
    let rows = Self.numbers([[0, 1, 2, 3]])
    let values: [Double] = [0, 1, 5, 7]
    for (depth, expected) in [(1, [0.5, 0.5, 6, 6]), (2, values)] {
      let limited = Self.options {
        $0 = Self.oneTree
        $0.maximumDepth = depth
      }
      let model = GradientBoostedTrees(fitting: rows, response: .numbers(values), options: limited)
      #expect(Self.near(model.predict(rows), expected))
    }
  }

  /// Two classes by softmax are the logistic loss with half the penalty: the scores are s and -s, their second
  /// derivatives twice as large.
  @Test func twoClassesAreTheLogisticLoss() {
    let (rows, labels) = Self.signal(rows: 2000, features: 5, seed: 3)
    let logistic = GradientBoostedTrees(fitting: rows, response: .binary(labels))
    let doubled = Self.options {
      $0.l2 = 2
      $0.minimumChildWeight = 2
    }
    let softmax = GradientBoostedTrees(
      fitting: rows, response: .classes(labels.map { $0 ? 1 : 0 }, count: 2), options: doubled)
    let shares = softmax.predict(rows)
    let (a, b) = (logistic.predict(rows), labels.indices.map { shares[2 * $0 + 1] })
    // But for ties that rounding decides: nearly all rows, not every one.
    #expect(zip(a, b).count { abs($0 - $1) < 0.01 } > 1900)
    #expect(abs(areaUnderCurve(a, labels) - areaUnderCurve(b, labels)) < 0.005)
  }

  @Test func classesAreTold() {
    let features = [BinnedRows.Feature(binCount: 5, isOrdered: false)]
    let codes = (0..<90).map { UInt8($0 % 3 + 1) }
    let rows = BinnedRows(features, columns: [codes], rowCount: 90)
    let model = GradientBoostedTrees(fitting: rows, response: .classes(codes.map { Int32($0) - 1 }, count: 3))
    let shares = model.predict(rows)
    #expect(model.outputCount == 3 && shares.count == 270)
    for row in 0..<90 {
      #expect(abs(shares[(3 * row)..<(3 * row + 3)].reduce(0, +) - 1) < 1e-12)
      #expect(shares[3 * row + row % 3] > 0.95)
    }
  }

  // MARK: - Nothing to learn

  @Test func withoutAnythingToLearnItPredictsTheBaseRate() {
    let one = Self.numbers([[3]])
    #expect(GradientBoostedTrees(fitting: one, response: .numbers([7])).predict(one) == [7])
    #expect(
      Self.near(GradientBoostedTrees(fitting: one, response: .binary([true])).predict(one), [0.75], 1e-12))

    let constant = Self.numbers([[1, 1, 1, 1], [.nan, .nan, .nan, .nan]])
    let model = GradientBoostedTrees(fitting: constant, response: .binary([true, false, false, false]))
    #expect(model.rounds == 0 && model.gain == [0, 0])
    #expect(Self.near(model.predict(constant), [Double](repeating: 0.3, count: 4), 1e-12))

    let spread = Self.numbers([(0..<50).map(Double.init)])
    let single = GradientBoostedTrees(fitting: spread, response: .binary([Bool](repeating: true, count: 50)))
    #expect(
      single.rounds == 0
        && Self.near(single.predict(spread), [Double](repeating: 50.5 / 51, count: 50), 1e-12))
    let same = GradientBoostedTrees(fitting: spread, response: .numbers([Double](repeating: -1e9, count: 50)))
    #expect(same.rounds == 0 && Self.near(same.predict(spread), [Double](repeating: -1e9, count: 50), 1e-6))

    let oneClass = GradientBoostedTrees(
      fitting: spread, response: .classes([Int32](repeating: 0, count: 50), count: 1))
    #expect(oneClass.predict(spread) == [Double](repeating: 1, count: 50))
  }

  @Test func noRowsOrNoFeaturesIsNoCrash() {
    let rows = Self.numbers([[1, 2, 3]])
    let untrained = GradientBoostedTrees(fitting: rows, rows: [], response: .binary([true, false, true]))
    #expect(untrained.predict(rows) == [0.5, 0.5, 0.5])
    #expect(untrained.predict(rows, rows: []) == [])
    let bare = BinnedRows([], columns: [], rowCount: 4)
    #expect(
      GradientBoostedTrees(fitting: bare, response: .numbers([1, 2, 3, 6])).predict(bare) == [3, 3, 3, 3])
  }

  @Test func extremeNumbersStayNumbers() {
    let rows = Self.numbers([(0..<100).map(Double.init)])
    for scale in [1e-300, 1e-9, 1e9, 1e150, 1e306] {
      let values = (0..<100).map { Double($0 < 30 ? 1 : -1) * scale }
      let predicted = GradientBoostedTrees(fitting: rows, response: .numbers(values)).predict(rows)
      #expect(predicted.allSatisfy { $0.isFinite })
      if scale <= 1e150 && scale >= 1e-9 {
        #expect(determination(predicted.map { $0 / scale }, values.map { $0 / scale }) > 0.99)
      }
    }
  }

  // MARK: - Invariance

  static func signal(rows count: Int, features: Int, seed: UInt64) -> (rows: BinnedRows, labels: [Bool]) {
    var random = TestRandom(seed)
    let columns = (0..<features).map { _ in (0..<count).map { _ in random.unit() } }
    let labels = (0..<count).map { row in
      columns[0][row] + (features > 1 ? columns[1][row] * columns[1][row] : 0) + 0.4 * random.unit() > 1
    }
    return (numbers(columns), labels)
  }

  @Test func rowsOutsideTheSubsetHaveNoSay() {
    let (rows, labels) = Self.signal(rows: 600, features: 3, seed: 8)
    let subset = (0..<600).filter { $0 % 3 != 1 }.map(Int32.init)
    let flipped = labels.indices.map { $0 % 3 == 1 ? !labels[$0] : labels[$0] }
    let model = GradientBoostedTrees(fitting: rows, rows: subset, response: .binary(labels))
    let other = GradientBoostedTrees(fitting: rows, rows: subset, response: .binary(flipped))
    #expect(model.predict(rows) == other.predict(rows))
    let own = GradientBoostedTrees(
      fitting: rows.rows(subset), response: .binary(subset.map { labels[Int($0)] }))
    #expect(own.predict(rows, rows: subset) == subset.map { model.predict(rows)[Int($0)] })
  }

  /// Features beyond the first block of 16 count like those in it.
  @Test func theOrderOfFeaturesDoesNotMatter() {
    let (narrow, labels) = Self.signal(rows: 500, features: 2, seed: 5)
    let constant = BinnedRows.Feature(binCount: 2, isOrdered: true)
    let filler = [UInt8](repeating: 1, count: 500)
    for padding in [1, 15, 30] {
      let wide = BinnedRows(
        [narrow.features[0]] + [BinnedRows.Feature](repeating: constant, count: padding) + [
          narrow.features[1]
        ],
        columns: [narrow.column(0)] + [[UInt8]](repeating: filler, count: padding) + [narrow.column(1)],
        rowCount: 500)
      let (a, b) = (
        GradientBoostedTrees(fitting: narrow, response: .binary(labels)),
        GradientBoostedTrees(fitting: wide, response: .binary(labels))
      )
      #expect(a.predict(narrow) == b.predict(wide))
      #expect(b.gain == [a.gain[0]] + [Double](repeating: 0, count: padding) + [a.gain[1]])
    }
  }

  @Test func drawsFollowTheSeed() {
    let (rows, labels) = Self.signal(rows: 3000, features: 6, seed: 2)
    func predicted(_ seed: UInt64) -> [Double] {
      let options = Self.options {
        $0.rowShare = 0.5
        $0.columnShare = 0.5
        $0.seed = seed
      }
      return GradientBoostedTrees(fitting: rows, response: .binary(labels), options: options).predict(rows)
    }
    #expect(predicted(1) == predicted(1))
    #expect(predicted(1) != predicted(2))
    let whole = GradientBoostedTrees(fitting: rows, response: .binary(labels)).predict(rows)
    #expect(areaUnderCurve(predicted(1), labels) > areaUnderCurve(whole, labels) - 0.02)
  }
}
