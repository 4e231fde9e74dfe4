internal import Kernels

extension SDMetricsQuality.Pair {
  static let correlationThreshold = 0.5
  static let associationThreshold = 0.3

  /// All pairs i < j of columns: two columns of numbers by their correlations, others by their joint tables.
  static func all(_ columns: [SDMetricsColumn], rows: (real: Int, synthetic: Int), threads: Int) throws
    -> [Self]
  {
    let coded = columns.indices.filter { columns[$0].codes != nil }
    let tables = try JointTables(coded.map { columns[$0].codes! }).map(threads: threads) { table in
      (
        similarity: ContingencySimilarity.similarity(table),
        association: CramersV.association(table.real, cells: table.cells, \.real)
      )
    }
    let numbers = columns.indices.filter { columns[$0].numbers != nil }
    let pairs = numbers.map { columns[$0].numbers! }
    let real = try Correlations(
      pairs.map { NumberColumn($0.real, $0.realRange) }, rows: rows.real, threads: threads)
    let synthetic = try Correlations(
      pairs.map { NumberColumn($0.synthetic, $0.syntheticRange) }, rows: rows.synthetic, threads: threads)

    // The place of each column among those that have numbers, and among those that have codes.
    let (numberPlaces, codePlaces) = (places(numbers, of: columns.count), places(coded, of: columns.count))
    return columns.indices.flatMap { i in
      columns.indices.dropFirst(i + 1).map { j in
        var pair = SDMetricsQuality.Pair(columns[i].name, columns[j].name)
        if let a = numberPlaces[i], let b = numberPlaces[j] {
          pair.metric = "CorrelationSimilarity"
          pair.compare(pairs[a], pairs[b], real[a, b], synthetic[a, b])
        } else if let a = codePlaces[i], let b = codePlaces[j] {
          let table = tables[PairMetrics.pairIndex(a, b, of: coded.count)]
          pair.compare(table.similarity, association: table.association)
        }
        return pair
      }
    }
  }

  private static func places(_ chosen: [Int], of count: Int) -> [Int?] {
    var places = [Int?](repeating: nil, count: count)
    for (place, column) in chosen.enumerated() { places[column] = place }
    return places
  }

  private init(_ first: String, _ second: String) {
    self.init(
      first: first, second: second, metric: "ContingencySimilarity", score: nil, scoreWithoutThresholds: nil,
      realCorrelation: nil, syntheticCorrelation: nil, realAssociation: nil, meetsThreshold: false)
  }

  private mutating func compare(_ similarity: Double?, association: Double?) {
    (scoreWithoutThresholds, realAssociation) = (similarity, association)
    meetsThreshold = association.map { $0 > Self.associationThreshold } ?? false
    score = meetsThreshold ? similarity : nil
  }

  private mutating func compare(
    _ x: SDMetricsColumn.Numbers, _ y: SDMetricsColumn.Numbers, _ real: Double, _ synthetic: Double
  ) {
    // A constant in one table is an error there, which says nothing of the other table either.
    guard x.readable, y.readable, !x.isConstant, !y.isConstant else { return }
    realCorrelation = defined(real, x.real, y.real)
    syntheticCorrelation = defined(synthetic, x.synthetic, y.synthetic)
    guard let r = realCorrelation else { return }
    meetsThreshold = abs(r) > Self.correlationThreshold
    // At threshold 0, too, the real correlation has to be beyond it.
    guard let s = syntheticCorrelation, r != 0 else { return }
    scoreWithoutThresholds = 1 - abs(r - s) / 2
    score = meetsThreshold ? scoreWithoutThresholds : nil
  }
}

/// A correlation of `Correlations`, where 0 may stand for one that is not defined.
private func defined(_ correlation: Double, _ x: [Double], _ y: [Double]) -> Double? {
  correlation != 0 && correlation.isFinite ? min(max(correlation, -1), 1) : Pearson.correlation(x, y)
}
