internal import Evaluation
internal import Tabular

/// The columns that an audit of bias looks at, as groups.
struct AuditedGroups: Sendable {
  let sensitive: [GroupedColumn]
  let given: [GroupedColumn]
  let outcome: OutcomeColumn?
  /// Rows of the table, then of the reference, if there is one.
  let rowCounts: [Int]
  /// Of how the tables were brought together.
  var notes: [String]

  struct OutcomeColumn: Sendable {
    var name: String
    var favorable: String
    var isChosen: Bool
    /// Of each table: 0, 1, or 2 where unknown.
    var codes: [[UInt8]]
    var predictions: Predictions?
  }

  struct Predictions: Sendable {
    var name: String
    var favorable: String
    /// Of the table alone.
    var codes: [UInt8]
  }

  init(_ data: Table, against reference: Table?, _ options: BiasOptions) throws {
    var names: [String] = []
    for name in options.sensitive + options.given + (options.outcome.map { [$0] } ?? [])
    where !names.contains(name) {
      names.append(name)
    }
    guard !options.sensitive.isEmpty else {
      throw BiasAuditError(.nothingSensitive, "No sensitive column is named. Name at least one.")
    }
    for name in options.cuts.keys.sorted() where !names.contains(name) && name != options.predictions {
      throw BiasAuditError(
        .cuts, column: name, "Cuts are given for a column that is not looked at. Name it among the others.")
    }
    try Self.check(names + (options.predictions.map { [$0] } ?? []), in: data, "The table")
    var tables = [try Self.selected(names, of: data)]
    var notes: [String] = []
    if let reference {
      try Self.check(names, in: reference, "The reference table")
      let alignment = try TableAlignment(
        real: Self.selected(names, of: reference), synthetic: tables[0], threads: options.threads)
      notes = alignment.notes.map { ($0.column.map { "Column \"\($0)\": " } ?? "") + $0.message }
      tables = [alignment.tables.synthetic, alignment.tables.real]
    }
    self.notes = notes
    rowCounts = tables.map(\.rowCount)
    func grouped(_ name: String, of tables: [Table]) throws -> GroupedColumn {
      let index = tables[0].schema.index(of: name)!
      return try GroupedColumn(
        tables[tables.count - 1].schema.fields[index], tables.map { $0.columns[index] },
        cuts: options.cuts[name], quantiles: options.quantiles)
    }
    sensitive = try options.sensitive.map { try grouped($0, of: tables) }
    given = try options.given.map { try grouped($0, of: tables) }
    outcome = try options.outcome.map { name in
      let column = try grouped(name, of: tables)
      let levels = try OutcomeLevels(column, named: options.favorable)
      let favorable = column.groups[levels.favorable]
      var result = OutcomeColumn(
        name: name, favorable: favorable, isChosen: levels.isChosen,
        codes: column.codes.map { $0.map { levels.map[Int($0)] } }, predictions: nil)
      if let name = options.predictions {
        let column = try grouped(name, of: [data])
        let spelt = options.predictedFavorable ?? favorable
        guard column.groups.indices.contains(where: { column.groups[$0] == spelt && $0 != column.unknown })
        else {
          throw BiasAuditError(
            .unknownLevel, column: name,
            "No prediction is the favorable level, \"\(spelt)\". Say how it is spelt here: --predicted-favorable LEVEL. Of scores, part them first: --cuts 'COLUMN=NUMBER', then --predicted-favorable '>=NUMBER'."
          )
        }
        let map = try OutcomeLevels(column, named: spelt).map
        result.predictions = Predictions(
          name: name, favorable: spelt, codes: column.codes[0].map { map[Int($0)] })
      }
      return result
    }
    for column in sensitive + given where column.joined > 0 {
      self.notes.append(
        "Column \"\(column.name)\": the \(column.joined) rarest levels are one group, \(GroupedColumn.others)."
      )
    }
  }

  /// How many joint groups there are of the sensitive columns at these places.
  func size(_ places: [Int]) -> Int { places.reduce(1) { $0 * sensitive[$1].count } }

  /// For each joint group of sensitive columns its rows by outcome and prediction.
  func counts(_ places: [Int], table: Int, threads: Int) throws -> [OutcomeCounts] {
    var columns = places.map { sensitive[$0].codes[table] }
    var sizes = places.map { sensitive[$0].count }
    let predictions = table == 0 ? outcome?.predictions : nil
    let width = predictions == nil ? 1 : 3
    if let outcome {
      columns.append(outcome.codes[table])
      sizes.append(3)
      if let predictions {
        columns.append(predictions.codes)
        sizes.append(3)
      }
      let cells = try JointCount.cells(columns, sizes: sizes, threads: threads)
      return (0..<size(places)).map {
        OutcomeCounts(cells[$0 * 3 * width..<($0 + 1) * 3 * width], predictions: width)
      }
    }
    // All outcomes are unknown.
    return try JointCount.cells(columns, sizes: sizes, threads: threads).map {
      OutcomeCounts([0, 0, $0][...], predictions: 1)
    }
  }

  /// For each group of a sensitive column and each combination of the given columns: rows with the favourable outcome, and
  /// rows with an outcome.
  func strata(_ place: Int, table: Int, threads: Int) throws -> [[OutcomeCounts.Rate]] {
    guard let outcome else { return [] }
    let columns =
      [sensitive[place].codes[table]] + given.map { $0.codes[table] } + [outcome.codes[table]]
    let sizes = [sensitive[place].count] + given.map(\.count) + [3]
    let cells = try JointCount.cells(columns, sizes: sizes, threads: threads)
    let strata = given.reduce(1) { $0 * $1.count }
    return (0..<sensitive[place].count).map { group in
      (0..<strata).map { stratum in
        let start = (group * strata + stratum) * 3
        return (cells[start + 1], cells[start] + cells[start + 1])
      }
    }
  }

  /// The most combinations of given columns, times groups.
  static let mostStrata = 1 << 22

  private static func selected(_ names: [String], of table: Table) throws -> Table {
    let places = names.map { table.schema.index(of: $0)! }
    guard table.rowCount > 0 else {
      throw BiasAuditError(.unsuitableColumn, "The table has no rows.")
    }
    return Table(
      schema: Schema(places.map { table.schema.fields[$0] }), rowCount: table.rowCount,
      columns: places.map { table.columns[$0] })
  }

  private static func check(_ names: [String], in table: Table, _ what: String) throws(BiasAuditError) {
    for name in names where table.schema.index(of: name) == nil {
      let known = table.schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
      throw BiasAuditError(
        .missingColumn, column: name,
        "\(what) has no column of this name. Its columns are: \(known)")
    }
  }
}
