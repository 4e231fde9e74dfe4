internal import Distributions
internal import Privacy

extension Marginal {
  /// The marginal of a column whose latent runs through cells of its domain: even within each, on the numbers that the
  /// column can hold.
  ///
  /// - Parameter segments: Cells of the domain, that of missing values possibly among them, and their shares, in the order
  ///   of the latent. Those without a share are left out; the others need not add up to 1. The missing cell's part is
  ///   given to a neighbour: nothing is read from it where a pattern of missingness covers it. If there is no share at
  ///   all, the first cell that is not missing gets it.
  init(_ domain: PublicDomain, segments: [(cell: Int, share: Double)]) {
    let total = segments.reduce(0) { $0 + max(0, $1.share) }
    var cells: [Int] = []
    var cuts = [0.0]
    var sum = 0.0
    var missing = false
    for (cell, share) in segments where share > 0 {
      sum += share
      // Shares too small to be told apart.
      guard sum / total > cuts[cuts.count - 1] else { continue }
      if cell < domain.firstValue {
        // Goes to the cell before, or else to the one after it.
        if cells.isEmpty { missing = true } else { cuts[cuts.count - 1] = sum / total }
        continue
      }
      missing = false
      cells.append(cell - domain.firstValue)
      cuts.append(sum / total)
    }
    if cells.isEmpty || missing {
      cells = [0]
      cuts = [0, 1]
    }
    cuts[cuts.count - 1] = 1
    // Rounding may have brought a cut before the last one to 1.
    while cuts.count > 2, cuts[cuts.count - 2] >= 1 {
      cuts.remove(at: cuts.count - 2)
      cells.removeLast()
    }
    switch domain.cells {
    case .levels(let levels, _): self = .levels(LevelMarginal(levels: cells.map { levels[$0] }, cuts: cuts))
    case .integers(let lower, let maximum):
      self = .integers(
        IntegerMarginal(
          cuts: cuts, lower: cells.map { lower[$0] },
          span: cells.map {
            let last = $0 + 1 < lower.count ? lower[$0 + 1] &- 1 : maximum
            return UInt64(bitPattern: last &- lower[$0])
          }))
    case .reals(let lower, let maximum):
      self = .reals(
        RealMarginal(
          cuts: cuts, low: cells.map { lower[$0] },
          high: cells.map {
            // A cell of one number.
            let end = $0 + 1 < lower.count ? lower[$0 + 1] : maximum
            return end == lower[$0].nextUp ? lower[$0] : end
          }))
    }
  }
}
