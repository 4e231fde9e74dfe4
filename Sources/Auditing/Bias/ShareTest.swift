internal import Evaluation
internal import Privacy

/// Whether shares of groups are what they are expected to be, or those of two tables the same.
///
/// Pearson's chi-squared test where every expected count is at least five. Groups with less are joined, the rarest first,
/// until what they are joined to reaches five (Cochran's rule). If all but one group are joined into too little, the test
/// is exact: of the largest group against all others, two-sided by twice the smaller tail.
public struct ShareTest: Sendable, Hashable, Encodable {
  public enum Method: String, Sendable, Hashable, Encodable {
    case chiSquared = "chi_squared"
    case chiSquaredJoined = "chi_squared_joined"
    case exact
    /// A group occurs that is expected not to.
    case impossible
  }

  public var method: Method
  public var statistic: Double?
  public var degreesOfFreedom: Int?
  public var pValue: Double

  static let leastExpected = 5.0

  /// Goodness of fit. nil for fewer than two groups that are expected, or without rows.
  ///
  /// - Parameter expected: Shares that sum to one.
  /// - Source: K. Pearson (1900), Philosophical Magazine 50(302), 157-175; W. G. Cochran (1954), Biometrics 10(4), 417-451.
  public static func fit(_ counts: [Int], expected: [Double]) -> ShareTest? {
    precondition(counts.count == expected.count)
    let rows = counts.reduce(0, +)
    if zip(counts, expected).contains(where: { $0 > 0 && $1 == 0 }) {
      return ShareTest(method: .impossible, pValue: 0)
    }
    let cells = zip(counts, expected).filter { $1 > 0 }.map { (counts: [$0], expected: Double(rows) * $1) }
    guard rows > 0, cells.count > 1 else { return nil }
    let joined = Self.joined(cells)
    guard joined.count > 1 else {
      let largest = cells.max { $0.expected < $1.expected }!
      let tail = BinomialTail(trials: rows, probability: min(1, largest.expected / Double(rows)))
      let count = largest.counts[0]
      return ShareTest(
        method: .exact, pValue: min(1, 2 * min(tail.atLeast(count), 1 - tail.atLeast(count + 1))))
    }
    var sum = 0.0
    for cell in joined {
      let difference = Double(cell.counts[0]) - cell.expected
      sum += difference * difference / cell.expected
    }
    return of(sum, degrees: joined.count - 1, joined: joined.count < cells.count)
  }

  /// Homogeneity of two tables. nil for fewer than two groups, or without rows in either.
  public static func same(_ first: [Int], _ second: [Int]) -> ShareTest? {
    precondition(first.count == second.count)
    let (n, m) = (first.reduce(0, +), second.reduce(0, +))
    // What is expected of the smaller table decides.
    let smaller = Double(min(n, m)) / Double(n + m)
    let cells = zip(first, second).filter { $0 + $1 > 0 }.map {
      (counts: [$0, $1], expected: Double($0 + $1) * smaller)
    }
    guard n > 0, m > 0, cells.count > 1 else { return nil }
    let joined = Self.joined(cells)
    guard joined.count > 1 else {
      let largest = cells.max { $0.expected < $1.expected }!
      return ShareTest(
        method: .exact, pValue: fisher((largest.counts[0], n), (largest.counts[1], m)))
    }
    let statistic = ChiSquared.statistic(joined.map { $0.counts[0] }, joined.map { $0.counts[1] }).value
    return of(statistic, degrees: joined.count - 1, joined: joined.count < cells.count)
  }

  /// Whether two shares are the same: Pearson's test if all four expected counts are at least five, else Fisher's exact
  /// one, two-sided by twice the smaller tail.
  static func twoShares(_ first: (count: Int, rows: Int), _ second: (count: Int, rows: Int)) -> Double {
    let (n, m) = (first.rows, second.rows)
    guard n > 0, m > 0 else { return 1 }
    let hits = first.count + second.count
    let least = Double(min(n, m)) * Double(min(hits, n + m - hits)) / Double(n + m)
    if hits == 0 || hits == n + m { return 1 }
    if least < leastExpected { return fisher(first, second) }
    let statistic = ChiSquared.statistic(
      [first.count, n - first.count], [second.count, m - second.count]
    ).value
    return ChiSquared.pValue(statistic: statistic, degreesOfFreedom: 1) ?? 1
  }

  private static func fisher(_ first: (count: Int, rows: Int), _ second: (count: Int, rows: Int)) -> Double {
    let marked = first.count + second.count
    let above = Exchangeability.atLeast(first.count, marked: marked, first: first.rows, second: second.rows)
    let below = Exchangeability.atLeast(second.count, marked: marked, first: second.rows, second: first.rows)
    return min(1, 2 * min(above, below))
  }

  private static func of(_ statistic: Double, degrees: Int, joined: Bool) -> ShareTest {
    ShareTest(
      method: joined ? .chiSquaredJoined : .chiSquared, statistic: statistic, degreesOfFreedom: degrees,
      pValue: ChiSquared.pValue(statistic: statistic, degreesOfFreedom: degrees) ?? 1)
  }

  private static func joined(_ cells: [(counts: [Int], expected: Double)]) -> [(
    counts: [Int], expected: Double
  )] {
    var rest = cells.enumerated().sorted {
      $0.element.expected == $1.element.expected
        ? $0.offset < $1.offset : $0.element.expected < $1.element.expected
    }.map(\.element)[...]
    guard var pool = rest.first, pool.expected < leastExpected else { return cells }
    rest = rest.dropFirst()
    while pool.expected < leastExpected, let next = rest.popFirst() {
      pool = (zip(pool.counts, next.counts).map(+), pool.expected + next.expected)
    }
    return [pool] + rest
  }
}

/// Holm's correction for many tests.
public enum HolmCorrection {
  /// Adjusted p-values, in the order given: those below a level are significant at it, all together.
  ///
  /// - Source: S. Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] == pValues[$1] ? $0 < $1 : pValues[$0] < pValues[$1] }
    var (result, highest) = (pValues, 0.0)
    for (rank, index) in order.enumerated() {
      highest = max(highest, min(1, Double(pValues.count - rank) * pValues[index]))
      result[index] = highest
    }
    return result
  }
}

extension ProportionInterval {
  /// Wilson's score interval around the observed share.
  ///
  /// - Precondition: 0 <= count <= trials, 0 < confidence < 1.
  /// - Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212.
  public static func wilson(_ count: Int, of trials: Int, confidence: Double) -> Self {
    guard trials > 0 else { return Self(count: 0, trials: 0, value: 0, low: 0, high: 1) }
    let rate = WilsonRate(count, of: trials, confidence: confidence)
    return Self(
      count: count, trials: trials, value: Double(count) / Double(trials),
      low: count == 0 ? 0 : max(0, rate.value - rate.error),
      high: count == trials ? 1 : min(1, rate.value + rate.error))
  }
}
