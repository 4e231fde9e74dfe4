internal import Kernels
internal import Scheduling
public import Tabular

/// How like a real table another one is: its columns one by one, and pair by pair.
///
/// Every score is 1 less a distance, in 0...1; 1 is identity. All rows count.
public struct Likeness: Sendable {
  /// A column and its score: 1 less the Kolmogorov-Smirnov distance of numbers, dates and times, 1 less the total
  /// variation distance of levels (missing is a level).
  public let columnShapes: [(column: String, score: Double)]
  /// A pair of columns and its score. Two columns of numbers: 1 - |r - s| / 2, of Pearson's correlations r and
  /// s. Otherwise 1 less the total variation distance of the joint table, numbers cut into ten bins of equal width
  /// over the real table's range, with one for missing, one below and one above.
  public let pairTrends: [(first: String, second: String, score: Double)]

  public var shapeScore: Double { Likeness.mean(columnShapes.map(\.score)) }
  public var trendScore: Double { Likeness.mean(pairTrends.map(\.score)) }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 1 : values.reduce(0, +) / Double(values.count)
  }

  /// Compares a table with the real one. Identifiers and text are left out.
  ///
  /// The result does not depend on `threads`.
  ///
  /// - Precondition: Both tables have the same columns, in the same order and stored alike, and fewer than 2^31 rows.
  /// - Complexity: O(columns² * rows), a fraction of a nanosecond per pair and row.
  public init(real: Table, synthetic: Table, threads: Int) throws {
    precondition(real.schema.fields.map(\.name) == synthetic.schema.fields.map(\.name))
    precondition(real.rowCount < 1 << 31 && synthetic.rowCount < 1 << 31)
    let names = real.schema.fields.map(\.name)
    let prepared = try Parallel.map(count: names.count, threads: threads) { index in
      AlignedColumn(
        real.schema.fields[index], real: real.columns[index], synthetic: synthetic.columns[index]
      ).map { (column: $0, codes: CodedColumn($0), shape: Likeness.shape($0)) }
    }
    let kept = prepared.indices.filter { prepared[$0] != nil }
    let columns = kept.map { prepared[$0]! }
    columnShapes = zip(kept, columns).map { (names[$0], $1.shape) }

    let distances = try PairDistances(columns.map(\.codes), threads: threads)
    // The place of each column of numbers among those.
    var places = [Int?](repeating: nil, count: columns.count)
    var numbers: [NumberPair] = []
    for (index, column) in columns.enumerated() {
      guard case .numbers(let pair) = column.column else { continue }
      places[index] = numbers.count
      numbers.append(pair)
    }
    let expected = try Correlations(
      numbers.map { ($0.real, $0.realRange) }, rows: real.rowCount, threads: threads)
    let observed = try Correlations(
      numbers.map { ($0.synthetic, $0.syntheticRange) }, rows: synthetic.rowCount, threads: threads)
    var trends: [(first: String, second: String, score: Double)] = []
    for i in columns.indices {
      for j in i + 1..<max(i + 1, columns.count) {
        var score = 1 - distances[i, j]
        if let x = places[i], let y = places[j] { score = 1 - abs(expected[x, y] - observed[x, y]) / 2 }
        trends.append((names[kept[i]], names[kept[j]], score))
      }
    }
    pairTrends = trends
  }

  private static func shape(_ column: AlignedColumn) -> Double {
    switch column {
    case .numbers(let numbers): 1 - KolmogorovSmirnov.distance(numbers)
    case .levels(let real, let synthetic, let count):
      1 - TotalVariation.distance(real.counts(levels: count), synthetic.counts(levels: count))
    }
  }
}
