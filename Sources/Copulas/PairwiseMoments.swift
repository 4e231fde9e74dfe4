public import LinearAlgebra

/// Sums from which the correlations of all pairs of columns follow, each over the rows where both are present.
///
/// With S the values (0 where missing), T their squares and M the indicators of presence, all pairs come from four
/// products: SSᵀ, SMᵀ, TMᵀ and MMᵀ (`dsyrk`, `dgemm`); without missing values from SSᵀ and the sums of rows.
/// Sums of parts are added: in a fixed order they give the same bits on any number of threads.
public struct PairwiseMoments: Sendable {
  private let isComplete: Bool
  private var count = 0.0
  private var products: Matrix
  private var sums: Matrix
  private var squares: Matrix
  private var pairs: Matrix

  /// - Parameters:
  ///   - order: The number of columns.
  ///   - isComplete: Whether no value is missing.
  public init(order: Int, isComplete: Bool) {
    let zero = Matrix(rows: order, columns: order)
    self.isComplete = isComplete
    (products, squares, pairs) = (zero, zero, zero)
    sums = isComplete ? Matrix(rows: order, columns: 1) : zero
  }

  /// Adds a block of rows.
  ///
  /// - Parameters:
  ///   - values: A row for each column, 0 where it is missing.
  ///   - present: 1 where a value is present, 0 elsewhere; `nil` if none is missing.
  /// - Complexity: O(columns² * rows).
  public mutating func add(_ values: Matrix, present: Matrix?) {
    precondition((present == nil) == isComplete)
    count += Double(values.columns)
    products.add(values.timesTranspose())
    guard let present else {
      addSums(of: values)
      return
    }
    var squared = values
    squared.elements.withUnsafeMutableBufferPointer { elements in
      for k in elements.indices { elements[k] *= elements[k] }
    }
    sums.add(values.times(transpose: present))
    squares.add(squared.times(transpose: present))
    pairs.add(present.timesTranspose())
  }

  /// Each sum runs in the order of the rows; four columns at a time, since one sum alone waits for its own additions.
  private mutating func addSums(of values: Matrix) {
    let rows = values.columns
    values.elements.withUnsafeBufferPointer { elements in
      var i = 0
      while i < values.rows {
        let last = values.rows - 1
        let lanes = SIMD4(i, min(i + 1, last), min(i + 2, last), min(i + 3, last))
        var (a, b, c, d) = (sums[lanes[0], 0], sums[lanes[1], 0], sums[lanes[2], 0], sums[lanes[3], 0])
        let starts = lanes &* rows
        for k in 0..<rows {
          a += elements[starts[0] + k]
          b += elements[starts[1] + k]
          c += elements[starts[2] + k]
          d += elements[starts[3] + k]
        }
        // A column beyond the last is the last one again, and has the same sum.
        (sums[lanes[0], 0], sums[lanes[1], 0], sums[lanes[2], 0], sums[lanes[3], 0]) = (a, b, c, d)
        i += 4
      }
    }
  }

  public static func += (left: inout PairwiseMoments, right: PairwiseMoments) {
    left.count += right.count
    left.products.add(right.products)
    left.sums.add(right.sums)
    left.squares.add(right.squares)
    left.pairs.add(right.pairs)
  }

  /// Pearson's correlations, with a unit diagonal, and the number of rows that each is of.
  ///
  /// NaN for a pair with fewer than `leastRows` rows, or that does not vary in the rows it shares.
  public func correlation(leastRows: Double = 2) -> (values: Matrix, rows: Matrix) {
    let d = products.rows
    var values = Matrix.identity(d)
    var rows = Matrix(rows: d, columns: d)
    for i in 0..<d {
      rows[i, i] = isComplete ? count : pairs[i, i]
      for j in 0..<i {
        let n = isComplete ? count : pairs[i, j]
        let (si, sj) = isComplete ? (sums[i, 0], sums[j, 0]) : (sums[i, j], sums[j, i])
        let (tii, tjj) =
          isComplete ? (products[i, i], products[j, j]) : (squares[i, j], squares[j, i])
        let covariance = n * products[i, j] - si * sj
        let (varianceI, varianceJ) = (n * tii - si * si, n * tjj - sj * sj)
        // Below the rounding of the sums a variance is zero: one value, on the rows they share.
        let isDefined = n >= leastRows && varianceI > 1e-9 * n * tii && varianceJ > 1e-9 * n * tjj
        let value =
          isDefined ? min(max(covariance / (varianceI * varianceJ).squareRoot(), -1), 1) : .nan
        (values[i, j], values[j, i]) = (value, value)
        (rows[i, j], rows[j, i]) = (n, n)
      }
    }
    return (values, rows)
  }
}

extension Matrix {
  fileprivate mutating func add(_ other: Matrix) {
    for k in elements.indices { elements[k] += other.elements[k] }
  }
}
