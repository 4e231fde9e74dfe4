public import Scheduling
public import Tabular

/// A table whose values nobody sees: from it come cells of public domains (`records`), and, at a cost, what a schema left open.
///
/// With a column that names the unit, only the first m rows of each unit stay, in the order of the table; whether a row stays
/// depends on the rows of its own unit alone, so a unit more changes no other unit's rows. Units are told apart by the
/// bytes of their values. A row that names no unit is left out: nothing says whose it is, so nothing would bound what its
/// owner contributes. Without such a column each row is a unit and every row stays.
public struct ConfidentialTable: Sendable {
  /// Public: what the schema states.
  public let schema: Schema
  public let parameters: PrivacyParameters
  /// The field that names the unit, which no model has.
  public let unitColumn: Int?
  public var threads: Int
  let table: Table
  /// The rows that stay, ascending; `nil`: all.
  let kept: [Int]?

  /// - Parameter table: Read with a public schema, with fewer than 2^31 rows.
  /// - Throws: `PrivacyError` with `.parameterOutOfRange` if the schema has no column of the unit's name, and if it is stored
  ///   as numbers, which may have been rounded on reading (`TableReader.confidential` is to know the unit).
  /// - Complexity: O(rows).
  public init(
    _ table: Table, parameters: PrivacyParameters, threads: Int = Parallel.processorCount
  ) throws(PrivacyError) {
    precondition(table.rowCount < PrivateQuery.rowLimit)
    schema = table.schema
    self.parameters = parameters
    self.table = table
    self.threads = threads
    if let unit = parameters.unit {
      guard let column = table.schema.index(of: unit) else {
        throw PrivacyError(
          .parameterOutOfRange, column: unit, "The column that names the privacy unit is not in the schema.")
      }
      unitColumn = column
      guard let rows = UnitRows.first(parameters.maximumRows, of: table.columns[column]) else {
        throw PrivacyError(
          .parameterOutOfRange, column: unit,
          "The column that names the privacy unit holds numbers, which may have been rounded. Read it as text."
        )
      }
      kept = rows
    } else {
      unitColumn = nil
      kept = nil
    }
  }

  /// Rough bounds of a column of numbers, for a schema that states none: the powers of two between which a noisy histogram of
  /// magnitudes has counts that stand out. Missing values and those that are no number are in no cell.
  ///
  /// One row more changes one count by 1. Single values outside the bounds are to be expected.
  ///
  /// - Throws: `PrivacyError` with `.budgetExhausted`, before a value is looked at; `.parameterOutOfRange` for a column that
  ///   does not hold numbers.
  /// - Note: Proof: docs/privacy/mechanisms.md#bounds.
  public func bounds(
    of column: Int, spending cost: PrivacyCost, from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> ReleasedBounds {
    precondition(budget.parameters == parameters)
    let count: Int
    switch table.columns[column].values {
    case .int64: count = MagnitudeCells.integerCount
    case .float64: count = MagnitudeCells.realCount
    case .codes, .strings:
      throw PrivacyError(
        .parameterOutOfRange, column: schema.fields[column].name, "Only numbers have bounds.")
    }
    let noise = try PrivateQuery.magnitudes.noise(spending: cost, under: parameters)
    try budget.charge(
      PrivacyLedger.Step(
        .magnitudes, columns: [schema.fields[column].name], count: count, noise: noise, cost: cost))
    var counts = [Int64](repeating: 0, count: count)
    let validity = table.columns[column].validity
    switch table.columns[column].values {
    case .int64(let values):
      forEachKept { if validity?[$0] ?? true { counts[MagnitudeCells.cell(of: values[$0])] += 1 } }
    case .float64(let values):
      forEachKept {
        if validity?[$0] ?? true, !values[$0].isNaN { counts[MagnitudeCells.cell(of: values[$0])] += 1 }
      }
    case .codes, .strings: preconditionFailure("refused above")
    }
    let released = noise.release(counts).counts
    let (first, last) = MagnitudeCells.outstanding(released, noise: noise)
    return count == MagnitudeCells.integerCount
      ? MagnitudeCells.integers(first, last) : MagnitudeCells.reals(first, last)
  }

  /// The levels of a nominal column whose noisy count reaches a threshold, for a schema that lists none; in ascending order
  /// of their bytes, which tells nothing about the table. 65,000 of them at most, those of the largest noisy counts.
  ///
  /// The guarantee is (`delta`, ρ)-approximate zero-concentrated privacy: a level that one unit alone has comes out with
  /// probability `delta` at most (`StabilityThreshold`).
  ///
  /// - Throws: `PrivacyError` with `.budgetExhausted`, before a value is looked at; `.deltaOutOfRange` for a `delta` that is not
  ///   between 0 and 1 and under pure differential privacy; `.parameterOutOfRange` for a column that does not hold levels.
  /// - Note: Proof: docs/privacy/mechanisms.md#levels.
  public func levels(
    of column: Int, delta: Double, spending cost: PrivacyCost, from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> [String] {
    precondition(budget.parameters == parameters)
    guard case .codes(let codes, let names) = table.columns[column].values else {
      throw PrivacyError(
        .parameterOutOfRange, column: schema.fields[column].name,
        "Only columns of levels have levels to find.")
    }
    guard delta > 0, delta < 1 else {
      throw PrivacyError(
        .deltaOutOfRange, column: schema.fields[column].name,
        "Levels can only be found with a part of delta above 0. List them in the schema, or give a delta.")
    }
    let noise = try PrivateQuery.levels.noise(spending: cost, under: parameters)
    let threshold = StabilityThreshold.threshold(delta: delta, noise: noise, rows: parameters.maximumRows)
    try budget.charge(
      PrivacyLedger.Step(
        .levels, columns: [schema.fields[column].name], count: 0, noise: noise, cost: cost, delta: delta,
        threshold: threshold))
    var counts = [Int64](repeating: 0, count: names.count)
    let validity = table.columns[column].validity
    forEachKept { if validity?[$0] ?? true { counts[Int(codes[$0])] += 1 } }
    // Only those that occur: the others of the list may be there because of rows that were left out.
    let present = counts.indices.filter { counts[$0] > 0 }
    let noisy = noise.release(present.map { counts[$0] }).counts
    var levels = zip(present, noisy).filter { $1 >= threshold }.map { (bytes: Array(names[$0]), count: $1) }
    levels.sort { $0.count != $1.count ? $0.count > $1.count : $0.bytes.lexicographicallyPrecedes($1.bytes) }
    return levels.prefix(65_000).map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }.map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private func forEachKept(_ body: (Int) -> Void) {
    if let kept { kept.forEach(body) } else { (0..<table.rowCount).forEach(body) }
  }
}
