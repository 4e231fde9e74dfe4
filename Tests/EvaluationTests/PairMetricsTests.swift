import Tabular
import Testing

@testable import Evaluation

@Suite struct PairMetricsTests {
  /// The values of a column, as text with missing spelt, or as numbers.
  enum Cells {
    case numbers([Double])
    case levels([String])

    init(_ column: Column) {
      func present(_ row: Int) -> Bool { column.validity?[row] ?? true }
      switch column.values {
      case .int64(let values): self = .numbers(values.indices.map { present($0) ? Double(values[$0]) : .nan })
      case .float64(let values): self = .numbers(values.indices.map { present($0) ? values[$0] : .nan })
      case .codes(let codes, let levels):
        let names = levels.strings
        self = .levels(codes.indices.map { present($0) ? "+" + names[Int(codes[$0])] : "missing" })
      case .strings(let strings): self = .levels(strings.strings)
      }
    }
  }

  /// Codes of both tables by the plainest means: levels by name, numbers by bins of the real range.
  static func codes(_ real: Cells, _ synthetic: Cells) -> (real: [Int32], synthetic: [Int32], count: Int) {
    var known: [String: Int32] = [:]
    func codes(_ names: [String]) -> [Int32] {
      names.map { name in
        if let code = known[name] { return code }
        known[name] = Int32(known.count)
        return known[name]!
      }
    }
    func binned(_ values: [Double], _ reference: [Double]) -> [String] {
      let present = reference.filter { !$0.isNaN }
      let (low, high) = (present.min() ?? .infinity, present.max() ?? -.infinity)
      let width = high > low ? (high - low) / 10 : 1
      return values.map {
        $0.isNaN
          ? "missing" : $0 < low ? "below" : $0 > high ? "above" : "\(Int(min(9, ($0 - low) / width)))"
      }
    }
    switch (real, synthetic) {
    case (.numbers(let a), .numbers(let b)):
      let pair = (codes(binned(a, a)), codes(binned(b, a)))
      return (pair.0, pair.1, known.count)
    case (.levels(let a), .levels(let b)):
      let pair = (codes(a), codes(b))
      return (pair.0, pair.1, known.count)
    default: return ([], [], 0)
    }
  }

  static func near(_ value: RealAndSynthetic?, _ real: Double?, _ synthetic: Double?) -> Bool {
    guard let real, let synthetic else { return value == nil }
    guard let value else { return false }
    return abs(value.real - real) < 1e-11 && abs(value.synthetic - synthetic) < 1e-11
  }

  /// Every pair against the functions of two columns, which have their own reference values.
  @Test(arguments: [(1, 3), (2, 40), (3, 700)]) func equalsTheMeasuresOfTwoColumns(seed: UInt64, rows: Int)
    throws
  {
    let real = mixedTable(rows: rows, seed: seed)
    // Levels beyond a byte and beyond a million cells; some that only one table has.
    let synthetic = mixedTable(rows: rows * 2 / 3, seed: seed + 10, shift: 0.2, levels: 9, wide: 900)
    let pairs = try PairMetrics.all(real, synthetic, threads: 2)
    #expect(pairs.count == 55)
    var index = 0
    for i in real.columns.indices {
      for j in real.columns.indices.dropFirst(i + 1) {
        let metrics = pairs[index]
        index += 1
        let cells = [i, j].map { (Cells(real.columns[$0]), Cells(synthetic.columns[$0])) }
        let (a, b) = (Self.codes(cells[0].0, cells[0].1), Self.codes(cells[1].0, cells[1].1))
        let similarity = try #require(ContingencySimilarity.similarity(a, b))
        #expect(abs(metrics.contingencySimilarity! - similarity) < 1e-12)
        let sides = [
          ((a.real, a.count), (b.real, b.count)), ((a.synthetic, a.count), (b.synthetic, b.count)),
        ]
        let v = sides.map { CramersV.association($0.0, $0.1) }
        #expect(Self.near(metrics.cramersV, v[0], v[1]))
        let information = sides.map { MutualInformation.value($0.0, $0.1) }
        #expect(Self.near(metrics.mutualInformation, information[0]?.bits, information[1]?.bits))
        #expect(
          Self.near(
            metrics.normalizedMutualInformation, information[0]?.normalized, information[1]?.normalized))
        guard case (.numbers(let x), .numbers(let u)) = cells[0],
          case (.numbers(let y), .numbers(let w)) = cells[1]
        else {
          #expect(metrics.pearson == nil && metrics.spearman == nil && metrics.kendall == nil)
          #expect(metrics.lowerTailDependence == nil)
          #expect(Self.near(metrics.association, v[0] ?? 0, v[1] ?? 0))
          continue
        }
        #expect(Self.near(metrics.pearson, Pearson.correlation(x, y), Pearson.correlation(u, w)))
        #expect(Self.near(metrics.spearman, Spearman.correlation(x, y), Spearman.correlation(u, w)))
        #expect(Self.near(metrics.kendall, Kendall.tauB(x, y), Kendall.tauB(u, w)))
        let tails = [TailDependence.coefficients(x, y), TailDependence.coefficients(u, w)]
        #expect(Self.near(metrics.lowerTailDependence, tails[0]?.lower, tails[1]?.lower))
        #expect(Self.near(metrics.upperTailDependence, tails[0]?.upper, tails[1]?.upper))
        #expect(
          Self.near(metrics.association, Pearson.correlation(x, y) ?? 0, Pearson.correlation(u, w) ?? 0))
      }
    }
  }

  @Test func theSameForEveryNumberOfThreads() throws {
    let (real, synthetic) = (mixedTable(rows: 20_000, seed: 5), mixedTable(rows: 9_000, seed: 6))
    let one = try PairMetrics.all(real, synthetic, threads: 1)
    for threads in [2, 3, 8] {
      #expect(try PairMetrics.all(real, synthetic, threads: threads) == one)
    }
  }

  /// Ranks of many pairs of columns and rows are taken on some of the rows, and the reader is told.
  @Test func ranksAreTakenOnASample() throws {
    let (real, synthetic) = (mixedTable(rows: 6_000, seed: 5), mixedTable(rows: 3_000, seed: 6))
    #expect(PairMetrics.note(real, synthetic) == nil)
    let all = try PairMetrics.all(real, synthetic, threads: 1)
    let limit = 10 * 2 * 4_000
    let note = try #require(PairMetrics.note(real, synthetic, rankLimit: limit))
    #expect(note.contains("10 pairs") && note.contains("4000 rows"))
    let sampled = try PairMetrics.all(real, synthetic, rankLimit: limit, seed: 1, threads: 2)
    #expect(try PairMetrics.all(real, synthetic, rankLimit: limit, seed: 1, threads: 1) == sampled)
    #expect(try PairMetrics.all(real, synthetic, rankLimit: limit, seed: 2, threads: 1) != sampled)
    for (a, b) in zip(all, sampled) {
      var (a, b) = (a, b)
      #expect((a.kendall == nil) == (b.kendall == nil))
      if let whole = a.spearman, let part = b.spearman {
        // 3,000 rows of the synthetic table are all of them.
        #expect(whole.synthetic == part.synthetic && abs(whole.real - part.real) < 0.05)
      }
      (a.spearman, b.spearman, a.kendall, b.kendall) = (nil, nil, nil, nil)
      (a.lowerTailDependence, b.lowerTailDependence) = (nil, nil)
      (a.upperTailDependence, b.upperTailDependence) = (nil, nil)
      #expect(a == b)
    }
    // Never fewer than 256 rows.
    #expect(PairMetrics.note(real, synthetic, rankLimit: 1)!.contains("256 rows"))
  }

  /// Beyond the limit pairs of numbers have Pearson's correlation, the same as below it, and other pairs everything.
  @Test func tooManyPairsOfNumbersHaveTheirCorrelationAlone() throws {
    let (real, synthetic) = (mixedTable(rows: 300, seed: 1), mixedTable(rows: 280, seed: 2))
    let all = try PairMetrics.all(real, synthetic, threads: 2)
    let limited = try PairMetrics.all(real, synthetic, pairLimit: 0, threads: 2)
    #expect(all.count == 55 && limited.count == 55)
    for (index, (i, j)) in columnPairs(11).enumerated() {
      // The first five columns are numbers.
      var expected = all[index]
      if j < 5 {
        #expect(expected.contingencySimilarity != nil)
        expected = PairMetrics()
        (expected.pearson, expected.association) = (all[index].pearson, all[index].association)
      }
      #expect(limited[index] == expected, "\(i) \(j)")
    }
    let note = try #require(PairMetrics.note(real, synthetic, pairLimit: 0))
    #expect(note.contains("left out beyond 0 pairs"))
    #expect(PairMetrics.note(real, synthetic) == nil)
  }

  /// Correlations that are handed over are used, and are what would be computed.
  @Test func correlationsAreComputedOnce() throws {
    let (real, synthetic) = (mixedTable(rows: 300, seed: 1), mixedTable(rows: 280, seed: 2))
    let compared = try ComparedTables([real, synthetic], threads: 2)
    let known = try compared.rows.map { try Correlations(compared.columns, $0, threads: 2) }
    func metrics(_ known: [Correlations]) throws -> [PairMetrics] {
      try PairMetrics.all(
        real, synthetic, known: TableCorrelations(real: known[0], synthetic: known[1]), seed: 0, threads: 2)
    }
    let all = try PairMetrics.all(real, synthetic, threads: 2)
    #expect(try metrics(known) == all)
    let swapped = try metrics([known[1], known[0]])
    for (pair, other) in zip(all, swapped) {
      #expect(
        pair.pearson?.real == other.pearson?.synthetic && pair.pearson?.synthetic == other.pearson?.real)
    }
  }

  @Test func smallTables() throws {
    let type = FieldType.float64(plainIntegers: false)
    func table(_ columns: [[Double]]) -> Table {
      Table(
        schema: Schema(columns.indices.map { Field(name: "c\($0)", type: type) }), rowCount: columns[0].count,
        columns: columns.map { Column(.float64($0)) })
    }
    #expect(try PairMetrics.all(table([[1]]), table([[2]]), threads: 2).isEmpty)
    #expect(PairMetrics.note(table([[1]]), table([[2]])) == nil)
    // One row, columns without a value, infinities: no value that is no number, and always a place in the heat map.
    for (real, synthetic) in [
      ([[1], [2]], [[3], [4]]), ([[1, 2], [2, 3]], [[3, 3], [4, 5]]),
      ([[.nan, .nan], [1, 2]], [[.nan, 1], [1, 2]]),
      ([[.infinity, 1, 2], [1, 2, 3]], [[1, 2, 3], [1, 2, -.infinity]]),
      ([[1e308, -1e308, 5], [1, 2, 3]], [[.leastNonzeroMagnitude, 0, 0x1p-1060], [1, 2, 4]]),
    ] as [([[Double]], [[Double]])] {
      let metrics = try PairMetrics.all(table(real), table(synthetic), threads: 1)[0]
      for child in Mirror(reflecting: metrics).children {
        guard let value = child.value as? RealAndSynthetic else { continue }
        #expect(value.real.isFinite && value.synthetic.isFinite, "\(child.label!) \(real)")
      }
      #expect(metrics.association != nil && metrics.contingencySimilarity != nil)
    }
  }
}
