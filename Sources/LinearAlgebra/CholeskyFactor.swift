internal import COpenBLAS

/// The lower triangular L of a positive definite matrix A = L Lᵀ.
public struct CholeskyFactor: Sendable, Hashable {
  /// Square, row by row; zero above the diagonal.
  public let lower: Matrix

  /// Factors `matrix` (`dpotrf`); only its lower triangle is read.
  ///
  /// - Throws: `LinearAlgebraError` with `.notPositiveDefinite`.
  /// - Complexity: O(n³ / 3).
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns)
    _ = SingleThreadedBLAS.ready
    var factor = matrix
    let n = matrix.rows
    // Row-major lower = column-major upper.
    guard n == 0 || LAPACKE_dpotrf(LAPACK_COL_MAJOR, 85, Int32(n), &factor.elements, Int32(n)) == 0 else {
      throw LinearAlgebraError(code: .notPositiveDefinite, routine: "dpotrf")
    }
    for i in 0..<n { for j in (i + 1)..<max(n, i + 1) { factor[i, j] = 0 } }
    lower = factor
  }

  /// Takes a factor as it is, from a model file.
  public init(lower: Matrix) {
    precondition(lower.rows == lower.columns)
    self.lower = lower
  }

  /// Solves A x = b. - Complexity: O(n²).
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == lower.rows)
    var x = b
    let n = lower.rows
    for i in 0..<n {
      for j in 0..<i { x[i] -= lower[i, j] * x[j] }
      x[i] /= lower[i, i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      for j in (i + 1)..<max(n, i + 1) { x[i] -= lower[j, i] * x[j] }
      x[i] /= lower[i, i]
    }
    return x
  }
}
