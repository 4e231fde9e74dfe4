public import Tabular

extension ColumnMetrics {
  /// Compares a column of a synthetic table with the real one.
  ///
  /// The divergences of counts (total variation to chi-squared) are those of `ColumnCounts`: of levels, missing among
  /// them; of numbers, dates and times in ten bins of equal width over the real range with one for missing, one below
  /// and one above. The others are taken on the values as they are, missing ones left out. Identifiers have their
  /// uniqueness and their missing values, text its missing values alone. What is not defined is nil: measures on the
  /// scale of the range where the real column does not vary or is infinite, those of values where a table has none.
  ///
  /// - Precondition: Both columns are stored as the field's type says, with fewer than 2^32 rows.
  /// - Complexity: O(n): a radix sort of each column of numbers.
  public init(_ field: Field, real: Column, synthetic: Column) {
    self.init()
    missingValueSimilarity = MissingValueSimilarity.similarity(real: real, synthetic: synthetic)
    if case .identifier = field.type { keyUniqueness = KeyUniqueness.share(synthetic) }
    guard let counts = ColumnCounts(field, real: real, synthetic: synthetic) else { return }
    setDivergences(counts)
    if case .codes = real.values {
      categoryCoverage = CategoryCoverage.share(real: counts.real, synthetic: counts.synthetic)
      categoryAdherence = CategoryAdherence.share(real: counts.real, synthetic: counts.synthetic)
    } else {
      setDistances(SortedSample(real.numbers), SortedSample(synthetic.numbers), unit: field.type.storedUnit)
    }
  }

  private mutating func setDivergences(_ counts: ColumnCounts) {
    let (real, synthetic) = (counts.real, counts.synthetic)
    totalVariation = TotalVariation.distance(real, synthetic)
    jensenShannon = JensenShannon.distance(real, synthetic)
    kullbackLeibler = KullbackLeibler.divergence(real, from: synthetic)
    hellinger = Hellinger.distance(real, synthetic)
    let (statistic, degreesOfFreedom) = ChiSquared.statistic(real, synthetic)
    chiSquared = statistic
    chiSquaredPValue = ChiSquared.pValue(statistic: statistic, degreesOfFreedom: degreesOfFreedom)
  }

  private mutating func setDistances(_ real: SortedSample, _ synthetic: SortedSample, unit: Double) {
    kolmogorovSmirnov = KolmogorovSmirnov.distance(real, synthetic)
    let moved = Wasserstein1.distance(real, synthetic)
    wasserstein = moved.map { $0 * unit }.flatMap { $0.isFinite ? $0 : nil }
    guard let low = real.values.first, let high = real.values.last else { return }
    if let moved, high > low, (high - low).isFinite {
      let share = moved / (high - low)
      wassersteinOfRange = share.isFinite ? share : nil
    }
    boundaryAdherence = BoundaryAdherence.share(of: synthetic.values, low: low, high: high)
    rangeCoverage = RangeCoverage.coverage(real, synthetic)
    meanSimilarity = StatisticSimilarity.similarity(.mean, real, synthetic)
    medianSimilarity = StatisticSimilarity.similarity(.median, real, synthetic)
    standardDeviationSimilarity = StatisticSimilarity.similarity(.standardDeviation, real, synthetic)
  }
}
