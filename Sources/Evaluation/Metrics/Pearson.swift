/// Pearson's correlation of two samples.
public enum Pearson {
  /// Σ (x - x̄)(y - ȳ) / √(Σ (x - x̄)² Σ (y - ȳ)²) over the rows where neither value is NaN, in -1...1: 1 or -1 if one
  /// is a linear function of the other. 0 does not mean that they are independent.
  ///
  /// - Returns: nil where a column does not vary over these rows or has a value that is infinite; finite ones may be of
  ///   any magnitude.
  /// - Precondition: Equally many values.
  /// - Complexity: O(n), a pass for the magnitudes and one of Welford's updates.
  /// - Source: K. Pearson (1895), Proceedings of the Royal Society of London 58, 240-242; B. P. Welford (1962),
  ///   Technometrics 4(3), 419-420.
  public static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count)
    // Of the rows that count: what a row without a partner holds must not decide.
    var (lowX, highX, lowY, highY) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
    for (a, b) in zip(x, y) where !a.isNaN && !b.isNaN {
      (lowX, highX) = (min(lowX, a), max(highX, a))
      (lowY, highY) = (min(lowY, b), max(highY, b))
    }
    let ordinaryX = OrdinaryMagnitude(low: lowX, high: highX)
    let ordinaryY = OrdinaryMagnitude(low: lowY, high: highY)
    var n = 0.0
    var (meanX, meanY, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (first, second) in zip(x, y) where !first.isNaN && !second.isNaN {
      let a = ordinaryX(first)
      let b = ordinaryY(second)
      n += 1
      let dx = a - meanX
      let dy = b - meanY
      meanX += dx / n
      meanY += dy / n
      xx += dx * (a - meanX)
      yy += dy * (b - meanY)
      xy += dx * (b - meanY)
    }
    // The roots one by one: a product of large sums is no double.
    let value = xy / (xx.squareRoot() * yy.squareRoot())
    return value.isFinite ? min(max(value, -1), 1) : nil
  }
}
