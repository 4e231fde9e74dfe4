internal import Kernels

/// How far Pearson's correlation of rows drawn with replacement lies from that of the rows they are drawn from.
enum CorrelationError {
  /// The standard error times √n for n drawn rows, to first order: √E[(uv - r (u² + v²) / 2)²] of standardised u
  /// and v over the rows where neither is NaN, over the root of these rows' share; 0 if a column does not vary.
  ///
  /// The correlation is then about normal, and its distance from r on average √(2 / π) as much.
  ///
  /// - Complexity: two passes. Four running sums, row i in sum i % 4: the bits depend on nothing but the columns.
  /// - Source: the influence function of r: S. J. Devlin, R. Gnanadesikan and J. R. Kettenring (1975), Biometrika
  ///   62(3), 531-545.
  static func scaled(_ first: NumberColumn, _ second: NumberColumn) -> Double {
    let (x, y) = (first.ordinary, second.ordinary)
    return x.values.withUnsafeBufferPointer { a in
      y.values.withUnsafeBufferPointer { b in
        let (centreX, centreY) = (x.range.sum / Double(x.range.count), y.range.sum / Double(y.range.count))
        var sums = [SIMD4<Double>](repeating: .zero, count: 6)
        forEachFour(a, b) { u, v in
          let present = (u .== u) .& (v .== v)
          let p = (u - centreX).replacing(with: 0, where: .!present)
          let q = (v - centreY).replacing(with: 0, where: .!present)
          sums.withUnsafeMutableBufferPointer { sums in
            sums[0] += SIMD4<Double>(repeating: 0).replacing(with: 1, where: present)
            sums[1] += p
            sums[2] += q
            sums[3] += p * p
            sums[4] += q * q
            sums[5] += p * q
          }
        }
        let (n, sx, sy) = (sums[0].sum(), sums[1].sum(), sums[2].sum())
        let xx = sums[3].sum() / n - sx / n * (sx / n)
        let yy = sums[4].sum() / n - sy / n * (sy / n)
        let xy = sums[5].sum() / n - sx / n * (sy / n)
        // Not of infinities, and not of what is but the rounding of a constant.
        guard n > 1, xx > 1e-24 * (sums[3].sum() / n), yy > 1e-24 * (sums[4].sum() / n), xx.isFinite,
          yy.isFinite, x.range.low < x.range.high, y.range.low < y.range.high
        else { return 0 }
        let half = xy / (xx * yy).squareRoot() / 2
        let (meanX, meanY) = (centreX + sx / n, centreY + sy / n)
        let (scaleX, scaleY) = (1 / xx.squareRoot(), 1 / yy.squareRoot())
        var squares = SIMD4<Double>.zero
        forEachFour(a, b) { u, v in
          let present = (u .== u) .& (v .== v)
          let p = (u - meanX) * scaleX
          let q = (v - meanY) * scaleY
          let influence = p * q - half * (p * p + q * q)
          squares += (influence * influence).replacing(with: 0, where: .!present)
        }
        let share = n / Double(a.count)
        let value = (squares.sum() / n / share).squareRoot()
        return value.isFinite ? value : 0
      }
    }
  }

  /// The rest of the rows, filled with NaN, comes last.
  @inline(__always)
  private static func forEachFour(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>,
    _ body: (SIMD4<Double>, SIMD4<Double>) -> Void
  ) {
    var row = 0
    while row + 4 <= x.count {
      body(
        SIMD4(x[row], x[row + 1], x[row + 2], x[row + 3]),
        SIMD4(y[row], y[row + 1], y[row + 2], y[row + 3]))
      row += 4
    }
    guard row < x.count else { return }
    var (u, v) = (SIMD4(repeating: Double.nan), SIMD4(repeating: Double.nan))
    for k in row..<x.count { (u[k - row], v[k - row]) = (x[k], y[k]) }
    body(u, v)
  }
}
