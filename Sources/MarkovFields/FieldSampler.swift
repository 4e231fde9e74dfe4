internal import Kernels
public import Randomness

/// Draws the rows of a field, a block at a time. A block is a function of field, seed and the block's number.
///
/// A block's rows begin as draws from a tree of the strongest ties, and are drawn again, variable by variable, under
/// log-weights that say what the block's margins of all single variables and of the strongest pairs still lack, with growing
/// weight: so the margins end nearer to the expected ones than those of independent rows. Of up to 33 variables those are all
/// pairs, of more the strongest 16 a variable; the rest are what these imply. Then the rows are put in random order, and inside
/// its state each row takes its place in the state's interval of the latent uniform: one of as many evenly spaced ones as there are
/// rows in the state, in random order.
///
/// `docs/reproducibility.md` has the mapping bit by bit.
public struct FieldSampler: Sendable {
  public let field: PairwiseField
  private let seed: Seed
  private let kernels: KernelSet
  private let targets: FieldTargets
  private let tree: [Branch]
  private let cuts: [[Double]]

  /// A variable, and the one it is drawn after.
  private struct Branch: Sendable {
    let variable: Int
    let parent: Int?
    /// For each state of the parent the running sums of the pair's shares.
    let sums: [[Double]]
  }

  /// The scale of the weights in each sweep.
  private static let schedule: [Double] = [2, 8, 20, 20]
  private static let weight = 0.05
  /// Draws of the Philox counter: 0 starts, sweeps follow from 1.
  private static let orderDraw: UInt16 = 0xFFFD
  private static let placeDraw: UInt16 = 0xFFFE
  private static let jitterDraw: UInt16 = 0xFFFF

  /// - Complexity: O(cells of all pairs).
  public init(_ field: PairwiseField, seed: Seed) { self.init(field, seed: seed, kernels: .active) }

  init(_ field: PairwiseField, seed: Seed, kernels: KernelSet) {
    self.field = field
    self.seed = seed
    self.kernels = kernels
    let rows = Double(field.blockRows)
    let ties = FieldTies(field)
    let pairs = ties.held.map { first, second in
      FieldTargets.Pair(
        first: first, second: second,
        counts: field.pairShares[field.pairIndex(first, second)].map { $0 * rows }, weight: Self.weight)
    }
    targets = FieldTargets(
      base: field.shares.map { $0.map(kernels.logarithm(of:)) },
      counts: field.shares.map { $0.map { $0 * rows } },
      weights: field.shares.map { _ in Self.weight }, pairs: pairs)
    tree = ties.tree.map { Self.branch(field, $0, after: $1) }
    cuts = (0..<field.dimension).map { field.cuts($0) }
  }

  private static func branch(_ field: PairwiseField, _ variable: Int, after parent: Int?) -> Branch {
    guard let parent else {
      return Branch(variable: variable, parent: nil, sums: [field.shares[variable].runningSums])
    }
    let (columns, rows) = (field.shares[variable].count, field.shares[parent].count)
    let sums = (0..<rows).map { y -> [Double] in
      let given = (0..<columns).map { x in
        parent < variable
          ? field.pairShares[field.pairIndex(parent, variable)][y * columns + x]
          : field.pairShares[field.pairIndex(variable, parent)][x * rows + y]
      }
      // Rounding may have left a rare state nothing.
      return (given.contains { $0 > 0 } ? given : field.shares[variable]).runningSums
    }
    return Branch(variable: variable, parent: parent, sums: sums)
  }

  /// - Complexity: O(rows of a block * pairs that are held to * states of one).
  public func block(_ index: UInt64) -> FieldBlock {
    let rows = field.blockRows
    let draws = FieldDraws(seed: seed, stream: .fields, firstRow: index &* UInt64(rows))
    var table = FieldRows(targets, rows: rows, kernels: kernels)
    for branch in tree { start(&table, branch, draws) }
    for (number, scale) in Self.schedule.enumerated() {
      table.rebuild(scale: scale)
      table.sweep(draws, number: number + 1)
    }
    return place(table, draws)
  }

  /// Draws a variable given its parent: within each state of the parent, places at even distances, in random order.
  private func start(_ table: inout FieldRows, _ branch: Branch, _ draws: FieldDraws) {
    let order = RowOrder(
      of: branch.parent.map { table.states($0) }, cardinality: branch.sums.count, rows: table.rowCount, draws,
      latent: branch.variable, draw: 0, kernels: kernels)
    table.set(branch.variable) { states in
      for (state, sums) in branch.sums.enumerated() {
        let range = order.starts[state]..<order.starts[state + 1]
        let jitter = jitter(draws, branch.variable, PairwiseField.mostStates + state)
        var drawn = 0
        for (rank, place) in range.enumerated() {
          let position = (Double(rank) + jitter) / Double(range.count) * sums[sums.count - 1]
          while drawn < sums.count - 1, sums[drawn] <= position { drawn += 1 }
          states[Int(order.rows[place])] = UInt8(drawn)
        }
      }
    }
  }

  private func place(_ table: borrowing FieldRows, _ draws: FieldDraws) -> FieldBlock {
    let rows = table.rowCount
    // Passes go from the first row to the last; what is handed out does not.
    let shuffled = RowOrder(
      of: nil, cardinality: 1, rows: rows, draws, latent: field.dimension, draw: Self.orderDraw,
      kernels: kernels)
    var target = [Int32](repeating: 0, count: rows)
    for (place, row) in shuffled.rows.enumerated() { target[Int(row)] = Int32(place) }
    var block = FieldBlock(rows: rows, dimension: field.dimension)
    var uniforms = [Double](repeating: 0, count: rows)
    for variable in 0..<field.dimension {
      let order = RowOrder(
        of: table.states(variable), cardinality: field.shares[variable].count, rows: rows, draws,
        latent: variable,
        draw: Self.placeDraw, kernels: kernels)
      for state in field.shares[variable].indices {
        let range = order.starts[state]..<order.starts[state + 1]
        let (low, high) = (cuts[variable][state], cuts[variable][state + 1])
        let jitter = jitter(draws, variable, state)
        let scale = (high - low) / Double(range.count)
        // Far enough from the ends that the normal's rounding does not cross them.
        let margin = min(FieldBlock.margin, (high - low) / 4)
        for (rank, place) in range.enumerated() {
          let position = low + (Double(rank) + jitter) * scale
          uniforms[Int(target[Int(order.rows[place])])] = min(max(position, low + margin), high - margin)
        }
      }
      block.fill(variable, uniforms, kernels)
    }
    return block
  }

  /// The part of a step by which all rows of a group are moved. Its word is that of the block's first row, so that no two
  /// blocks share one, however few rows they have.
  private func jitter(_ draws: FieldDraws, _ variable: Int, _ group: Int) -> Double {
    Philox4x32(seed: draws.seed).uniform(
      stream: draws.stream, latent: UInt32(variable * 2 * PairwiseField.mostStates + group),
      row: draws.firstRow, draw: Self.jitterDraw)
  }
}

extension [Double] {
  fileprivate var runningSums: [Double] {
    var sum = 0.0
    return map {
      sum += $0
      return sum
    }
  }
}
