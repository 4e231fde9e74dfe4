internal import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix: A = V diag(values) Vᵀ.
public struct SymmetricEigen: Sendable {
  /// Ascending.
  public let values: [Double]
  /// Row k is the unit eigenvector of `values[k]`.
  public let vectors: Matrix

  /// All eigenpairs, by divide and conquer (`dsyevd`). Only the lower triangle is read.
  ///
  /// - Throws: `LinearAlgebraError` if the iteration fails or an element is not finite.
  /// - Complexity: O(n³).
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns)
    _ = SingleThreadedBLAS.ready
    let n = Int32(matrix.rows)
    var values = [Double](repeating: 0, count: matrix.rows)
    var vectors = matrix
    // Column-major upper = row-major lower of a symmetric matrix; eigenvectors then come out as rows.
    guard n > 0 else {
      self.values = []
      self.vectors = matrix
      return
    }
    guard matrix.elements.allSatisfy(\.isFinite),
      LAPACKE_dsyevd(LAPACK_COL_MAJOR, 86, 85, n, &vectors.elements, n, &values) == 0
    else { throw LinearAlgebraError(code: .noConvergence, routine: "dsyevd") }
    self.values = values
    self.vectors = vectors
  }

  /// The unit eigenvector of the largest eigenvalue (`dsyevr`), its largest component positive.
  ///
  /// - Complexity: O(n³), several times cheaper than all eigenpairs.
  public static func leadingVector(of matrix: Matrix) throws(LinearAlgebraError) -> [Double] {
    precondition(matrix.rows == matrix.columns && matrix.rows > 0)
    _ = SingleThreadedBLAS.ready
    let n = Int32(matrix.rows)
    var copy = matrix
    var found: Int32 = 0
    var values = [Double](repeating: 0, count: matrix.rows)
    var vector = [Double](repeating: 0, count: matrix.rows)
    var support = [Int32](repeating: 0, count: 2)
    guard matrix.elements.allSatisfy(\.isFinite),
      LAPACKE_dsyevr(
        LAPACK_COL_MAJOR, 86, 73, 85, n, &copy.elements, n, 0, 0, n, n, 0, &found, &values, &vector, n,
        &support) == 0, found == 1
    else { throw LinearAlgebraError(code: .noConvergence, routine: "dsyevr") }
    let largest = vector.indices.max { abs(vector[$0]) < abs(vector[$1]) }!
    return vector[largest] < 0 ? vector.map { -$0 } : vector
  }
}
