internal import Privacy

/// Exact probabilities where labels are exchangeable: where every choice of which records bear the first label is as
/// probable as any other.
public enum Exchangeability {
  /// P[X >= count] for X hypergeometric: of `marked` records among `first` + `second`, X bear the first of two labels, which
  /// `first` and `second` records bear. Fisher's exact test, one-sided.
  ///
  /// Relative accuracy about 1e-8 up to a million records.
  /// - Precondition: No number is negative, `marked` at most `first` + `second`.
  /// - Complexity: O(marked).
  public static func atLeast(_ count: Int, marked: Int, first: Int, second: Int) -> Double {
    precondition(first >= 0 && second >= 0 && 0 <= marked && marked <= first + second)
    let (least, most) = (max(0, marked - second), min(marked, first))
    if count <= least { return 1 }
    if count > most { return 0 }
    let share = Double(marked) / Double(first + second)
    func mass(_ trials: Int, _ k: Int) -> Double { BinomialTail(trials: trials, probability: share).mass(k) }
    // Two binomial counts given their sum. At p = T/N the sum's mass is never small.
    var term = mass(first, count) * mass(second, marked - count) / mass(first + second, marked)
    let mean = Double(first) * share
    var sum = 0.0
    for x in count...most {
      sum += term
      if Double(x) > mean && term <= sum * 1e-18 { break }
      term *= Double(first - x) / Double(x + 1) * (Double(marked - x) / Double(second - marked + x + 1))
    }
    return min(1, sum)
  }
}
