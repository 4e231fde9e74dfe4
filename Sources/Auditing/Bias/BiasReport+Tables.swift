internal import Evaluation
public import Tabular

extension BiasReport {
  /// The most joint groups of an intersection.
  static let mostCells = 10_000
  static let mostTriples = 200

  /// Audits the sensitive columns of a table, beside a reference table (the real one) if there is one.
  ///
  /// All rows are counted. Intersections are made of all pairs of sensitive columns of at most 10,000 joint groups, and of
  /// triples that have on average at least `leastRows` rows a joint group.
  /// - Parameters:
  ///   - data: The table, a synthetic one for example.
  ///   - reference: What it is compared with, the real one. It needs the columns that are looked at, but for predictions.
  /// - Throws: `BiasAuditError` for columns, levels and shares that there are not, `TableAlignmentError` for columns of the
  ///   two tables that are of different kinds.
  /// - Complexity: O(rows * combinations of sensitive columns).
  public init(_ data: Table, against reference: Table? = nil, options: BiasOptions) throws {
    let audited = try AuditedGroups(data, against: reference, options)
    let builder = GroupTableBuilder(audited: audited, options: options)
    let places = Array(audited.sensitive.indices)
    columns = try places.map { try builder.table([$0]) }
    notes = audited.notes
    var (sets, skipped) = ([[Int]](), 0)
    for a in places {
      for b in places where b > a {
        if audited.size([a, b]) <= Self.mostCells { sets.append([a, b]) } else { skipped += 1 }
      }
    }
    var triples: [[Int]] = []
    for a in places {
      for b in places where b > a {
        for c in places where c > b {
          let size = audited.size([a, b, c])
          if size <= Self.mostCells, audited.rowCounts[0] / size >= options.leastRows {
            triples.append([a, b, c])
          }
        }
      }
    }
    if triples.count > Self.mostTriples {
      notes.append(
        "Of \(triples.count) triples of sensitive columns the first \(Self.mostTriples) are shown.")
    }
    sets += triples.prefix(Self.mostTriples)
    if skipped > 0 {
      notes.append(
        "\(skipped) pair\(skipped == 1 ? "" : "s") of sensitive columns with more than \(Self.mostCells) joint groups \(skipped == 1 ? "is" : "are") left out."
      )
    }
    intersections = try sets.map { try builder.table($0) }
    rows = Rows(data: data.rowCount, reference: reference?.rowCount)
    outcome = audited.outcome.map {
      Outcome(
        column: $0.name, favorable: $0.favorable, predictions: $0.predictions?.name,
        predictedFavorable: $0.predictions?.favorable, given: options.given, leastRows: options.leastRows)
    }
    findings = []
    if reference != nil { correct(options) }
    findings = found(options)
    for column in audited.sensitive where column.isBinned {
      notes.append(
        options.cuts[column.name] == nil
          ? "Column \"\(column.name)\": numbers in \(column.count - (column.unknown == nil ? 0 : 1)) groups parted by quantiles\(reference == nil ? "" : " of the reference")."
          : "Column \"\(column.name)\": numbers in groups parted as asked.")
    }
    if let outcome = audited.outcome, outcome.isChosen {
      notes.append(
        "Column \"\(outcome.name)\": \"\(outcome.favorable)\" is taken for the favorable level; --favorable names another."
      )
    }
  }

  /// Corrects the p-values of all groups for each other.
  private mutating func correct(_ options: BiasOptions) {
    var tables = columns + intersections
    let places = tables.indices.flatMap { table in tables[table].groups.indices.map { (table, $0) } }
    let adjusted = HolmCorrection.adjusted(places.map { tables[$0].groups[$1].change?.pValue ?? 1 })
    comparisons = places.count
    for ((table, group), p) in zip(places, adjusted) {
      guard var change = tables[table].groups[group].change else { continue }
      change.adjustedPValue = p
      if p < 1 - options.confidence {
        change.verdict = change.difference.value > 0 ? .grew : .shrank
      }
      tables[table].groups[group].change = change
    }
    intersections = Array(tables[columns.count...])
    columns = Array(tables[..<columns.count])
  }
}
