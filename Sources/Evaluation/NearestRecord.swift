public import Tabular

/// Rows of mixed columns, laid out so that the nearest of them to other rows are found fast.
public struct NearestRecord: Sendable {
  public let count: Int
  public let columnCount: Int
  public struct Queries: Sendable { public let count: Int }
  public struct Match: Sendable { public let index: Int; public let distance: Double }
  public static func encode(real: Table, queries: Table) -> (NearestRecord, Queries) {
    (NearestRecord(count: real.rowCount, columnCount: real.columns.count), Queries(count: queries.rowCount))
  }
  public func nearest(to queries: Queries, threads: Int) throws -> [Match] { [] }
}
