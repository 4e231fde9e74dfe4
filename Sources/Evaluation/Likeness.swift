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
  /// - Precondition: Both tables have the same columns, in the same order and stored alike.
  /// - Complexity: O(columns² * rows).
  public init(real: Table, synthetic: Table, threads: Int) throws {
    precondition(real.schema.fields.map(\.name) == synthetic.schema.fields.map(\.name))
    let names = real.schema.fields.map(\.name)
    let aligned = try Parallel.map(count: names.count, threads: threads) { index in
      AlignedColumn(
        real.schema.fields[index], real: real.columns[index], synthetic: synthetic.columns[index])
    }
    let kept = aligned.indices.filter { aligned[$0] != nil }
    let columns = kept.map { aligned[$0]! }
    let binned = try Parallel.map(count: columns.count, threads: threads) { CommonBins(columns[$0]) }
    let shapes = try Parallel.map(count: columns.count, threads: threads) { index in
      switch columns[index] {
      case .numbers(let real, let synthetic): 1 - KolmogorovSmirnov.distance(real, synthetic)
      case .levels(let real, let synthetic, let count):
        1
          - TotalVariation.distance(
            Likeness.counts(real, count: count), Likeness.counts(synthetic, count: count))
      }
    }
    columnShapes = zip(kept, shapes).map { (names[$0], $1) }
    var pairs: [(Int, Int)] = []
    for i in columns.indices { for j in columns.indices where j > i { pairs.append((i, j)) } }
    let scores = try Parallel.map(count: pairs.count, threads: threads) { [pairs] index in
      let (i, j) = pairs[index]
      if case .numbers(let real, let synthetic) = columns[i],
        case .numbers(let otherReal, let otherSynthetic) = columns[j]
      {
        return 1 - abs(pearson(real, otherReal) - pearson(synthetic, otherSynthetic)) / 2
      }
      return 1 - CommonBins.jointDistance(binned[i], binned[j])
    }
    pairTrends = zip(pairs, scores).map { (names[kept[$0.0]], names[kept[$0.1]], $1) }
  }

  private static func counts(_ codes: [Int32], count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for code in codes { counts[Int(code)] += 1 }
    return counts
  }
}

/// Pearson's correlation of two samples over the rows where neither is NaN; 0 if one does not vary.
func pearson(_ x: [Double], _ y: [Double]) -> Double {
  var n = 0.0
  var (meanX, meanY, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) where !a.isNaN && !b.isNaN {
    // Welford's update: sums of squares of large numbers would cancel.
    n += 1
    let dx = a - meanX
    let dy = b - meanY
    meanX += dx / n
    meanY += dy / n
    xx += dx * (a - meanX)
    yy += dy * (b - meanY)
    xy += dx * (b - meanY)
  }
  return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
}
