public import Rules
public import Tabular

/// The rows of another source, held to rules.
///
/// Each row is repaired: what a rule computes from other columns is computed. A row that still breaks a rule is replaced by
/// the row of the same number of another run, and so on: a row is a function of the sources and its number, so that any range
/// of rows equals that part of the whole run. Identifiers stay those of the row's own run.
public struct RuledSource: RowSource {
  public let schema: Schema
  private let source: any RowSource
  /// Other runs, tried in order.
  private let others: [any RowSource]
  private let repairs: [RowRepair]
  private let rules: [BoundRule]
  private let identifiers: Set<Int>

  /// The share of rows of the first run that satisfy all rules after they have been repaired, of those looked at.
  public let acceptance: Double

  /// A share of good rows below which rejecting the others is given up.
  public static let leastAcceptance = 0.02
  private static let probedRows = 8192

  /// - Parameters:
  ///   - reference: see `RuleSet.bound`; tables of combinations that rows are changed to.
  ///   - other: the same source of another run, for attempt 1, 2, ...
  /// - Throws: `RuleError`: `.unsatisfied` where a rule cannot be kept, or hardly any row keeps to the rules.
  public init(
    _ source: any RowSource, rules: RuleSet, reference: (Rule) throws -> Table?,
    other: (Int) throws -> any RowSource
  ) throws {
    self.source = source
    schema = source.schema
    let bound = try rules.bound(to: source.schema, reference: reference)
    identifiers = Set(
      source.schema.fields.indices.filter {
        if case .identifier = source.schema.fields[$0].type { true } else { false }
      })
    var latents = LatentBuffer()
    var probe = try source.chunk(rows: 0..<Self.probedRows(source), latents: &latents)
    var repairs: [RowRepair] = []
    for rule in bound {
      guard let repair = try Self.repair(rule, source.schema, probe, identifiers, reference) else { continue }
      probe = repair.applied(to: probe, firstRow: 0)
      repairs.append(repair)
    }
    self.repairs = repairs
    let rowwise = bound.filter(\.isRowwise)
    self.rules = rowwise
    // A later repair may undo an earlier one; what is left is rejected.
    let broken = RuleChecker(rowwise).broken(probe, threads: 1)
    let counts = broken.map(\.setCount)
    let bad = (0..<probe.rowCount).count { row in broken.contains { $0[row] } }
    acceptance = probe.rowCount > 0 ? 1 - Double(bad) / Double(probe.rowCount) : 1
    guard acceptance >= Self.leastAcceptance else {
      let worst = counts.indices.max { counts[$0] < counts[$1] }
      throw RuleError(
        .unsatisfied, worst.map { rowwise[$0].rule },
        "Of \(probe.rowCount) rows of the model only \(probe.rowCount - bad) satisfy the rules"
          + (worst.map { ", and \(counts[$0]) break this one" } ?? "")
          + ". Loosen it, or fit the model to data that keep to it.")
    }
    // So many attempts that a row fails them all less than once in 10^12, at least eight.
    var attempts = 8
    let rejected = 1 - acceptance
    while attempts < 1500, Self.power(rejected, attempts) > 1e-12 { attempts += 1 }
    others = try rowwise.isEmpty ? [] : (1...attempts).map { try other($0) }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * base }
  }

  /// Identifiers may be fewer than the rows of a probe.
  private static func probedRows(_ source: any RowSource) -> Int {
    var rows = probedRows
    while rows > 1, (try? source.check(rowsUpTo: rows)) == nil { rows /= 2 }
    return rows
  }

  private static func repair(
    _ rule: BoundRule, _ schema: Schema, _ probe: Table, _ identifiers: Set<Int>,
    _ reference: (Rule) throws -> Table?
  ) throws -> RowRepair? {
    switch rule.rule.kind {
    case .formula(let left, let right, _):
      for (side, other) in [(left, right), (right, left)] {
        guard case .column(let name) = side, !other.columns.contains(name),
          let column = schema.index(of: name)
        else { continue }
        do {
          return .computed(
            column: column, try BoundExpression(other, as: schema.fields[column].type, schema: schema))
        } catch { throw RuleError(.binding, rule.rule, error.message) }
      }
      return nil
    case .increments: return .steps(column: rule.columns[0], rule)
    case .combinations:
      guard let table = try reference(rule.rule), table.rowCount > 0 else {
        throw RuleError(
          .reference, rule.rule,
          "A model does not hold the combinations of the data. Give them: file: FILE, or rows: [[...]], in the rule."
        )
      }
      let places = Array(rule.columns.indices)
      var byFirst: [UInt64: [Int32]] = [:]
      for (row, key) in table.keys(of: [0]).enumerated() {
        if let key { byFirst[key, default: []].append(Int32(row)) }
      }
      return .combinations(
        columns: rule.columns, table: table, known: Set(table.keys(of: places).compactMap { $0 }),
        byFirst: byFirst)
    case .functional(let from, let to):
      let (from, to) = (from.compactMap { schema.index(of: $0) }, to.compactMap { schema.index(of: $0) })
      if from.contains(where: identifiers.contains) { return nil }
      return functional(from, to, probe)
    case .unique:
      guard rule.columns.contains(where: identifiers.contains) else {
        throw RuleError(
          .unsatisfied, rule.rule,
          "Rows that are drawn one by one can only be unique by an identifier. Give one of the columns the type identifier "
            + "(sklar schema, then fit --schema), or leave the rule to validate.")
      }
      return nil
    case .monotone:
      throw RuleError(
        .unsatisfied, rule.rule,
        "Rows that are drawn one by one have no order. Sort what was written, or leave the rule to validate.")
    default: return nil
    }
  }

  /// Each value of what decides gets the most common of what is decided among the rows of the probe.
  private static func functional(_ from: [Int], _ to: [Int], _ probe: Table) -> RowRepair {
    let (deciding, decided) = (probe.keys(of: from), probe.keys(of: to))
    var counts: [UInt64: [UInt64: (count: Int, row: Int32)]] = [:]
    for (row, (key, value)) in zip(deciding, decided).enumerated() {
      guard let key, let value else { continue }
      counts[key, default: [:]][value, default: (0, Int32(row))].count += 1
    }
    let rows = counts.mapValues { values in
      values.values.max { ($0.count, -$0.row) < ($1.count, -$1.row) }!.row
    }
    return .functional(from: from, to: to, table: probe, rows: rows)
  }

  private init(_ other: RuledSource, source: any RowSource) {
    (schema, self.source, others) = (other.schema, source, other.others)
    (repairs, rules, identifiers, acceptance) = (
      other.repairs, other.rules, other.identifiers, other.acceptance
    )
  }

  public func prepared(for rows: Range<Int>, threads: Int) -> RuledSource {
    RuledSource(self, source: source.prepared(for: rows, threads: threads))
  }

  public func check(rowsUpTo end: Int) throws { try source.check(rowsUpTo: end) }

  public func chunk(rows: Range<Int>, latents: inout LatentBuffer) throws -> Table {
    var table = repaired(try source.chunk(rows: rows, latents: &latents), rows.lowerBound)
    var pending = broken(table)
    guard !pending.isEmpty else { return table }
    var columns = table.columns
    for other in others where !pending.isEmpty {
      var left: [Int] = []
      // Rows near each other are drawn at once.
      for run in Self.runs(pending) {
        let numbers = (rows.lowerBound + run.lowerBound)..<(rows.lowerBound + run.upperBound)
        let tried = repaired(
          keepingIdentifiers(try other.chunk(rows: numbers, latents: &latents), of: table, run.lowerBound),
          numbers.lowerBound)
        let bad = Set(broken(tried))
        let wanted = pending.filter { run.contains($0) }
        let good = wanted.filter { !bad.contains($0 - run.lowerBound) }
        left += wanted.filter { bad.contains($0 - run.lowerBound) }
        let places = good.map { (row: $0, from: Int32($0 - run.lowerBound)) }
        for index in columns.indices { columns[index].replace(places, by: tried.columns[index]) }
      }
      pending = left
    }
    table = Table(schema: schema, rowCount: rows.count, columns: columns)
    guard pending.isEmpty else {
      let worst = RuleChecker(rules).broken(table, threads: 1).firstIndex { $0[pending[0]] }
      throw RuleError(
        .unsatisfied, worst.map { rules[$0].rule },
        "After \(others.count) attempts at a row, this rule was still broken. Loosen it.")
    }
    return table
  }

  private func repaired(_ table: Table, _ firstRow: Int) -> Table {
    repairs.reduce(table) { $1.applied(to: $0, firstRow: firstRow) }
  }

  private func broken(_ table: Table) -> [Int] {
    let bits = RuleChecker(rules).broken(table, threads: 1)
    return (0..<table.rowCount).filter { row in bits.contains { $0[row] } }
  }

  private func keepingIdentifiers(_ table: Table, of own: Table, _ start: Int) -> Table {
    guard !identifiers.isEmpty else { return table }
    var columns = table.columns
    let rows = (0..<table.rowCount).map { Int32(start + $0) }
    for index in identifiers { columns[index] = own.columns[index].rows(rows) }
    return Table(schema: table.schema, rowCount: table.rowCount, columns: columns)
  }

  /// Ranges that hold all the rows, apart where at least 16 rows lie between.
  private static func runs(_ rows: [Int]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for row in rows {
      if let last = runs.last, row - last.upperBound < 16 {
        runs[runs.count - 1] = last.lowerBound..<(row + 1)
      } else {
        runs.append(row..<(row + 1))
      }
    }
    return runs
  }
}
