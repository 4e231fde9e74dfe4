@testable import Privacy

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether what a mechanism puts out on two neighbouring tables is as near as an (ε, δ) says, seen from samples alone.
///
/// Half of the samples choose the set of outcomes that distinguishes most, in both directions; the other half estimates
/// P(S) - e^ε Q(S) on it, which under (ε, δ) is at most δ. The estimate has no bias, so 6 standard errors are false alarms of
/// fewer than 2 in 10^9.
struct PrivacyLoss {
  let epsilon: Double
  /// The least δ that the samples do not refute.
  let refuted: Double

  /// - Parameters: Outcomes of either table, in few classes.
  init(_ first: [Int], _ second: [Int], epsilon: Double = log(3)) {
    self.epsilon = epsilon
    refuted = max(
      Self.excess(first, second, epsilon: epsilon), Self.excess(second, first, epsilon: epsilon))
  }

  func refutes(delta: Double) -> Bool { refuted > delta }

  private static func excess(_ p: [Int], _ q: [Int], epsilon: Double) -> Double {
    func counts(_ samples: ArraySlice<Int>) -> [Int: Double] {
      samples.reduce(into: [:]) { $0[$1, default: 0] += 1 / Double(samples.count) }
    }
    let factor = exp(epsilon)
    let (p1, q1) = (counts(p[..<(p.count / 2)]), counts(q[..<(q.count / 2)]))
    let set = Set(p1.keys.filter { p1[$0, default: 0] > factor * q1[$0, default: 0] })
    func share(_ samples: ArraySlice<Int>) -> (Double, Double) {
      let n = Double(samples.count)
      let share = Double(samples.count { set.contains($0) }) / n
      return (share, max(share * (1 - share), 10 / n) / n)
    }
    let (a, b) = (share(p[(p.count / 2)...]), share(q[(q.count / 2)...]))
    return a.0 - factor * b.0 - 6 * (a.1 + factor * factor * b.1).squareRoot()
  }

  /// δ at ε of discrete Gaussian noise on a count that moves by `shift`, exactly.
  static func gaussianDelta(variance: Double, shift: Int, epsilon: Double = log(3)) -> Double {
    let reach = Int(12 * variance.squareRoot()) + 3 * shift + 3
    func weight(_ x: Int) -> Double { exp(-Double(x * x) / (2 * variance)) }
    let total = (-reach...reach).reduce(0.0) { $0 + weight($1) }
    return (-reach...reach).reduce(0.0) { $0 + max(0, weight($1) - exp(epsilon) * weight($1 - shift)) }
      / total
  }
}

/// Where a number lies, in quarters of the noise's standard deviation from what it would be without noise.
func place(_ value: Double, _ exact: Double, _ deviation: Double) -> Int {
  Int(max(-40, min(40, ((value - exact) / deviation * 4).rounded(.down))))
}
