internal import Learning
internal import Tabular

/// Which rows learners look at.
enum LearnerRows {
  /// Cells of a table beyond which fewer rows are looked at: of 15 columns 100,000 rows, of 1,000 columns 1,500.
  static let mostCells = 1_500_000
  /// Rows of each table below which nothing is learnt.
  static let fewest = 10

  /// Rows times trees beyond which fewer rows are learnt from where a target has many classes: of 7 to 60 classes some
  /// 20,000 rows, of 100 classes 12,000.
  static let mostTreeRows = 12_000_000

  /// The most rows of a table of so many columns: `sampleLimit`, and no more than `mostCells` cells.
  static func limit(columns: Int, options: EvaluationOptions) -> Int {
    max(fewest, min(options.sampleLimit, mostCells / max(1, columns)))
  }
}

/// What trees of wide tables save: the search for a split looks at every bin of every column in every node, whatever
/// the rows.
enum WideTrees {
  /// Bins of a column: 254 up to 78 columns, then fewer, 32 at least.
  static func bins(columns: Int) -> Int { max(32, min(254, 20_000 / max(1, columns))) }

  /// The share of the columns that each tree looks at: all of up to 200, then 200 drawn anew for each tree.
  static func columnShare(columns: Int) -> Double { min(1, 200 / Double(max(1, columns))) }
}

/// Equally many rows of the real and the synthetic table, and as many held-out rows as there may be, in the terms of
/// both learners: the features of the real rows, then of the synthetic ones, then of those held out.
struct LearnerSample: Sendable {
  let linear: LinearEncoding
  let bins: FeatureBins
  let binned: BinnedRows
  /// Rows of the real table, and of the synthetic one.
  let count: Int
  let holdoutCount: Int

  /// Rows of one table and of another one, by their places in the sample.
  struct Comparison: Sendable {
    let first: Int
    let second: Int
    let count: Int
  }

  /// `nil` with fewer than `LearnerRows.fewest` rows of either table, or without a column to learn from.
  init?(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let limit = LearnerRows.limit(columns: tables.schema.fields.count, options: options)
    count = min(tables.real.rowCount, tables.synthetic.rowCount, limit)
    guard count >= LearnerRows.fewest else { return nil }
    var parts = [
      tables.real.sample(count, purpose: .realSample, options: options),
      tables.synthetic.sample(count, purpose: .syntheticSample, options: options),
    ]
    if let holdout = tables.holdout, holdout.rowCount >= LearnerRows.fewest {
      parts.append(holdout.sample(min(holdout.rowCount, limit), purpose: .holdoutSample, options: options))
    }
    holdoutCount = parts.count == 3 ? parts[2].rowCount : 0
    linear = try LinearEncoding(parts, threads: options.threads)
    guard !linear.columns.isEmpty else { return nil }
    bins = FeatureBins(parts, maximumBins: WideTrees.bins(columns: tables.schema.fields.count))
    binned = BinnedRows(stacking: parts.map(bins.encode))
  }

  /// Real (0) against synthetic (1).
  var againstReal: Comparison { Comparison(first: 0, second: count, count: count) }
  /// Held-out (0) against synthetic (1).
  var againstHoldout: Comparison? {
    holdoutCount == 0
      ? nil : Comparison(first: 2 * count, second: count, count: min(count, holdoutCount))
  }
  /// Real (0) against held-out (1).
  var reference: Comparison? {
    holdoutCount == 0 ? nil : Comparison(first: 0, second: 2 * count, count: min(count, holdoutCount))
  }

  /// The rows of `comparison` in the order of `folds`: where one table has more rows, a random part of them.
  func rows(_ comparison: Comparison, _ folds: StratifiedFolds, round: UInt32, options: EvaluationOptions)
    -> [Int32]
  {
    func chosen(_ start: Int, side: UInt32) -> [Int32] {
      let available = start == 2 * count ? holdoutCount : count
      if available == comparison.count { return (0..<Int32(available)).map { Int32(start) + $0 } }
      return RowDraw.shuffled(available, purpose: .split, round: 2 * round + side, seed: options.seed)
        .prefix(comparison.count).map { Int32(start) + $0 }
    }
    let both = chosen(comparison.first, side: 0) + chosen(comparison.second, side: 1)
    return folds.order.map { both[Int($0)] }
  }
}

extension Table {
  /// `size` rows, or all of them if there are no more.
  func sample(_ size: Int, purpose: RowPurpose, options: EvaluationOptions) -> Table {
    if size >= rowCount { return self }
    return rows(RowDraw.sample(size, of: rowCount, purpose: purpose, seed: options.seed))
  }
}
