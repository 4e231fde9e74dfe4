internal import Scheduling
public import Tabular

/// How like a real table another one is: its columns one by one, and pair by pair.
///
/// Every score is 1 less a distance, in 0...1; 1 is identity. All rows count.
public struct Likeness: Sendable {
  /// A column and its score. Of numbers, dates and times the lesser of 1 less the Kolmogorov-Smirnov distance of the
  /// values that are present, and 1 less the difference of the shares of missing ones; of levels 1 less the total
  /// variation distance, missing being a level.
  public let columnShapes: [(column: String, score: Double)]
  /// A pair of columns and its score. Two columns of numbers: the lesser of 1 - |r - s| / 2, of Pearson's correlations
  /// r and s over the rows that have both values, and 1 less the total variation distance of the shares of rows that have
  /// both values, one of them alone, or none. Otherwise 1 less the total variation distance of the joint table, numbers cut into ten bins of equal width
  /// over the real table's range, with one for missing, one below and one above.
  public let pairTrends: [(first: String, second: String, score: Double)]

  /// The mean over the columns, and over the pairs; 1 of nothing, as nothing differs.
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
    let tables = try ComparedTables([real, synthetic], threads: threads)
    let scores = try LikenessScores(
      tables.columns, real: tables.rows[0], other: tables.rows[1], threads: threads)
    let names = tables.columns.map(\.name)
    columnShapes = zip(names, scores.shapes).map { ($0, $1) }
    pairTrends = zip(columnPairs(names.count), scores.trends).map { (names[$0.0], names[$0.1], $1) }
  }
}

/// The pairs i < j of `count` columns, in the order of i, then of j.
func columnPairs(_ count: Int) -> [(Int, Int)] {
  (0..<count).flatMap { i in (i + 1..<max(i + 1, count)).map { (i, $0) } }
}

/// The scores of a table's columns and pairs of columns.
struct LikenessScores: Sendable {
  var shapes: [Double]
  /// In the order of `columnPairs`.
  var trends: [Double]

  init(shapes: [Double], trends: [Double]) { (self.shapes, self.trends) = (shapes, trends) }

  init(_ columns: [ScoredColumn], real: ComparedRows, other: ComparedRows, threads: Int) throws {
    shapes = try Parallel.map(count: columns.count, threads: threads) { index in
      columns[index].shape(real.parts[index], other.parts[index])
    }
    trends = try LikenessScores.trends(
      columns, real: real, other: other,
      realCorrelations: Correlations(columns, real, threads: threads), threads: threads)
  }

  /// The scores of the pairs alone.
  static func trends(
    _ columns: [ScoredColumn], real: ComparedRows, other: ComparedRows, realCorrelations: Correlations,
    threads: Int
  ) throws -> [Double] {
    let coded = columns.indices.map {
      CodedColumn(
        real: real.parts[$0].codes, synthetic: other.parts[$0].codes, count: columns[$0].codeCount,
        binned: columns[$0].binned)
    }
    let distances = try PairDistances(coded, threads: threads)
    let correlations = try Correlations(columns, other, threads: threads)
    let places = numberPlaces(columns)
    return columnPairs(columns.count).map { i, j in
      guard let x = places[i], let y = places[j] else { return 1 - distances[i, j] }
      return trend(realCorrelations, correlations, x, y)
    }
  }
}

/// The score of two columns of numbers, by their places among those.
func trend(_ real: Correlations, _ other: Correlations, _ x: Int, _ y: Int) -> Double {
  1
    - max(
      abs(real[x, y] - other[x, y]) / 2, PresentRows.distance(real.present(x, y), other.present(x, y)))
}

/// Of each column its place among those of numbers.
func numberPlaces(_ columns: [ScoredColumn]) -> [Int?] {
  var next = 0
  return columns.map { column in
    guard column.binned else { return nil }
    defer { next += 1 }
    return next
  }
}

extension Correlations {
  /// Of the columns of numbers.
  init(_ columns: [ScoredColumn], _ rows: ComparedRows, threads: Int) throws {
    try self.init(
      rows.parts.compactMap(\.numbers), rows: rows.count, threads: threads)
  }
}

extension ScoredColumn {
  /// The score of one column.
  func shape(_ real: ComparedRows.Part, _ other: ComparedRows.Part) -> Double {
    switch form {
    case .numbers(_, let whole):
      1
        - max(
          KolmogorovSmirnov.distance(NumberPair(real.numbers!, other.numbers!, whole: whole)),
          abs(real.numbers!.missingShare - other.numbers!.missingShare))
    case .levels:
      1
        - TotalVariation.distance(
          real.codes.counts(levels: codeCount), other.codes.counts(levels: codeCount))
    }
  }
}
