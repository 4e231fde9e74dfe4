internal import Kernels

/// What is to be learnt about each row.
public enum Response: Sendable {
  /// One of two; predicted is the probability of `true`. The logistic loss.
  case binary([Bool])
  /// One of `count` classes, 0 ..< `count`; predicted are the probabilities of all of them. The cross entropy.
  case classes([Int32], count: Int)
  /// A finite number; predicted is its mean. The squared error.
  case numbers([Double])

  public var count: Int {
    switch self {
    case .binary(let labels): labels.count
    case .classes(let labels, _): labels.count
    case .numbers(let values): values.count
    }
  }

  /// Predicted numbers per row: the number of classes, or 1.
  public var outputCount: Int {
    if case .classes(_, let count) = self { count } else { 1 }
  }

  /// The responses of the rows at `indices`, in that order.
  func rows(_ indices: [Int32]) -> Response {
    switch self {
    case .binary(let labels): .binary(indices.map { labels[Int($0)] })
    case .classes(let labels, let count): .classes(indices.map { labels[Int($0)] }, count: count)
    case .numbers(let values): .numbers(indices.map { values[Int($0)] })
    }
  }

  /// The scores that all rows start from: the best constant, with half a row added to every class so that a class
  /// without rows keeps a probability.
  var baseScores: [Double] {
    func logarithm(_ x: Double) -> Double { KernelSet.active.logarithm(of: x) }
    switch self {
    case .binary(let labels):
      let positive = labels.count { $0 }
      return [logarithm(Double(positive) + 0.5) - logarithm(Double(labels.count - positive) + 0.5)]
    case .classes(let labels, let count):
      precondition(count > 0)
      var counts = [Int](repeating: 0, count: count)
      for label in labels { counts[Int(label)] += 1 }
      let total = Double(labels.count) + 0.5 * Double(count)
      return counts.map { logarithm((Double($0) + 0.5) / total) }
    case .numbers(let values):
      precondition(values.allSatisfy(\.isFinite))
      if values.isEmpty { return [0] }
      // Divided first: the sum of finite numbers may not be finite.
      let count = Double(values.count)
      return [values.reduce(0) { $0 + $1 / count }]
    }
  }
}
