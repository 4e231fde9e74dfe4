internal import Evaluation
internal import Tabular

extension Table {
  /// Some columns, by their places.
  func columns(_ places: [Int]) -> Table {
    Table(
      schema: Schema(places.map { schema.fields[$0] }), rowCount: rowCount,
      columns: places.map { columns[$0] })
  }
}

/// The synthetic rows nearest to others, by some of the columns.
struct NeighboursByColumns {
  private let space: GowerSpace
  private let records: NearestRecord
  private let columns: [Int]

  /// - Parameter real: The real and the held-out table, whose ranges are the scale.
  init(_ columns: [Int], synthetic: Table, real: [Table]) {
    self.columns = columns
    space = GowerSpace(of: real.map { $0.columns(columns) })
    records = NearestRecord(synthetic.columns(columns), in: space)
  }

  /// The nearest row's place; of equally near ones the first.
  func nearest(to table: Table, threads: Int) throws -> [Int] {
    let rows = space.rows(table.columns(columns))
    return try records.nearest(to: NearestRecord.Queries(rows: rows), threads: threads).map { $0.index! }
  }
}
