internal import Distributions
internal import Randomness
internal import Scheduling
public import Synthesis
public import Tabular

/// What drift is measured against: for each column its cells and their shares, and for pairs of columns their joint shares.
///
/// Identifiers and free text are left out. Of a table the shares are those of its rows. Of a model they are exact where
/// the model states them: levels and numbers of a copula whose column has no missing values. Where it does not (columns
/// with missing values, families of distributions, fields, pairs) they are those of `mostRows` rows drawn from it.
public struct DriftReference: Sendable {
  public struct ReferenceColumn: Sendable {
    public let cells: ColumnCells
    /// Of each cell; sums to 1.
    public let shares: [Double]
    /// The rows of each cell, where the shares are those of rows; `nil`: they are exact.
    public let counts: [Int]?

    /// How many rows the shares come from; `nil`: they are exact.
    public var rows: Int? { counts?.reduce(0, +) }

    /// The mean of Σ|Δshare| of `rows` rows of the same distribution: √(2/π) Σ √(p (1 - p) (1/rows + 1/reference rows)),
    /// no term above 2p.
    ///
    /// De Moivre's mean deviation of a binomial, for large counts.
    public func expectedDrift(rows: Int) -> Double {
      let inverse = 1 / Double(max(rows, 1)) + (self.rows.map { 1 / Double(max($0, 1)) } ?? 0)
      return shares.reduce(0) { sum, p in
        sum + min((2 / Double.pi * p * max(1 - p, 0) * inverse).squareRoot(), 2 * p)
      }
    }
  }

  public let columns: [ReferenceColumn]
  /// Joint shares of pairs; empty unless asked for.
  public let pairs: PairReference?
  /// What was left out, in whole sentences.
  public let notes: [String]

  /// Rows drawn from a model for what it does not state.
  public static let mostRows = 1 << 20
  /// The most columns whose pairs are counted unless asked for.
  public static let mostPairedColumns = 40

  /// - Throws: `DriftError` for a table without rows or without a column to compare.
  /// - Complexity: O(rows * log(rows) * columns), and rows * columns² for pairs.
  public init(_ table: Table, pairs: Bool, threads: Int) throws {
    guard table.rowCount > 0 else {
      throw DriftError(
        code: .noRows, column: nil, message: "The reference has no rows. Give a table with at least one.")
    }
    let cells = try Parallel.map(count: table.columns.count, threads: threads) { index in
      Self.cells(table.schema.fields[index], table.columns[index])
    }
    let kept = cells.indices.filter { cells[$0] != nil }
    try Self.check(kept.count)
    let mappings = kept.map { CellMapping(cells[$0]!) }
    let counted = try CellCounter(mappings, schema: table.schema, pairs: nil)
      .codes(table, unfit: nil, threads: threads)
    let counts = zip(mappings, counted).map { mapping, codes in codes.counts(mapping.cells.count) }
    let total = Double(table.rowCount)
    columns = zip(mappings, counts).map { mapping, counts in
      ReferenceColumn(cells: mapping.cells, shares: counts.map { Double($0) / total }, counts: counts)
    }
    self.pairs =
      pairs ? PairReference(columns, codes: counted, rows: table.rowCount, threads: threads) : nil
    notes = Self.notes(table.schema)
  }

  /// - Parameter pairs: Pairs of columns need rows to be drawn.
  /// - Throws: `ModelError` of a model that contradicts itself, and `DriftError` for one without a column to compare.
  public init(_ model: SynthesisModel, pairs: Bool, threads: Int) throws {
    // No run that is monitored has the same rows.
    let seed = Seed(0x6D6F_6E69_746F_7231)
    let sampler = try RowSampler(model, seed: seed)
    var exact: [String: (cells: ColumnCells, shares: [Double])] = [:]
    if case .gaussianCopula = model.dependence {
      let missing = Set(model.missingness.flatMap(\.columns))
      for (index, field) in model.schema.fields.enumerated() where !missing.contains(index) {
        guard case .modelled(let marginal, _) = model.columns[index] else { continue }
        exact[field.name] = Self.cells(field, marginal)
      }
    }
    let fields = sampler.schema.fields
    let compared = fields.filter(\.isCompared)
    try Self.check(compared.count)
    // Values of a table of many columns take memory.
    let drawn = min(Self.mostRows, max(1 << 16, (1 << 25) / fields.count))
    let first =
      compared.contains { exact[$0.name] == nil }
      ? sampler.table(rows: 0..<min(drawn, 1 << 17), threads: threads) : nil
    let cells = compared.map { field -> ColumnCells in
      if let known = exact[field.name] { return known.cells }
      let index = first!.schema.index(of: field.name)!
      return Self.cells(field, first!.columns[index])!
    }
    let mappings = cells.map { CellMapping($0) }
    var counts = cells.map { [Int](repeating: 0, count: $0.count) }
    var joint: PairReference?
    if pairs || exact.count < compared.count {
      let counter = try CellCounter(mappings, schema: sampler.schema, pairs: nil)
      let source = sampler.prepared(for: 0..<drawn, threads: threads)
      let plan = ChunkPlan(rows: 0..<drawn, chunkRows: 1 << 16)
      for chunk in 0..<plan.count {
        let table = source.table(rows: plan[chunk], threads: threads)
        let codes = try counter.codes(table, unfit: nil, threads: threads)
        for (column, codes) in codes.enumerated() {
          for (cell, count) in codes.counts(cells[column].count).enumerated() {
            counts[column][cell] += count
          }
        }
        guard pairs else { continue }
        if joint == nil {
          let total = Double(table.rowCount)
          let provisional = zip(cells, counts).map {
            ReferenceColumn(cells: $0, shares: $1.map { Double($0) / total }, counts: $1)
          }
          joint = PairReference(provisional, codes: codes, rows: table.rowCount, threads: threads)
        } else {
          joint!.add(codes, rows: table.rowCount, threads: threads)
        }
      }
    }
    self.pairs = joint
    columns = zip(cells, counts).map { cells, counts in
      if let known = exact[cells.name] {
        return ReferenceColumn(cells: cells, shares: known.shares, counts: nil)
      }
      let total = Double(drawn)
      return ReferenceColumn(cells: cells, shares: counts.map { Double($0) / total }, counts: counts)
    }
    notes = Self.notes(sampler.schema)
  }

  private static func check(_ compared: Int) throws(DriftError) {
    guard compared > 0 else {
      throw DriftError(
        code: .nothingToCompare, column: nil,
        message: "No column can be compared: all hold identifiers or free text. Check the delimiter.")
    }
  }

  private static func notes(_ schema: Schema) -> [String] {
    let left = schema.fields.filter { !$0.isCompared }.map { "\"\(ColumnPlace.shown($0.name))\"" }
    return left.isEmpty
      ? [] : ["Identifiers and free text are not compared: \(left.joined(separator: ", "))."]
  }

  /// The cells of a column's values; `nil` for identifiers and text.
  static func cells(_ field: Field, _ column: Column) -> ColumnCells? {
    guard field.isCompared else { return nil }
    var values: [Double]
    switch column.values {
    case .codes(let codes, let names):
      var counts = [Int](repeating: 0, count: names.count)
      for row in codes.indices where column.validity?[row] ?? true { counts[Int(codes[row])] += 1 }
      let order = names.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
      return ColumnCells(
        name: field.name, levels: order.map(names.string), isBoolean: field.type == .boolean)
    case .strings: return nil
    case .int64(let stored):
      let unit = NumberUnit(field.type)
      values = stored.indices.filter { column.validity?[$0] ?? true }.map { unit.value(stored[$0]) }
    case .float64(let stored):
      values = stored.indices.filter { column.validity?[$0] ?? true }.map { stored[$0] }
    }
    if values.isEmpty {
      // Only whether there is a value can be compared.
      return ColumnCells(name: field.name, levels: [], isBoolean: false)
    }
    values.sort()
    return ColumnCells(
      name: field.name, edges: QuantilePieces(sorted: values).cells().edges, moments: field.isMoment)
  }

  /// The cells of a marginal and their exact shares; `nil` for a family of distributions.
  static func cells(_ field: Field, _ marginal: Marginal) -> (cells: ColumnCells, shares: [Double])? {
    let cuts = marginal.cuts
    let shares = zip(cuts, cuts.dropFirst()).map { $1 - $0 }
    var pieces = QuantilePieces()
    switch marginal {
    case .family: return nil
    case .levels(let levels):
      let order = levels.levels.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
      let cells = ColumnCells(
        name: field.name, levels: order.map { levels.levels[$0] }, isBoolean: field.type == .boolean)
      var own = order.prefix(cells.levels.count).map { shares[$0] }
      for rank in order.dropFirst(cells.levels.count) { own[own.count - 1] += shares[rank] }
      return (cells, own + [0, 0])
    case .integers(let integers):
      let unit = NumberUnit(field.type)
      for (segment, share) in shares.enumerated() {
        let points = Double(integers.span[segment]) + 1
        let parts = min(points, max(1, (share / (QuantilePieces.leastCellShare / 2)).rounded(.up)))
        var from = 0.0
        for part in 1...Int(parts) {
          // The share of the lattice points before this one's end.
          let to = part == Int(parts) ? points : (points * Double(part) / parts).rounded(.down)
          guard to > from else { continue }
          let first = integers.lower[segment] &+ Int64(bitPattern: UInt64(from) &* integers.step)
          pieces.append(from: unit.value(first), share: share * (to - from) / points)
          from = to
        }
      }
    case .reals(let reals):
      for (segment, share) in shares.enumerated() {
        let (low, high) = (reals.low[segment], reals.high[segment])
        let parts = low == high ? 1 : max(1, (share / (QuantilePieces.leastCellShare / 2)).rounded(.up))
        for part in 0..<Int(parts) {
          let t = Double(part) / parts
          pieces.append(from: low * (1 - t) + high * t, share: share / parts)
        }
      }
    }
    let (edges, cellShares) = pieces.cells()
    let cells = ColumnCells(name: field.name, edges: edges, moments: field.isMoment)
    return (cells, cellShares + [0, 0])
  }
}

extension Field {
  /// Whether the values have a distribution to compare: not of identifiers and free text.
  var isCompared: Bool {
    switch type {
    case .identifier, .text: false
    case .boolean, .int64, .decimal, .float64, .date, .timestamp, .categorical: true
    }
  }

  var isMoment: Bool {
    switch type {
    case .date, .timestamp: true
    default: false
    }
  }
}

extension [UInt16] {
  func counts(_ cells: Int) -> [Int] { self[...].counts(cells) }
}

extension ArraySlice<UInt16> {
  /// How often each code occurs.
  func counts(_ cells: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: cells)
    counts.withUnsafeMutableBufferPointer { counts in
      withUnsafeBufferPointer { for code in $0 { counts[Int(code)] += 1 } }
    }
    return counts
  }
}
