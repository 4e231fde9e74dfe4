/// How far the share of a cell lies from its expectation, on average, among rows drawn with replacement.
///
/// `draws` rows drawn from `rows` rows, of which a cell holds k: the cell is drawn X times, which is binomial with
/// p = k / `rows`, and E|X / n - p| = (2 / n) ν (1 - p) C(n, ν) p^ν (1 - p)^(n - ν) with ν = ⌊n p⌋ + 1. So the expected
/// total variation distance of the drawn table from the one it is drawn from is exact, and nothing is simulated.
///
/// - Accuracy: relative 1e-13; the binomial probability by the saddle-point expansion, which cancels nothing.
/// - Source: A. de Moivre (1730), Miscellanea Analytica; P. Diaconis and S. Zabell (1991), Statistical Science 6(3),
///   284-302; C. Loader (2000), Fast and accurate computation of binomial probabilities.
public struct BinomialDeviation: Sendable {
  public let rows: Int
  public let draws: Int
  /// Of the small counts, which most cells have.
  private let small: [Double]

  public init(rows: Int, draws: Int) {
    precondition(rows > 0 && draws > 0 && rows < 1 << 31 && draws < 1 << 31)
    (self.rows, self.draws) = (rows, draws)
    small = (0...min(rows, 1024)).map { BinomialDeviation.value($0, rows: rows, draws: draws) }
  }

  /// Without the list of small counts, for a few cells.
  init(fewCounts rows: Int, draws: Int) {
    precondition(rows > 0 && draws > 0 && rows < 1 << 31 && draws < 1 << 31)
    (self.rows, self.draws, small) = (rows, draws, [])
  }

  /// E|X / n - p| of a cell of `count` rows.
  public func callAsFunction(_ count: Int) -> Double {
    count < small.count ? small[count] : BinomialDeviation.value(count, rows: rows, draws: draws)
  }

  /// The expected total variation distance of drawn rows from a table of counts of all rows.
  public func totalVariation(_ counts: [Int]) -> Double {
    var sum = 0.0
    for count in counts where count > 0 { sum += self(count) }
    return sum / 2
  }

  private static func value(_ count: Int, rows: Int, draws: Int) -> Double {
    if count == 0 || count == rows { return 0 }
    let above = draws * count / rows + 1
    let (p, q) = (Double(count) / Double(rows), Double(rows - count) / Double(rows))
    return 2 * Double(above) * q * binomial(above, of: draws, p, q) / Double(draws)
  }

  /// The probability of x successes among n, x from 1 to n, p and q = 1 - p both positive.
  private static func binomial(_ x: Int, of n: Int, _ p: Double, _ q: Double) -> Double {
    let (a, total) = (Double(x), Double(n))
    // n ln p, which loses nothing where p is near 1.
    if x == n { return SaddlePoint.exponential(-SaddlePoint.deviance(total, total * p) - total * q) }
    let b = Double(n - x)
    let exponent =
      SaddlePoint.stirlingRemainder(total) - SaddlePoint.stirlingRemainder(a)
      - SaddlePoint.stirlingRemainder(b) - SaddlePoint.deviance(a, total * p)
      - SaddlePoint.deviance(b, total * q)
    return (total / (2 * Double.pi * a * b)).squareRoot() * SaddlePoint.exponential(exponent)
  }
}
