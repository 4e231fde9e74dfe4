public import LinearAlgebra

/// The copula of a multivariate normal: dependence by one correlation matrix of latent normals.
public struct GaussianCopula: Sendable, Hashable {
  /// Latent correlations; symmetric, unit diagonal, positive definite.
  public let correlation: Matrix
  /// The Cholesky factor by which samples are drawn. It is kept, not computed again, so that a sample does not
  /// depend on the linear algebra library of the machine that draws it.
  public let factor: CholeskyFactor

  /// - Throws: `LinearAlgebraError` if `correlation` is not positive definite.
  public init(correlation: Matrix) throws(LinearAlgebraError) {
    self.correlation = correlation
    factor = try CholeskyFactor(correlation)
  }

  public var dimension: Int { correlation.rows }
}

extension GaussianCopula: Codable {
  private enum CodingKeys: String, CodingKey {
    case correlation, factor
  }

  /// Both matrices as the rows of their lower triangles.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func rows(_ matrix: Matrix) -> [[Double]] {
      (0..<matrix.rows).map { i in (0...i).map { matrix[i, $0] } }
    }
    try container.encode(rows(correlation), forKey: .correlation)
    try container.encode(rows(factor.lower), forKey: .factor)
  }

  /// - Throws: `DecodingError` unless both are lower triangles of one order with finite elements, the
  ///   correlations have a unit diagonal and the factor reproduces them to 1e-9.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func matrix(_ key: CodingKeys, mirrored: Bool) throws -> Matrix {
      let rows = try container.decode([[Double]].self, forKey: key)
      // Before anything is allocated: a file of empty rows must not ask for the square of their number.
      for (i, row) in rows.enumerated() {
        guard row.count == i + 1, row.allSatisfy(\.isFinite) else {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: container, debugDescription: "row \(i) is not the row of a lower triangle")
        }
      }
      var matrix = Matrix(rows: rows.count, columns: rows.count)
      for (i, row) in rows.enumerated() {
        for (j, element) in row.enumerated() {
          matrix[i, j] = element
          if mirrored { matrix[j, i] = element }
        }
      }
      return matrix
    }
    let correlation = try matrix(.correlation, mirrored: true)
    let lower = try matrix(.factor, mirrored: false)
    let n = correlation.rows
    guard lower.rows == n, (0..<n).allSatisfy({ correlation[$0, $0] == 1 && lower[$0, $0] > 0 }),
      lower.timesTranspose().distance(to: correlation) <= 1e-9 * Double(max(n, 1))
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .factor, in: container, debugDescription: "not the factor of the correlations")
    }
    self.correlation = correlation
    factor = CholeskyFactor(lower: lower)
  }
}
