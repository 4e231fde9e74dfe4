public import Scheduling

/// Rows as cells of public domains. What is in them leaves only through the releases in the extensions of this type, each of
/// which takes its cost from a budget first and adds noise to whole numbers.
///
/// Guarantee of each release: the cost's ρ-zero-concentrated privacy (pure ε-differential privacy where δ is 0), for one unit
/// added or removed, or exchanged, as the budget's parameters say. Precondition: no unit has more rows than those parameters
/// allow, which `ConfidentialTable` sees to; made from plain codes, each row is a unit. Proofs: docs/privacy/mechanisms.md.
///
/// Nothing here throws because of a value: every error comes from public quantities, before any row is looked at.
public struct ConfidentialRecords: Sendable {
  /// The cells of each column; public.
  public let cardinalities: [Int]
  /// The columns' names, for the ledger; public.
  public let names: [String]
  /// How many threads count and draw; the distribution of what comes out does not depend on it.
  public var threads: Int
  let columns: [CellCodes]
  let rowCount: Int
  /// The most rows of one unit.
  let maximumRows: Int

  /// - Parameter codes: One array a column, all of one length below 2^31, each code below the column's cardinality (2^16 at
  ///   most).
  public init(
    names: [String], cardinalities: [Int], codes: [[UInt16]], threads: Int = Parallel.processorCount
  ) {
    self.init(
      names: names, cardinalities: cardinalities,
      columns: zip(codes, cardinalities).map { CellCodes($0, cardinality: $1) },
      rowCount: codes.first?.count ?? 0, maximumRows: 1, threads: threads)
  }

  init(
    names: [String], cardinalities: [Int], columns: [CellCodes], rowCount: Int, maximumRows: Int, threads: Int
  ) {
    precondition(names.count == cardinalities.count && columns.count == cardinalities.count)
    precondition(
      columns.allSatisfy { $0.count == rowCount } && rowCount < PrivateQuery.rowLimit && threads > 0)
    self.names = names
    self.cardinalities = cardinalities
    self.columns = columns
    self.rowCount = rowCount
    self.maximumRows = maximumRows
    self.threads = threads
  }

  public var columnCount: Int { cardinalities.count }

  /// The same rows in fewer cells: `maps[column][cell]` is the new cell. The maps are public.
  ///
  /// Each row maps on its own, so neighbouring tables stay neighbours.
  public func regrouped(by maps: [[UInt16]]) -> ConfidentialRecords {
    precondition(maps.count == columnCount && zip(maps, cardinalities).allSatisfy { $0.count == $1 })
    let cells = maps.map { Int($0.max() ?? 0) + 1 }
    return ConfidentialRecords(
      names: names, cardinalities: cells,
      columns: inParallel(count: columnCount, threads: threads) {
        columns[$0].mapped(by: maps[$0], cardinality: cells[$0])
      }, rowCount: rowCount, maximumRows: maximumRows, threads: threads)
  }

  /// The columns of each group as one, whose cell is that of their combination (the last column's cell changes first).
  ///
  /// - Precondition: A group has at most 2^16 combinations.
  public func merged(_ groups: [[Int]]) -> ConfidentialRecords {
    let cells = groups.map { $0.reduce(1) { $0 * cardinalities[$1] } }
    precondition(cells.allSatisfy { $0 <= 1 << 16 })
    return ConfidentialRecords(
      names: groups.map { $0.map { names[$0] }.joined(separator: " and ") }, cardinalities: cells,
      columns: inParallel(count: groups.count, threads: threads) { index in
        let group = groups[index]
        if group.count == 1 { return columns[group[0]] }
        var codes = [UInt16](repeating: 0, count: rowCount)
        for column in group {
          let (cells, next) = (cardinalities[column], columns[column].wide)
          for row in 0..<rowCount {
            codes[row] = UInt16(truncatingIfNeeded: Int(codes[row]) * cells + Int(next[row]))
          }
        }
        return CellCodes(codes, cardinality: cells[index])
      }, rowCount: rowCount, maximumRows: maximumRows, threads: threads)
  }

  /// The noise that a query's step in `budget` takes, with the step.
  func step(
    _ query: PrivateQuery, _ columns: [String], count: Int, _ cost: PrivacyCost,
    _ parameters: PrivacyParameters
  ) throws(PrivacyError) -> (step: PrivacyLedger.Step, noise: NoiseParameter) {
    precondition(maximumRows <= parameters.maximumRows, "units of more rows than the budget is for")
    let noise = try query.noise(spending: cost, under: parameters)
    return (PrivacyLedger.Step(query, columns: columns, count: count, noise: noise, cost: cost), noise)
  }
}

/// `Parallel.map` of what cannot fail.
func inParallel<Value: Sendable>(count: Int, threads: Int, _ transform: @Sendable (Int) -> Value) -> [Value] {
  do {
    return try Parallel.map(count: count, threads: threads, transform)
  } catch {
    preconditionFailure("a map without errors failed")
  }
}

extension NoiseParameter {
  /// So many independent draws.
  func draw(count: Int, using bits: inout SecureRandom) -> [Int64] {
    switch mechanism {
    case .discreteGaussian: DiscreteGaussian(variance: parameter).draw(count: count, using: &bits)
    case .discreteLaplace: DiscreteLaplace(scale: parameter).draw(count: count, using: &bits)
    }
  }

  /// Whole numbers with noise from bits that nobody else has. Sums stay within 64 bits by the bounds of the queries; where a
  /// draw of less than 2^-60 probability leaves them, it wraps, which is still a function of the noisy sum alone.
  func release(_ exact: [Int64]) -> NoisyCounts {
    var bits = SecureRandom()
    let noise = draw(count: exact.count, using: &bits)
    return NoisyCounts(counts: zip(exact, noise).map { $0 &+ $1 }, deviation: deviation)
  }
}
