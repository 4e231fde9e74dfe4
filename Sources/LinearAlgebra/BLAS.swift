internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// OpenBLAS runs on one thread: we parallelise outside it, and its results then do not depend on the
/// number of threads.
public enum SingleThreadedBLAS {
  static let ready: Void = openblas_set_num_threads(1)

  /// Ends the threads that OpenBLAS started when it was loaded, one for each processor but one.
  ///
  /// Until they fall asleep, a tenth of a second later, they poll for work that never comes, on processors that we
  /// want. To be called once, before anything else, by a program that uses OpenBLAS through this library only. Does
  /// nothing for a build of OpenBLAS without threads of its own.
  public static func endIdleThreads() {
    // In this order: setting the number would start them again.
    _ = ready
    // What OpenBLAS itself calls before a fork; not in its header.
    guard let symbol = dlsym(nil, "blas_thread_shutdown_") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)()
  }
}

extension Matrix {
  /// self * transpose(self), both triangles filled (`dsyrk`). - Complexity: O(rows^2 * columns).
  public func timesTranspose() -> Matrix {
    _ = SingleThreadedBLAS.ready
    var result = Matrix(rows: rows, columns: rows)
    guard rows > 0, columns > 0 else { return result }
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(columns), 1, elements, Int32(columns), 0,
      &result.elements, Int32(rows))
    result.mirrorLowerTriangle()
    return result
  }

  /// self * transpose(other) (`dgemm`). - Complexity: O(rows * other.rows * columns).
  public func times(transpose other: Matrix) -> Matrix {
    precondition(columns == other.columns)
    _ = SingleThreadedBLAS.ready
    var result = Matrix(rows: rows, columns: other.rows)
    guard rows > 0, other.rows > 0, columns > 0 else { return result }
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(other.rows), Int32(columns), 1, elements,
      Int32(columns), other.elements, Int32(columns), 0, &result.elements, Int32(other.rows))
    return result
  }

  mutating func mirrorLowerTriangle() {
    for i in 0..<rows { for j in 0..<i { self[j, i] = self[i, j] } }
  }
}
