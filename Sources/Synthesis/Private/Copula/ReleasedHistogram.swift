internal import Privacy

/// A column's released shares.
struct ReleasedHistogram {
  /// Of all rows; neither 1 nor, where the domain is not nullable, anything but 0.
  let missing: Double
  /// Of the cells of values, among the rows that have one; they sum to 1.
  let shares: [Double]
  /// The standard deviation of the noise of `missing`.
  let missingDeviation: Double

  /// Counts of all columns' cells, as released: with the deviation of each count's noise, and the variance of their sum.
  struct Counts {
    var values: [[Double]]
    var deviations: [Double]
    var totalVariances: [Double]

    /// The mean of two, each by the inverse of its variance.
    func combined(with other: Counts) -> Counts {
      var result = self
      for column in values.indices {
        let (a, b) = (pow2(other.deviations[column]), pow2(deviations[column]))
        let part = a + b > 0 ? a / (a + b) : 0.5
        result.values[column] = zip(values[column], other.values[column]).map { $0 * part + $1 * (1 - part) }
        result.deviations[column] = (pow2(part) * b + pow2(1 - part) * a).squareRoot()
        result.totalVariances[column] =
          pow2(part) * totalVariances[column] + pow2(1 - part) * other.totalVariances[column]
      }
      return result
    }

    private func pow2(_ x: Double) -> Double { x * x }
  }

  /// Measures the histograms of all columns. All that is not a release is made from releases and public quantities.
  static func measure(
    _ records: ConfidentialRecords, domains: [PublicDomain], costs: [PrivacyCost],
    budget: inout PrivacyBudget
  ) throws -> Counts {
    let long = domains.indices.filter { domains[$0].valueCount >= HistogramHierarchy.leastCells }
    let short = domains.indices.filter { domains[$0].valueCount < HistogramHierarchy.leastCells }
    var counts = [[Double]](repeating: [], count: domains.count)
    var deviations = [Double](repeating: 0, count: domains.count)
    var totalVariances = deviations
    let flat = try records.histograms(of: short, spending: short.map { costs[$0] }, from: &budget)
    for (column, noisy) in zip(short, flat) {
      counts[column] = noisy.counts.map { Double($0) }
      deviations[column] = noisy.deviation
      totalVariances[column] = noisy.deviation * noisy.deviation * Double(noisy.counts.count)
    }
    for column in long {
      let levels = levels(of: domains[column])
      let parts = costs[column].split([Double](repeating: 1, count: levels.count + 1))
      let own = records.merged([[column]])
      var measured: [(values: [Double], variance: Double)] = []
      for (index, cost) in parts.enumerated() {
        let noisy = try (index == 0 ? own : own.regrouped(by: [levels[index - 1]]))
          .histogram(of: 0, spending: cost, from: &budget)
        measured.append((noisy.counts.map { Double($0) }, noisy.deviation * noisy.deviation))
      }
      (counts[column], totalVariances[column]) = HistogramHierarchy.consistent(
        measured, levels: levels)
      deviations[column] = measured[0].variance.squareRoot()
    }
    return Counts(values: counts, deviations: deviations, totalVariances: totalVariances)
  }

  /// The histograms that counts make.
  ///
  /// The number of rows is the mean of the histograms' sums, weighted by their precision (where it is public it is that).
  /// Cells in an order are merged where the noise tells no difference (`ChangePointMean`); the result is the nearest one
  /// without negative counts.
  ///
  /// - Returns: The histograms, and the estimated number of rows, at least 1.
  static func all(
    _ counts: Counts, _ records: ConfidentialRecords, domains: [PublicDomain], budget: inout PrivacyBudget
  ) throws -> (histograms: [ReleasedHistogram], rows: Double) {
    let rows = try total(
      records, counts: counts.values, variances: counts.totalVariances, budget: &budget)
    let histograms = domains.indices.map { column in
      ReleasedHistogram(
        counts.values[column], levels: levels(of: domains[column]), domain: domains[column],
        deviation: counts.deviations[column], rows: rows)
    }
    return (histograms, rows)
  }

  /// The coarser levels at which a column's cells are counted as well; none where they are few.
  private static func levels(of domain: PublicDomain) -> [[UInt16]] {
    guard domain.valueCount >= HistogramHierarchy.leastCells else { return [] }
    return HistogramHierarchy(cells: domain.count, firstValue: domain.firstValue).levels
  }

  private static func total(
    _ records: ConfidentialRecords, counts: [[Double]], variances: [Double], budget: inout PrivacyBudget
  ) throws -> Double {
    if budget.parameters.isRowCountPublic {
      return max(1, Double(try records.count(spending: .zero, from: &budget).counts[0]))
    }
    var (sum, precision) = (0.0, 0.0)
    for (counts, variance) in zip(counts, variances) {
      sum += counts.reduce(0, +) / variance
      precision += 1 / variance
    }
    return max(1, (sum / precision).rounded())
  }

  private init(
    _ estimates: [Double], levels: [[UInt16]], domain: PublicDomain, deviation: Double, rows: Double
  ) {
    var counts = estimates
    if domain.isOrdinal {
      let first = domain.firstValue
      let smoothed = ChangePointMean.smoothed(
        Array(counts[first...]), widths: domain.widths, deviation: deviation, total: rows)
      counts.replaceSubrange(first..., with: smoothed)
    }
    // A number of rows that drowns in noise would leave one cell of all.
    let rows = max(rows, deviation * Double(counts.count).squareRoot())
    let projected = HistogramHierarchy.projected(counts, estimates: estimates, levels: levels, total: rows)
    let present = projected[domain.firstValue...].reduce(0, +)
    missing = domain.isNullable ? min(projected[0] / rows, 1 - 0x1p-20) : 0
    shares =
      present > 0
      ? projected[domain.firstValue...].map { $0 / present }
      : [Double](repeating: 1 / Double(domain.valueCount), count: domain.valueCount)
    missingDeviation = domain.isNullable ? deviation / rows : 0
  }
}

extension PublicDomain {
  /// How many numbers each cell of values holds, or how long it is.
  fileprivate var widths: [Double] {
    switch cells {
    case .integers(let lower, let maximum):
      let ends = lower.dropFirst().map { Double($0) } + [Double(maximum) + 1]
      return zip(lower, ends).map { max($1 - Double($0), 1) }
    case .reals(let lower, let maximum):
      return zip(lower, lower.dropFirst() + [maximum]).map { $1 - $0 }
    case .levels(let levels, _): return [Double](repeating: 1, count: levels.count)
    }
  }
}
