internal import Tabular

extension ConfidentialTable {
  /// The rows as cells: one column of records for each of `columns`, by its domain's row-wise map. Costs nothing; what it
  /// gives is as confidential as the table.
  ///
  /// - Precondition: `columns` does not hold `unitColumn`; one domain a column.
  public func records(of columns: [Int], domains: [PublicDomain]) -> ConfidentialRecords {
    precondition(columns.count == domains.count && !columns.contains { $0 == unitColumn })
    let codes = inParallel(count: columns.count, threads: threads) { index in
      let codes = domains[index].codes(of: table.columns[columns[index]])
      return CellCodes(
        kept.map { rows in rows.map { codes[$0] } } ?? codes, cardinality: domains[index].count)
    }
    return ConfidentialRecords(
      names: columns.map { schema.fields[$0].name }, cardinalities: domains.map(\.count), columns: codes,
      rowCount: kept?.count ?? table.rowCount, maximumRows: parameters.maximumRows, threads: threads)
  }
}
