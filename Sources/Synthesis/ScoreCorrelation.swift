internal import Copulas
internal import Distributions
internal import LinearAlgebra
internal import Scheduling
internal import Tabular

/// Correlations of the normal scores of binned columns, over the rows where both are present.
enum ScoreCorrelation {
  private static let blockRows = 4096
  private static let blocksPerTask = 16

  /// Fewer shared rows than this say nothing about a pair.
  static let leastRows = 10.0

  /// - Parameter scores: One table of scores for each column's cells.
  /// - Returns: Correlations with a unit diagonal, NaN for pairs that hardly any row shows together or that do not
  ///   both vary there; and the number of rows of each.
  /// - Complexity: O(rows * columns²).
  static func matrix(
    _ columns: [BinnedColumn], scores: [StepScores], rowCount: Int, threads: Int
  ) throws -> (values: Matrix, rows: Matrix) {
    let isComplete = columns.allSatisfy { $0.validity == nil }
    return try correlation(
      moments(columns, scores: scores, rowCount: rowCount, isComplete: isComplete, threads: threads),
      isComplete: isComplete, rowCount: rowCount)
  }

  static func correlation(
    _ moments: PairwiseMoments, isComplete: Bool, rowCount: Int
  ) -> (values: Matrix, rows: Matrix) {
    // A table of fewer rows than that has nothing better.
    moments.correlation(leastRows: isComplete ? 2 : min(leastRows, Double(rowCount)))
  }

  /// The sums over some rows.
  static func moments(
    _ columns: [BinnedColumn], scores: [StepScores], rowCount: Int, isComplete: Bool, threads: Int
  ) throws -> PairwiseMoments {
    let plan = ChunkPlan(rows: 0..<rowCount, chunkRows: blockRows * blocksPerTask)
    let empty = PairwiseMoments(order: columns.count, isComplete: isComplete)
    let parts = try Parallel.map(count: plan.count, threads: threads) { task in
      var moments = empty
      let blocks = ChunkPlan(rows: plan[task], chunkRows: blockRows)
      // One buffer for all blocks but the last, which may be shorter.
      var values = Matrix(rows: columns.count, columns: 0)
      var present = isComplete ? nil : values
      for block in 0..<blocks.count {
        let rows = blocks[block]
        if values.columns != rows.count {
          values = Matrix(rows: columns.count, columns: rows.count)
          if !isComplete { present = values }
        }
        for (j, column) in columns.enumerated() {
          column.write(scores[j].scores, rows: rows, at: j * rows.count, values: &values, present: &present)
        }
        moments.add(values, present: present)
      }
      return moments
    }
    var total = empty
    for part in parts { total += part }
    return total
  }
}

extension BinnedColumn {
  /// Writes the scores of `rows`, 0 where the value is missing, and its presence, 1 or 0, from element `start` on.
  fileprivate func write(
    _ scores: [Double], rows: Range<Int>, at start: Int, values: inout Matrix, present: inout Matrix?
  ) {
    values.elements.withUnsafeMutableBufferPointer { values in
      codes.withUnsafeBufferPointer { codes in
        scores.withUnsafeBufferPointer { scores in
          for k in 0..<rows.count { values[start + k] = scores[Int(codes[rows.lowerBound + k])] }
        }
      }
      validity?.forEachClear(in: rows) { values[start + $0 - rows.lowerBound] = 0 }
    }
    present?.elements.withUnsafeMutableBufferPointer { present in
      present[start..<(start + rows.count)].update(repeating: 1)
      validity?.forEachClear(in: rows) { present[start + $0 - rows.lowerBound] = 0 }
    }
  }
}
