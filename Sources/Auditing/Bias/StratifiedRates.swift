internal import Evaluation
internal import Kernels

/// The rates of two groups compared within strata, so that what the strata explain is not counted.
///
/// Strata in which either group has no row tell nothing and are left out.
public struct StratifiedRates: Sendable, Hashable, Encodable {
  /// Strata with rows of both groups.
  public var strata: Int
  /// Rows of both groups in them.
  public var rows: Int
  /// Mantel's and Haenszel's common difference of the rates, with its interval.
  public var difference: Double
  public var low: Double
  public var high: Double
  /// Their common odds ratio, with its interval; nil where it is not defined.
  public var oddsRatio: Double?
  public var oddsRatioLow: Double?
  public var oddsRatioHigh: Double?
  /// Of the test that the odds ratio is 1 in every stratum (Cochran, Mantel, Haenszel; no correction for continuity).
  public var pValue: Double?
  /// The difference of the rates directly standardised: each stratum weighs as many rows as both groups have in it.
  public var standardized: Double

  /// One stratum's rows: those with the outcome and all, of the first group and of the second.
  public struct Stratum: Sendable, Hashable {
    public var first: (count: Int, trials: Int)
    public var second: (count: Int, trials: Int)

    public init(first: (count: Int, trials: Int), second: (count: Int, trials: Int)) {
      (self.first, self.second) = (first, second)
    }

    public static func == (a: Self, b: Self) -> Bool { a.first == b.first && a.second == b.second }

    public func hash(into hasher: inout Hasher) {
      for number in [first.count, first.trials, second.count, second.trials] { hasher.combine(number) }
    }
  }

  /// nil without a stratum that has rows of both.
  ///
  /// - Complexity: O(strata).
  /// - Source: N. Mantel, W. Haenszel (1959), JNCI 22(4), 719-748; for the variances T. Sato (1989), Biometrics 45(4),
  ///   1323-1324 (difference), and J. Robins, N. Breslow, S. Greenland (1986), Biometrics 42(2), 311-323 (odds ratio).
  public init?(_ strata: [Stratum], confidence: Double) {
    let usable = strata.filter { $0.first.trials > 0 && $0.second.trials > 0 }
    guard !usable.isEmpty else { return nil }
    self.strata = usable.count
    let z = StandardNormal.quantile((1 + confidence) / 2)
    var (weights, sum, p, q) = (0.0, 0.0, 0.0, 0.0)
    var (r, s, pr, psqr, qs) = (0.0, 0.0, 0.0, 0.0, 0.0)
    var (excess, variance) = (0.0, 0.0)
    var (total, weighted) = (0.0, 0.0)
    for stratum in usable {
      let (a, n1) = (Double(stratum.first.count), Double(stratum.first.trials))
      let (c, n0) = (Double(stratum.second.count), Double(stratum.second.trials))
      let n = n1 + n0
      weights += n1 * n0 / n
      sum += (a * n0 - c * n1) / n
      p += (n1 * n1 * c - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (n * n)
      q += (a * (n0 - c) + c * (n1 - a)) / (2 * n)

      let (b, d) = (n1 - a, n0 - c)
      let (ri, si) = (a * d / n, b * c / n)
      r += ri
      s += si
      pr += (a + d) / n * ri
      psqr += (a + d) / n * si + (b + c) / n * ri
      qs += (b + c) / n * si

      excess += a - n1 * (a + c) / n
      if n > 1 { variance += n1 * n0 * (a + c) * (b + d) / (n * n * (n - 1)) }
      total += n
      weighted += n * (a / n1 - c / n0)
    }
    rows = Int(total)
    difference = sum / weights
    let error = z * (max(0, difference * p + q)).squareRoot() / weights
    (low, high) = (max(-1, difference - error), min(1, difference + error))
    standardized = weighted / total
    if r > 0, s > 0 {
      let ratio = r / s
      let spread = z * (pr / (2 * r * r) + psqr / (2 * r * s) + qs / (2 * s * s)).squareRoot()
      oddsRatio = ratio
      (oddsRatioLow, oddsRatioHigh) = (
        ratio * SaddlePoint.exponential(-spread), ratio * SaddlePoint.exponential(spread)
      )
    }
    if variance > 0 {
      pValue = ChiSquared.pValue(statistic: excess * excess / variance, degreesOfFreedom: 1)
    }
  }
}

/// How far the gap of two rates in one table is from that in another.
public struct GapChange: Sendable, Hashable, Encodable {
  /// The gap in the reference and in the table: the first group's rate less the second's.
  public var reference: Double
  public var data: Double
  /// How much wider the gap is, in the direction that it has in the reference: above 0 it is amplified.
  public var amplification: Double
  public var low: Double
  public var high: Double

  /// The interval is composed of Newcombe's for either gap (the method of variance estimates recovery).
  ///
  /// - Source: G. Y. Zou, A. Donner (2008), Statistics in Medicine 27(10), 1693-1702.
  init(
    reference: (first: (count: Int, trials: Int), second: (count: Int, trials: Int)),
    data: (first: (count: Int, trials: Int), second: (count: Int, trials: Int)), confidence: Double
  ) {
    let old = ProportionDifference(reference.first, reference.second, confidence: confidence)
    let new = ProportionDifference(data.first, data.second, confidence: confidence)
    (self.reference, self.data) = (old.value, new.value)
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    let change = new.value - old.value
    let down = change - length(new.value - new.low, old.high - old.value)
    let up = change + length(new.high - new.value, old.value - old.low)
    let positive = old.value >= 0
    amplification = positive ? change : -change
    (low, high) = positive ? (down, up) : (-up, -down)
  }

  public enum Verdict: String, Sendable, Hashable, Encodable { case amplified, shrunk, unchanged }

  /// What the interval allows to say.
  public var verdict: Verdict { low > 0 ? .amplified : high < 0 ? .shrunk : .unchanged }
}
