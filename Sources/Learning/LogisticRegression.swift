internal import Kernels

/// Logistic regression with a quadratic penalty: the probability of a row's label is 1 / (1 + exp(-score)), the score
/// linear in its features.
///
/// The weights w and the intercept b minimise Σ log(1 + exp(±score)) + penalty / 2 · |w|²; scikit-learn's `C` is
/// 1 / `penalty`, and as there the intercept is free. With a penalty above zero the minimum is unique.
///
/// Found by L-BFGS (ten pairs) whose first approximation is the inverse of XᵀX / 4 + penalty, which bounds the loss's
/// curvature, so a fit takes about ten passes over the rows whatever the columns' scales. It ends where a Newton step
/// would gain less than 10⁻⁸ for each row. The bits depend on nothing but the arguments.
///
/// - Source: D. C. Liu, J. Nocedal (1989), Mathematical Programming 45, 503-528; D. Böhning, B. G. Lindsay (1988),
///   Annals of the Institute of Statistical Mathematics 40(4), 641-663 (the bound).
public struct LogisticRegression: Sendable {
  /// The intercept, then one weight for each column of numbers, then one for each level.
  public let weights: [Double]
  /// Passes over the rows.
  public let evaluations: Int

  /// Fits rows `training` of `features` to their labels.
  ///
  /// - Parameters:
  ///   - labels: 0 or 1 for each row of `features`.
  ///   - training: Ranges of rows; `nil` stands for all.
  ///   - curvature: That of `features`, where several fits share it.
  /// - Complexity: O(passes · rows · columns), at most `mostEvaluations` passes.
  public init(
    _ features: LinearFeatures, labels: [Double], training: [Range<Int>]? = nil, penalty: Double = 1,
    curvature: LogisticCurvature? = nil, mostEvaluations: Int = 200
  ) {
    precondition(labels.count == features.rowCount && penalty >= 0)
    let training = training ?? [0..<features.rowCount]
    let rows = training.reduce(0) { $0 + $1.count }
    let preconditioner = (curvature ?? LogisticCurvature(features))
      .preconditioner(trainingRows: rows, penalty: penalty)
    var objective = LogisticObjective(features, labels: labels, training: training, penalty: penalty)
    weights = objective.minimum(
      preconditioner, tolerance: 1e-8 * Double(rows), mostEvaluations: mostEvaluations)
    evaluations = objective.evaluations
  }

  /// The scores of `rows`: the logarithms of the odds of label 1. - Complexity: O(rows · columns).
  public func scores(_ features: LinearFeatures, rows: Range<Int>) -> [Double] {
    precondition(weights.count == features.weightCount)
    return [Double](unsafeUninitializedCapacity: rows.count) { output, count in
      features.scores(weights, rows: rows, into: output)
      count = rows.count
    }
  }

  /// 1 / (1 + exp(-score)) of `rows`. - Complexity: O(rows · columns).
  public func probabilities(_ features: LinearFeatures, rows: Range<Int>) -> [Double] {
    var values = scores(features, rows: rows).map { -$0 }
    values.withUnsafeMutableBufferPointer { KernelSet.active.exponential($0) }
    return values.map { 1 / (1 + $0) }
  }

  /// How much each column moves the score: the standard deviation of its part, numbers first, then levels.
  ///
  /// - Complexity: O(rows · columns).
  public func spread(_ features: LinearFeatures) -> [Double] {
    let n = Double(max(1, features.rowCount))
    let numbers = zip(features.numbers, weights[1...]).map { column, weight -> Double in
      let mean = column.reduce(0, +) / n
      return abs(weight) * (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    }
    let levels = zip(features.levels, features.levelOffsets).map { column, offset -> Double in
      var counts = [Int](repeating: 0, count: column.count)
      for code in column.codes { counts[Int(code)] += 1 }
      let own = weights[offset..<(offset + column.count)]
      let mean = zip(own, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / n
      return (zip(own, counts).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * Double($1.1) } / n)
        .squareRoot()
    }
    return numbers + levels
  }
}

extension LinearFeatures {
  /// Intercept and products of `rows`, column by column.
  func scores(_ weights: [Double], rows: Range<Int>, into output: UnsafeMutableBufferPointer<Double>) {
    output[0..<rows.count].update(repeating: weights[0])
    weights.withUnsafeBufferPointer { weights in
      for (column, values) in numbers.enumerated() {
        let weight = weights[1 + column]
        if weight == 0 { continue }
        values.withUnsafeBufferPointer { values in
          let own = values[rows]
          for (place, row) in own.indices.enumerated() { output[place] += weight * own[row] }
        }
      }
      var offset = firstLevel
      for column in levels {
        column.codes.withUnsafeBufferPointer { codes in
          let own = UnsafeBufferPointer(rebasing: codes[rows])
          for place in own.indices { output[place] += weights[offset + Int(own[place])] }
        }
        offset += column.count
      }
    }
  }
}
