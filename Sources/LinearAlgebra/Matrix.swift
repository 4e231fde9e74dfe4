/// A dense matrix of doubles, row by row.
public struct Matrix: Sendable, Hashable {
  public let rows: Int
  public let columns: Int
  /// Element (i, j) is `elements[i * columns + j]`.
  public var elements: [Double]

  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(rows >= 0 && columns >= 0 && elements.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: [Double](repeating: 0, count: rows * columns))
  }

  /// The identity matrix of order `n`.
  public static func identity(_ n: Int) -> Matrix {
    var result = Matrix(rows: n, columns: n)
    for i in 0..<n { result[i, i] = 1 }
    return result
  }

  @inlinable public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The Frobenius norm of the difference to a matrix of the same shape.
  public func distance(to other: Matrix) -> Double {
    precondition(rows == other.rows && columns == other.columns)
    var sum = 0.0
    for (a, b) in zip(elements, other.elements) { sum += (a - b) * (a - b) }
    return sum.squareRoot()
  }

  /// The principal submatrix of the given rows and columns, in the given order.
  public func submatrix(rows: [Int], columns: [Int]) -> Matrix {
    Matrix(
      rows: rows.count, columns: columns.count,
      elements: rows.flatMap { row in columns.map { self[row, $0] } })
  }
}
