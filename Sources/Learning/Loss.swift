internal import Kernels

/// The loss that boosting lowers, as its derivatives by the scores. Scores lie output after output.
struct Loss: Sendable {
  enum Kind: Sendable { case squared, logistic, softmax }

  let kind: Kind
  let outputCount: Int

  init(_ response: Response) {
    outputCount = response.outputCount
    kind =
      switch response {
      case .binary: .logistic
      case .classes: .softmax
      case .numbers: .squared
      }
  }

  /// What is predicted, row after row.
  func predictions(_ scores: [Double], kernels: KernelSet) -> [Double] {
    switch kind {
    case .squared: return scores
    case .logistic:
      var values = scores.map { -$0 }
      values.withUnsafeMutableBufferPointer { kernels.exponential($0) }
      return values.map { 1 / (1 + $0) }
    case .softmax:
      let shares = shares(scores, kernels: kernels)
      let rowCount = scores.count / outputCount
      return (0..<rowCount).flatMap { row in (0..<outputCount).map { shares[$0 * rowCount + row] } }
    }
  }

  /// Probabilities in proportion to exp(score), output after output; the largest score is taken off first.
  func shares(_ scores: [Double], kernels: KernelSet) -> [Double] {
    let rowCount = scores.count / outputCount
    var tops = Array(scores[..<rowCount])
    for output in 1..<max(1, outputCount) {
      for row in 0..<rowCount { tops[row] = max(tops[row], scores[output * rowCount + row]) }
    }
    var values = scores
    for output in 0..<outputCount {
      for row in 0..<rowCount { values[output * rowCount + row] -= tops[row] }
    }
    values.withUnsafeMutableBufferPointer { kernels.exponential($0) }
    var sums = [Double](repeating: 0, count: rowCount)
    for output in 0..<outputCount {
      for row in 0..<rowCount { sums[row] += values[output * rowCount + row] }
    }
    for output in 0..<outputCount {
      for row in 0..<rowCount { values[output * rowCount + row] /= sums[row] }
    }
    return values
  }
}

/// The derivatives of a loss for one response.
struct Derivatives {
  private let loss: Loss
  private let kernels: KernelSet
  private let values: [Double]
  /// 1 for true; softmax: the class.
  private let labels: [UInt8]
  private let classes: [Int32]
  /// The softmax of the round.
  private var shares: [Double] = []
  private(set) var first: [Double]
  private(set) var second: [Double]

  init(_ response: Response, kernels: KernelSet) {
    loss = Loss(response)
    self.kernels = kernels
    var (values, labels, classes): ([Double], [UInt8], [Int32]) = ([], [], [])
    switch response {
    case .binary(let all): labels = all.map { $0 ? 1 : 0 }
    case .classes(let all, _): classes = all
    case .numbers(let all): values = all
    }
    (self.values, self.labels, self.classes) = (values, labels, classes)
    first = [Double](repeating: 0, count: response.count)
    second = [Double](repeating: 1, count: response.count)
  }

  /// Looks at the scores of a round, before any of its trees.
  mutating func begin(_ scores: [Double]) {
    if loss.kind == .softmax { shares = loss.shares(scores, kernels: kernels) }
  }

  /// Computes the derivatives by the scores of `output`.
  mutating func update(_ scores: [Double], output: Int) {
    switch loss.kind {
    case .squared:
      for row in values.indices { first[row] = scores[row] - values[row] }
    case .logistic:
      scores.withUnsafeBufferPointer { scores in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            guard let first = first.baseAddress, let second = second.baseAddress else { return }
            kernels.logisticDerivatives(scores, labels: labels, first: first, second: second)
          }
        }
      }
    case .softmax:
      // Friedman's factor for the one output too many.
      let factor = loss.outputCount > 1 ? Double(loss.outputCount) / Double(loss.outputCount - 1) : 1
      for row in classes.indices {
        let share = shares[output * classes.count + row]
        first[row] = share - (classes[row] == output ? 1 : 0)
        second[row] = factor * share * (1 - share)
      }
    }
  }
}
