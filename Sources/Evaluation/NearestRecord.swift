internal import Kernels
internal import Scheduling
public import Tabular

/// The rows of a real table, laid out so that those nearest to other rows are found fast.
///
/// The distance of two rows is the mean over the columns, in 0...1, of
/// - numbers, dates and times: |x - y|, of values scaled so that the real table's least finite value is 0 and its
///   greatest 1, and held in between; 0 if both are missing, 1 if one is. In a column with one value any other is 1
///   from it;
/// - levels: 0 if they are equal (missing is a level), else 1.
///
/// Identifiers and text are left out. Distances are computed in double precision, in a fixed order: no rounding to
/// bytes is left in them, though bytes decide which are computed.
/// - Source: J. C. Gower (1971), Biometrics 27(4), 857-871, but for the treatment of missing values.
public struct NearestRecord: Sendable {
  /// The number of rows to search.
  public var count: Int { records.count }
  /// The number of columns compared.
  public var columnCount: Int { columns.count }

  private let columns: [ComparedColumn]
  private let records: RecordBlocks

  /// Rows to find the nearest of.
  public struct Queries: Sendable {
    public let count: Int
    let codes: [Int32]
    let values: [Double]
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

  /// - Complexity: O(rows * columns); 13 bytes per cell at most.
  public init(real: Table) {
    columns = real.schema.fields.indices.compactMap {
      ComparedColumn(real.schema.fields[$0], index: $0, real: real.columns[$0])
    }
    let encoded = NearestRecord.encode(real, columns)
    records = RecordBlocks(
      count: real.rowCount, levels: encoded.levels, codes: encoded.codes, numbers: encoded.numbers,
      values: encoded.values)
  }

  /// Rows of another table, or of the same, as queries.
  ///
  /// - Precondition: The table has the real table's columns, in the same order and stored alike.
  /// - Complexity: O(rows * columns).
  public func queries(_ table: Table) -> Queries {
    let encoded = NearestRecord.encode(table, columns)
    return Queries(count: table.rowCount, codes: encoded.codes, values: encoded.values)
  }

  /// For each query the nearest and the second nearest row.
  ///
  /// The result does not depend on `threads` or on the CPU.
  ///
  /// - Parameter excluded: per query, a row that does not count, such as the query itself; nil for none.
  /// - Complexity: O(rows * queries * columns), about 0.2 ns for a row and a query of 15 columns on one core.
  public func nearest(
    to queries: Queries, excluding excluded: [Int]? = nil, threads: Int
  ) throws -> [Match] {
    precondition(excluded == nil || excluded!.count == queries.count)
    let plan = ChunkPlan(rows: 0..<queries.count, chunkRows: 256)
    let (levels, numbers) = (records.levels, records.numbers)
    let scale = Double(max(1, columnCount))
    let found = try Parallel.map(count: plan.count, threads: threads) { chunk in
      let rows = plan[chunk]
      let asked = RecordQueries(
        count: rows.count, levels: levels,
        codes: queries.codes[rows.lowerBound * levels..<rows.upperBound * levels], numbers: numbers,
        values: queries.values[rows.lowerBound * numbers..<rows.upperBound * numbers])
      let neighbours = KernelSet.active.nearest(
        2, in: records, to: asked, excluded: excluded.map { $0[rows].map(Int64.init) })
      return (0..<rows.count).map { row in
        let (first, second) = (neighbours[2 * row], neighbours[2 * row + 1])
        return Match(
          index: first.row < 0 ? nil : first.row, distance: first.distance / scale,
          secondIndex: second.row < 0 ? nil : second.row, secondDistance: second.distance / scale)
      }
    }
    return Array(found.joined())
  }

  private static func encode(
    _ table: Table, _ columns: [ComparedColumn]
  ) -> (levels: Int, codes: [Int32], numbers: Int, values: [Double]) {
    let numbers = columns.filter(\.isNumber).count
    let levels = columns.count - numbers
    var codes = [Int32](repeating: 0, count: table.rowCount * levels)
    var values = [Double](repeating: 0, count: table.rowCount * numbers)
    var (level, number) = (0, 0)
    for column in columns {
      switch column.encode(table.columns[column.index]) {
      case .codes(let encoded):
        for row in encoded.indices { codes[row * levels + level] = encoded[row] }
        level += 1
      case .values(let encoded):
        for row in encoded.indices { values[row * numbers + number] = encoded[row] }
        number += 1
      }
    }
    return (levels, codes, numbers, values)
  }
}

/// How one column of a real table, and of others like it, is compared.
private struct ComparedColumn: Sendable {
  let index: Int
  private let kind: Kind

  private enum Kind: Sendable {
    case levels(StringArray)
    case numbers(low: Double, high: Double)
  }

  enum Encoded {
    /// Missing is 0.
    case codes([Int32])
    /// In 0...1, NaN where missing.
    case values([Double])
  }

  var isNumber: Bool { if case .numbers = kind { true } else { false } }

  /// `nil` for identifiers and text.
  init?(_ field: Field, index: Int, real: Column) {
    self.index = index
    switch (field.type, real.values) {
    case (.text, _), (.identifier, _), (_, .strings): return nil
    case (_, .codes(_, let levels)): kind = .levels(levels)
    case (_, .int64), (_, .float64):
      var low = Double.infinity
      var high = -Double.infinity
      for value in real.numbers where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
      kind = .numbers(low: low, high: high)
    }
  }

  func encode(_ column: Column) -> Encoded {
    switch (kind, column.values) {
    case (.levels(let real), .codes(let codes, let levels)):
      let common = CommonLevels(real: real, synthetic: levels)
      return .codes(Codes(codes, column.validity, common.synthetic, count: common.count).words)
    case (.numbers(let low, let high), _):
      // Halves, as the width of the widest range is no double.
      let half = high / 2 - low / 2
      return .values(
        column.numbers.map { value in
          if value.isNaN { return .nan }
          if half > 0 { return min(max((value / 2 - low / 2) / half, 0), 1) }
          return value == low ? 0 : 1
        })
    case (.levels, _): preconditionFailure("a column of levels stores codes")
    }
  }
}
