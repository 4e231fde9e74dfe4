internal import Kernels
public import Tabular

/// How the values of a table's columns become bins: learnt from the rows of one or several tables, applied to any.
///
/// Numbers, dates and timestamps are cut between neighbouring values: where there are at most as many distinct values
/// as bins, each has its own; else the cuts are quantiles, and a value that alone fills a bin gets one. Levels have a
/// bin each, by their names; if there are too many the rarest share the last one, which unseen levels go to as well.
/// Missing values, and NaN, have bin 0. Identifiers, text and strings are left out.
public struct FeatureBins: Sendable {
  /// The columns of the table that are features, in ascending order of the request.
  public let columns: [Int]
  /// What the bins of each of them are.
  public let features: [BinnedRows.Feature]
  private let codings: [Coding]

  private enum Coding: Sendable {
    /// Ascending; a number's code is one more than the number of cuts that it reaches.
    case numbers(cuts: [Double])
    case levels(codes: [String: UInt8], other: UInt8)
  }

  /// Learns the bins from `table`; `columns` are the columns to use, all of them unless said.
  public init(_ table: Table, columns: [Int]? = nil, maximumBins: Int = 254) {
    self.init([table], columns: columns, maximumBins: maximumBins)
  }

  /// Learns the bins from the rows of all of `tables` together.
  ///
  /// - Precondition: At least one table; all have the same columns, numbers where the others have numbers. 2 to 254
  ///   bins, the one of missing values not counted.
  /// - Complexity: O(*n*) per column of numbers (a radix sort), O(*n*) per column of levels.
  public init(_ tables: [Table], columns: [Int]? = nil, maximumBins: Int = 254) {
    precondition(!tables.isEmpty && maximumBins >= 2 && maximumBins <= 254)
    precondition(tables.allSatisfy { $0.columns.count == tables[0].columns.count })
    var kept: [Int] = []
    var features: [BinnedRows.Feature] = []
    var codings: [Coding] = []
    for column in columns ?? Array(tables[0].columns.indices) {
      let parts = tables.map { $0.columns[column] }
      switch Self.kind(tables[0].schema.fields[column].type, parts[0]) {
      case .none: continue
      case .numbers:
        let cuts = QuantileCuts.cuts(parts.flatMap(\.featureNumbers), maximumBins: maximumBins)
        codings.append(.numbers(cuts: cuts))
        features.append(.init(binCount: cuts.count + 2, isOrdered: true))
      case .levels:
        let (codes, other) = Self.levels(parts, maximumBins: maximumBins)
        codings.append(.levels(codes: codes, other: other))
        features.append(.init(binCount: Int(other) + 1, isOrdered: false))
      }
      kept.append(column)
    }
    self.columns = kept
    self.features = features
    self.codings = codings
  }

  /// The bins of a table's rows.
  ///
  /// - Precondition: The table has the columns that the bins were learnt from.
  /// - Complexity: O(rows) per column.
  public func encode(_ table: Table) -> BinnedRows {
    BinnedRows(rowCount: table.rowCount, features: features) { feature, codes in
      let column = table.columns[columns[feature]]
      switch codings[feature] {
      case .numbers(let cuts): QuantileCuts.encode(column.featureNumbers, cuts: cuts, into: codes)
      case .levels(let known, let other):
        guard case .codes(let levelCodes, let levels) = column.values else {
          preconditionFailure("a column of levels stores levels")
        }
        let map = levels.indices.map { known[levels.string($0)] ?? other }
        // A list without levels belongs to a column without values, whose codes mean nothing.
        for row in levelCodes.indices { codes[row] = map.isEmpty ? 0 : map[Int(levelCodes[row])] }
        column.validity?.forEachClear(in: 0..<table.rowCount) { codes[$0] = 0 }
      }
    }
  }

  private enum Kind { case numbers, levels }

  /// `nil` for what is no feature.
  private static func kind(_ type: FieldType, _ column: Column) -> Kind? {
    switch (type, column.values) {
    case (.identifier, _), (.text, _), (_, .strings): nil
    case (_, .codes): .levels
    case (_, .int64), (_, .float64): .numbers
    }
  }

  /// The codes of levels, from 1 in the order of first appearance in the lists, and the code of all others.
  private static func levels(_ parts: [Column], maximumBins: Int) -> (codes: [String: UInt8], other: UInt8) {
    var indices: [String: Int] = [:]
    var names: [String] = []
    var counts: [Int] = []
    for part in parts {
      guard case .codes(let codes, let levels) = part.values else {
        preconditionFailure("a column of levels stores levels")
      }
      let map = levels.indices.map { level in
        let name = levels.string(level)
        if let index = indices[name] { return index }
        indices[name] = names.count
        names.append(name)
        counts.append(0)
        return names.count - 1
      }
      if map.isEmpty { continue }
      for code in codes { counts[map[Int(code)]] += 1 }
      part.validity?.forEachClear(in: 0..<part.count) { counts[map[Int(codes[$0])]] -= 1 }
    }
    // Levels that no row has get no bin.
    var kept = names.indices.filter { counts[$0] > 0 }
    if kept.count > maximumBins - 1 {
      kept.sort { (counts[$1], $0) < (counts[$0], $1) }
      kept = kept.prefix(maximumBins - 1).sorted()
    }
    let codes = Dictionary(uniqueKeysWithValues: kept.enumerated().map { (names[$1], UInt8($0 + 1)) })
    return (codes, UInt8(kept.count + 1))
  }
}

extension Column {
  /// The values of a column of numbers, NaN where missing.
  var featureNumbers: [Double] {
    var numbers: [Double]
    switch values {
    case .int64(let integers): numbers = integers.map(Double.init)
    case .float64(let reals): numbers = reals
    case .codes, .strings: preconditionFailure("a column of numbers stores numbers")
    }
    validity?.forEachClear(in: 0..<count) { numbers[$0] = .nan }
    return numbers
  }
}
