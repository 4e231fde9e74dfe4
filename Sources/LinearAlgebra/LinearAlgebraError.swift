/// A factorisation did not succeed.
public struct LinearAlgebraError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The eigenvalue iteration did not converge, or met a value that is not finite.
    case noConvergence
    /// The matrix is not positive definite.
    case notPositiveDefinite
  }

  public let code: Code
  /// The LAPACK routine that said so.
  public let routine: String

  public init(code: Code, routine: String) {
    self.code = code
    self.routine = routine
  }

  public var description: String {
    switch code {
    case .noConvergence: "\(routine): the eigenvalues did not converge"
    case .notPositiveDefinite: "\(routine): the matrix is not positive definite"
    }
  }
}
