import Evaluation
import Tabular
import Testing

@Suite struct Wasserstein1Tests {
  /// Reference values: scipy 1.17, `wasserstein_distance`.
  @Test func equalsTheReference() {
    func near(_ value: Double?, _ expected: Double) -> Bool {
      abs((value ?? .nan) - expected) < 1e-13 * max(1, expected)
    }
    #expect(near(Wasserstein1.distance([0, 1, 3], [5, 6, 8]), 5))
    #expect(near(Wasserstein1.distance([0.5, 0.5, 2, 7], [1, 1, 1, 2, 2, 9, 30]), 4.071428571428572))
    #expect(near(Wasserstein1.distance(RankCorrelationTests.x, RankCorrelationTests.y), 0.9642857142857143))
    let (u, v, w) = RankCorrelationTests.columns
    #expect(near(Wasserstein1.distance(u, v), 0.07925607225835665))
    #expect(near(Wasserstein1.distance(u, Array(w[..<700])), 19.649069698912868))
  }

  @Test func edges() {
    #expect(Wasserstein1.distance([], []) == 0)
    #expect(Wasserstein1.distance([.nan], []) == 0)
    #expect(Wasserstein1.distance([1], []) == nil)
    #expect(Wasserstein1.distance([2, 1], [1, 2, 1, 2]) == 0)
    #expect(Wasserstein1.distance([1, .infinity], [1, 2]) == nil)
    #expect(Wasserstein1.distance([1, .infinity], [2, .infinity]) == 0.5)
    #expect(Wasserstein1.distance([-.infinity, 1], [-.infinity, 3]) == 1)
    // Moving everything by one step.
    let x = (0..<1000).map { Double($0 * $0 % 97) }
    #expect(abs(Wasserstein1.distance(x, x.map { $0 + 0.25 })! - 0.25) < 1e-13)
  }
}

@Suite struct ColumnMetricsTests {
  static func numbers(_ real: [Double], _ synthetic: [Double]) -> ColumnMetrics {
    ColumnMetrics(
      Field(name: "x", type: .float64(plainIntegers: false)), real: Column(.float64(real)),
      synthetic: Column(.float64(synthetic)))
  }

  /// All numbers of a report are numbers.
  static func isDefined(_ metrics: ColumnMetrics) -> Bool {
    let values = Mirror(reflecting: metrics).children.map { $0.value as? Double }
    return values.allSatisfy { $0 == nil || $0!.isFinite }
  }

  @Test func aColumnIsLikeItself() {
    let table = mixedTable(rows: 500, seed: 4)
    for (field, column) in zip(table.schema.fields, table.columns) {
      let metrics = ColumnMetrics(field, real: column, synthetic: column)
      #expect(Self.isDefined(metrics))
      #expect(metrics.totalVariation == 0 && metrics.jensenShannon == 0 && metrics.hellinger == 0)
      #expect(metrics.kullbackLeibler == 0 && metrics.chiSquared == 0)
      #expect(metrics.missingValueSimilarity == 1)
      if case .codes = column.values {
        #expect(metrics.categoryCoverage == 1 && metrics.categoryAdherence == 1)
        #expect(
          metrics.kolmogorovSmirnov == nil && metrics.wasserstein == nil && metrics.rangeCoverage == nil)
      } else {
        #expect(metrics.kolmogorovSmirnov == 0 && metrics.wasserstein == 0 && metrics.boundaryAdherence == 1)
        #expect(metrics.categoryCoverage == nil && metrics.categoryAdherence == nil)
        // c4 is constant: its range is a point.
        let expected: Double? = field.name == "c4" ? nil : 1
        #expect(metrics.rangeCoverage == expected && metrics.meanSimilarity == expected)
        #expect(metrics.medianSimilarity == expected && metrics.standardDeviationSimilarity == expected)
        #expect((metrics.wassersteinOfRange == nil) == (field.name == "c4"))
        #expect((metrics.chiSquaredPValue ?? 1) == 1)
      }
    }
  }

  @Test func knownDifferences() throws {
    let metrics = Self.numbers([0, 10, 20, 30, 40], [10, 20, 30, 50])
    #expect(abs(metrics.wasserstein! - 7.5) < 1e-13)
    #expect(abs(metrics.wassersteinOfRange! - 7.5 / 40) < 1e-13)
    #expect(metrics.boundaryAdherence == 0.75)
    #expect(metrics.rangeCoverage == 0.75)
    #expect(abs(metrics.meanSimilarity! - (1 - 7.5 / 40)) < 1e-15)
    #expect(abs(metrics.medianSimilarity! - (1 - 5.0 / 40)) < 1e-15)
    // √250 against √(875/3).
    #expect(abs(metrics.standardDeviationSimilarity! - (1 - 1.266862975757432 / 40)) < 1e-12)
    #expect(abs(metrics.kolmogorovSmirnov! - 0.25) < 1e-15)
  }

  /// Hundredths, days and milliseconds.
  @Test func wassersteinIsInUnitsOfTheColumn() {
    func distance(_ type: FieldType) -> Double? {
      ColumnMetrics(
        Field(name: "x", type: type), real: Column(.int64([0, 100])), synthetic: Column(.int64([100, 200]))
      ).wasserstein
    }
    #expect(distance(.int64) == 100)
    #expect(distance(.decimal(scale: 2, minimumDigits: 2)) == 1)
    #expect(distance(.date(format: TemporalFormat(pattern: "%Y-%m-%d")!)) == 8_640_000)
    #expect(distance(.timestamp(format: TemporalFormat(pattern: "%Y-%m-%d %H:%M:%S.%3f")!)) == 0.1)
  }

  @Test func whatIsNotDefinedIsAbsent() {
    let none = [Double](repeating: .nan, count: 3)
    for (real, synthetic) in [
      ([1], [1]), ([1], [2]), (none, none), (none, [1, 2, 3]), ([1, 2, 3], none),
      ([.infinity, 1, 2], [1, 2, 3]),
      ([1, 2, 3], [-.infinity, 2, .infinity]), ([-1e308, 1e308], [1e308, 1e308, 0]),
      ([-.infinity], [.infinity]),
      ([.leastNonzeroMagnitude, 0], [0, 1e308]),
    ] as [([Double], [Double])] {
      let metrics = Self.numbers(real, synthetic)
      #expect(Self.isDefined(metrics), "\(real) \(synthetic) \(metrics)")
      #expect(metrics.totalVariation != nil && metrics.missingValueSimilarity != nil)
    }
    #expect(Self.numbers(none, [1, 2, 3]).missingValueSimilarity == 0)
    #expect(Self.numbers([1, 2, 3], none).boundaryAdherence == nil)
    #expect(Self.numbers([1, 2, 3], none).kolmogorovSmirnov == 1)
    let text = ColumnMetrics(
      Field(name: "x", type: .text(emission: .drop)),
      real: Column(.codes([0, 0], levels: StringArray(["a"]))),
      synthetic: Column(.codes([0, 0], levels: StringArray(["b"])), validity: Bitmap(count: 2) { $0 == 0 }))
    var expected = ColumnMetrics()
    expected.missingValueSimilarity = 0.5
    #expect(text == expected)
  }

  @Test func levels() {
    let field = Field(name: "x", type: .categorical)
    let metrics = ColumnMetrics(
      field, real: Column(.codes([0, 0, 1, 2], levels: StringArray(["a", "b", "c", "unused"]))),
      synthetic: Column(
        .codes([0, 0, 1, 1, 1], levels: StringArray(["a", "new"])), validity: Bitmap(count: 5) { $0 != 4 }))
    // a of a, b and c; a twice of five rows.
    #expect(metrics.categoryCoverage == 1.0 / 3)
    #expect(metrics.categoryAdherence == 0.4)
    #expect(metrics.missingValueSimilarity == 0.8)
    #expect(abs(metrics.totalVariation! - 0.6) < 1e-15)
    #expect(metrics.chiSquaredPValue! > 0 && metrics.chiSquaredPValue! < 1)
  }

  @Test func keys() {
    #expect(KeyUniqueness.share(Column(.int64([1, 2, 2, 2, 5]))) == 0.6)
    let validity = Bitmap(count: 4) { $0 != 1 }
    #expect(KeyUniqueness.share(Column(.int64([1, 9, 3, -3]), validity: validity)) == 0.75)
    #expect(KeyUniqueness.share(Column(.strings(StringArray(["a", "b", "a"])))) == 2.0 / 3)
    #expect(KeyUniqueness.share(Column(.float64([0, -0.0, .nan, 1]))) == 0.5)
    #expect(KeyUniqueness.share(Column(.codes([0, 1, 2], levels: StringArray(["a", "b", "a"])))) == 2.0 / 3)
    #expect(KeyUniqueness.share(Column(.int64([]))) == nil)
    #expect(KeyUniqueness.share(Column(.int64((0..<5000).map { Int64($0 * 7919 % 5000) }))) == 1)
  }

  /// Where SDMetrics and the default part.
  @Test func missingValuesOutOfBounds() {
    #expect(BoundaryAdherence.share(real: [1, 5], synthetic: [2, 7, .nan, .nan]) == 0.5)
    #expect(BoundaryAdherence.sdmetricsShare(real: [1, 5], synthetic: [2, 7, .nan, .nan]) == 0.25)
    #expect(BoundaryAdherence.sdmetricsShare(real: [1, 5, .nan], synthetic: [2, 7, .nan, .nan]) == 0.5)
    #expect(KolmogorovSmirnov.sdmetricsComplement(real: [], synthetic: [1]) == nil)
    // Equal once they are rounded.
    #expect(KolmogorovSmirnov.sdmetricsComplement(real: [0.1], synthetic: [0.1 + 1e-16]) == 1)
    #expect(KolmogorovSmirnov.distance([0.1], [0.1 + 1e-16]) == 1)
    #expect(KolmogorovSmirnov.sdmetricsComplement(real: [1e300], synthetic: [1e300]) == 1)
    #expect(TotalVariation.sdmetricsComplement(real: [0, 0], synthetic: [1, 0]) == nil)
    #expect(TotalVariation.sdmetricsComplement(real: [1, 0], synthetic: [0, 0]) == nil)
    #expect(TotalVariation.sdmetricsComplement(real: [2, 2], synthetic: [1, 1]) == 1)
  }
}
