internal import Distributions
internal import Kernels
internal import Randomness
internal import Tabular

/// Which latents make which values of a column: the inverse of its `ColumnSampler`, found by asking it.
struct ColumnLatents {
  /// `nil`: the column has one value.
  let latent: Int?
  private let sampler: ColumnSampler
  private let marginal: Marginal

  /// Beyond it no latent is drawn.
  static let outermost = 38.5

  init(_ sampler: ColumnSampler, _ marginal: Marginal) {
    self.sampler = sampler
    self.marginal = marginal
    latent = sampler.latent
  }

  /// The levels, by code.
  var levels: StringArray? {
    switch sampler.kind {
    case .thresholds(_, let levels), .codes(_, let levels): levels
    default: nil
    }
  }

  /// The latents of the levels whose code `holds`.
  func set(ofCodes holds: (Int) -> Bool) -> LatentSet {
    let ends =
      [-Double.infinity] + LatentScale.thresholds(Array(marginal.cuts.dropFirst().dropLast())) + [.infinity]
    let segments: [Int32]
    switch sampler.kind {
    case .thresholds(let cuts, _): segments = (0...Int32(cuts.count)).map { $0 }
    case .codes(let table, _): segments = table.codes
    default: return .none
    }
    return LatentSet(
      segments.indices.filter { holds(Int(segments[$0])) }.map {
        LatentSet.Interval(low: ends[$0], high: ends[$0 + 1])
      })
  }

  /// The latents of whole numbers, as they are stored, in the ranges.
  func set(of ranges: [ClosedRange<Int64>]) -> LatentSet {
    LatentSet(
      ranges.map { range in
        LatentSet.Interval(
          low: range.lowerBound == .min ? -.infinity : first { $0.int64 >= range.lowerBound },
          high: range.upperBound == .max ? .infinity : first { $0.int64 > range.upperBound })
      })
  }

  /// The latents of reals in the ranges; a single number of a continuous stretch is a point.
  func set(of ranges: [ClosedRange<Double>]) -> LatentSet {
    var intervals: [LatentSet.Interval] = []
    var points: [LatentSet.Point] = []
    for range in ranges {
      if range.lowerBound == range.upperBound, let point = point(range.lowerBound) {
        points.append(point)
        continue
      }
      intervals.append(
        LatentSet.Interval(
          low: range.lowerBound == -.infinity ? -.infinity : first { $0.float64 >= range.lowerBound },
          high: range.upperBound == .infinity ? .infinity : first { $0.float64 > range.upperBound }))
    }
    return LatentSet(intervals, points: points)
  }

  /// The latent at which the column passes a number that it does not hold; `nil` outside its values.
  func nearest(_ value: Double) -> LatentSet.Point? {
    guard bounds.contains(value) else { return nil }
    return LatentSet.Point(latent: first { $0.number >= value }, logDensity: 0)
  }

  /// The smallest and the largest value, as numbers as they are stored.
  var bounds: ClosedRange<Double> {
    let low = value(-Self.outermost).number
    return low...max(low, value(Self.outermost).number)
  }

  /// The smallest and the largest value, as they are stored.
  var extremes: (low: Stored, high: Stored) { (value(-Self.outermost), value(Self.outermost)) }

  /// `nil` unless the number lies inside a stretch over which values spread evenly, or in a family's range.
  private func point(_ value: Double) -> LatentSet.Point? {
    let density: Double
    switch marginal {
    case .reals(let reals):
      let segment = reals.low.indices.first {
        reals.low[$0] < reals.high[$0] && (reals.low[$0]...reals.high[$0]).contains(value)
      }
      guard let segment else { return nil }
      density = (reals.cuts[segment + 1] - reals.cuts[segment]) / (reals.high[segment] - reals.low[segment])
    case .family(let family):
      guard family.decimals == nil, bounds.contains(value) else { return nil }
      let step = max(abs(value), bounds.upperBound - bounds.lowerBound) * 1e-6
      let around = [value - step, value + step].map { limit in
        KernelSet.active.normalCDF(of: first { $0.float64 >= limit })
      }
      density = (around[1] - around[0]) / (2 * step)
    default: return nil
    }
    guard density > 0 else { return nil }
    let latent = first { $0.float64 >= value }
    // The share's density over the normal's.
    return LatentSet.Point(
      latent: latent,
      logDensity: KernelSet.active.logarithm(of: density) + latent * latent / 2)
  }

  /// A value as it is stored.
  struct Stored {
    var int64: Int64 = 0
    var float64 = 0.0
    var isReal = false
    var number: Double { isReal ? float64 : Double(int64) }
  }

  private func value(_ z: Double) -> Stored {
    var buffer = LatentBuffer()
    buffer.resize(latents: (latent ?? 0) + 1, rows: 1)
    withUnsafePointer(to: z) { buffer.set(latent ?? 0, from: 0, UnsafeBufferPointer(start: $0, count: 1)) }
    var column = sampler.storage(rows: 0..<1)
    column.withTarget { sampler.fill($0, from: buffer) }
    switch column {
    case .int64(let values): return Stored(int64: values[0])
    case .float64(let values): return Stored(float64: values[0], isReal: true)
    default: return Stored()
    }
  }

  /// The smallest latent whose value passes; infinite if none does. The values ascend with the latent.
  private func first(_ passes: (Stored) -> Bool) -> Double {
    guard passes(value(Self.outermost)) else { return .infinity }
    guard !passes(value(-Self.outermost)) else { return -.infinity }
    var (low, high) = (OrderedKey.key(-Self.outermost), OrderedKey.key(Self.outermost))
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if passes(value(OrderedKey.double(middle))) { high = middle } else { low = middle }
    }
    return OrderedKey.double(high)
  }
}
