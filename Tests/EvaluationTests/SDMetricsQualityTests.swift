import Tabular
import Testing

@testable import Evaluation

@Suite struct SDMetricsQualityTests {
  static let options = EvaluationOptions(threads: 2)

  static func near(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-9) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= tolerance
  }

  // MARK: - Golden values

  @Test func qualityIsThePackages() throws {
    let tables = EvaluationTables(real: Golden.real, synthetic: Golden.synthetic, holdout: Golden.holdout)
    let quality = try SDMetricsQuality(tables, options: SDMetricsQualityTests.options)
    func check(_ value: Double?, _ key: String) {
      #expect(SDMetricsQualityTests.near(value, Golden.value(key)), "\(key)")
    }
    check(quality.columnShapes, "Quality.default.Column Shapes")
    check(quality.columnShapes, "Quality.th0.Column Shapes")
    check(quality.columnPairTrends, "Quality.default.Column Pair Trends")
    check(quality.columnPairTrendsWithoutThresholds, "Quality.th0.Column Pair Trends")
    check(quality.overall, "Quality.default.overall")
    check(quality.overallWithoutThresholds, "Quality.th0.overall")
    check(quality.diagnostic.overall, "Diag.overall")
    check(quality.diagnostic.dataValidity, "Diag.Data Validity")
    check(quality.diagnostic.dataStructure, "Diag.Data Structure")

    #expect(quality.columns.map(\.column) == ["age", "income", "grp", "flag", "joined"])
    for column in quality.columns {
      check(column.score, (column.metric == "KSComplement" ? "KS." : "TV.") + column.column)
    }
    #expect(quality.pairs.count == Golden.keys("CPT.").count)
    for pair in quality.pairs { check(pair.scoreWithoutThresholds, "CPT.\(pair.first).\(pair.second)") }
    let levels = try #require(quality.pairs.first { $0.first == "grp" && $0.second == "flag" })
    check(levels.realAssociation, "CramerV.grp.flag")
    let checks = [
      "id": "KeyUniq.id", "age": "Boundary.age", "income": "Boundary.income", "grp": "CatAdh.grp",
    ]
    for column in quality.diagnostic.columns {
      if let key = checks[column.column] { check(column.score, key) }
    }
  }

  // MARK: - Quirks, against values of sdmetrics 0.32.0 for the same tables

  /// Missing, constant and absent numbers, infinity, levels of one table only, dates that pandas cannot hold.
  static func unusual(real: Bool) -> Table {
    let (rows, k) = real ? (24, 5) : (20, 7)
    func integers(_ value: (Int) -> Int?) -> Column {
      let values = (0..<rows).map(value)
      return Column(
        .int64(values.map { Int64($0 ?? 0) }), validity: Bitmap(count: rows) { values[$0] != nil })
    }
    func reals(_ value: (Int) -> Double?) -> Column {
      let values = (0..<rows).map(value)
      return Column(.float64(values.map { $0 ?? 0 }), validity: Bitmap(count: rows) { values[$0] != nil })
    }
    func levels(_ names: [String], _ value: (Int) -> Int?) -> Column {
      let values = (0..<rows).map(value)
      return Column(
        .codes(values.map { Int32($0 ?? 0) }, levels: StringArray(names)),
        validity: Bitmap(count: rows) { values[$0] != nil })
    }
    let float = FieldType.float64(plainIntegers: false)
    let date = FieldType.date(format: TemporalFormat(pattern: "%Y-%m-%d")!)
    let columns: [(String, FieldType, Column)] = [
      ("whole", .int64, integers { real && $0 % 9 == 4 ? nil : $0 * k % 11 - 3 }),
      ("real", float, reals { Double($0 * k * 5 % 17) / 3 + Double($0 * k % 11) }),
      ("constant", .int64, integers { real ? 5 : 5 + $0 % 2 }),
      ("absent", float, reals { real ? nil : Double($0) }),
      (
        "level", .categorical,
        levels(["a", "b", "c", "d"]) { $0 % 7 == 2 ? nil : min($0 * k % 11 / 3, real ? 2 : 3) }
      ),
      ("single", .categorical, levels(["x", "y"]) { real ? 0 : $0 % 2 }),
      ("day", date, integers { $0 % 8 == 3 ? nil : 18000 + $0 * k % 11 * 30 + $0 % 3 }),
      ("late", date, integers { (real ? 120_000 : 18000) + $0 }),
      ("infinite", float, reals { $0 == 3 && real ? .infinity : Double($0) / 2 }),
      ("gone", .categorical, levels(["p", "q"]) { real ? $0 % 2 : nil }),
      ("flag", .boolean, levels(["False", "True"]) { $0 * k % 3 == 0 ? 1 : 0 }),
    ]
    // What has no missing value has no bitmap.
    return Table(
      schema: Schema(columns.map { Field(name: $0.0, type: $0.1) }), rowCount: rows,
      columns: columns.map { Column($0.2.values, validity: $0.2.validity!.isFull ? nil : $0.2.validity) })
  }

  struct Pair {
    let (first, second): (String, String)
    let (withoutThresholds, score, association): (Double?, Double?, Double?)
    init(
      _ first: String, _ second: String, _ withoutThresholds: Double?, _ score: Double?,
      _ association: Double?
    ) {
      (self.first, self.second) = (first, second)
      (self.withoutThresholds, self.score, self.association) = (withoutThresholds, score, association)
    }
  }

  static let shapes: [(String, Double?)] = [
    ("whole", 0.895238095238095),
    ("real", 0.808333333333333),
    ("constant", 0.5),
    ("absent", nil),
    ("level", 0.764705932352939),
    ("single", 0.500000041666665),
    ("day", 0.879551820728291),
    ("late", nil),
    ("infinite", 0.791666666666667),
    ("gone", nil),
    ("flag", 0.983333333333333),
  ]

  static let pairs: [Pair] = [
    Pair("whole", "real", 0.97721297336026, 0.97721297336026, nil),
    Pair("whole", "constant", nil, nil, nil),
    Pair("whole", "absent", nil, nil, nil),
    Pair("whole", "level", 0.558333333333333, 0.558333333333333, 0.783806003965172),
    Pair("whole", "single", 0.491666666666667, nil, nil),
    Pair("whole", "day", 0.999995228018271, 0.999995228018271, nil),
    Pair("whole", "late", nil, nil, nil),
    Pair("whole", "infinite", nil, nil, nil),
    Pair("whole", "gone", 0.0, 0.0, 0.311804782231162),
    Pair("whole", "flag", 0.65, 0.65, 0.559016994374947),
    Pair("real", "constant", nil, nil, nil),
    Pair("real", "absent", nil, nil, nil),
    Pair("real", "level", 0.433333333333333, 0.433333333333333, 0.796307062804045),
    Pair("real", "single", 0.441666666666667, nil, nil),
    Pair("real", "day", 0.972056313894431, 0.972056313894431, nil),
    Pair("real", "late", nil, nil, nil),
    Pair("real", "infinite", nil, nil, nil),
    Pair("real", "gone", 0.0, 0.0, 0.390867979985286),
    Pair("real", "flag", 0.466666666666667, 0.466666666666667, 0.375),
    Pair("constant", "absent", nil, nil, nil),
    Pair("constant", "level", 0.0, nil, nil),
    Pair("constant", "single", 0.0, nil, nil),
    Pair("constant", "day", nil, nil, nil),
    Pair("constant", "late", nil, nil, nil),
    Pair("constant", "infinite", nil, nil, nil),
    Pair("constant", "gone", 0.0, nil, nil),
    Pair("constant", "flag", 0.0, nil, nil),
    Pair("absent", "level", 0.05, nil, nil),
    Pair("absent", "single", 0.0, nil, nil),
    Pair("absent", "day", nil, nil, nil),
    Pair("absent", "late", nil, nil, nil),
    Pair("absent", "infinite", nil, nil, nil),
    Pair("absent", "gone", 0.0, nil, nil),
    Pair("absent", "flag", 0.05, nil, nil),
    Pair("level", "single", 0.4, nil, nil),
    Pair("level", "day", 0.475, 0.475, 0.707761206852937),
    Pair("level", "late", nil, nil, nil),
    Pair("level", "infinite", nil, nil, nil),
    Pair("level", "gone", 1.11022302462516e-16, nil, 0.201843356939833),
    Pair("level", "flag", 0.733333333333333, nil, 0.096824583655185),
    Pair("single", "day", 0.425, nil, nil),
    Pair("single", "late", nil, nil, nil),
    Pair("single", "infinite", nil, nil, nil),
    Pair("single", "gone", 0.0, nil, nil),
    Pair("single", "flag", 0.5, nil, nil),
    Pair("day", "late", nil, nil, nil),
    Pair("day", "infinite", 0.77080820590736, nil, nil),
    Pair("day", "gone", 0.0, 0.0, 0.666666666666667),
    Pair("day", "flag", 0.733333333333333, 0.733333333333333, 0.433012701892219),
    Pair("late", "infinite", nil, nil, nil),
    Pair("late", "gone", nil, nil, nil),
    Pair("late", "flag", nil, nil, nil),
    Pair("infinite", "gone", nil, nil, nil),
    Pair("infinite", "flag", nil, nil, nil),
    Pair("gone", "flag", 0.0, nil, 0.0),
  ]

  @Test func quirksAreThePackages() throws {
    let tables = EvaluationTables(
      real: SDMetricsQualityTests.unusual(real: true), synthetic: SDMetricsQualityTests.unusual(real: false))
    let quality = try SDMetricsQuality(tables, options: SDMetricsQualityTests.options)
    #expect(quality.columns.count == SDMetricsQualityTests.shapes.count)
    for (column, expected) in zip(quality.columns, SDMetricsQualityTests.shapes) {
      #expect(column.column == expected.0)
      #expect(SDMetricsQualityTests.near(column.score, expected.1, 1e-12), "\(column)")
    }
    #expect(quality.pairs.count == SDMetricsQualityTests.pairs.count)
    for (pair, expected) in zip(quality.pairs, SDMetricsQualityTests.pairs) {
      #expect(pair.first == expected.first && pair.second == expected.second)
      #expect(
        SDMetricsQualityTests.near(pair.scoreWithoutThresholds, expected.withoutThresholds, 1e-12), "\(pair)")
      #expect(SDMetricsQualityTests.near(pair.score, expected.score, 1e-12), "\(pair)")
      #expect(SDMetricsQualityTests.near(pair.realAssociation, expected.association, 1e-7), "\(pair)")
    }
    #expect(SDMetricsQualityTests.near(quality.columnShapes, 0.7653536529149155))
    #expect(SDMetricsQualityTests.near(quality.columnPairTrends, 0.5221609318283024))
    #expect(SDMetricsQualityTests.near(quality.columnPairTrendsWithoutThresholds, 0.33761353515045517))
    // The package adds a 1 for the format of each column of dates.
    #expect(SDMetricsQualityTests.near(quality.diagnostic.dataValidity, 6.8 / 11))
    #expect(SDMetricsQualityTests.near(quality.diagnostic.dataStructure, 10.0 / 12))
  }

  // MARK: - Properties

  @Test func threadsDoNotMatter() throws {
    let tables = EvaluationTables(
      real: mixedTable(rows: 3000, seed: 1), synthetic: mixedTable(rows: 2500, seed: 2, shift: 0.1))
    let one = try SDMetricsQuality(tables, options: .init(threads: 1))
    #expect(try SDMetricsQuality(tables, options: .init(threads: 3)) == one)
    #expect(one.pairs.count == 55)
  }

  /// Tables of few and of more than a million cells against counting one by one.
  @Test func jointCountsArePlainCounts() throws {
    let (real, synthetic) = (mixedTable(rows: 2000, seed: 5), mixedTable(rows: 1500, seed: 6))
    let tables = EvaluationTables(real: real, synthetic: synthetic)
    let quality = try SDMetricsQuality(tables, options: SDMetricsQualityTests.options)
    func shares(_ table: Table, _ i: Int, _ j: Int) -> [[Int32]: Double] {
      var shares: [[Int32]: Double] = [:]
      func code(_ column: Column, _ row: Int) -> Int32 {
        guard case .codes(let codes, _) = column.values, column.validity?[row] ?? true else { return -1 }
        return codes[row]
      }
      for row in 0..<table.rowCount {
        shares[[code(table.columns[i], row), code(table.columns[j], row)], default: 0] +=
          1 / Double(table.rowCount)
      }
      return shares
    }
    for (i, j) in [(5, 6), (6, 8), (7, 9), (8, 9)] {
      let (p, q) = (shares(real, i, j), shares(synthetic, i, j))
      let distance = Set(p.keys).union(q.keys).reduce(0) { $0 + abs((p[$1] ?? 0) - (q[$1] ?? 0)) } / 2
      let pair = try #require(quality.pairs.first { $0.first == "c\(i)" && $0.second == "c\(j)" })
      #expect(SDMetricsQualityTests.near(pair.scoreWithoutThresholds, 1 - distance, 1e-12))
      var (heights, widths): ([Int32: Double], [Int32: Double]) = ([:], [:])
      for (cell, share) in p {
        heights[cell[0], default: 0] += share
        widths[cell[1], default: 0] += share
      }
      var chiSquared = 0.0
      for (a, height) in heights {
        for (b, width) in widths {
          let difference = (p[[a, b]] ?? 0) - height * width
          chiSquared += difference * difference / (height * width)
        }
      }
      let association = (chiSquared / Double(min(heights.count, widths.count) - 1)).squareRoot()
      #expect(SDMetricsQualityTests.near(pair.realAssociation, association))
    }
  }

  @Test func datesThatDoublesDoNotTellApart() throws {
    let nanoseconds = TemporalFormat(pattern: "%Y-%m-%d %H:%M:%S.%9f")!
    func table(_ offsets: [Int64]) -> Table {
      Table(
        schema: Schema([Field(name: "t", type: .timestamp(format: nanoseconds))]), rowCount: offsets.count,
        columns: [Column(.int64(offsets.map { 1_600_000_000_000_000_000 + $0 }))])
    }
    let quality = try SDMetricsQuality(
      EvaluationTables(real: table([0, 1, 2, 3]), synthetic: table([2, 3, 4, 5])),
      options: SDMetricsQualityTests.options)
    #expect(quality.columnShapes == 0.5)
    #expect(quality.columnPairTrends == nil && quality.overall == 0.5)
  }

  @Test func numbersAreRoundedTo14Decimals() throws {
    func table(_ values: [Double]) -> Table {
      Table(
        schema: Schema([Field(name: "x", type: .float64(plainIntegers: false))]), rowCount: values.count,
        columns: [Column(.float64(values))])
    }
    let quality = try SDMetricsQuality(
      EvaluationTables(real: table([0.1, 0.2]), synthetic: table([0.1 + 1e-16, 0.2 - 4e-15])),
      options: SDMetricsQualityTests.options)
    #expect(quality.columnShapes == 1)
  }

  @Test(arguments: [1, 2]) func oneRowAndNothingToCompare(rows: Int) throws {
    let table = mixedTable(rows: rows, seed: 3)
    let quality = try SDMetricsQuality(
      EvaluationTables(real: table, synthetic: table), options: SDMetricsQualityTests.options)
    #expect(quality.columnShapes == 1)
    #expect(quality.pairs.allSatisfy { $0.score.map { (0...1).contains($0) } ?? true })

    let text = Table(
      schema: Schema([Field(name: "t", type: .text(emission: .drop))]), rowCount: rows,
      columns: [Column(.codes([Int32](repeating: 0, count: rows), levels: StringArray(["-"])))])
    let nothing = try SDMetricsQuality(
      EvaluationTables(real: text, synthetic: text), options: SDMetricsQualityTests.options)
    #expect(nothing.overall == nil && nothing.columns.isEmpty && nothing.diagnostic.dataStructure == 1)
  }
}
