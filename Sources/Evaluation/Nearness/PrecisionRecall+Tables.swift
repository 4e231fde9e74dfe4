internal import Kernels
internal import Scheduling
internal import Tabular

extension PrecisionRecall {
  /// Precision, recall, density and coverage of the synthetic rows, and beside them of the held-out ones.
  ///
  /// The ball of a row reaches to the fifth nearest other row of its own sample, the edge included: of rows that are in
  /// the table more than five times it is that one point.
  /// - Precision: the share of synthetic rows that lie in the ball of any real row.
  /// - Recall: the share of real rows that lie in the ball of any synthetic row.
  /// - Density: how many balls of real rows a synthetic row lies in on average, in fives; it may exceed 1.
  /// - Coverage: the share of real rows whose ball has any synthetic row in it.
  ///
  /// Distances are those of `NearestRecord`, scaled to the ranges of the real table and the holdout. The samples are
  /// drawn with a seed and have equal sizes: that of the smallest table, the holdout included, and at most
  /// `options.sampleLimit` (for more than 15 columns 1,500,000 cells), and fewer where a search would look at more than
  /// 300,000,000 pairs of rows, as those of columns of thousands of levels do; so the scores of the synthetic rows and
  /// of the held-out ones can be compared. Neighbours and balls are exact.
  /// - Returns: nil where the smallest table has no more than five rows, or no column can be compared.
  /// - Complexity: O(rows^2 * columns) at worst; where rows lie in clusters, most pairs are never looked at.
  /// - Source: T. Kynkäänniemi et al. (2019), NeurIPS 32 (precision, recall); M. F. Naeem et al. (2020), PMLR 119,
  ///   7176-7185 (density, coverage).
  public init?(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    try self.init(tables, options: options, mostPairs: SearchWork.mostPairs)
  }

  init?(_ tables: EvaluationTables, options: EvaluationOptions, mostPairs: Int) throws {
    let smallest = min(tables.real.rowCount, tables.synthetic.rowCount, tables.holdout?.rowCount ?? .max)
    let space = GowerSpace(of: [tables.real] + (tables.holdout.map { [$0] } ?? []))
    var size = min(smallest, space.rowLimit(options))
    guard size > PrecisionRecall.ballNeighbours, !space.columns.isEmpty else { return nil }
    let samples: [(table: Table, purpose: RowPurpose)] =
      [(tables.real, .realSample), (tables.synthetic, .syntheticSample)]
      + (tables.holdout.map { [($0, .holdoutSample)] } ?? [])
    let threads = options.threads
    func drawn(_ size: Int) throws -> [RecordBlocks] {
      try Parallel.map(count: samples.count, threads: threads) { index in
        let (table, purpose) = samples[index]
        return space.records(
          table, RowDraw.sample(size, of: table.rowCount, purpose: purpose, seed: options.seed))
      }
    }
    var records = try drawn(size)
    let real = records[0]
    let limit = SearchWork.rowLimit(
      real, queries: size, neighbours: PrecisionRecall.ballNeighbours, most: mostPairs
    ) { places in
      places.map { (query: RecordQueries(real, $0..<$0 + 1), excluded: Int64(real.rows[$0])) }
    }
    if let limit, limit < size {
      size = limit
      records = try drawn(size)
    }
    let balls = try records.map {
      try RecordBalls($0, neighbours: PrecisionRecall.ballNeighbours, threads: threads)
    }
    neighbours = PrecisionRecall.ballNeighbours
    rows = size
    synthetic = try Scores(real: balls[0], other: balls[1], threads: threads)
    holdout = balls.count > 2 ? try Scores(real: balls[0], other: balls[2], threads: threads) : nil
    holdoutRows = holdout == nil ? nil : size
  }

  fileprivate static let ballNeighbours = 5
}

extension PrecisionRecall.Scores {
  fileprivate init(real: RecordBalls, other: RecordBalls, threads: Int) throws {
    let (others, reals) = (other.records.count, real.records.count)
    let balls = try real.counts(around: other, threads: threads)
    let touches = try other.touches(real, threads: threads)
    self.init(
      precision: Double(balls.count { $0 > 0 }) / Double(others),
      recall: Double(touches.count { $0.around }) / Double(reals),
      density: Double(balls.reduce(0, +)) / Double(PrecisionRecall.ballNeighbours * others),
      coverage: Double(touches.count { $0.within }) / Double(reals))
  }
}

/// Queries to a task.
private let taskRows = 256

extension RecordBalls {
  /// Balls that reach to the `neighbours`-th nearest other record. - Precondition: There are so many.
  fileprivate init(_ records: RecordBlocks, neighbours: Int, threads: Int) throws {
    let plan = ChunkPlan(rows: 0..<records.count, chunkRows: taskRows)
    let radii = try Parallel.map(count: plan.count, threads: threads) { task in
      let places = plan[task]
      let found = KernelSet.active.nearest(
        neighbours, in: records, to: RecordQueries(records, places),
        excluded: records.rows[places].map(Int64.init))
      return stride(from: neighbours - 1, to: found.count, by: neighbours).map { found[$0].distance }
    }
    self.init(records, radii: Array(radii.joined()))
  }

  /// For each record of `others`, in how many of these balls it lies.
  fileprivate func counts(around others: RecordBalls, threads: Int) throws -> [Int] {
    let plan = ChunkPlan(rows: 0..<others.records.count, chunkRows: taskRows)
    let counts = try Parallel.map(count: plan.count, threads: threads) { task in
      KernelSet.active.counts(of: self, around: RecordQueries(others.records, plan[task]))
    }
    return Array(counts.joined())
  }

  /// For each record of `others`, whether it lies in any of these balls, and whether the centre of any lies in its own.
  fileprivate func touches(_ others: RecordBalls, threads: Int) throws -> [(around: Bool, within: Bool)] {
    let plan = ChunkPlan(rows: 0..<others.records.count, chunkRows: taskRows)
    let touches = try Parallel.map(count: plan.count, threads: threads) { task in
      KernelSet.active.touches(
        of: self, and: RecordQueries(others.records, plan[task]), radii: others.radii[plan[task]])
    }
    return Array(touches.joined())
  }
}
