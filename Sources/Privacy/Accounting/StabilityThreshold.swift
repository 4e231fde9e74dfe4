/// The threshold of a stability histogram: levels come out whose noisy count is at least T, and only levels that occur are
/// counted, so a level that one unit alone has must not come out but with probability δ.
///
/// A unit of at most m rows that has levels of its own, c_1 + c_2 + ... <= m rows of them, lets one of them out with probability
///
///     Σ P[c_k + Z >= T] <= m max over c from 1 to m of P[Z >= T - c] / c
///
/// which is `delta`: for m = 1, P[1 + Z >= T], with `>=` as in the rule. Proof: docs/privacy/mechanisms.md#levels.
public enum StabilityThreshold {
  /// An upper bound of the probability that a level of one unit alone comes out; up to 1.
  public static func delta(threshold: Int64, noise: NoiseParameter, rows: Int = 1) -> Double {
    precondition(rows >= 1)
    guard threshold > Int64(rows) else { return 1 }
    // The tails from T - m to T - 1.
    let tails = noise.tails(from: threshold - Int64(rows), below: threshold)
    var worst = 0.0
    for c in 1...rows { worst = max(worst, tails[rows - c] / Double(c)) }
    return min(1, worst * Double(rows))
  }

  /// The smallest threshold whose `delta` is at most `delta`.
  ///
  /// - Precondition: `delta` is above 0 and below 1.
  public static func threshold(delta: Double, noise: NoiseParameter, rows: Int = 1) -> Int64 {
    precondition(delta > 0 && delta < 1)
    var (low, high) = (Int64(rows), Int64(rows) + 1)
    while self.delta(threshold: high, noise: noise, rows: rows) > delta {
      low = high
      high += high - Int64(rows) + Int64(noise.deviation)
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if self.delta(threshold: middle, noise: noise, rows: rows) <= delta {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }
}
