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
    let plan = ChunkPlan(rows: 0..<rowCount, chunkRows: blockRows * blocksPerTask)
    let empty = PairwiseMoments(order: columns.count, isComplete: isComplete)
    let parts = try Parallel.map(count: plan.count, threads: threads) { task in
      var moments = empty
      let blocks = ChunkPlan(rows: plan[task], chunkRows: blockRows)
      for block in 0..<blocks.count {
        let (values, present) = self.block(columns, scores, rows: blocks[block], isComplete: isComplete)
        moments.add(values, present: present)
      }
      return moments
    }
    var total = empty
    for part in parts { total += part }
    // A table of fewer rows than that has nothing better.
    return total.correlation(leastRows: isComplete ? 2 : min(leastRows, Double(rowCount)))
  }

  private static func block(
    _ columns: [BinnedColumn], _ scores: [StepScores], rows: Range<Int>, isComplete: Bool
  ) -> (values: Matrix, present: Matrix?) {
    var values = Matrix(rows: columns.count, columns: rows.count)
    var present = isComplete ? nil : Matrix(rows: columns.count, columns: rows.count)
    for (j, column) in columns.enumerated() {
      let table = scores[j].scores
      for (k, row) in rows.enumerated() where column.validity?[row] ?? true {
        values[j, k] = table[Int(column.codes[row])]
        present?[j, k] = 1
      }
    }
    return (values, present)
  }
}
