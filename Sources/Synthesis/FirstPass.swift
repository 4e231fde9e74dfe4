internal import Distributions
internal import Kernels
internal import Tabular

/// One column measured on its own: everything but the order of nominal levels.
struct FirstPass: Sendable {
  enum Kind: Sendable {
    case integers(IntegerMarginal, BinnedColumn)
    case reals(RealMarginal, BinnedColumn)
    /// Rows of each level; levels that no row holds have 0.
    case levels([Int])
    case notModelled
  }

  let kind: Kind
  /// Whether the order of the levels is to be found.
  let isNominal: Bool

  init(_ kind: Kind, field: Field) {
    self.kind = kind
    if case .levels(_, ordered: true) = field.domain {
      isNominal = false
    } else {
      isNominal = field.type == .categorical
    }
  }

  /// - Parameter threads: Threads for this one column.
  init(_ column: Column, field: Field, threads: Int) throws {
    switch field.type {
    case .identifier, .text:
      self.init(.notModelled, field: field)
      return
    default: break
    }
    let kind: Kind
    switch column.values {
    case .int64:
      let sorted = try SortedKeys(column.values, validity: column.validity, threads: threads)
      let groups = ValueGroups(sorted)
      kind = .integers(
        IntegerMarginal(groups, step: sorted.step),
        try .numeric(column, groups: groups, threads: threads))
    case .float64:
      let sorted = try SortedKeys(column.values, validity: column.validity, threads: threads)
      let groups = ValueGroups(sorted) { OrderedKey.double($1) / 2 - OrderedKey.double($0) / 2 }
      kind = .reals(RealMarginal(groups), try .numeric(column, groups: groups, threads: threads))
    case .codes(let codes, let levels):
      var counts = [Int](repeating: 0, count: levels.count)
      for row in codes.indices where column.validity?[row] ?? true { counts[Int(codes[row])] += 1 }
      kind = .levels(counts)
    case .strings:
      kind = .notModelled
    }
    self.init(kind, field: field)
  }

  var isModelled: Bool {
    if case .notModelled = kind { false } else { true }
  }

  /// How many levels there are to be ordered or kept in order; `nil` for other columns.
  var levelCount: Int? {
    if case .levels(let counts) = kind { counts.count } else { nil }
  }

  /// The column's part in a correspondence analysis.
  struct Indicators: Sendable {
    let input: CorrespondenceAnalysis.Input
    /// For a column of levels, the indicator of each.
    let indicatorOfLevel: [UInt16]
    /// Whether several levels share an indicator.
    let isLumped: Bool
  }

  /// - Parameters:
  ///   - mostLevels: The largest number of indicators for levels; the rarest share the last one.
  ///   - mostBins: The largest number of indicators for numbers.
  ///   - rows: The rows that are analysed.
  func indicators(
    _ column: Column, mostLevels most: Int, mostBins: Int, rows: RowSample
  ) -> Indicators {
    switch kind {
    case .integers(_, let binned), .reals(_, let binned):
      let total = binned.counts.reduce(0, +)
      var decile: [UInt16] = []
      var bins = 0
      var lastBin = -1
      var sum = 0
      for count in binned.counts {
        sum += count
        let bin = max(0, (mostBins * sum + total - 1) / total - 1)
        if bin != lastBin { bins += 1 }
        lastBin = bin
        decile.append(UInt16(bins - 1))
      }
      return encode(
        binned.codes, validity: binned.validity, map: decile, count: bins, isLumped: false,
        rows: rows)
    case .levels(let counts):
      var map = [UInt16](repeating: 0, count: counts.count)
      let ranked = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
      for (rank, level) in ranked.enumerated() { map[level] = UInt16(min(rank, most - 1)) }
      guard case .codes(let codes, _) = column.values else { preconditionFailure() }
      return encode(
        codes, validity: column.validity, map: map, count: min(counts.count, most),
        isLumped: counts.count > most, rows: rows)
    case .notModelled: preconditionFailure("only modelled columns are analysed")
    }
  }

  private func encode(
    _ codes: [some FixedWidthInteger], validity: Bitmap?, map: [UInt16], count: Int, isLumped: Bool,
    rows: RowSample
  ) -> Indicators {
    let indicators = codes.withUnsafeBufferPointer { codes in
      map.withUnsafeBufferPointer { map in
        rows.map { validity?[$0] ?? true ? map[Int(codes[$0])] : UInt16(count) }
      }
    }
    return Indicators(
      input: .init(codes: indicators, count: validity == nil ? count : count + 1), indicatorOfLevel: map,
      isLumped: isLumped)
  }

  /// The column as `LevelQuantification` takes it. The levels of a column that has more than 16 bits can number
  /// keep their order.
  func quantified(_ column: Column, order: [Int]?, rows: RowSample) -> LevelQuantification.Column {
    let validity = column.validity
    switch kind {
    case .integers(_, let binned), .reals(_, let binned):
      return fixed(binned, scores: StepScores(counts: binned.counts), rows: rows)
    case .levels(let counts):
      guard case .codes(let codes, _) = column.values, let order else { preconditionFailure() }
      guard isNominal, counts.count < UInt16.max else {
        let binned = finished(column, order: order).binned!
        return fixed(binned, scores: StepScores(counts: binned.counts), rows: rows)
      }
      return LevelQuantification.Column(
        codes: rows.map { validity?[$0] ?? true ? UInt16(codes[$0]) : UInt16(counts.count) },
        order: order, counts: counts)
    case .notModelled: preconditionFailure("only modelled columns are quantified")
    }
  }

  private func fixed(
    _ binned: BinnedColumn, scores: StepScores, rows: RowSample
  ) -> LevelQuantification.Column {
    let missing = UInt16(binned.counts.count)
    return LevelQuantification.Column(
      codes: rows.map { binned.validity?[$0] ?? true ? binned.codes[$0] : missing },
      scores: scores)
  }

  /// The column's statistics and cells, given the order of its levels.
  func finished(_ column: Column, order: [Int]?) -> (statistics: ColumnStatistics, binned: BinnedColumn?) {
    switch kind {
    case .integers(let marginal, let binned):
      return (.integers(marginal, cells: binned.counts), binned)
    case .reals(let marginal, let binned):
      return (.reals(marginal, cells: binned.counts), binned)
    case .levels(let counts):
      guard case .codes(let codes, let levels) = column.values, let order else { preconditionFailure() }
      var ranks = [Int?](repeating: nil, count: counts.count)
      for (rank, level) in order.enumerated() { ranks[level] = rank }
      let ordered = order.map { counts[$0] }
      let binned = BinnedColumn.levels(
        codes: codes, validity: column.validity, ranks: ranks, counts: ordered)
      let marginal = LevelMarginal(levels: order.map { levels.string($0) }, counts: ordered)
      return (.levels(marginal, cells: binned.counts), binned)
    case .notModelled:
      return (.notModelled, nil)
    }
  }
}
