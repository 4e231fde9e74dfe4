/// The products of all pairs of columns of a linear model's design, XᵀX, from counts: what a fit is preconditioned
/// with, and how many of its weights the data can tell apart.
///
/// The second derivative of the logistic loss is at most XᵀX / 4 (and close to it where no row can be classified with
/// certainty), so a step through its inverse never overshoots.
public struct LogisticCurvature: Sendable {
  /// Weights of a design above which only the diagonal is kept.
  static let mostWeights = 512
  /// Products that are looked at: beyond them, evenly spaced rows stand for all.
  static let mostProducts = 100_000_000

  let weightCount: Int
  /// The lower triangle row by row, or only the diagonal; for as many rows as were looked at.
  let products: [Double]
  let isDense: Bool
  let rows: Int

  /// - Complexity: O(rows * columns²), at most 10⁸ products of rows with pairs of columns; of more than 512 weights
  ///   only the diagonal, O(rows * columns).
  public init(_ features: LinearFeatures) {
    weightCount = features.weightCount
    let columns = 1 + features.numbers.count + features.levels.count
    isDense = weightCount <= Self.mostWeights
    let pairs = isDense ? columns * (columns + 1) / 2 : columns
    let step = max(1, features.rowCount * pairs / Self.mostProducts)
    let chosen = Array(stride(from: 0, to: features.rowCount, by: step))
    rows = chosen.count
    products = isDense ? Self.triangle(features, chosen) : Self.diagonal(features, chosen)
  }

  private static func diagonal(_ features: LinearFeatures, _ chosen: [Int]) -> [Double] {
    var diagonal = [Double(chosen.count)]
    for column in features.numbers {
      diagonal.append(chosen.reduce(0) { $0 + column[$1] * column[$1] })
    }
    for column in features.levels {
      var counts = [Double](repeating: 0, count: column.count)
      for row in chosen { counts[Int(column.codes[row])] += 1 }
      diagonal += counts
    }
    return diagonal
  }

  private static func triangle(_ features: LinearFeatures, _ chosen: [Int]) -> [Double] {
    let size = features.weightCount
    var triangle = [Double](repeating: 0, count: size * (size + 1) / 2)
    func place(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }
    let numbers =
      [[Double](repeating: 1, count: chosen.count)]
      + features.numbers.map { column in chosen.map { column[$0] } }
    let levels = features.levels.map { column in chosen.map { column.codes[$0] } }
    for (i, x) in numbers.enumerated() {
      for (j, y) in numbers[...i].enumerated() {
        var sum = 0.0
        for row in x.indices { sum += x[row] * y[row] }
        triangle[place(i, j)] = sum
      }
    }
    let offsets = features.levelOffsets
    for (i, codes) in levels.enumerated() {
      let count = features.levels[i].count
      for (j, x) in numbers.enumerated() {
        let sums = Self.sums(codes, x, count: count)
        for level in 0..<count { triangle[place(offsets[i] + level, j)] = sums[level] }
      }
      for j in 0...i {
        let width = features.levels[j].count
        let counts = Self.counts(codes, levels[j], height: count, width: width)
        for level in 0..<count {
          for other in 0..<(j == i ? level + 1 : width) {
            triangle[place(offsets[i] + level, offsets[j] + other)] = Double(counts[level * width + other])
          }
        }
      }
    }
    return triangle
  }

  private static func sums(_ codes: [Int32], _ values: [Double], count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    sums.withUnsafeMutableBufferPointer { sums in
      codes.withUnsafeBufferPointer { codes in
        values.withUnsafeBufferPointer { values in
          for row in codes.indices { sums[Int(codes[row])] += values[row] }
        }
      }
    }
    return sums
  }

  private static func counts(_ first: [Int32], _ second: [Int32], height: Int, width: Int) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: height * width)
    counts.withUnsafeMutableBufferPointer { counts in
      first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
          for row in first.indices { counts[Int(first[row]) * width + Int(second[row])] &+= 1 }
        }
      }
    }
    return counts
  }

  /// How many weights the rows can tell apart, the intercept among them: the rank of the design.
  ///
  /// A column counts unless what the columns before it leave of it is below 10⁻⁸ of its sum of squares, as a
  /// regression drops aliased terms. Of more than 512 weights nothing is eliminated but the level of each column that
  /// the others imply: an upper bound of the rank.
  /// - Complexity: O(weights³ / 6).
  public func rank(_ features: LinearFeatures) -> Int {
    precondition(features.weightCount == weightCount)
    if isDense { return SkippingCholesky(products, size: weightCount).rank }
    let offsets = features.levelOffsets
    let numbers = products[1..<features.firstLevel].count { $0 > 0 }
    return zip(offsets, features.levels).reduce(1 + numbers) { sum, column in
      sum + products[column.0..<(column.0 + column.1.count)].count { $0 > 0 } - 1
    }
  }

  /// What divides a gradient over `trainingRows` rows: XᵀX / 4 with the penalty's part on the diagonal.
  func preconditioner(trainingRows: Int, penalty: Double) -> LogisticPreconditioner {
    let share = Double(trainingRows) / Double(max(1, rows)) / 4
    var scaled = products.map { $0 * share }
    func add(_ place: Int, _ weight: Int) { scaled[place] += weight == 0 ? 1e-12 : max(penalty, 1e-12) }
    if !isDense {
      for weight in 0..<weightCount { add(weight, weight) }
      return .diagonal(scaled.map { 1 / $0 })
    }
    for weight in 0..<weightCount { add(weight * (weight + 3) / 2, weight) }
    return .dense(SkippingCholesky(scaled, size: weightCount))
  }
}

enum LogisticPreconditioner {
  case dense(SkippingCholesky)
  case diagonal([Double])

  func apply(_ gradient: [Double]) -> [Double] {
    switch self {
    case .dense(let factor): factor.solve(gradient)
    case .diagonal(let inverse): zip(gradient, inverse).map { $0 * $1 }
    }
  }
}

/// A Cholesky factor of a positive semidefinite matrix that leaves out each row the earlier ones determine.
///
/// Own code, not LAPACK's, so that its bits do not depend on the processor.
struct SkippingCholesky: Sendable {
  /// The lower triangle row by row, of the matrix scaled to a diagonal of ones; a row left out is zero.
  private var factor: [Double]
  private let size: Int
  /// What each row and column was multiplied by; 0 for one that is left out.
  private var scale: [Double]

  /// - Parameter triangle: The lower triangle row by row.
  init(_ triangle: [Double], size: Int) {
    precondition(triangle.count == size * (size + 1) / 2)
    self.size = size
    factor = triangle
    scale = (0..<size).map { index in
      let diagonal = triangle[index * (index + 3) / 2]
      return diagonal > 0 ? 1 / diagonal.squareRoot() : 0
    }
    let scales = scale
    scale = factor.withUnsafeMutableBufferPointer { factor in
      var scale = scales
      for row in 0..<size {
        let start = row * (row + 1) / 2
        for column in 0..<row {
          let other = column * (column + 1) / 2
          if scale[column] == 0 || scale[row] == 0 {
            factor[start + column] = 0
            continue
          }
          var sum = factor[start + column] * scale[row] * scale[column]
          for k in 0..<column { sum -= factor[start + k] * factor[other + k] }
          factor[start + column] = sum / factor[other + column]
        }
        var rest = scale[row] == 0 ? 0.0 : 1.0
        for k in 0..<row { rest -= factor[start + k] * factor[start + k] }
        if rest > 1e-8 {
          factor[start + row] = rest.squareRoot()
        } else {
          for k in 0...row { factor[start + k] = 0 }
          scale[row] = 0
        }
      }
      return scale
    }
  }

  var rank: Int { scale.count { $0 > 0 } }

  /// x with A x = b in the rows that are kept, 0 elsewhere. - Complexity: O(size²).
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    x.withUnsafeMutableBufferPointer { x in
      factor.withUnsafeBufferPointer { factor in
        for row in 0..<size {
          if scale[row] == 0 {
            x[row] = 0
            continue
          }
          let start = row * (row + 1) / 2
          var sum = x[row] * scale[row]
          for k in 0..<row { sum -= factor[start + k] * x[k] }
          x[row] = sum / factor[start + row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) where scale[row] != 0 {
          let start = row * (row + 1) / 2
          let value = x[row] / factor[start + row]
          for k in 0..<row { x[k] -= factor[start + k] * value }
          x[row] = value * scale[row]
        }
      }
    }
    return x
  }
}
