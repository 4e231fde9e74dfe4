import LinearAlgebra
import Testing

@Suite struct LinearAlgebraTests {
  let a = Matrix(rows: 3, columns: 3, elements: [4, 2, 0.6, 2, 5, 1, 0.6, 1, 3])

  @Test func choleskyReproducesTheMatrix() throws {
    let factor = try CholeskyFactor(a)
    #expect(factor.lower[0, 2] == 0 && factor.lower[0, 1] == 0)
    #expect(factor.lower.timesTranspose().distance(to: a) < 1e-14)
    let x = factor.solve([1, 2, 3])
    for i in 0..<3 {
      let row = (0..<3).reduce(0) { $0 + a[i, $1] * x[$1] }
      #expect(abs(row - Double(i + 1)) < 1e-13)
    }
  }

  @Test func indefiniteMatricesAreRefused() {
    let indefinite = Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1])
    #expect(throws: LinearAlgebraError(code: .notPositiveDefinite, routine: "dpotrf")) {
      try CholeskyFactor(indefinite)
    }
    let notANumber = Matrix(rows: 1, columns: 1, elements: [.nan])
    #expect(throws: LinearAlgebraError(code: .noConvergence, routine: "dsyevd")) {
      try SymmetricEigen(notANumber)
    }
  }

  @Test func eigenvectorsAreRows() throws {
    let eigen = try SymmetricEigen(a)
    for k in 0..<3 {
      for i in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + a[i, $1] * eigen.vectors[k, $1] }
        #expect(abs(product - eigen.values[k] * eigen.vectors[k, i]) < 1e-13)
      }
    }
    let leading = try SymmetricEigen.leadingVector(of: a)
    let sign = leading[0] * eigen.vectors[2, 0] < 0 ? -1.0 : 1
    for i in 0..<3 { #expect(abs(leading[i] - sign * eigen.vectors[2, i]) < 1e-13) }
  }

  /// Higham (2002), section 4, with the signs of every other row and column turned: the printed values then are
  /// those of a tridiagonal of ones, with the sign of element (1, 4) turned.
  @Test func nearestCorrelationOfHighamsExample() throws {
    var tridiagonal = Matrix.identity(4)
    for i in 0..<3 {
      tridiagonal[i, i + 1] = 1
      tridiagonal[i + 1, i] = 1
    }
    let nearest = try tridiagonal.nearestCorrelation(floor: 0, tolerance: 1e-12, rounds: 2000)
    let expected = [0.8084, 0.1916, -0.1068]
    for j in 1..<4 { #expect(abs(nearest[0, j] - expected[j - 1]) < 5e-5) }
    #expect(abs(nearest[1, 2] - 0.6562) < 5e-5)
    #expect(try SymmetricEigen(nearest).values[0] > -1e-9)
  }

  @Test func feasibleMatricesAreLeftAlone() throws {
    let feasible = Matrix(rows: 2, columns: 2, elements: [1, 0.5, 0.5, 1])
    #expect(try feasible.nearestCorrelation() == feasible)
  }

  @Test func productsMatchTheDefinition() {
    let b = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(b.timesTranspose().elements == [14, 32, 32, 77])
    let c = Matrix(rows: 1, columns: 3, elements: [1, 0, -1])
    #expect(b.times(transpose: c).elements == [-2, -2])
  }
}
