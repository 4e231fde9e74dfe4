internal import Copulas
internal import Kernels
internal import LinearAlgebra

/// Regions of latents as classes of boxes to be drawn from.
struct RegionBoxes {
  /// More boxes than that take too long to prepare.
  static let mostBoxes = 20_000
  /// An interval of less of its latent is taken as a point, its middle.
  private static let narrow = 1e-9

  /// One latent's part of a box.
  private struct Piece {
    var low = -Double.infinity
    var high = Double.infinity
    var logWeight = 0.0
    var isPoint = false
    var share = 1.0
    var isNarrow: Bool { isPoint || share < RegionBoxes.narrow }

    init() {}

    init?(_ interval: LatentSet.Interval, _ kernels: KernelSet) {
      let outermost = ColumnLatents.outermost
      guard interval.low < outermost, interval.high > -outermost else { return nil }
      func margin(_ z: Double) -> Double {
        let density = kernels.exponential(of: max(-z * z / 2, -700)) * 0.3989422804014327
        return 1e-13 * (1 + abs(z)) + 4e-16 / max(density, 1e-9)
      }
      // Far enough from the ends that the rounding of a product does not cross them.
      let room = (interval.high - interval.low) / 4
      low = interval.low == -.infinity ? interval.low : interval.low + min(margin(interval.low), room)
      high = interval.high == .infinity ? interval.high : interval.high - min(margin(interval.high), room)
      guard low < high else { return nil }
      let isAbove = low > 0
      let (from, to) = isAbove ? (-high, -low) : (low, high)
      let below = from == -.infinity ? 0 : kernels.normalCDF(of: from)
      share = (to == .infinity ? 1 : kernels.normalCDF(of: to)) - below
    }

    init(_ point: LatentSet.Point) {
      (low, high, logWeight, isPoint, share) = (point.latent, point.latent, point.logDensity, true, 0)
    }

    /// The middle, if the interval is to be a point.
    var condensed: Piece {
      guard !isPoint else { return self }
      var piece = self
      let middle = low / 2 + high / 2
      piece.logWeight = KernelSet.active.logarithm(of: max(high - low, 1e-300))
      (piece.low, piece.high) = (middle, middle)
      return piece
    }
  }

  /// - Parameter regions: None of them empty.
  /// - Throws: `SelectionError` with `.unsupported` for more than `mostBoxes` boxes, and for a column that is a single number of
  ///   a continuous stretch in one part of a condition and a range in another part that is as likely; `.impossible` if nothing of
  ///   a region is left.
  static func classes(_ regions: [LatentRegion], correlation: Matrix) throws -> ConfinedBoxes {
    let kernels = KernelSet.active
    let confined = Set(regions.flatMap(\.latents)).sorted()
    let boxes = try regions.map { try rectangles($0, confined, kernels) }
    var points: [Int] = []
    var intervals: [(latent: Int, share: Double)] = []
    for (index, latent) in confined.enumerated() {
      let pieces = boxes.joined().map { $0[index] }
      if pieces.allSatisfy(\.isNarrow) {
        points.append(latent)
      } else if pieces.contains(where: \.isPoint) {
        throw SelectionError(
          .unsupported,
          "One part of what was asked states a single value of a continuous column, another part a range of it. Ask for them in "
            + "two runs.")
      } else {
        intervals.append((latent, pieces.reduce(0) { $0 + $1.share } / Double(pieces.count)))
      }
    }
    // Rare ones first: those that follow are then likely.
    intervals.sort { ($0.share, $0.latent) < ($1.share, $1.latent) }
    let normals = ConfinedNormals(
      correlation: correlation, points: points, intervals: intervals.map(\.latent))
    let places = normals.order.prefix(normals.leading).map { confined.firstIndex(of: $0)! }
    var classes = ConfinedBoxes(normals)
    for boxes in boxes {
      classes.append(
        boxes.map { box in
          var (low, high): ([Double], [Double]) = ([], [])
          var weight = 0.0
          for (place, index) in places.enumerated() {
            let piece = place < points.count ? box[index].condensed : box[index]
            low.append(piece.low)
            high.append(piece.high)
            weight += piece.logWeight
          }
          return ConfinedBox(low: low, high: high, logWeight: weight)
        })
    }
    return classes
  }

  /// The products of the pieces of each box; those confined to more points than others weigh nothing beside them.
  private static func rectangles(_ region: LatentRegion, _ latents: [Int], _ kernels: KernelSet) throws
    -> [[Piece]]
  {
    var all: [[Piece]] = []
    for box in region.boxes {
      var products: [[Piece]] = [[]]
      for latent in latents {
        let set = box[latent]
        let pieces =
          set.isAll
          ? [Piece()] : set.intervals.compactMap { Piece($0, kernels) } + set.points.map { Piece($0) }
        guard products.count * pieces.count + all.count <= mostBoxes else {
          throw SelectionError(
            .unsupported,
            "What was asked falls into more than \(mostBoxes) parts. Use ranges instead of many single values, or ask for less at a time."
          )
        }
        products = products.flatMap { product in pieces.map { product + [$0] } }
      }
      all += products
    }
    func points(_ box: [Piece]) -> Int { box.count(where: \.isPoint) }
    guard let fewest = all.map(points).min() else {
      throw SelectionError(.impossible, "No row of the model is left.")
    }
    return all.filter { points($0) == fewest }
  }
}
