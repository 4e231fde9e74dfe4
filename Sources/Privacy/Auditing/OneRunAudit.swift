#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What one run of a mechanism shows about its ε: each of m canaries was put in with probability 1/2, independently; of r of
/// them somebody guessed from the output whether it was in, and v guesses are right.
///
/// Under (ε, δ)-differential privacy, with q = 1 / (1 + e^-ε) and X ~ Binomial(r, q),
///
///     P[right guesses >= v] <= P[X >= v] + 2 m δ max over i from 1 to m of P[v > X >= v - i] / i
///
/// The number of guesses is fixed beforehand.
///
/// Source: T. Steinke, M. Nasr, M. Jagielski (2023), "Privacy Auditing with One (1) Training Run", Theorem 5.2 and appendix D.
public struct OneRunAudit: Sendable, Hashable {
  public let canaries: Int
  public let guesses: Int
  public let correct: Int

  /// - Precondition: 0 <= correct <= guesses <= canaries.
  public init(canaries: Int, guesses: Int, correct: Int) {
    precondition(0 <= correct && correct <= guesses && guesses <= canaries)
    self.canaries = canaries
    self.guesses = guesses
    self.correct = correct
  }

  /// An upper bound of the probability of so many right guesses under (ε, δ)-differential privacy.
  ///
  /// - Complexity: O(guesses).
  public func pValue(epsilon: Double, delta: Double) -> Double {
    precondition(epsilon >= 0 && delta >= 0 && delta <= 1)
    let binomial = BinomialTail(trials: guesses, probability: 1 / (1 + exp(-epsilon)))
    let tail = binomial.atLeast(correct)
    guard delta > 0 else { return min(1, tail) }
    var (sum, worst, term) = (0.0, 0.0, binomial.mass(correct - 1))
    let odds = (1 - binomial.probability) / binomial.probability
    // From i = correct + 1 on nothing is added.
    for i in 1...max(1, min(canaries, correct)) where correct > 0 {
      sum += term
      worst = max(worst, sum / Double(i))
      let x = correct - i
      term *= Double(x) / Double(guesses - x + 1) * odds
    }
    return min(1, tail + 2 * Double(canaries) * delta * worst)
  }

  /// The largest ε that this many right guesses refute at `confidence`; 0 if none.
  public func epsilonLowerBound(delta: Double, confidence: Double) -> Double {
    precondition(confidence > 0 && confidence < 1)
    let level = 1 - confidence
    return largestEpsilon(refutedAt: level, delta: delta)
  }

  /// The largest ε whose `pValue` is at most `level`; 0 if none. For confidences so near to 1 that 1 - confidence is inexact.
  public func largestEpsilon(refutedAt level: Double, delta: Double) -> Double {
    guard pValue(epsilon: 0, delta: delta) <= level else { return 0 }
    var (low, high) = (0.0, 1.0)
    while high < 1000, pValue(epsilon: high, delta: delta) <= level { (low, high) = (high, 2 * high) }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if pValue(epsilon: middle, delta: delta) <= level { low = middle } else { high = middle }
    }
    return low
  }
}
