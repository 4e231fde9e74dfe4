internal import Scheduling
internal import Tabular

/// What the charts of a report are drawn from.
public struct EvaluationPictures: Sendable, Hashable {
  /// Of the columns that were asked for, by their places in the schema.
  public let columns: [Int: ColumnPicture]
  /// Of the pairs that were asked for, in that order, without those that have no distribution.
  public let pairs: [PairPicture]

  /// - Parameters:
  ///   - columns: Places in the schema.
  ///   - pairs: Likewise.
  /// - Complexity: O(rows * (columns + pairs)).
  public init(_ tables: EvaluationTables, columns: [Int], pairs: [(Int, Int)], threads: Int) throws {
    let fields = tables.schema.fields
    let drawn = try Parallel.map(count: columns.count, threads: threads) { index in
      let column = columns[index]
      return ColumnPicture(
        fields[column], real: tables.real.columns[column], synthetic: tables.synthetic.columns[column],
        holdout: tables.holdout?.columns[column])
    }
    self.columns = Dictionary(
      zip(columns, drawn).compactMap { column, picture in picture.map { (column, $0) } },
      uniquingKeysWith: { a, _ in a })
    let used = Set(pairs.flatMap { [$0.0, $0.1] }).sorted()
    let coded = try Parallel.map(count: used.count, threads: threads) { index in
      AxisCodes(
        fields[used[index]], real: tables.real.columns[used[index]],
        synthetic: tables.synthetic.columns[used[index]])
    }
    let codes = Dictionary(uniqueKeysWithValues: zip(used, coded))
    let counted = try Parallel.map(count: pairs.count, threads: threads) { index -> PairPicture? in
      let (first, second) = pairs[index]
      guard let a = codes[first] ?? nil, let b = codes[second] ?? nil else { return nil }
      return PairPicture((first, a), (second, b))
    }
    self.pairs = counted.compactMap { $0 }
  }
}
