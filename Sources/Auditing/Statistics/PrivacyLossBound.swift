internal import Kernels

/// Lower bounds on epsilon from what an attack achieved. They bound what the mechanism that was attacked can promise from
/// below, never from above.
public enum PrivacyLossBound {
  /// ln((TPR - delta) / FPR) with the lower bound of the true positive rate and the upper bound of the false positive
  /// rate, both Clopper's and Pearson's with half of 1 - `confidence`; 0 where that is negative.
  ///
  /// Valid where threshold and attack were chosen on other rows than these.
  ///
  /// - Precondition: counts within their trials; 0 < confidence < 1; 0 <= delta < 1.
  public static func epsilon(
    truePositives: Int, members: Int, falsePositives: Int, nonMembers: Int, delta: Double = 0,
    confidence: Double = 0.95
  ) -> Double {
    let tail = (1 - confidence) / 2
    let hit = ProportionInterval.lowerBound(truePositives, of: members, tail: tail)
    let missed = ProportionInterval.upperBound(falsePositives, of: nonMembers, tail: tail)
    return hit - delta > missed ? KernelSet.active.logarithm(of: (hit - delta) / missed) : 0
  }
}

/// The audit of one run: of `canaries` records each was in the training table or not with probability 1/2, `guesses` of
/// them were guessed on, `correct` of the guesses were right.
///
/// - Source: T. Steinke, M. Nasr, M. Jagielski (2023), Privacy auditing with one (1) training run, NeurIPS 36.
public struct OneRunAudit: Sendable, Hashable {
  public let canaries: Int
  public let guesses: Int
  public let correct: Int

  /// - Precondition: 0 <= correct <= guesses <= canaries.
  public init(canaries: Int, guesses: Int, correct: Int) {
    precondition(0 <= correct && correct <= guesses && guesses <= canaries)
    (self.canaries, self.guesses, self.correct) = (canaries, guesses, correct)
  }

  /// The most probable that so many right guesses are under (epsilon, delta): with q = 1 / (1 + e^-epsilon) and B
  /// binomial of `guesses` and q, P[B >= correct] + 2 canaries delta max_i P[correct > B >= correct - i] / i.
  ///
  /// - Complexity: O(guesses).
  public func probability(epsilon: Double, delta: Double = 0) -> Double {
    let q = 1 / (1 + KernelSet.active.exponential(of: -epsilon))
    let beta = BinomialTail.atLeast(correct, trials: guesses, q)
    if delta == 0 { return min(beta, 1) }
    var (sum, greatest) = (0.0, 0.0)
    for i in 1...max(1, correct) where correct > 0 {
      sum += BinomialTail.probability(of: correct - i, trials: guesses, q)
      greatest = max(greatest, sum / Double(i))
    }
    return min(beta + 2 * Double(canaries) * delta * greatest, 1)
  }

  /// The largest epsilon that so many right guesses refute at the given confidence; 0 where they refute none.
  public func epsilon(delta: Double = 0, confidence: Double = 0.95) -> Double {
    let error = 1 - confidence
    if probability(epsilon: 0, delta: delta) > error { return 0 }
    var (low, high) = (0.0, 50.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if probability(epsilon: middle, delta: delta) <= error { low = middle } else { high = middle }
    }
    return low
  }
}
