internal import Kernels

/// A column as a step function of its latent: what correlations of values and of ranks are computed from.
///
/// Single values that take a cell of the latent to themselves are one step each, exactly. Where values lie closer
/// than `width` of the latent, a step covers about that much of it: the correlation of two columns is then off by
/// some width² / 12 of itself, 5e-6.
public struct LatentCells: Sendable {
  private static let width = 1.0 / 128
  private static let bound = 8.5

  /// The ends of the cells but the first and the last, as numbers of the latent; strictly ascending.
  public let thresholds: [Double]
  /// One for each cell, ascending. Levels count 0, 1, 2, ...
  public let values: [Double]
  /// Whether no two rows have the same value.
  public let isContinuous: Bool

  public init(_ marginal: Marginal) {
    var builder = Builder()
    switch marginal {
    case .levels(let levels):
      for segment in levels.levels.indices {
        builder.append(to: levels.cuts.latent(segment + 1), value: Double(segment))
      }
    case .integers(let integers):
      for segment in integers.lower.indices {
        let (from, to) = (integers.cuts[segment], integers.cuts[segment + 1])
        let points = Double(integers.span[segment]) + 1
        let lower = Double(integers.lower[segment])
        let step = Double(integers.step)
        // Point i has the share i / points ... (i + 1) / points of the segment.
        builder.append(
          upTo: points,
          latent: {
            $0 >= points
              ? integers.cuts.latent(segment + 1) : StandardNormal.quantile(from + $0 / points * (to - from))
          },
          position: { (StandardNormal.cdf($0) - from) / (to - from) * points },
          value: { lower + step * ($0 + $1 - 1) / 2 })
      }
    case .reals(let reals):
      for segment in reals.low.indices {
        let (from, to) = (reals.cuts[segment], reals.cuts[segment + 1])
        let (low, high) = (reals.low[segment], reals.high[segment])
        let end = reals.cuts.latent(segment + 1)
        if low == high {
          builder.append(to: end, value: low)
        } else {
          builder.spread(to: end) { z in
            let t = min(max((StandardNormal.cdf(z) - from) / (to - from), 0), 1)
            return low + t * (high - low)
          }
        }
      }
    case .family(let family):
      if family.decimals == nil {
        builder.spread(to: .infinity) { family.value($0) }
      } else {
        let steps = family.steps
        let first = (family.value(-Self.bound) * steps).rounded()
        let last = (family.value(Self.bound) * steps).rounded()
        // Point i is first + i; it begins half a step below itself.
        builder.append(
          upTo: last - first + 1,
          latent: { $0 > last - first ? .infinity : family.latent((first + $0 - 0.5) / steps) },
          position: { family.value($0) * steps - first + 0.5 },
          value: { (first + ($0 + $1 - 1) / 2) / steps })
      }
    }
    thresholds = builder.ends.dropLast()
    values = builder.values
    isContinuous =
      switch marginal {
      case .reals(let reals): zip(reals.low, reals.high).allSatisfy { $0 < $1 }
      case .family(let family): family.decimals == nil
      default: false
      }
  }

  /// The share of each cell.
  public var shares: [Double] { LatentCells.shares(thresholds) }

  /// The scores whose correlation is Pearson's of the values.
  public var valueScores: StepScores { StepScores(thresholds: thresholds, scores: values) }

  /// The scores whose correlation is Spearman's: the mean rank of each cell, as a share of all rows.
  public var rankScores: StepScores {
    var sum = 0.0
    let ranks = shares.map { share in
      defer { sum += share }
      return sum + share / 2
    }
    return StepScores(thresholds: thresholds, scores: ranks)
  }

  static func shares(_ thresholds: [Double]) -> [Double] {
    let cumulative = [0] + thresholds.map(StandardNormal.cdf) + [1]
    return zip(cumulative, cumulative.dropFirst()).map { max($1 - $0, 0) }
  }

  private struct Builder {
    var ends: [Double] = []
    var values: [Double] = []

    private var position: Double { ends.last ?? -.infinity }

    /// A cell, unless rounding has left nothing of it.
    mutating func append(to end: Double, value: Double) {
      if end > position {
        ends.append(end)
        values.append(value)
      }
    }

    /// A continuous piece, whose value at z is `value(z)`, in cells of `width`.
    mutating func spread(to end: Double, value: (Double) -> Double) {
      var from = max(position, -LatentCells.bound)
      while from < end {
        let next = from + LatentCells.width
        let to = next >= min(end, LatentCells.bound) ? end : next
        append(to: to, value: value((from + min(to, LatentCells.bound)) / 2))
        from = to
      }
    }

    /// Points 0 ..< `count`, which begin at latents `latent(i)`: one cell for each, or for as many as it takes to
    /// fill `width`. `position` is the inverse of `latent`, `value(i, j)` the mean of points i ..< j.
    mutating func append(
      upTo count: Double, latent: (Double) -> Double, position: (Double) -> Double,
      value: (Double, Double) -> Double
    ) {
      var point = 0.0
      var stride = 1.0
      while point < count {
        var next = min(point + stride, count)
        var end = latent(next)
        let wanted = max(self.position, -LatentCells.bound) + LatentCells.width
        if end < wanted, next < count {
          next = min(max(position(wanted).rounded(.up), next), count)
          end = latent(next)
        }
        // Far out in a tail rounding may leave many points nothing of the latent: longer and longer strides.
        stride = end > self.position && next > point ? 1 : stride * 2
        append(to: end, value: value(point, next))
        if end == .infinity { return }
        point = next
      }
    }
  }
}

extension [Double] {
  /// The latent at cut `index`: infinite at 1.
  fileprivate func latent(_ index: Int) -> Double {
    index == count - 1 ? .infinity : StandardNormal.quantile(self[index])
  }
}
