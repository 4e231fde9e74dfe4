internal import Kernels

/// A lower bound on epsilon from what an attack achieved over many runs of a mechanism. It bounds what the mechanism that
/// was attacked can promise from below, never from above.
public enum PrivacyLossBound {
  /// ln((TPR - delta) / FPR) with the lower bound of the true positive rate and the upper bound of the false positive
  /// rate, both Clopper's and Pearson's with half of 1 - `confidence`; 0 where that is negative.
  ///
  /// The confidence holds where the trials are independent, each of a run of its own, and threshold and attack were
  /// chosen on other trials than these. Rows of one run share it: there `Privacy.OneRunAudit` has the proof.
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
