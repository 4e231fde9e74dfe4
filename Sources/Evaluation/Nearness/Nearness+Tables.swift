internal import Kernels
internal import Tabular

extension Nearness {
  /// How near the rows of a synthetic table come to those of the real one, and of a holdout where there is one.
  ///
  /// Copies are counted over all rows. Distances (see `NearestRecord`; scaled to the ranges of the real table and the
  /// holdout together, so that neither is preferred) are taken from at most `options.sampleLimit` synthetic rows
  /// - to equally many real and held-out rows, the smaller table's and at most `options.sampleLimit`, for the distances
  ///   and the share of rows nearer to the real ones: so the sizes of the tables do not bias it;
  /// - to all real rows, at most `options.sampleLimit`, for near copies.
  /// The limit is lower for more than 15 columns: rows times columns are at most 1,500,000; and where a search would
  /// look at more than 300,000,000 pairs of rows, as those of columns of thousands of levels do.
  ///
  /// All draws are seeded. It is a sanity check: that few rows are copies is no proof of privacy, and rows of a small
  /// domain equal real ones by chance, as the held-out ones do.
  /// - Returns: nil where no column can be compared: identifiers and text are left out.
  /// - Complexity: O(rows * columns), and of searching the nearest rows.
  public init?(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    try self.init(tables, options: options, mostPairs: SearchWork.mostPairs)
  }

  init?(_ tables: EvaluationTables, options: EvaluationOptions, mostPairs: Int) throws {
    let (real, synthetic, holdout) = (tables.real, tables.synthetic, tables.holdout)
    let threads = options.threads
    guard let copies = try RowCopies(real, threads: threads) else { return nil }
    exactCopies = Double(try copies.count(in: synthetic, threads: threads)) / Double(synthetic.rowCount)
    exactCopiesOfHoldout = try holdout.map {
      Double(try copies.count(in: $0, threads: threads)) / Double($0.rowCount)
    }

    let space = GowerSpace(of: [real] + (holdout.map { [$0] } ?? []))
    let limit = Nearness.rowLimit(tables, space, options, mostPairs)
    let searched = min(real.rowCount, limit)
    let size = min(searched, holdout?.rowCount ?? searched)
    func sample(_ size: Int, _ count: Int, _ purpose: RowPurpose) -> [Int32] {
      RowDraw.sample(size, of: count, purpose: purpose, seed: options.seed)
    }
    let asked = NearestRecord.Queries(
      rows: space.rows(synthetic, sample(limit, synthetic.rowCount, .syntheticSample)))
    referenceRows = size
    syntheticRows = asked.count
    // The smaller sample is part of the larger one: both are the beginning of one order.
    let references = sample(size, real.rowCount, .realSample)
    let ofReal = try NearestRecord(real, references, in: space).nearest(to: asked, threads: threads)
    toReal = Distances(ofReal)
    guard let holdout else { return }

    let heldOutRows = sample(size, holdout.rowCount, .holdoutSample)
    let ofHoldout = try NearestRecord(holdout, heldOutRows, in: space).nearest(to: asked, threads: threads)
    toHoldout = Distances(ofHoldout)
    let nearer = NearerShare(first: ofReal, second: ofHoldout, size: size)
    (nearerToReal, nearerToRealLow, nearerToRealHigh) = (nearer.share, nearer.low, nearer.high)

    let all = NearestRecord(real, sample(searched, real.rowCount, .realSample), in: space)
    let near = size == searched ? ofReal : try all.nearest(to: asked, threads: threads)
    let heldOut = try all.nearest(
      to: NearestRecord.Queries(rows: space.rows(holdout, heldOutRows)), threads: threads)
    let reached = heldOut.map(\.distance).sorted()[(heldOut.count + 99) / 100 - 1]
    (nearCopyDistance, searchedRows) = (reached, searched)
    nearCopies = Double(near.count { $0.distance <= reached }) / Double(near.count)
    nearCopiesOfHoldout = Double(heldOut.count { $0.distance <= reached }) / Double(heldOut.count)
  }

  /// The most rows to search and to search for: the space's limit, or what keeps a search within `mostPairs`.
  private static func rowLimit(
    _ tables: EvaluationTables, _ space: GowerSpace, _ options: EvaluationOptions, _ mostPairs: Int
  ) -> Int {
    let limit = space.rowLimit(options)
    let (searched, asked) = (min(tables.real.rowCount, limit), min(tables.synthetic.rowCount, limit))
    if searched * asked <= mostPairs { return limit }
    let real = RowDraw.sample(searched, of: tables.real.rowCount, purpose: .realSample, seed: options.seed)
    let made = RowDraw.sample(
      asked, of: tables.synthetic.rowCount, purpose: .syntheticSample, seed: options.seed)
    let lower = SearchWork.rowLimit(
      space.records(tables.real, real), queries: asked, neighbours: 2, most: mostPairs
    ) { places in
      let probes = space.rows(tables.synthetic, places.map { made[$0] })
      return places.indices.map { (query: probes.query($0, in: space), excluded: -1) }
    }
    return min(limit, lower ?? limit)
  }
}

extension GowerSpace.Rows {
  /// One of the rows, to search for its neighbours.
  fileprivate func query(_ row: Int, in space: GowerSpace) -> RecordQueries {
    RecordQueries(
      count: 1, levels: space.levels, codes: codes[row * space.levels..<(row + 1) * space.levels],
      numbers: space.numbers, values: values[row * space.numbers..<(row + 1) * space.numbers])
  }
}

extension Nearness.Distances {
  init(_ matches: [NearestRecord.Match]) {
    let distances = matches.map(\.distance).sorted()
    // All or none have a second nearest row.
    let ratios = matches.contains { $0.secondIndex == nil } ? [] : matches.map(\.ratio).sorted()
    self.init(
      median: quantile(0.5, ofSorted: distances), fifthPercentile: quantile(0.05, ofSorted: distances),
      mean: distances.reduce(0, +) / Double(distances.count),
      medianRatio: ratios.isEmpty ? nil : quantile(0.5, ofSorted: ratios),
      fifthPercentileRatio: ratios.isEmpty ? nil : quantile(0.05, ofSorted: ratios))
  }
}

/// The value at a share of the way through sorted ones, on a line between neighbours (Hyndman and Fan's type 7).
func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
  let place = share * Double(values.count - 1)
  let below = Int(place)
  if below + 1 >= values.count { return values[values.count - 1] }
  return values[below] + (place - Double(below)) * (values[below + 1] - values[below])
}
