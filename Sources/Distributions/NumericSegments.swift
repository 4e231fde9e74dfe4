internal import Kernels

/// A numeric marginal in the order of keys: what share of its latent lies below a key.
struct NumericSegments: Sendable {
  let marginal: Marginal
  /// The smallest and the largest key of each segment.
  let lowKeys: [UInt64]
  let highKeys: [UInt64]

  /// - Precondition: `marginal` is one of integers or reals.
  init(_ marginal: Marginal) {
    self.marginal = marginal
    switch marginal {
    case .integers(let integers):
      lowKeys = integers.lower.map { OrderedKey.key($0) }
      highKeys = zip(integers.lower, integers.span).map {
        OrderedKey.key($0) &+ $1 &* integers.step
      }
    case .reals(let reals):
      lowKeys = reals.low.map { OrderedKey.key($0) }
      highKeys = reals.high.map { OrderedKey.key($0) }
    default: preconditionFailure("only numbers have keys")
    }
  }

  var isReal: Bool {
    if case .reals = marginal { true } else { false }
  }

  /// The keys at which segments begin, and those before which they end.
  var boundaries: [UInt64] {
    lowKeys.indices.flatMap { segment -> [UInt64] in
      let (low, high) = (lowKeys[segment], highKeys[segment])
      // A stretch of reals ends where the next one begins; the end itself weighs nothing.
      return [low, isReal && low < high || high == .max ? high : high + 1]
    }
  }

  /// P(X < `key`), of the latent's uniform.
  func share(below key: UInt64) -> Double {
    var low = 0
    var high = lowKeys.count
    while low < high {
      let middle = (low + high) / 2
      if highKeys[middle] < key { low = middle + 1 } else { high = middle }
    }
    guard low < lowKeys.count else { return 1 }
    let cuts = marginal.cuts
    guard key > lowKeys[low] else { return cuts[low] }
    let fraction: Double
    switch marginal {
    case .integers(let integers):
      let below = (key - lowKeys[low] - 1) / integers.step + 1
      fraction = Double(below) / (Double(integers.span[low]) + 1)
    case .reals(let reals):
      let (first, last) = (reals.low[low], reals.high[low])
      fraction = (OrderedKey.double(key) / 2 - first / 2) / (last / 2 - first / 2)
    default: fraction = 0
    }
    return cuts[low] + min(max(fraction, 0), 1) * (cuts[low + 1] - cuts[low])
  }
}
