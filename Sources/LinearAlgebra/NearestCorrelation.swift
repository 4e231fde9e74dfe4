extension Matrix {
  /// The nearest correlation matrix in the Frobenius norm: symmetric, unit diagonal, every eigenvalue at
  /// least `floor`.
  ///
  /// Alternating projections on the matrices with eigenvalues >= floor and on those with unit diagonal, with
  /// Dykstra's correction on the first; without the correction the result would be feasible but not nearest.
  /// A matrix that is feasible already is returned as it is.
  ///
  /// - Parameters:
  ///   - floor: The smallest eigenvalue of the result, in 0..<1.
  ///   - tolerance: Ends when a round moves the matrix by less, in the Frobenius norm relative to its order.
  /// - Edge cases: eigenvalues of the result may be below `floor` by `tolerance`; if the rounds run out, the
  ///   last iterate is projected and scaled to unit diagonal, which is feasible and close to nearest.
  /// - Throws: `LinearAlgebraError` if an element is not finite.
  /// - Complexity: O(n³) a round.
  /// - Source: N. J. Higham (2002), IMA Journal of Numerical Analysis 22(3), 329-343.
  public func nearestCorrelation(
    floor: Double = 1e-6, tolerance: Double = 1e-9, rounds: Int = 200
  ) throws(LinearAlgebraError) -> Matrix {
    precondition(rows == columns && floor >= 0 && floor < 1)
    var current = self
    for i in 0..<rows { current[i, i] = 1 }
    if current.hasEigenvalues(above: floor) { return current }

    var correction = Matrix(rows: rows, columns: rows)
    for _ in 0..<rounds {
      var corrected = current
      for k in corrected.elements.indices { corrected.elements[k] -= correction.elements[k] }
      let projected = try corrected.withEigenvalues(atLeast: floor)
      for k in correction.elements.indices {
        correction.elements[k] = projected.elements[k] - corrected.elements[k]
      }
      let previous = current
      current = projected
      for i in 0..<rows { current[i, i] = 1 }
      if current.distance(to: previous) <= tolerance * Double(rows) { break }
    }
    // The diagonal projection came last and may have cost a little definiteness: scale instead.
    return try current.clippedCorrelation(floor: floor)
  }

  /// A correlation matrix near this one, in one step: eigenvalues raised to `floor`, then scaled to unit
  /// diagonal. Feasible, but not the nearest: for use inside iterations. A matrix with no eigenvalue below
  /// `floor` is returned as it is, its diagonal set to 1.
  ///
  /// - Throws: `LinearAlgebraError` if an element is not finite.
  /// - Complexity: O(n³).
  public func clippedCorrelation(floor: Double = 1e-6) throws(LinearAlgebraError) -> Matrix {
    precondition(rows == columns && floor >= 0 && floor < 1)
    var current = self
    for i in 0..<rows { current[i, i] = 1 }
    if current.hasEigenvalues(above: floor) { return current }
    current = try current.withEigenvalues(atLeast: floor)
    let scale = (0..<rows).map { 1 / current[$0, $0].squareRoot() }
    for i in 0..<rows {
      for j in 0..<rows { current[i, j] *= scale[i] * scale[j] }
      current[i, i] = 1
    }
    return current
  }

  /// Whether self - floor * I is positive definite: a Cholesky factorisation is the cheapest test.
  private func hasEigenvalues(above floor: Double) -> Bool {
    var shifted = self
    for i in 0..<rows { shifted[i, i] -= floor }
    return (try? CholeskyFactor(shifted)) != nil
  }

  /// The nearest symmetric matrix whose eigenvalues are at least `floor`: V max(Λ, floor) Vᵀ.
  func withEigenvalues(atLeast floor: Double) throws(LinearAlgebraError) -> Matrix {
    let eigen = try SymmetricEigen(self)
    let n = rows
    // V max(Λ, floor) Vᵀ = B Bᵀ with B = V sqrt(...); eigenvectors are rows, so B is built transposed.
    var root = Matrix(rows: n, columns: n)
    for k in 0..<n {
      let weight = max(eigen.values[k], floor).squareRoot()
      for i in 0..<n { root[i, k] = eigen.vectors[k, i] * weight }
    }
    return root.timesTranspose()
  }
}
