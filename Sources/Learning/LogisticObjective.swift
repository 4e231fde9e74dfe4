internal import Kernels

/// The penalised logistic loss of some rows and its gradient, and the search for its minimum.
struct LogisticObjective {
  private let features: LinearFeatures
  private let labels: [Double]
  private let training: [Range<Int>]
  private let penalty: Double
  private(set) var evaluations = 0

  /// Rows that are worked on at a time, so that their scores stay in the first-level cache.
  private static let blockRows = 1024
  /// Pairs of steps and changes of the gradient that L-BFGS remembers.
  private static let memory = 10
  /// Gradients of levels are summed in this many parts: a level that repeats would else wait for itself.
  private static let parts = 4

  init(_ features: LinearFeatures, labels: [Double], training: [Range<Int>], penalty: Double) {
    (self.features, self.labels, self.training, self.penalty) = (features, labels, training, penalty)
  }

  /// The loss at `weights` and its gradient.
  mutating func value(_ weights: [Double]) -> (loss: Double, gradient: [Double]) {
    evaluations += 1
    var loss = 0.0
    var gradient = [Double](repeating: 0, count: weights.count)
    var partial = [Double](repeating: 0, count: weights.count * Self.parts)
    let scratch = UnsafeMutableBufferPointer<Double>.allocate(capacity: 3 * Self.blockRows)
    defer { scratch.deallocate() }
    for range in training {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockRows) {
        let rows = start..<min(start + Self.blockRows, range.upperBound)
        func part(_ index: Int) -> UnsafeMutableBufferPointer<Double> {
          UnsafeMutableBufferPointer(
            rebasing: scratch[(index * Self.blockRows)..<(index * Self.blockRows + rows.count)])
        }
        features.scores(weights, rows: rows, into: part(0))
        loss += residuals(part(0), part(1), into: part(2), rows: rows)
        addGradient(part(2), rows: rows, to: &gradient, &partial)
      }
    }
    let count = weights.count
    for weight in features.firstLevel..<max(features.firstLevel, count) {
      gradient[weight] = (0..<Self.parts).reduce(0) { $0 + partial[weight * Self.parts + $1] }
    }
    for weight in 1..<max(1, count) {
      gradient[weight] += penalty * weights[weight]
      loss += penalty / 2 * weights[weight] * weights[weight]
    }
    return (loss, gradient)
  }

  /// Writes probability - label for the scores of `rows`; returns their loss.
  private func residuals(
    _ scores: UnsafeMutableBufferPointer<Double>, _ powers: UnsafeMutableBufferPointer<Double>,
    into residuals: UnsafeMutableBufferPointer<Double>, rows: Range<Int>
  ) -> Double {
    for place in scores.indices { powers[place] = -abs(scores[place]) }
    KernelSet.active.exponential(powers)
    var loss = 0.0
    labels.withUnsafeBufferPointer { labels in
      let labels = UnsafeBufferPointer(rebasing: labels[rows])
      for place in scores.indices {
        let score = scores[place]
        let power = powers[place]
        residuals[place] = (score >= 0 ? 1 : power) / (1 + power) - labels[place]
        loss += max(score, 0) - labels[place] * score
      }
    }
    // log(1 + power) of many rows as the logarithm of a product, which stays below 2⁵¹².
    for start in stride(from: 0, to: powers.count, by: 512) {
      var product = 1.0
      for place in start..<min(start + 512, powers.count) { product *= 1 + powers[place] }
      loss += KernelSet.active.logarithm(of: product)
    }
    return loss
  }

  private func addGradient(
    _ residuals: UnsafeMutableBufferPointer<Double>, rows: Range<Int>, to gradient: inout [Double],
    _ partial: inout [Double]
  ) {
    gradient.withUnsafeMutableBufferPointer { gradient in
      for residual in residuals { gradient[0] += residual }
      for (column, values) in features.numbers.enumerated() {
        values.withUnsafeBufferPointer { values in
          let own = UnsafeBufferPointer(rebasing: values[rows])
          gradient[1 + column] += Self.product(own, residuals)
        }
      }
    }
    partial.withUnsafeMutableBufferPointer { partial in
      var offset = features.firstLevel
      for column in features.levels {
        column.codes.withUnsafeBufferPointer { codes in
          let own = UnsafeBufferPointer(rebasing: codes[rows])
          for place in own.indices {
            partial[(offset + Int(own[place])) &* Self.parts &+ (place & (Self.parts - 1))] +=
              residuals[place]
          }
        }
        offset += column.count
      }
    }
  }

  /// Σ x y in four parts, a fixed order.
  private static func product(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var sums = SIMD4<Double>(repeating: 0)
    let whole = x.count & ~3
    for place in stride(from: 0, to: whole, by: 4) {
      let a = UnsafeRawPointer(x.baseAddress! + place).loadUnaligned(as: SIMD4<Double>.self)
      let b = UnsafeRawPointer(y.baseAddress! + place).loadUnaligned(as: SIMD4<Double>.self)
      sums += a * b
    }
    for place in whole..<x.count { sums[0] += x[place] * y[place] }
    return (sums[0] + sums[1]) + (sums[2] + sums[3])
  }
}

extension LogisticObjective {
  /// The weights of the minimum, from zero.
  mutating func minimum(
    _ preconditioner: LogisticPreconditioner, tolerance: Double, mostEvaluations: Int
  ) -> [Double] {
    var weights = [Double](repeating: 0, count: features.weightCount)
    var (loss, gradient) = value(weights)
    var pairs: [(step: [Double], change: [Double], inverse: Double)] = []
    while evaluations < mostEvaluations {
      let direction = Self.direction(gradient, pairs, preconditioner)
      let slope = Self.dot(gradient, direction)
      // What is left to gain is about half of it.
      if !(-slope > tolerance) { break }
      var length = 1.0
      var next = weights
      var (nextLoss, nextGradient) = (loss, gradient)
      var descended = false
      while evaluations < mostEvaluations, length > 1e-6 {
        next = zip(weights, direction).map { $0 + length * $1 }
        (nextLoss, nextGradient) = value(next)
        descended = nextLoss <= loss + 1e-4 * length * slope
        if descended { break }
        length /= 4
      }
      guard descended else { break }
      let step = direction.map { length * $0 }
      let change = zip(nextGradient, gradient).map { $0 - $1 }
      let product = Self.dot(step, change)
      if product > 0 {
        if pairs.count == Self.memory { pairs.removeFirst() }
        pairs.append((step, change, 1 / product))
      }
      (weights, loss, gradient) = (next, nextLoss, nextGradient)
    }
    return weights
  }

  /// The two loops of L-BFGS.
  private static func direction(
    _ gradient: [Double], _ pairs: [(step: [Double], change: [Double], inverse: Double)],
    _ preconditioner: LogisticPreconditioner
  ) -> [Double] {
    var q = gradient.map { -$0 }
    var factors = [Double](repeating: 0, count: pairs.count)
    for index in pairs.indices.reversed() {
      let factor = dot(pairs[index].step, q) * pairs[index].inverse
      factors[index] = factor
      for weight in q.indices { q[weight] -= factor * pairs[index].change[weight] }
    }
    q = preconditioner.apply(q)
    for index in pairs.indices {
      let factor = factors[index] - dot(pairs[index].change, q) * pairs[index].inverse
      for weight in q.indices { q[weight] += factor * pairs[index].step[weight] }
    }
    return q
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for index in x.indices { sum += x[index] * y[index] }
    return sum
  }
}
