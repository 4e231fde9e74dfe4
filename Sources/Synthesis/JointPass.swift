internal import Copulas
internal import Distributions
internal import Kernels
internal import LinearAlgebra
internal import Scheduling
public import Tabular

/// The second pass over a table that does not fit into memory: how many rows each group of a number has, exactly, and
/// the sums from which correlations follow.
///
/// The statistics are those of `TableStatistics(table)` but for where the groups of numbers end, which the sketch knows to
/// 1/4096 of the rows, the weights of the scores, which follow its shares, and, beyond 2^18 rows, the rows by which nominal
/// levels are ordered.
public struct JointPass: Sendable {
  private let sketch: TableSketch
  private let levels: [LevelCounts]
  private let variables: [TableStatistics.Variable]
  private let patterns: [MissingnessStatistics]
  private let isComplete: Bool
  private var columns: [Column]
  private let scores: [StepScores]
  private var moments: PairwiseMoments
  private var rowCount = 0

  private struct Column: Sendable {
    enum Kind: Sendable {
      case numbers(ValueGroups, step: UInt64, isReal: Bool)
      case levels(order: [Int])
      case notModelled
    }

    let kind: Kind
    /// Rows of each group, as far as they have been counted.
    var counted: [Int] = []
  }

  /// - Parameters:
  ///   - sketch: Of the whole table: at least one row; every modelled column with at least one present value.
  ///   - target: See `TableStatistics.init`.
  /// - Throws: `FitError` for a column to be modelled without a value; `LinearAlgebraError`.
  public init(_ sketch: TableSketch, target: Int? = nil, threads: Int) throws {
    self.sketch = sketch
    let levels = sketch.columns.map(\.levels)
    self.levels = levels
    let fields = sketch.schema.fields
    guard sketch.rowCount > 0 else { throw FitError(.noRows) }
    let table = sketch.sample.table(sketch.schema, levels: levels)
    let kinds = try Parallel.map(count: fields.count, threads: threads) { index -> Column.Kind in
      let column = sketch.columns[index]
      switch fields[index].type {
      case .identifier, .text: return .notModelled
      default: break
      }
      if column.levels.names.isEmpty {
        guard column.numbers.count > 0 else { throw FitError(.noValues, column: fields[index].name) }
        if case .float64 = fields[index].type {
          let (groups, step) = column.numbers.groups {
            OrderedKey.double($1) / 2 - OrderedKey.double($0) / 2
          }
          return .numbers(groups, step: step, isReal: true)
        }
        let (groups, step) = column.numbers.groups { Double($1 - $0) / 2 }
        return .numbers(groups, step: step, isReal: false)
      }
      return .levels(order: [])
    }
    let first = try Parallel.map(count: fields.count, threads: threads) { index -> FirstPass in
      switch kinds[index] {
      case .numbers(let groups, let step, let isReal):
        // A sample without a value of the column tells nothing, and is a column of strings.
        if case .strings = table.columns[index].values {
          return FirstPass(.notModelled, field: fields[index])
        }
        let binned = try BinnedColumn.numeric(table.columns[index], groups: groups, threads: 1)
        return FirstPass(
          isReal
            ? .reals(RealMarginal(groups), binned) : .integers(IntegerMarginal(groups, step: step), binned),
          field: fields[index])
      case .levels: return FirstPass(.levels(levels[index].counts), field: fields[index])
      case .notModelled: return FirstPass(.notModelled, field: fields[index])
      }
    }
    let orders = try TableStatistics.levelOrders(table, first, target: target, threads: threads)

    var members: [PresenceDigest: [Int]] = [:]
    var digests: [PresenceDigest] = []
    for (index, column) in sketch.columns.enumerated() {
      guard (1..<sketch.rowCount).contains(column.presence.missingCount) else { continue }
      if members[column.presence] == nil { digests.append(column.presence) }
      members[column.presence, default: []].append(index)
    }
    patterns = digests.map { MissingnessStatistics(columns: members[$0]!, missingCount: $0.missingCount) }

    columns = []
    var variables: [TableStatistics.Variable] = []
    var scores: [StepScores] = []
    for (index, kind) in kinds.enumerated() {
      var cells: [Int] = []
      switch kind {
      case .numbers(let groups, _, _):
        columns.append(Column(kind: kind, counted: [Int](repeating: 0, count: groups.counts.count)))
        cells = groups.counts
      case .levels:
        let order = orders[index] ?? []
        columns.append(Column(kind: .levels(order: order)))
        cells = BinnedColumn.cells(counts: order.map { levels[index].counts[$0] }).cells
      case .notModelled: columns.append(Column(kind: kind))
      }
      guard cells.count > 1 else { continue }
      variables.append(.value(column: index))
      scores.append(StepScores(counts: cells))
    }
    for (index, pattern) in patterns.enumerated() {
      variables.append(.presence(pattern: index))
      scores.append(StepScores(counts: [pattern.missingCount, sketch.rowCount - pattern.missingCount]))
    }
    self.variables = variables
    self.scores = scores
    isComplete = variables.allSatisfy {
      if case .value(let column) = $0 { sketch.columns[column].presence.missingCount == 0 } else { true }
    }
    moments = PairwiseMoments(order: variables.count, isComplete: isComplete)
  }

  /// Adds the next rows: those that the sketch has seen, in the same order.
  public mutating func add(_ table: Table, threads: Int) throws {
    let (columns, levels, patterns, variables) = (self.columns, self.levels, self.patterns, self.variables)
    let binned = try Parallel.map(count: variables.count, threads: threads) { k -> BinnedColumn in
      switch variables[k] {
      case .value(let index):
        return try JointPass.binned(table.columns[index], columns[index].kind, levels: levels[index])
      case .presence(let pattern):
        let validity = table.columns[patterns[pattern].columns[0]].validity
        return .presence(validity ?? Bitmap(repeating: true, count: table.rowCount))
      }
    }
    for (k, variable) in variables.enumerated() {
      guard case .value(let index) = variable, case .numbers = columns[index].kind else { continue }
      let (codes, validity) = (binned[k].codes, binned[k].validity)
      for row in codes.indices where validity?[row] ?? true {
        self.columns[index].counted[Int(codes[row])] += 1
      }
    }
    moments += try ScoreCorrelation.moments(
      binned, scores: scores, rowCount: table.rowCount, isComplete: isComplete, threads: threads)
    rowCount += table.rowCount
  }

  private static func binned(
    _ column: Tabular.Column, _ kind: Column.Kind, levels: LevelCounts
  ) throws -> BinnedColumn {
    switch (kind, column.values) {
    case (.numbers(let groups, _, _), _): return try .numeric(column, groups: groups, threads: 1)
    case (.levels(let order), .codes(let codes, let names)):
      var ranks = [Int?](repeating: nil, count: levels.names.count)
      for (rank, level) in order.enumerated() { ranks[level] = rank }
      let own = levels.translation(names)
      return .levels(
        codes: codes.map { own.isEmpty ? 0 : own[Int($0)] }, validity: column.validity, ranks: ranks,
        counts: order.map { levels.counts[$0] })
    default: preconditionFailure("only modelled columns have cells")
    }
  }

  /// Whether the rows have been as many as the sketch has seen.
  public func isComplete(of sketch: TableSketch) -> Bool { rowCount == sketch.rowCount }

  /// The statistics of all rows.
  ///
  /// - Precondition: The rows are as many as the sketch has seen.
  public func statistics() -> TableStatistics {
    precondition(rowCount == sketch.rowCount)
    let statistics = columns.enumerated().map { index, column -> ColumnStatistics in
      switch column.kind {
      case .numbers(let groups, let step, let isReal):
        // A column of one value has no variable, and its groups were not counted. In any other a group that the sketch
        // placed between neighbours may hold no row; it keeps the share of one.
        let isCounted = column.counted.contains { $0 > 0 }
        let counts = isCounted ? column.counted.map { max(1, $0) } : groups.counts
        let exact = groups.with(counts: counts)
        return isReal
          ? .reals(RealMarginal(exact), cells: counts)
          : .integers(IntegerMarginal(exact, step: step), cells: counts)
      case .levels(let order):
        let counts = order.map { levels[index].counts[$0] }
        return .levels(
          LevelMarginal(levels: order.map { levels[index].names[$0] }, counts: counts),
          cells: BinnedColumn.cells(counts: counts).cells)
      case .notModelled: return .notModelled
      }
    }
    let (correlation, pairRows) = ScoreCorrelation.correlation(
      moments, isComplete: isComplete, rowCount: rowCount)
    return TableStatistics(
      schema: sketch.schema, rowCount: rowCount, columns: statistics, missingness: patterns,
      variables: variables,
      correlation: correlation, pairRows: pairRows)
  }
}
