internal import Distributions
internal import Privacy

/// The columns of a variable as functions of its latent.
///
/// The cells follow one another by state, each state over its interval of the latent, so that a column's marginal is a row of
/// segments. Where a column is missing comes first.
struct PairwiseColumns {
  /// Cells that have a part of the latent, and where each ends, after a first 0.
  private var cells: [Int] = []
  private var cuts = [0.0]

  /// - Parameters:
  ///   - ends: Where each state begins in the latent, and 1.
  init(_ states: VariableStates, cuts ends: [Double]) {
    var cellsOfState = [[Int]](repeating: [], count: ends.count - 1)
    for (cell, state) in states.stateOfCell.enumerated() { cellsOfState[state].append(cell) }
    for (state, members) in cellsOfState.enumerated() {
      let (low, high) = (ends[state], ends[state + 1])
      let weights = members.map { states.cellShares[$0] }
      let sum = weights.reduce(0, +)
      var before = 0.0
      for (index, cell) in members.enumerated() {
        before += sum > 0 ? weights[index] / sum : 1 / Double(members.count)
        append(cell, to: index == members.count - 1 ? high : min(low + (high - low) * before, high))
      }
    }
  }

  /// A cell, unless rounding leaves nothing of it.
  private mutating func append(_ cell: Int, to end: Double) {
    guard end > cuts[cuts.count - 1] + 0x1p-52 else {
      if end == 1 { cuts[cuts.count - 1] = 1 }
      return
    }
    cells.append(cell)
    cuts.append(end)
  }

  /// A column's marginal, and the share of the latent, from 0 on, in which the column is missing.
  ///
  /// - Parameter columnCell: For each cell of the variable that of the column.
  func marginal(_ domain: PublicDomain, columnCell: [Int]) -> (marginal: Marginal, missing: Double) {
    var segments: [(cell: Int, share: Double)] = []
    var missing = 0.0
    for (index, cell) in cells.enumerated() {
      let own = columnCell[cell]
      let share = cuts[index + 1] - cuts[index]
      // The variable's cells are ordered so that these come first.
      if own < domain.firstValue { missing = cuts[index + 1] }
      if own == segments.last?.cell, domain.isLevels {
        segments[segments.count - 1].share += share
      } else {
        segments.append((own, share))
      }
    }
    return (Marginal(domain, segments: segments), min(missing, 1 - 0x1p-30))
  }
}

extension PublicDomain {
  fileprivate var isLevels: Bool { if case .levels = cells { true } else { false } }
}
