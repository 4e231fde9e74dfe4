internal import Kernels
internal import Privacy

/// A share of some trials with an interval.
public struct ProportionInterval: Sendable, Hashable, Encodable {
  /// The successes.
  public var count: Int
  public var trials: Int
  /// `count / trials`; 0 without trials.
  public var value: Double
  public var low: Double
  public var high: Double

  /// Clopper's and Pearson's exact interval: it misses the true share with a probability of at most 1 - `confidence`,
  /// half of it on either side, whatever the share is.
  ///
  /// - Precondition: 0 <= count <= trials, 0 < confidence < 1.
  /// - Source: C. J. Clopper, E. S. Pearson (1934), Biometrika 26(4), 404-413.
  public static func clopperPearson(_ count: Int, of trials: Int, confidence: Double) -> Self {
    precondition(0 <= count && count <= trials && 0 < confidence && confidence < 1)
    let tail = (1 - confidence) / 2
    return Self(
      count: count, trials: trials, value: trials == 0 ? 0 : Double(count) / Double(trials),
      low: lowerBound(count, of: trials, tail: tail), high: upperBound(count, of: trials, tail: tail))
  }

  /// The least share under which so many successes or more have the probability `tail`.
  package static func lowerBound(_ count: Int, of trials: Int, tail: Double) -> Double {
    if count == 0 { return 0 }
    return bisected { BinomialTail(trials: trials, probability: $0).atLeast(count) < tail }
  }

  /// The greatest share under which so many successes or fewer have the probability `tail`.
  package static func upperBound(_ count: Int, of trials: Int, tail: Double) -> Double {
    if count == trials { return 1 }
    return 1 - lowerBound(trials - count, of: trials, tail: tail)
  }

  private static func bisected(_ isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return low
  }
}

/// Wilson's estimate of a share: the centre of his score interval, and half its width.
///
/// - Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212.
public struct WilsonRate: Sendable, Hashable {
  public let value: Double
  public let error: Double

  /// - Precondition: 0 <= count <= trials, 0 < confidence < 1.
  public init(_ count: Int, of trials: Int, confidence: Double = 0.95) {
    precondition(0 <= count && count <= trials && 0 < confidence && confidence < 1)
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let (k, n) = (Double(count), Double(trials))
    value = (k + z * z / 2) / (n + z * z)
    error = z / (n + z * z) * (trials == 0 ? z / 2 : (k * (n - k) / n + z * z / 4).squareRoot())
  }
}

/// The difference of two independent shares, with Newcombe's hybrid score interval.
///
/// - Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
public struct ProportionDifference: Sendable, Hashable, Encodable {
  public var value: Double
  public var low: Double
  public var high: Double

  /// First less second. - Precondition: as of `WilsonRate`; at least one trial each.
  public init(_ first: (count: Int, trials: Int), _ second: (count: Int, trials: Int), confidence: Double) {
    precondition(first.trials > 0 && second.trials > 0)
    let (a, b) = (
      Double(first.count) / Double(first.trials), Double(second.count) / Double(second.trials)
    )
    let (wa, wb) = (
      WilsonRate(first.count, of: first.trials, confidence: confidence),
      WilsonRate(second.count, of: second.trials, confidence: confidence)
    )
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    value = a - b
    low = max(-1, value - length(a - (wa.value - wa.error), wb.value + wb.error - b))
    high = min(1, value + length(wa.value + wa.error - a, b - (wb.value - wb.error)))
  }
}
