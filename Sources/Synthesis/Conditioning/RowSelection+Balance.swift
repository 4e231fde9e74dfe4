internal import Copulas
internal import Kernels
internal import MarkovFields
public import Randomness
public import Rules
public import Tabular

extension RowSelection {
  /// More cells of targets than that are refused.
  static let mostCells = 4096

  /// Rows of which each level of the targets has its share, exact to one row.
  ///
  /// Of several columns the cells keep the odds ratios of the model (`ProportionalFitting`); each column's shares are exact to
  /// one row. Each class is drawn given that it is what it is, and the order of classes is a keyed permutation, so that any part
  /// of a run of the same length can be made alone.
  ///
  /// - Parameters:
  ///   - targets: Of different columns.
  ///   - condition: What all rows satisfy besides.
  ///   - rows: Of the whole run.
  /// - Throws: `SelectionError`, `ConditionError`, `ModelError`.
  public init(
    _ model: SynthesisModel, balance targets: [BalanceTarget], where condition: Condition?, rows: Int,
    seed: Seed, spell: (Int64, FieldType) -> String
  ) throws {
    precondition(!targets.isEmpty && rows >= 0)
    let sampler = try RowSampler(model, seed: seed)
    let plan = try BalancePlan(targets, where: condition, ConditionRegions(sampler), spell)
    switch model.dependence {
    case .gaussianCopula(let copula):
      let possible = plan.cells.indices.filter { plan.cells[$0] != nil }
      let parts = possible.map { plan.cells[$0]! }
      let boxes = try RegionBoxes.classes(parts.map(\.region), correlation: copula.correlation)
      var estimates: [(acceptance: Double, logProbability: Double)] = []
      for index in parts.indices { estimates.append(boxes.estimate(index)) }
      let most = estimates.map(\.logProbability).max() ?? 0
      var weights = [Double](repeating: 0, count: plan.cells.count)
      for (index, cell) in possible.enumerated() {
        weights[cell] = KernelSet.active.exponential(of: max(estimates[index].logProbability - most, -700))
      }
      guard parts.allSatisfy(\.isExact) else {
        throw SelectionError(
          .unsupported,
          "--balance goes with conditions that compare columns with single values, not with other columns. Leave such parts out, or "
            + "hold rows to them as rules (--rules).")
      }
      let counts = try plan.counts(weights, rows: rows)
      let acceptance = zip(possible, estimates).reduce(0.0) { sum, pair in
        sum + Double(counts[pair.0]) / Double(max(rows, 1)) / max(pair.1.acceptance, 1e-9)
      }
      source = ConditionedSampler(
        sampler: sampler, boxes: boxes, rest: nil, values: [],
        classes: rows == 0 ? nil : RowClasses(counts: possible.map { counts[$0] }, seed: seed))
      summary = Summary(
        probability: nil, probabilityError: boxes.isTested ? 0.02 : 0,
        acceptance: acceptance > 0 ? 1 / acceptance : 1, cells: plan.summary(weights, counts))
    case .pairwiseField:
      let possible = plan.cells.indices.filter { plan.cells[$0] != nil }
      let conditions = possible.map { plan.cells[$0]!.condition }
      let survey = try FieldSelection(sampler, conditions: conditions, counts: possible.map { _ in 0 })
      var weights = [Double](repeating: 0, count: plan.cells.count)
      for (index, cell) in possible.enumerated() { weights[cell] = survey.shares[index] }
      let counts = try plan.counts(weights, rows: rows)
      let fields = try FieldSelection(sampler, conditions: conditions, counts: possible.map { counts[$0] })
      source = fields
      summary = Summary(
        probability: nil, probabilityError: 0.02, acceptance: 1, cells: plan.summary(weights, counts))
    }
  }
}

/// The cells of targets of several columns.
struct BalancePlan {
  let targets: [BalanceTarget]
  let table: ProportionalFitting
  /// `nil`: no row of the model belongs to it.
  let cells: [RowSelection.Part?]

  init(
    _ targets: [BalanceTarget], where condition: Condition?, _ regions: ConditionRegions,
    _ spell: (Int64, FieldType) -> String
  ) throws {
    self.targets = targets
    table = ProportionalFitting(sizes: targets.map(\.levels.count))
    guard table.sizes.reduce(1.0, { $0 * Double($1) }) <= Double(RowSelection.mostCells) else {
      throw SelectionError(
        .targets,
        "The targets have more than \(RowSelection.mostCells) combinations of levels. Balance fewer columns at once."
      )
    }
    // What a level is asked to be, alone: a level that cannot be is an error of its own.
    var levels: [[Condition]] = []
    for target in targets {
      guard regions.schema.index(of: target.column) != nil else {
        let names = regions.schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
        throw SelectionError(
          .notModelled, column: target.column, "The model has no such column. It has: \(names).")
      }
      levels.append(
        try target.levels.map { level in
          let condition = try regions.condition(target.column, level.level)
          if level.share > 0 { _ = try RowSelection.Part(condition, regions, spell) }
          return condition
        })
    }
    let table = table
    cells = try (0..<table.cellCount).map { cell in
      let parts = targets.indices.map { levels[$0][table.level(cell, $0)] }
      do {
        return try RowSelection.Part(.and(parts + (condition.map { [$0] } ?? [])), regions, spell)
      } catch let error as SelectionError where error.code == .impossible {
        return nil
      }
    }
    guard cells.contains(where: { $0 != nil }) else {
      throw SelectionError(
        .impossible, "No row of the model has one of the levels and satisfies the condition.")
    }
  }

  /// Rows of each cell.
  func counts(_ weights: [Double], rows: Int) throws -> [Int] {
    let shares = targets.map { target in target.levels.map(\.share) }
    guard let fitted = table.fitted(weights, to: shares) else {
      throw SelectionError(
        .targets,
        "No table of these columns has these shares: combinations of levels that they need do not occur in the model. Ask for other "
          + "shares, or balance the columns one at a time.")
    }
    guard let counts = table.counts(fitted, rows: rows, targets: shares) else {
      throw SelectionError(
        .targets, "So few rows cannot have these shares of all columns at once. Ask for more rows.")
    }
    return counts
  }

  func summary(_ weights: [Double], _ counts: [Int]) -> [RowSelection.Summary.Cell] {
    let sum = weights.reduce(0, +)
    return counts.indices.map { cell in
      RowSelection.Summary.Cell(
        levels: targets.indices.map { targets[$0].levels[table.level(cell, $0)].level },
        modelShare: sum > 0 ? weights[cell] / sum : 0, rows: counts[cell])
    }
  }
}

extension ConditionRegions {
  /// That a column has a level, or a value, or with `null` none.
  func condition(_ column: String, _ level: String) throws -> Condition {
    if level == "null" {
      let index = schema.index(of: column)!
      let names = (try? latents(index))?.levels?.strings ?? []
      if !names.contains("null") { return .isNull(.column(column)) }
    }
    return .comparison(.column(column), .equal, .literal(.string(level)))
  }
}
