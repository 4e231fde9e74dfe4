internal import Distributions
internal import LinearAlgebra
internal import Scheduling
internal import Tabular

/// Pearson correlations of the normal scores of binned columns, over the rows where both are present.
///
/// With S the scores (0 where missing), T their squares and M the indicators of presence, all pairs come from
/// five products: SᵀS, SᵀM, TᵀM and MᵀM; without missing values from SᵀS alone (`dsyrk`). Rows are taken in
/// blocks whose sums are added in order, so the result does not depend on the number of threads.
enum ScoreCorrelation {
  private static let blockRows = 4096
  private static let blocksPerTask = 16

  private struct Sums: Sendable {
    var products: Matrix
    var scoresByPresence: Matrix
    var squaresByPresence: Matrix
    var pairs: Matrix

    init(order: Int) {
      let zero = Matrix(rows: order, columns: order)
      (products, scoresByPresence, squaresByPresence, pairs) = (zero, zero, zero, zero)
    }

    static func += (left: inout Sums, right: Sums) {
      func add(_ a: inout Matrix, _ b: Matrix) {
        for k in a.elements.indices { a.elements[k] += b.elements[k] }
      }
      add(&left.products, right.products)
      add(&left.scoresByPresence, right.scoresByPresence)
      add(&left.squaresByPresence, right.squaresByPresence)
      add(&left.pairs, right.pairs)
    }
  }

  /// - Parameter scores: One table of scores for each column's cells.
  /// - Returns: Unit diagonal; NaN for pairs that do not both vary in the rows they share.
  /// - Complexity: O(rows * columns²).
  static func matrix(
    _ columns: [BinnedColumn], scores: [StepScores], rowCount: Int, threads: Int
  ) throws -> Matrix {
    let d = columns.count
    let complete = columns.allSatisfy { $0.validity == nil }
    let plan = ChunkPlan(rows: 0..<rowCount, chunkRows: blockRows * blocksPerTask)
    var total = Sums(order: d)
    let parts = try Parallel.map(count: plan.count, threads: threads) { task in
      var sums = Sums(order: d)
      let blocks = ChunkPlan(rows: plan[task], chunkRows: blockRows)
      for block in 0..<blocks.count {
        sums += blockSums(columns, scores, rows: blocks[block], complete: complete)
      }
      return sums
    }
    for part in parts { total += part }

    var result = Matrix.identity(d)
    for i in 0..<d {
      for j in 0..<i {
        let n = complete ? Double(rowCount) : total.pairs[i, j]
        let (si, sj, tii, tjj): (Double, Double, Double, Double)
        if complete {
          // Scores have mean zero by construction.
          (si, sj, tii, tjj) = (0, 0, total.products[i, i], total.products[j, j])
        } else {
          si = total.scoresByPresence[i, j]
          sj = total.scoresByPresence[j, i]
          tii = total.squaresByPresence[i, j]
          tjj = total.squaresByPresence[j, i]
        }
        let covariance = n * total.products[i, j] - si * sj
        let (varianceI, varianceJ) = (n * tii - si * si, n * tjj - sj * sj)
        // Below the rounding of the sums a variance is zero: one value, on the rows they share.
        let defined = n >= 2 && varianceI > 1e-9 * n * tii && varianceJ > 1e-9 * n * tjj
        let value = defined ? min(max(covariance / (varianceI * varianceJ).squareRoot(), -1), 1) : .nan
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  private static func blockSums(
    _ columns: [BinnedColumn], _ scores: [StepScores], rows: Range<Int>, complete: Bool
  ) -> Sums {
    let d = columns.count
    var s = Matrix(rows: d, columns: rows.count)
    for (j, column) in columns.enumerated() {
      let table = scores[j].scores
      for (k, row) in rows.enumerated() { s.elements[j * rows.count + k] = table[Int(column.codes[row])] }
    }
    var sums = Sums(order: d)
    if complete {
      sums.products = s.timesTranspose()
      return sums
    }
    var present = Matrix(rows: d, columns: rows.count)
    var squares = s
    for (j, column) in columns.enumerated() {
      for (k, row) in rows.enumerated() {
        let index = j * rows.count + k
        if column.validity?[row] ?? true {
          present.elements[index] = 1
          squares.elements[index] = s.elements[index] * s.elements[index]
        } else {
          s.elements[index] = 0
          squares.elements[index] = 0
        }
      }
    }
    sums.products = s.timesTranspose()
    sums.scoresByPresence = s.times(transpose: present)
    sums.squaresByPresence = squares.times(transpose: present)
    sums.pairs = present.timesTranspose()
    return sums
  }
}
