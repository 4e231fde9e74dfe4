import Evaluation
import Tabular
import Testing

/// What SDMetrics 0.32 says of the reference tables.
@Suite struct MetricGoldenTests {
  static let numbers = ["age", "income", "joined"]

  static func expect(_ value: Double?, _ key: String, _ location: SourceLocation = #_sourceLocation) {
    let expected = Golden.value(key)
    #expect(abs((value ?? .nan) - expected) <= 1e-9, "\(key): \(expected)", sourceLocation: location)
  }

  /// A column in its own units, dates in days.
  static func values(_ name: String, _ table: Table) -> [Double] {
    let column = Golden.column(name, of: table)
    guard case .int64(let stored) = column.values else { return [] }
    let unit = name == "income" ? 100.0 : 1
    return stored.indices.map { column.validity?[$0] ?? true ? Double(stored[$0]) / unit : .nan }
  }

  /// The codes of a column of levels in both tables, 0 for missing.
  static func codes(_ name: String) -> (real: [Int32], synthetic: [Int32], count: Int) {
    var known: [String: Int32] = [:]
    func codes(_ table: Table) -> [Int32] {
      let column = Golden.column(name, of: table)
      guard case .codes(let codes, let levels) = column.values else { return [] }
      return codes.indices.map { row in
        guard column.validity?[row] ?? true else { return 0 }
        let level = levels.strings[Int(codes[row])]
        return known[level, default: Int32(known.count + 1)].also { known[level] = $0 }
      }
    }
    let (real, synthetic) = (codes(Golden.real), codes(Golden.synthetic))
    return (real, synthetic, known.count + 1)
  }

  static func metrics(_ name: String) -> ColumnMetrics {
    ColumnMetrics(
      Golden.field(name), real: Golden.column(name, of: Golden.real),
      synthetic: Golden.column(name, of: Golden.synthetic))
  }

  @Test(arguments: numbers) func columnOfNumbers(name: String) {
    let metrics = Self.metrics(name)
    let (real, synthetic) = (Self.values(name, Golden.real), Self.values(name, Golden.synthetic))
    Self.expect(metrics.kolmogorovSmirnov.map { 1 - $0 }, "KS.\(name)")
    Self.expect(KolmogorovSmirnov.sdmetricsComplement(real: real, synthetic: synthetic), "KS.\(name)")
    Self.expect(metrics.boundaryAdherence, "Boundary.\(name)")
    Self.expect(BoundaryAdherence.share(real: real, synthetic: synthetic), "Boundary.\(name)")
    Self.expect(BoundaryAdherence.sdmetricsShare(real: real, synthetic: synthetic), "Boundary.\(name)")
    Self.expect(metrics.rangeCoverage, "RangeCov.\(name)")
    Self.expect(RangeCoverage.coverage(real: real, synthetic: synthetic), "RangeCov.\(name)")
    Self.expect(metrics.missingValueSimilarity, "Missing.\(name)")
    Self.expect(metrics.meanSimilarity, "Stat.mean.\(name)")
    Self.expect(metrics.medianSimilarity, "Stat.median.\(name)")
    Self.expect(metrics.standardDeviationSimilarity, "Stat.std.\(name)")
    Self.expect(
      StatisticSimilarity.similarity(.mean, real: real, synthetic: synthetic), "Stat.mean.\(name)")
  }

  @Test(arguments: ["grp", "flag"]) func columnOfLevels(name: String) throws {
    let counts = try #require(
      ColumnCounts(
        Golden.field(name), real: Golden.column(name, of: Golden.real),
        synthetic: Golden.column(name, of: Golden.synthetic)))
    let complement = TotalVariation.sdmetricsComplement(
      real: Array(counts.real.dropFirst()), synthetic: Array(counts.synthetic.dropFirst()))
    // Exactly: the quirk that a level of the synthetic table alone has a millionth of a row is theirs.
    #expect(abs(complement! - Golden.value("TV.\(name)")) <= 1e-14)
    if name == "grp" {
      let metrics = Self.metrics(name)
      Self.expect(metrics.categoryAdherence, "CatAdh.grp")
      Self.expect(metrics.categoryCoverage, "CatCov.grp")
      // Missing is a level in ours.
      #expect(metrics.totalVariation != 1 - complement!)
    }
  }

  @Test func identifier() {
    Self.expect(KeyUniqueness.share(Golden.column("id", of: Golden.synthetic)), "KeyUniq.id")
    Self.expect(Self.metrics("id").keyUniqueness, "KeyUniq.id")
  }

  @Test(arguments: [("age", "income"), ("age", "joined"), ("income", "joined")])
  func correlation(first: String, second: String) {
    func pair(_ table: Table) -> (x: [Double], y: [Double]) {
      (Self.values(first, table), Self.values(second, table))
    }
    let (real, synthetic) = (pair(Golden.real), pair(Golden.synthetic))
    for (coefficient, name) in [
      (CorrelationSimilarity.Coefficient.pearson, "Pearson"), (.spearman, "Spearman"),
    ] {
      let breakdown = CorrelationSimilarity.sdmetrics(
        real: real, synthetic: synthetic, coefficient: coefficient)
      Self.expect(breakdown.score, "Corr.\(name).\(first).\(second)")
      let own = zip([real, synthetic], [breakdown.real, breakdown.synthetic]).allSatisfy {
        coefficient.correlation($0.x, $0.y) == $1
      }
      #expect(own)
    }
  }

  @Test func contingency() {
    let (grp, flag) = (Self.codes("grp"), Self.codes("flag"))
    Self.expect(ContingencySimilarity.similarity(grp, flag), "Cont.grp.flag")
    Self.expect(
      CramersV.association((grp.real, grp.count), (flag.real, flag.count)), "CramerV.grp.flag")
    let income = ContingencySimilarity.sdmetricsBins(
      real: Self.values("income", Golden.real), synthetic: Self.values("income", Golden.synthetic))
    Self.expect(ContingencySimilarity.similarity(income, grp), "Cont.disc.income.grp")
  }

  @Test func pairs() throws {
    let pairs = try PairMetrics.all(Golden.real, Golden.synthetic, threads: 2)
    // age, income, grp, flag, joined.
    #expect(pairs.count == 10)
    for (index, key) in [(0, "age.income"), (3, "age.joined"), (6, "income.joined")] {
      let similarities = [("Pearson", pairs[index].pearson), ("Spearman", pairs[index].spearman)]
      for (name, values) in similarities {
        Self.expect(
          values.map { CorrelationSimilarity.similarity($0.real, $0.synthetic) }, "Corr.\(name).\(key)")
      }
    }
    Self.expect(pairs[7].contingencySimilarity, "Cont.grp.flag")
    Self.expect(pairs[7].cramersV?.real, "CramerV.grp.flag")
    #expect(pairs[7].pearson == nil && pairs[7].association == pairs[7].cramersV)
    #expect(pairs[0].association == pairs[0].pearson)
  }
}

extension Int32 {
  /// The number itself, once `body` has seen it.
  fileprivate func also(_ body: (Int32) -> Void) -> Int32 {
    body(self)
    return self
  }
}
