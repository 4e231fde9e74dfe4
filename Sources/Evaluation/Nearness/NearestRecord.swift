internal import Kernels
internal import Scheduling
public import Tabular

/// The rows of a real table, laid out so that those nearest to other rows are found fast.
///
/// The distance of two rows is the mean over the columns, in 0...1, of
/// - numbers, dates and times: |x - y| or 1 if that is less, of values scaled so that the real table's least finite
///   value is 0 and its greatest 1, and held in -1...2; 0 if both are missing, 1 if one is. In a column with one value
///   any other is 1 from it;
/// - levels, matched by name: 0 if they are equal (missing is a level), else 1.
///
/// Identifiers and text are left out. Distances are computed in double precision, in a fixed order: no rounding to
/// bytes is left in them, though bytes decide which are computed.
/// - Source: J. C. Gower (1971), Biometrics 27(4), 857-871, but for the treatment of missing values.
public struct NearestRecord: Sendable {
  /// The number of rows to search.
  public var count: Int { records.count }
  /// The number of columns compared.
  public var columnCount: Int { space.columns.count }

  private let space: GowerSpace
  private let records: RecordBlocks

  /// Rows to find the nearest of.
  public struct Queries: Sendable {
    public var count: Int { rows.count }
    let rows: GowerSpace.Rows

    package init(rows: GowerSpace.Rows) { self.rows = rows }
  }

  /// The nearest row and the second nearest. Of equally near ones the first in the table is the nearer.
  public struct Match: Sendable, Hashable {
    /// nil, at an infinite distance, where there is no row.
    public let index: Int?
    public let distance: Double
    public let secondIndex: Int?
    public let secondDistance: Double

    /// Distance over second distance, in 0...1: near 0 where one row alone is near; 1 where both distances are 0.
    /// 0 where there is no second row.
    public var ratio: Double { secondDistance == 0 ? 1 : (index == nil ? 0 : distance / secondDistance) }
  }

  /// - Complexity: O(rows * (columns + log(rows))); 14 bytes per cell at most.
  public init(real: Table) { self.init(real, in: GowerSpace(of: [real])) }

  /// Some rows of a table, counted in that order, with distances of a space that more tables may share.
  package init(_ table: Table, _ rows: [Int32]? = nil, in space: GowerSpace) {
    self.space = space
    records = space.records(table, rows)
  }

  /// Rows in the terms of a space.
  package init(rows: GowerSpace.Rows, in space: GowerSpace) {
    self.space = space
    records = RecordBlocks(
      count: rows.count, levels: space.levels, codes: rows.codes, numbers: space.numbers, values: rows.values)
  }

  /// Rows of another table, or of the same, as queries.
  ///
  /// - Precondition: The table has the real table's columns, in the same order and stored alike.
  /// - Complexity: O(rows * columns).
  public func queries(_ table: Table) -> Queries { Queries(rows: space.rows(table)) }

  /// For each query the nearest and the second nearest row.
  ///
  /// The result does not depend on `threads` or on the CPU.
  ///
  /// - Parameter excluded: per query, a row that does not count, such as the query itself; nil for none.
  /// - Complexity: O(rows * queries * columns) at worst; where rows lie in clusters, most are never looked at.
  public func nearest(
    to queries: Queries, excluding excluded: [Int]? = nil, threads: Int
  ) throws -> [Match] {
    precondition(excluded == nil || excluded!.count == queries.count)
    let plan = ChunkPlan(rows: 0..<queries.count, chunkRows: 256)
    let scale = Double(max(1, columnCount))
    let found = try Parallel.map(count: plan.count, threads: threads) { chunk in
      let rows = plan[chunk]
      let neighbours = KernelSet.active.nearest(
        2, in: records, to: asked(queries, rows), excluded: excluded.map { $0[rows].map(Int64.init) })
      return (0..<rows.count).map { row in
        let (first, second) = (neighbours[2 * row], neighbours[2 * row + 1])
        return Match(
          index: first.row < 0 ? nil : first.row, distance: first.distance / scale,
          secondIndex: second.row < 0 ? nil : second.row, secondDistance: second.distance / scale)
      }
    }
    return Array(found.joined())
  }

  /// For each query the distance to its nearest row, and the mean of those to its `k` nearest, or to fewer where there
  /// are no more: how alone it is.
  ///
  /// - Parameter excluded: per query, a row that does not count, such as the query itself; nil for none.
  /// - Returns: Infinite distances where there is no row.
  package func isolation(
    to queries: Queries, neighbours k: Int, excluding excluded: [Int]? = nil, threads: Int
  ) throws -> [(nearest: Double, mean: Double)] {
    let plan = ChunkPlan(rows: 0..<queries.count, chunkRows: 256)
    let scale = Double(max(1, columnCount))
    let found = try Parallel.map(count: plan.count, threads: threads) { chunk in
      let rows = plan[chunk]
      let neighbours = KernelSet.active.nearest(
        k, in: records, to: asked(queries, rows), excluded: excluded.map { $0[rows].map(Int64.init) })
      return (0..<rows.count).map { row -> (nearest: Double, mean: Double) in
        let near = neighbours[k * row..<k * (row + 1)].filter { $0.row >= 0 }
        guard let first = near.first else { return (nearest: Double.infinity, mean: Double.infinity) }
        let mean = near.reduce(0) { $0 + $1.distance } / Double(near.count)
        return (nearest: first.distance / scale, mean: mean / scale)
      }
    }
    return Array(found.joined())
  }

  /// How many pairs of rows a search of the nearest rows looks at, of all; foretold from a few of the queries.
  package func searchedShare(_ queries: Queries) -> Double {
    let probes = min(32, queries.count)
    if probes == 0 || count == 0 { return 0 }
    var lookedAt = 0
    for probe in 0..<probes {
      let row = probe * queries.count / probes
      let query = asked(queries, row..<row + 1)
      let nearest = KernelSet.active.nearest(1, in: records, to: query)
      lookedAt += records.lookedAt(query, within: [nearest[0].distance])
    }
    return Double(lookedAt) / Double(probes) / Double(count)
  }

  private func asked(_ queries: Queries, _ rows: Range<Int>) -> RecordQueries {
    let (levels, numbers) = (records.levels, records.numbers)
    return RecordQueries(
      count: rows.count, levels: levels,
      codes: queries.rows.codes[rows.lowerBound * levels..<rows.upperBound * levels], numbers: numbers,
      values: queries.rows.values[rows.lowerBound * numbers..<rows.upperBound * numbers])
  }
}
